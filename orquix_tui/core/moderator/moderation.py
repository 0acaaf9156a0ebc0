"""One language model's moderation: a streamed call, and one more for sections that it left out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from orquix_tui.core.desk import Desk
from orquix_tui.core.moderator import prompt
from orquix_tui.core.moderator.ask import Exchange, added, exchange
from orquix_tui.core.moderator.declined import declined
from orquix_tui.core.moderator.form import FormParser, Parsed, SynthesisText
from orquix_tui.core.moderator.ledger import checked, render
from orquix_tui.core.moderator.letters import ModerationJob
from orquix_tui.core.moderator.phrases import say
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.core.moderator.sections import LISTS, Form
from orquix_tui.domain.errors import ModerationError, OrquixError, ProviderError
from orquix_tui.domain.events import ClaimFound, ModerationDelta, ModerationRepairing, SynthesisDelta, Warned
from orquix_tui.domain.models import Claim, Synthesis, Usage
from orquix_tui.domain.ports import ChatRequest, Emit, Provider
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _, number

_SHORTENINGS = 3
"""How often the room for the answers is halved when the moderator's window is too small for them."""


class Moderation:
    """`run` it once. What it emits: deltas, claims as they are read, warnings."""

    def __init__(
        self,
        desk: Desk,
        provider: Provider,
        model: str,
        job: ModerationJob,
        settings: ModeratorSettings,
        emit: Emit,
    ) -> None:
        self._desk = desk
        self._provider = provider
        self._model = model
        self._job = job
        self._settings = settings
        self._emit = emit
        self._texts = {letter: response.text for letter, response in job.usable().items()}
        self._originals: dict[str, Original] = {}
        self._claims: list[Claim] = []
        self._shortened = 0

    async def run(self) -> Synthesis:
        """Raises ProviderError, ModerationError."""
        # Long answers take 50 ms per 100 000 characters to make ready: not on the event loop.
        self._originals = await asyncio.to_thread(_originals, self._texts)
        first, form, answer = await self._ask()
        if not self._claims and declined(form.synthesis):
            raise ModerationError(_("The moderator declined to compare the answers."))
        cut, usage = answer.cut, answer.usage
        missing = self._missing(form)
        if missing:
            usage = added(usage, await self._repair(first.request, answer, form, missing))
        code = prompt.written_in(self._settings, self._job.question)[0]
        text = self._text(form) or render(self._claims, code)
        if not text.strip():
            raise ModerationError(_("The moderator's answer holds neither a synthesis nor a claim."))
        verdict = grade(
            self._claims,
            self._texts,
            form.synthesis or text,
            whole=form.ended,
            cut=cut,
            base=form.base_letter,
            language=code,
        )
        shortened = (say("shortened", code, chars=first.cap),) if self._shortened else ()
        return Synthesis(
            version=self._job.previous_version + 1,
            moderator=f"{self._provider.name}:{self._model}",
            strategy=self._settings.strategy,
            excluded=tuple(sorted(self._job.excluded)),
            text=text,
            quality=verdict.quality,
            quality_reasons=(*verdict.reasons, *shortened),
            claims=tuple(self._claims),
            key_themes=tuple(form.lists["themes"]),
            recommendations=tuple(form.lists["recommendations"]),
            suggested_questions=tuple(form.lists["questions"]),
            research_areas=tuple(form.lists["research"]),
            base_letter=form.base_letter if form.base_letter in self._texts else "",
            base_reason=form.base_reason,
            seed=self._job.seed,
            prompt_version=prompt.version(),
            usage=usage,
            cost_usd=self._desk.price(self._provider.name, self._model, usage),
        )

    async def _ask(self) -> tuple[prompt.FirstRequest, Form, Exchange]:
        """The first exchange; answers that do not fit into the window are shortened alike, and it says so."""
        room = prompt.ROOM_CHARS
        while True:
            first = await asyncio.to_thread(
                prompt.first_request, self._job, self._model, self._settings, room
            )
            try:
                return first, *await self._read(first.request)
            except ProviderError as error:
                if not error.too_long or self._shortened == _SHORTENINGS:
                    raise
                self._shortened += 1
                room = min(room, sum(map(len, self._texts.values()))) // 2
                cause = _("{cause} The answers are shortened to {room} characters together.").format(
                    cause=error.cause, room=room
                )
                self._emit(Warned(Step.MODERATE, cause))

    def _text(self, form: Form) -> str:
        """What the person reads, by the strategy; empty where the ledger must stand for it."""
        if self._settings.strategy == "compare":
            return ""
        if self._settings.strategy == "select" and form.base_letter in self._texts:
            chosen = f"## [{form.base_letter}]\n\n{self._texts[form.base_letter].strip()}"
            text = f"{form.synthesis}\n\n{chosen}".strip()
            self._emit(SynthesisDelta(text[len(form.synthesis) :]))
            return text
        return form.synthesis

    def _missing(self, form: Form) -> tuple[str, ...]:
        """Sections that did not come, when at least the claims or the synthesis did."""
        if not form.seen & {"claims", "synthesis"}:
            return ()
        unasked = {"synthesis"} if self._settings.strategy == "compare" else set()
        return tuple(name for name in ("claims", "synthesis", *LISTS) if name not in form.seen | unasked)

    async def _read(self, request: ChatRequest) -> tuple[Form, Exchange]:
        parser = FormParser(tuple(self._texts))

        def take(text: str) -> None:
            self._emit(ModerationDelta(text))
            self._tell(parser.feed(text))

        def waits(error: ProviderError, seconds: float) -> None:
            who = f"{self._provider.name}:{self._model}"
            self._emit(
                Warned(
                    Step.MODERATE,
                    _("The moderator {who} is asked again in {seconds} s: {cause}").format(
                        who=who, seconds=number(seconds, ".1f"), cause=error.cause
                    ),
                    passing=True,
                )
            )

        answer = await exchange(self._desk, self._provider, request, take, waits)
        self._tell(parser.finish())
        return parser.form, answer

    async def _repair(
        self, request: ChatRequest, answer: Exchange, form: Form, missing: Sequence[str]
    ) -> Usage:
        """Ask once for the missing sections; a failure leaves what there is. Returns the usage."""
        self._emit(ModerationRepairing(tuple(missing)))
        try:
            second, repaired = await self._read(prompt.repair_request(request, answer.text, missing))
        except OrquixError as error:
            self._emit(
                Warned(Step.MODERATE, _("The missing sections could not be had: {error}").format(error=error))
            )
            return Usage(input_tokens=0, output_tokens=0, estimated=True)
        form.preface = form.preface or second.preface
        if "synthesis" in missing:
            form.section_text = second.section_text or form.section_text
        for name in LISTS:
            if name in missing:
                form.lists[name] = second.lists[name]
        return repaired.usage

    def _tell(self, parsed: Sequence[Parsed]) -> None:
        for item in parsed:
            if isinstance(item, SynthesisText):
                self._emit(SynthesisDelta(item.text))
            else:
                claim = checked(item, self._originals)
                self._claims.append(claim)
                self._emit(ClaimFound(claim))


def _originals(texts: Mapping[str, str]) -> dict[str, Original]:
    return {letter: Original(text) for letter, text in texts.items()}
