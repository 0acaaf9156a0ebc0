"""A contradiction, taken up again: only the members concerned are asked for their evidence, blind."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from string import Template

from orquix_tui.core.desk import Desk
from orquix_tui.core.moderator.ask import added, exchange
from orquix_tui.core.moderator.blind import blind, cut
from orquix_tui.core.moderator.phrases import read
from orquix_tui.core.moderator.prompt import block, own_names, written_in
from orquix_tui.domain.errors import ModerationError, OrquixError, ProviderError
from orquix_tui.domain.events import Warned
from orquix_tui.domain.models import Claim, Interaction, Outcome, Response, Stance, Statement, Usage
from orquix_tui.domain.ports import ChatRequest, Emit, Message
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _, number

_ANSWER_CHARS = 24_000
_MAX_TOKENS = 1000
"""Of one statement: 120 words, and room for a model that thinks first."""
_WORD = r"(?P<mark>uphold|withdraw|mante|sosten|retir)\w*"
# With its @@ wherever a line begins; without, alone on the first line.
_MARK = re.compile(
    rf"^[*_`#> \t-]{{0,9}}@@[ ]?{_WORD}[*_`.:@]*[ \t]*\n?"
    rf"|\A[*_`#> \t\n-]{{0,9}}@?{_WORD.replace('mark', 'bare')}[*_`.:!]*[ \t]*(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_STANCES: dict[str, Stance] = {
    "uphold": "upholds", "mante": "upholds", "sosten": "upholds",
    "withdraw": "withdraws", "retir": "withdraws",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolved:
    """The claim with what was said, and what the asking took; the cost is in US dollars, None: not known."""

    claim: Claim
    usage: Usage
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class _Said:
    statement: Statement
    usage: Usage
    cost_usd: float | None


async def resolve(
    claim: Claim, interaction: Interaction, desk: Desk, settings: ModeratorSettings, emit: Emit
) -> Resolved:
    """The claim with its outcome and what each member concerned said.

    `upheld` when every opponent withdraws and no supporter does, `withdrawn` the other way round, else
    `open`. Raises ModerationError when the claim has not both sides, or nobody could be asked.
    """
    answers = {r.letter: r for r in interaction.responses if r.status.usable}
    concerned = [letter for letter in (*claim.supporters, *claim.opponents) if letter in answers]
    if not (set(concerned) & set(claim.supporters) and set(concerned) & set(claim.opponents)):
        raise ModerationError(
            _("This claim is not contradicted by any answer."), _("Choose a contradiction.")
        )
    asked = [
        _statement(claim, answers[letter], interaction, desk, settings, emit)
        for letter in dict.fromkeys(concerned)
    ]
    heard = [said for said in await asyncio.gather(*asked) if said is not None]
    if not heard:
        raise ModerationError(_("None of the members concerned could be asked."), _("Try again later."))
    statements = tuple(said.statement for said in heard)
    costs = [said.cost_usd for said in heard]
    return Resolved(
        claim.model_copy(update={"statements": statements, "outcome": _outcome(claim, statements)}),
        reduce(added, (said.usage for said in heard)),
        None if None in costs else sum(cost for cost in costs if cost is not None),
    )


async def _statement(
    claim: Claim,
    answer: Response,
    interaction: Interaction,
    desk: Desk,
    settings: ModeratorSettings,
    emit: Emit,
) -> _Said | None:
    """What this member says now; None when it could not be asked, with a warning."""
    request = statement_request(claim, answer, interaction, settings)
    label = answer.label

    def waits(error: ProviderError, seconds: float) -> None:
        emit(
            Warned(
                Step.MODERATE,
                _("{label} is asked again in {seconds} s: {cause}").format(
                    label=label, seconds=number(seconds, ".1f"), cause=error.cause
                ),
                passing=True,
            )
        )

    try:
        provider = desk.providers.get(answer.provider)
        said = await exchange(desk, provider, request, lambda _: None, waits)
    except OrquixError as error:
        emit(
            Warned(
                Step.MODERATE,
                _("{label} could not be asked for its evidence: {error}").format(label=label, error=error),
            )
        )
        return None
    stance, text = _stance(said.text)
    return _Said(
        Statement(letter=answer.letter, stance=stance, text=text),
        said.usage,
        desk.price(answer.provider, answer.model, said.usage),
    )


def _stance(said: str) -> tuple[Stance, str]:
    """Which mark was written, and the rest; the first mark counts."""
    mark = _MARK.search(said)
    if mark is None:
        return "unclear", said.strip()
    rest = f"{said[: mark.start()]}{said[mark.end() :]}".strip()
    return _STANCES[(mark["mark"] or mark["bare"]).lower()], rest


def statement_request(
    claim: Claim, answer: Response, interaction: Interaction, settings: ModeratorSettings
) -> ChatRequest:
    """What one member is asked: its own answer, the point, and both sides' quotes without names."""
    member = interaction.council.members[answer.seat]
    holds = answer.letter in claim.supporters
    nonce = secrets.token_hex(6)
    others = [r for r in interaction.responses if r.letter != answer.letter]
    names = [name for r in others for name in own_names(r)]
    text = Template(read("resolve.md")).substitute(
        nonce=nonce,
        question=block("QUESTION", interaction.prompt, nonce),
        answer=block("YOUR ANSWER", cut(answer.text, _ANSWER_CHARS), nonce),
        point=blind(claim.text, names),
        side="hold" if holds else "deny",
        mine=_quoted(claim, [answer.letter], "You wrote", names),
        other_side="denies" if holds else "holds",
        theirs=_quoted(claim, claim.opponents if holds else claim.supporters, "It wrote", names),
        language=written_in(settings, interaction.prompt)[1],
    )
    return ChatRequest(
        model=member.model,
        messages=(Message("user", text),),
        system=member.persona or "",
        temperature=member.temperature,
        max_tokens=min(member.max_tokens, _MAX_TOKENS),
        extra=member.extra,
    )


def _quoted(claim: Claim, letters: Sequence[str], who: str, names: Sequence[str]) -> str:
    """The quotes that really stand in these answers; nothing invented is put before a member."""
    found = [quote for quote in claim.quotes if quote.found and quote.letter in letters]
    return "\n".join(f'{who}: "{" ".join(blind(quote.text, names).split())}"' for quote in found)


def _outcome(claim: Claim, statements: Sequence[Statement]) -> Outcome:
    stances = {said.letter: said.stance for said in statements}
    held = [stances.get(letter) for letter in claim.supporters]
    against = [stances.get(letter) for letter in claim.opponents]
    if all(stance == "withdraws" for stance in against) and "withdraws" not in held:
        return "upheld"
    if all(stance == "withdraws" for stance in held) and "withdraws" not in against:
        return "withdrawn"
    return "open"
