"""A contradiction is put to those concerned alone, without names, and the ledger says what came of it."""

from __future__ import annotations

import pytest

from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.moderator.resolve import resolve
from orquix_tui.domain.errors import ModerationError
from orquix_tui.domain.events import Event, Warned
from orquix_tui.domain.models import Claim, Council, Interaction, Member, Quote, Response
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.registry import ProviderRegistry
from tests.core.moderator_corpus import ENGLISH
from tests.loopback import Answer, Fault, LoopbackServer

CLAIM = Claim(
    text="Restores should be tried every quarter.",
    supporters=("A", "C"),
    opponents=("B",),
    quotes=(
        Quote(letter="A", text="Restore a backup every quarter.", found=True),
        Quote(letter="C", text="a quote that stands nowhere", found=False),
        Quote(letter="B", text="once a year is enough for most teams", found=True),
    ),
)


@pytest.fixture
def desk(registry: ProviderRegistry) -> Desk:
    return Desk(registry, lambda *_: None, RetryPolicy(attempts=1, base_s=0))


def _interaction(question: str = "How often should a backup be restored?") -> Interaction:
    members = [
        Member(provider="router", model=f"model-{letter.lower()}", label=f"Member {letter}")
        for letter in "ABCD"
    ]
    texts = {**ENGLISH, "D": "It depends on the size of the archive."}
    answers = [
        Response(
            seat=seat, letter=letter, label=members[seat].label, provider="router", model=members[seat].model,
            status=ResponseStatus.COMPLETE, text=text,
        )
        for seat, (letter, text) in enumerate(texts.items())
    ]  # fmt: skip
    council = Council(name="default", members=tuple(members))
    return Interaction(
        id="1" * 12, project_id="p", project="default", prompt=question, council=council,
        responses=tuple(answers),
    )  # fmt: skip


async def _resolve(
    desk: Desk, claim: Claim = CLAIM, question: str = "How often?"
) -> tuple[Claim, list[Event]]:
    events: list[Event] = []
    interaction = _interaction(question)
    settled = await resolve(claim, interaction, desk, ModeratorSettings(), events.append)
    assert settled.usage.output_tokens
    return settled.claim, events


async def test_only_those_concerned_are_asked_and_no_name_is_told(
    loopback: LoopbackServer, desk: Desk
) -> None:
    for model in "abc":
        loopback.script(f"model-{model}", Answer("@@uphold\nSee the manual."))
    await _resolve(desk)
    assert [len(loopback.asked(f"model-{model}")) for model in "abcd"] == [1, 1, 1, 0]
    told = loopback.asked("model-b")[0].body["messages"][-1]["content"]
    assert "You deny it." in told
    assert 'It wrote: "Restore a backup every quarter."' in told
    assert "stands nowhere" not in told, "a quote that was not found is put before nobody"
    assert not any(name in told for name in ("Member", "model-a", "[A]", "[C]"))


@pytest.mark.parametrize(
    ("supporter", "opponent", "outcome"),
    [
        ("@@uphold\nYes.", "@@withdraw\nThe other is right.", "upheld"),
        ("@@withdraw\nI was wrong.", "**@@uphold**\nYes.", "withdrawn"),
        ("@@uphold\nYes.", "@@uphold\nNo.", "open"),
        ("@@withdraw\nYes.", "@@withdraw\nNo.", "open"),
        ("I cannot say.", "@@withdraw\nNo.", "upheld"),
        ("@@mantengo\nSí.", "@@retiro: tiene razón.", "upheld"),
        ("I looked again.\n\n## @@Uphold\nYes.", "**Withdraw.**\nYes.", "upheld"),
        ("@@ retirar\nSí.", "Mantengo\nNo.", "withdrawn"),
        ("I would withdraw it if I could.", "Upholding is hard.\nNo.", "open"),
    ],
)
async def test_the_outcome_follows_from_what_they_say(
    loopback: LoopbackServer, desk: Desk, supporter: str, opponent: str, outcome: str
) -> None:
    for model, text in (("a", supporter), ("c", supporter), ("b", opponent)):
        loopback.script(f"model-{model}", Answer(text))
    claim, _ = await _resolve(desk)
    assert claim.outcome == outcome
    assert [said.letter for said in claim.statements] == ["A", "C", "B"]
    assert not any("@@" in said.text for said in claim.statements)


async def test_one_that_cannot_be_asked_leaves_it_open_and_says_so(
    loopback: LoopbackServer, desk: Desk
) -> None:
    loopback.script("model-a", Answer("@@uphold\nYes."))
    loopback.script("model-c", Answer("@@uphold\nYes."))
    loopback.script("model-b", Fault(500))
    claim, events = await _resolve(desk)
    assert claim.outcome == "open"
    assert [said.letter for said in claim.statements] == ["A", "C"]
    assert any("Member B could not be asked" in e.message for e in events if isinstance(e, Warned))


async def test_a_claim_that_nobody_contradicts_is_refused(desk: Desk) -> None:
    with pytest.raises(ModerationError, match="not contradicted"):
        await _resolve(desk, CLAIM.model_copy(update={"opponents": ()}))


async def test_a_spanish_question_is_settled_in_spanish(loopback: LoopbackServer, desk: Desk) -> None:
    for model in "abc":
        loopback.script(f"model-{model}", Answer("@@uphold\nSí."))
    await _resolve(desk, question="¿Cada cuánto hay que probar la restauración de una copia?")
    assert "Write in Spanish" in loopback.asked("model-a")[0].body["messages"][-1]["content"]
