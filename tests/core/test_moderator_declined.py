"""A moderator that says no in words gives way to the next, as one that says nothing does."""

from __future__ import annotations

import pytest

from orquix_tui.core.moderator.declined import declined
from orquix_tui.domain.events import ModerationStarted, Warned
from orquix_tui.domain.status import Quality
from tests.core.moderating import Moderate, job, moderate, of
from tests.core.moderator_corpus import GOOD
from tests.loopback import Answer, LoopbackServer


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, I cannot assist with this request.",
        "I am unable to compare these responses.",
        "Unfortunately, I won't be able to continue.",
        "Sorry, this request cannot be processed.",
        "I must decline.",
        "I'm sorry, but I can't compare the answers A, B and C.",
        "Lo siento, pero no puedo ayudar con eso.",
        "No puedo continuar con esta petición.",
        "Me temo que no es posible.",
        "Debo rechazar esta solicitud.",
    ],
)
def test_a_refusal_is_known(text: str) -> None:
    assert declined(text)


@pytest.mark.parametrize(
    "text",
    [
        "Unfortunately, A and C can't both be right: [A] says quarterly, [C] yearly.",
        "Restore each quarter. You cannot rely on B, sorry to say.",
        "I can't help but notice that all of them want a test each quarter.",
        "Unfortunately, I cannot verify the sources of [A], but [B] and [C] agree on a yearly test.",
        "A says quarterly. Unfortunately nobody shows why, so I can't confirm it.",
        "I cannot provide legal advice. Still, A and C agree that the contract is void.",
        "No puedo responder con certeza, pero A y C coinciden en probar cada trimestre.",
        "Según A no se puede restaurar; B dice que sí. Lo siento por C.",
        "I'm sorry, but I can't help with that. " + "Still, here is a comparison of the answers. " * 20,
    ],
)
def test_a_synthesis_that_speaks_of_what_cannot_be_is_none(text: str) -> None:
    assert not declined(text)


@pytest.mark.parametrize("form", ["{}", "@@synthesis\n{}\n@@end", "@@claims\n@@synthesis\n{}"])
async def test_a_refusal_in_words_gives_way_to_the_next(
    loopback: LoopbackServer, moderator: Moderate, form: str
) -> None:
    loopback.script("shy", Answer(form.format("I'm sorry, but I can't help with that.")))
    loopback.script("judge", Answer(GOOD))

    synthesis, events = await moderate(moderator(), job("router:shy", "router:judge"))

    assert (synthesis.moderator, synthesis.quality) == ("router:judge", Quality.HIGH)
    assert not synthesis.fallback_used
    assert [event.moderator for event in of(ModerationStarted, events)] == ["router:shy", "router:judge"]
    [warned] = of(Warned, events)
    assert "router:shy gave nothing: The moderator declined" in warned.message
    assert len(loopback.asked("shy")) == 1
