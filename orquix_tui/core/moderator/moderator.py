"""Compares the answers of a run: the configured chain in order, then without a model, then by words alone."""

from __future__ import annotations

import asyncio

from orquix_tui.core.desk import Desk
from orquix_tui.core.moderator import extractive, prompt
from orquix_tui.core.moderator.blind import prepare
from orquix_tui.core.moderator.language import Language
from orquix_tui.core.moderator.letters import ModerationJob
from orquix_tui.core.moderator.moderation import Moderation
from orquix_tui.core.moderator.overlap import most_shared
from orquix_tui.core.moderator.phrases import say
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import (
    ClaimFound,
    ModerationEnded,
    ModerationStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.memory import Embedder
from orquix_tui.domain.models import EXTRACTIVE, OVERLAP, Synthesis
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Quality, Step
from orquix_tui.domain.translate import _

_REQUESTS_ARE_OUT_S = 0.3


class AIModerator:
    """Asks the moderators of a chain until one gives a text that can be used."""

    def __init__(self, desk: Desk, embedder: Embedder, settings: ModeratorSettings) -> None:
        self._desk = desk
        self._embedder = embedder
        self._settings = settings

    async def warm(self) -> None:
        """Make ready what takes a tenth of a second once: when the requests are out, and answers awaited."""
        await asyncio.sleep(_REQUESTS_ARE_OUT_S)
        await asyncio.to_thread(prepare)

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
                note = _("The moderator {ref} gave nothing: {error}").format(ref=ref, error=error)
                emit(Warned(Step.MODERATE, note))
            except Exception as error:  # noqa: BLE001  # the boundary: a defect here must not cost the substitutes
                cause = _("The moderator {ref} failed unexpectedly ({kind}: {error}).").format(
                    ref=ref, kind=type(error).__name__, error=error
                )
                emit(Warned(Step.MODERATE, cause))
            else:
                return synthesis if ref in chain else _as_fallback(synthesis, self._code(job))
        emit(ModerationStarted(OVERLAP))
        code = self._code(job)
        return _as_fallback(_by_overlap(job, code, emit), code)

    async def _by(self, ref: str, job: ModerationJob, emit: Emit) -> Synthesis:
        emit(ModerationStarted(ref))
        if ref == EXTRACTIVE:
            return await self._by_extraction(job, emit)
        if any(f"{r.provider}:{r.model}" == ref for r in job.responses):
            note = _("The moderator {ref} also sits in the council: it may prefer itself.").format(ref=ref)
            emit(Warned(Step.MODERATE, note))
        name, _colon, model = ref.partition(":")
        moderation = Moderation(self._desk, self._desk.providers.get(name), model, job, self._of(job), emit)
        return await moderation.run()

    def _of(self, job: ModerationJob) -> ModeratorSettings:
        settings = job.settings or self._settings
        return settings.model_copy(update={"strategy": job.strategy}) if job.strategy else settings

    def _code(self, job: ModerationJob) -> Language:
        return prompt.written_in(self._of(job), job.question)[0]

    async def _by_extraction(self, job: ModerationJob, emit: Emit) -> Synthesis:
        texts = {letter: response.text for letter, response in job.usable().items()}
        found = await extractive.extract(job.question, texts, self._embedder, self._code(job))
        for claim in found.claims:
            emit(ClaimFound(claim))
        emit(SynthesisDelta(found.text))
        return Synthesis(
            version=job.previous_version + 1,
            moderator=EXTRACTIVE,
            text=found.text,
            quality=Quality.LOW,
            quality_reasons=found.reasons,
            strategy=self._of(job).strategy,
            excluded=tuple(sorted(job.excluded)),
            claims=found.claims,
            base_letter=found.base,
            base_reason=found.base_reason,
            seed=job.seed,
        )


def _by_overlap(job: ModerationJob, code: Language, emit: Emit) -> Synthesis:
    texts = {letter: response.text for letter, response in job.usable().items()}
    letter = most_shared(texts)
    emit(SynthesisDelta(texts[letter]))
    return Synthesis(
        version=job.previous_version + 1,
        moderator=OVERLAP,
        text=texts[letter],
        quality=Quality.FAILED,
        quality_reasons=(say("overlapped", code),),
        excluded=tuple(sorted(job.excluded)),
        base_letter=letter,
        base_reason=say("shares_most", code),
        seed=job.seed,
    )


def _as_fallback(synthesis: Synthesis, code: Language) -> Synthesis:
    banner = say(f"banner_{synthesis.moderator}", code)
    return synthesis.model_copy(update={"fallback_used": True, "banner": banner})
