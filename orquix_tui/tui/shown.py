"""The run on the screen, live or saved: what every part of the workspace shows, free of widgets."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from orquix_tui.core.late import late_in
from orquix_tui.domain.events import (
    AnswersLeftOut,
    ClaimFound,
    ContextFound,
    ModelAwaited,
    ModerationEnded,
    ModerationStarted,
    ReasoningDelta,
    ResponseAsked,
    ResponseDelta,
    ResponseEnded,
    ResponseRetrying,
    ResponseStarted,
    RunEnded,
    RunStarted,
    Saved,
    SaveFailed,
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Claim, ContextItem, Interaction, Synthesis
from orquix_tui.domain.status import InteractionStatus, ResponseStatus, Step
from orquix_tui.domain.translate import N_
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.moderator_state import ModeratorState
from orquix_tui.tui.panel_state import PanelState


class SaveState(Enum):
    """Where the shown interaction is; the value is what the status line says."""

    NOTHING = ""
    KEPT = N_("○ kept in the journal")
    SAVING = N_("… saving")
    SAVED = N_("✓ saved")
    FAILED = N_("✗ NOT SAVED")


class ShownRun:
    """Everything known of one interaction. `apply` takes events in the order in which they came."""

    def __init__(self, interaction: Interaction, *, live: bool, held: bool = True) -> None:
        """`held`: what the store calls running may run in another window."""
        self.interaction = interaction
        self.live = live
        self._held = held
        excluded = interaction.synthesis.excluded if interaction.synthesis else ()
        self.panels = [PanelState(r, left_out=r.letter in excluded) for r in interaction.responses]
        self.context: tuple[ContextItem, ...] = interaction.context
        self.context_tokens = sum(item.tokens for item in interaction.context)
        self.context_notice = ""
        self.step: Step | None = None
        self.awaits_model = False
        """Whether the context waits for the embedding model."""
        self.moderator = ""
        self.moderating = ModeratorState()
        self.claims: list[Claim] = []
        self.synthesis_texts: list[str] = []
        self.warnings: list[str] = []
        self.save = SaveState.KEPT if live else SaveState.SAVED
        self.comparing = False
        """Whether the answers of a saved run are being compared again."""
        self.voted = ""
        """`synthesis`, or the letter of the answer that the person found better."""

    @property
    def elsewhere(self) -> bool:
        """Whether it goes on in another window."""
        running = self.interaction.status is InteractionStatus.RUNNING
        return running and self._held and not self.live

    @property
    def names(self) -> dict[str, str]:
        """The members' labels by their letters; a moderator that names one who gave no answer made it up."""
        told = (p.response for p in self.panels if p.status.usable or not p.status.final)
        return {response.letter: response.label for response in told if response.letter}

    @property
    def unanswered(self) -> bool:
        """Whether the run ended and nobody gave a usable answer."""
        return not self.live and not any(p.status.usable for p in self.panels)

    def late(self, synthesis: Synthesis) -> tuple[str, ...]:
        """The letters of those who answered when the run's comparison had begun, and are not in this one."""
        notes = (*self.warnings, *(note.message for note in self.interaction.metrics.warnings))
        labels = {r.label for r in self.interaction.responses}
        told = {name for note in notes for name in late_in(note, labels)}
        heard = {letter for claim in synthesis.claims for letter in _letters(claim)}
        if synthesis.version == 1:  # the run's own: whom it did not wait for it has not heard
            heard = set()
        since = (note for note in self.interaction.metrics.warnings if note.at > synthesis.created_at)
        newer = {name for note in since for name in late_in(note.message, labels)}
        usable = (r for r in self.interaction.responses if r.status.usable and r.label in told)
        return tuple(r.letter for r in usable if r.letter not in heard or r.label in newer)

    def snapshot(self) -> Interaction:
        """The interaction with all that has come so far, also while the run goes on."""
        if not self.live:
            return self.interaction
        responses = tuple(
            p.response.model_copy(update={"text": p.text, "reasoning": p.reasoning}) for p in self.panels
        )
        return self.interaction.model_copy(update={"responses": responses, "context": self.context})

    def apply(self, arrival: Arrival) -> None:
        """Follow one event, or the joined deltas of one stream."""
        self.moderating.apply(arrival)
        match arrival.event:
            case RunStarted(interaction):
                self.interaction = interaction
            case StepStarted(step):
                self._begin(step, arrival.first_at)
            case ModelAwaited():
                self.awaits_model = True
            case ContextFound(items, tokens, notice):
                self.awaits_model = False
                self.context, self.context_tokens, self.context_notice = items, tokens, notice
            case ModerationStarted(moderator):
                self.moderator, self.claims, self.synthesis_texts = moderator, [], []
            case SynthesisDelta(text):
                self.synthesis_texts.append(text)
            case ClaimFound(claim):
                self.claims.append(claim)
            case ModerationEnded(synthesis):
                self.interaction = self.interaction.model_copy(update={"synthesis": synthesis})
            case Warned(message=message):
                self.warnings.append(message)
            case Saved():
                self.save = SaveState.SAVED
            case SaveFailed():
                self.save = SaveState.FAILED
            case RunEnded(interaction):
                self.interaction, self.live, self.step = interaction, False, None
            case _:
                self._apply_to_panel(arrival)

    def leave_out(self, seats: Collection[int]) -> None:
        """The next comparison does without these answers, and no others."""
        for panel in self.panels:
            panel.left_out = panel.response.seat in seats

    @property
    def left_out(self) -> frozenset[int]:
        """The seats whose answers are left out."""
        return frozenset(panel.response.seat for panel in self.panels if panel.left_out)

    def _begin(self, step: Step, at: float) -> None:
        self.step = step
        if step is Step.SAVE:
            self.save = SaveState.SAVING
        for panel in self.panels:
            if step is Step.COUNCIL and panel.status is ResponseStatus.PENDING and panel.queued_at is None:
                panel.queued(at)

    def _apply_to_panel(self, arrival: Arrival) -> None:
        at = arrival.first_at
        match arrival.event:
            case ResponseAsked(response):
                if response.seat == len(self.panels):
                    self.panels.append(PanelState(response))
                self.panels[response.seat].asked_again(response, at)
            case AnswersLeftOut(seats):
                self.leave_out(seats)
            case ResponseStarted(seat):
                self.panels[seat].started(at)
            case ResponseDelta(seat, text):
                self.panels[seat].text_came(text, at, arrival.last_at)
            case ReasoningDelta(seat, text):
                self.panels[seat].reasoning_came(text, at, arrival.last_at)
            case ResponseRetrying(seat, attempt, wait_s, failure):
                self.panels[seat].retrying(attempt, wait_s, failure.cause, at)
            case ResponseEnded(response):
                self.panels[response.seat].ended(response)


def _letters(claim: Claim) -> set[str]:
    """All whom the claim names."""
    quoted = (quote.letter for quote in claim.quotes)
    return {*claim.supporters, *claim.opponents, *claim.similar, *quoted}
