"""Compares the answers of a run: the configured chain in order, then without a model, then by words alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from orquix_tui.core.desk import Desk
from orquix_tui.core.moderator import extractive, prompt
from orquix_tui.core.moderator.ask import Exchange, added, exchange
from orquix_tui.core.moderator.form import LISTS, Form, FormParser, Parsed, SynthesisText
from orquix_tui.core.moderator.language import language
from orquix_tui.core.moderator.ledger import checked, render
from orquix_tui.core.moderator.letters import ModerationJob
from orquix_tui.core.moderator.overlap import most_shared
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.domain.errors import ModerationError, OrquixError, ProviderError
from orquix_tui.domain.events import (
    ClaimFound,
    ModerationDelta,
    ModerationEnded,
    ModerationStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.memory import Embedder
from orquix_tui.domain.models import EXTRACTIVE, OVERLAP, Claim, Synthesis, Usage
from orquix_tui.domain.ports import ChatRequest, Emit, Provider
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Quality, Step

_BANNERS = {
    EXTRACTIVE: "No configured moderator answered: what follows was put together without a language model, "
    "and nothing in it was compared.",
    OVERLAP: "No moderator could compare the answers: what follows is the single answer that shares the most "
    "words with the others.",
}


class AIModerator:
    """Asks the moderators of a chain until one gives a text that can be used."""

    def __init__(self, desk: Desk, embedder: Embedder, settings: ModeratorSettings) -> None:
        self._desk = desk
        self._embedder = embedder
        self._settings = settings

    async def moderate(self, job: ModerationJob, emit: Emit) -> Synthesis | None:
        """The synthesis; None when fewer than two responses can be used. Raises for no moderator's failure.

        A chain that names nobody means the extractive moderator. Cancelling the task closes the stream.
        """
        synthesis: Synthesis | None = None
        if len(job.usable()) > 1:
            synthesis = await self._first_that_works(job, emit)
        emit(ModerationEnded(synthesis))
        return synthesis

    async def _first_that_works(self, job: ModerationJob, emit: Emit) -> Synthesis:
        chain = job.chain or (EXTRACTIVE,)
        rest = () if EXTRACTIVE in chain else (EXTRACTIVE,)
        for ref in (*chain, *rest):
            try:
                synthesis = await self._by(ref, job, emit)
            except OrquixError as error:
                emit(Warned(Step.MODERATE, f"The moderator {ref} gave nothing: {error}"))
            except Exception as error:  # noqa: BLE001  # the boundary: a defect here must not cost the substitutes
                cause = f"The moderator {ref} failed unexpectedly ({type(error).__name__}: {error})."
                emit(Warned(Step.MODERATE, cause))
            else:
                return synthesis if ref in chain else _as_fallback(synthesis)
        emit(ModerationStarted(OVERLAP))
        return _as_fallback(_by_overlap(job, emit))

    async def _by(self, ref: str, job: ModerationJob, emit: Emit) -> Synthesis:
        emit(ModerationStarted(ref))
        if ref == EXTRACTIVE:
            return await self._by_extraction(job, emit)
        if any(f"{r.provider}:{r.model}" == ref for r in job.responses):
            emit(
                Warned(Step.MODERATE, f"The moderator {ref} also sits in the council: it may prefer itself.")
            )
        name, _, model = ref.partition(":")
        moderation = _Moderation(self._desk, self._desk.providers.get(name), model, job, emit)
        return await moderation.run(self._settings)

    async def _by_extraction(self, job: ModerationJob, emit: Emit) -> Synthesis:
        texts = {letter: response.text for letter, response in job.usable().items()}
        found = await extractive.extract(job.question, texts, self._embedder)
        for claim in found.claims:
            emit(ClaimFound(claim))
        emit(SynthesisDelta(found.text))
        return Synthesis(
            version=job.previous_version + 1,
            moderator=EXTRACTIVE,
            text=found.text,
            quality=Quality.LOW,
            quality_reasons=extractive.REASONS,
            claims=found.claims,
            base_letter=found.base,
            base_reason=found.base_reason,
            seed=job.seed,
        )


class _Moderation:
    """One language model's moderation: a streamed call, and one more for sections that it left out."""

    def __init__(self, desk: Desk, provider: Provider, model: str, job: ModerationJob, emit: Emit) -> None:
        self._desk = desk
        self._provider = provider
        self._model = model
        self._job = job
        self._emit = emit
        self._texts = {letter: response.text for letter, response in job.usable().items()}
        self._originals: dict[str, Original] = {}
        self._claims: list[Claim] = []

    async def run(self, settings: ModeratorSettings) -> Synthesis:
        """Raises ProviderError, ModerationError."""
        # Long answers take 50 ms per 100 000 characters to make ready: not on the event loop.
        self._originals = await asyncio.to_thread(_originals, self._texts)
        request = await asyncio.to_thread(prompt.first_request, self._job, self._model, settings)
        form, answer = await self._read(request)
        cut, usage = answer.cut, answer.usage
        missing = _missing(form)
        if missing:
            usage = added(usage, await self._repair(request, answer, form, missing))
        text = form.synthesis or render(self._claims, language(self._job.question))
        if not text.strip():
            raise ModerationError("The moderator's answer holds neither a synthesis nor a claim.")
        verdict = grade(self._claims, self._texts, text, whole=form.ended, cut=cut)
        return Synthesis(
            version=self._job.previous_version + 1,
            moderator=f"{self._provider.name}:{self._model}",
            text=text,
            quality=verdict.quality,
            quality_reasons=verdict.reasons,
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

    async def _read(self, request: ChatRequest) -> tuple[Form, Exchange]:
        parser = FormParser()

        def take(text: str) -> None:
            self._emit(ModerationDelta(text))
            self._tell(parser.feed(text))

        def waits(error: ProviderError, seconds: float) -> None:
            who = f"{self._provider.name}:{self._model}"
            self._emit(
                Warned(Step.MODERATE, f"The moderator {who} is asked again in {seconds:.1f} s: {error.cause}")
            )

        answer = await exchange(self._desk, self._provider, request, take, waits)
        self._tell(parser.finish())
        return parser.form, answer

    async def _repair(
        self, request: ChatRequest, answer: Exchange, form: Form, missing: Sequence[str]
    ) -> Usage:
        """Ask once for the missing sections; a failure leaves what there is. Returns the usage."""
        try:
            second, repaired = await self._read(prompt.repair_request(request, answer.text, missing))
        except OrquixError as error:
            self._emit(Warned(Step.MODERATE, f"The missing sections could not be had: {error}"))
            return Usage(input_tokens=0, output_tokens=0, estimated=True)
        form.preface = form.preface or second.preface
        if "synthesis" in missing:
            form.section_text = second.section_text
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


def _missing(form: Form) -> tuple[str, ...]:
    """Sections that did not come, when at least the claims or the synthesis did."""
    if not form.seen & {"claims", "synthesis"}:
        return ()
    return tuple(name for name in ("claims", "synthesis", *LISTS) if name not in form.seen)


def _by_overlap(job: ModerationJob, emit: Emit) -> Synthesis:
    texts = {letter: response.text for letter, response in job.usable().items()}
    letter = most_shared(texts)
    emit(SynthesisDelta(texts[letter]))
    return Synthesis(
        version=job.previous_version + 1,
        moderator=OVERLAP,
        text=texts[letter],
        quality=Quality.FAILED,
        quality_reasons=(
            "The answers were not compared: this is one of them, chosen by the words it shares.",
        ),
        base_letter=letter,
        base_reason="shares the most words with the others",
        seed=job.seed,
    )


def _as_fallback(synthesis: Synthesis) -> Synthesis:
    return synthesis.model_copy(update={"fallback_used": True, "banner": _BANNERS[synthesis.moderator]})
