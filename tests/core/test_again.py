"""The same answers, compared again: versions are kept, one holds, nobody is asked twice."""

from __future__ import annotations

import pytest

from orquix_tui.core.again import Wish, named
from orquix_tui.domain.errors import InputError, ModerationError
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Quality
from tests.house import JUDGE, MODERATION, SAYS, House
from tests.loopback import Answer, Fault

COUNCIL = [("openai-compatible", "one"), ("openai-compatible", "two"), ("openai-compatible", "three")]
OTHER = "openai-compatible:other"
WITHOUT_D = MODERATION.replace("(B, C, D)", "(B, C)").replace("(A | D)", "(A | C)")
BETTER = WITHOUT_D.replace("Rain in winter, snow", "Winter rain, snow")


def _prepare(house: House) -> None:
    house.configure(COUNCIL)
    for _, model in COUNCIL:
        house.server.script(model, Answer(SAYS))
    house.server.script("judge", Answer(WITHOUT_D))
    house.server.script("other", Answer(BETTER))


def _asked(house: House) -> list[int]:
    return [len(house.server.asked(model)) for model in ("one", "two", "three")]


def _version(interaction: Interaction) -> int:
    assert interaction.synthesis is not None
    return interaction.synthesis.version


async def test_another_moderator_gives_another_version_and_nobody_is_asked_again(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        again = await services.again.moderate(first, Wish(chain=(OTHER,)), house.events.append)
        saved = await services.store.interaction(first.id)
        versions = await services.store.syntheses(first.id)
    assert _asked(house) == [1, 1, 1]
    assert (_version(first), _version(again), _version(saved)) == (1, 2, 2)
    assert saved.synthesis is not None
    assert saved.synthesis.text.startswith("Winter rain")
    assert [s.moderator for s in versions] == [JUDGE, OTHER]


async def test_what_holds_is_what_is_remembered_and_exported(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        again = await services.again.moderate(first, Wish(chain=(OTHER,)), house.events.append)
        found = await services.context.search("winter", None)
        assert any("Winter rain" in hit.chunk.text for hit in found)
        assert "Winter rain" in services.export(again)
        back = await services.again.choose(again, 1)
        found = await services.context.search("winter", None)
    assert back.synthesis == first.synthesis
    assert not any("Winter rain" in hit.chunk.text for hit in found)


async def test_strategy_personality_and_exclusion_reach_the_request(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        left_out = first.responses[0]
        wish = Wish(
            exclude=(left_out.label,), settings=ModeratorSettings(strategy="select", personality="critical")
        )
        again = await services.again.moderate(first, wish, house.events.append)
    assert again.synthesis is not None
    assert again.synthesis.strategy == "select"
    assert again.synthesis.excluded == (left_out.letter,)
    system, user = (m["content"] for m in house.server.asked("judge")[-1].body["messages"])
    assert "Your manner: critical" in system
    assert "Nothing is merged" in system
    assert f"RESPONSE {left_out.letter} " not in user


async def test_a_moderator_that_fails_changes_nothing(house: House) -> None:
    _prepare(house)
    house.server.script("other", Fault(500))
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        with pytest.raises(ModerationError, match="nothing was changed"):
            await services.again.moderate(first, Wish(chain=(OTHER,)), house.events.append)
        assert len(await services.store.syntheses(first.id)) == 1


@pytest.mark.parametrize(
    ("exclude", "why"), [(("nobody",), "No answer is called"), (("one", "two"), "Fewer than two")]
)
async def test_an_exclusion_that_makes_no_sense_is_refused(
    house: House, exclude: tuple[str, ...], why: str
) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        with pytest.raises(InputError, match=why):
            await services.again.moderate(first, Wish(exclude=exclude), house.events.append)


async def test_a_contradiction_that_is_settled_becomes_a_version_of_the_ledger(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
        for _, model in COUNCIL:
            house.server.script(model, Answer("@@uphold\nSee the gauge."))
        settled = await services.again.resolve(first, 2, house.events.append)
        saved = await services.store.interaction(first.id)
        versions = await services.store.syntheses(first.id)
    assert settled.synthesis == saved.synthesis
    assert saved.synthesis is not None
    assert saved.synthesis.claims[2].outcome == "open"
    assert {said.text for said in saved.synthesis.claims[2].statements} == {"See the gauge."}
    assert saved.synthesis.quality is Quality.HIGH
    written, asked = (version.usage.output_tokens for version in versions)
    assert written
    assert asked, "a version costs what was asked for it, and what its text cost counts once"
    assert asked != written
    assert sum(_asked(house)) == 5, "three at first, then the two concerned"


async def test_a_label_that_is_anothers_letter_is_a_label_first(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        first = await house.ask(services, "Why does it rain in winter?")
    lettered = first.model_copy(
        update={
            "responses": tuple(
                r.model_copy(update={"letter": letter, "label": label})
                for r, letter, label in zip(first.responses, "ABC", "bca", strict=True)
            )
        }
    )

    assert [r.letter for r in named(lettered, "b")] == ["A"]
    assert [r.letter for r in named(lettered, "B")] == ["B"]
    assert named(lettered, "nobody") == []
