"""What can be done now: the one place that decides what key line, menus, palette and help offer.

Textual's `check_action` is not asked for it: it would also swallow the key, and whoever presses one anyway is
told why nothing happens. A deed that is not in the table can always be done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orquix_tui.domain.askings import SEATS
from orquix_tui.domain.events import ModerationDelta, ReasoningDelta, ResponseDelta, SynthesisDelta
from orquix_tui.domain.models import Claim, InteractionSummary, Project
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.panel_state import PanelState
from orquix_tui.tui.shown import ShownRun

_WHILE_IT_WAITS = ("cancel", "leave", "zoom", "add")
_WHILE_IT_ANSWERS = ("cancel", "leave", "thinking", "find", "copy", "pager", "zoom", "add")
_WHEN_THERE_IS_TEXT = (
    "copy", "code", "retry", "leave", "pager", "save", "find", "zoom", "thinking", "add"
)  # fmt: skip
_WHEN_THERE_IS_NONE = ("retry", "leave", "zoom", "thinking", "add")
_WHEN_IT_ENDED_BADLY = ("retry", "leave", "copy", "code", "pager", "save", "find", "zoom", "thinking", "add")
_NEEDS_TEXT = frozenset({"find", "copy", "pager"})
_FAILED = frozenset(InteractionStatus) - {InteractionStatus.RUNNING, InteractionStatus.COMPLETE}


def of_panel(state: PanelState, *, live: bool, alone: bool = False, code: bool = True) -> tuple[str, ...]:
    """The deeds of an answer by the names of their keys, most useful first.

    `live`: its run goes on, `alone`: it is the only answer, `code`: there is a block of code in it.
    """
    final, usable = state.status.final, state.status.usable
    names: tuple[str, ...]
    if not final:
        names = _WHILE_IT_ANSWERS if state.text or state.reasoning_chars else _WHILE_IT_WAITS
    elif usable:
        names = _WHEN_THERE_IS_TEXT
    else:
        names = _WHEN_IT_ENDED_BADLY if state.response.text else _WHEN_THERE_IS_NONE
    not_now = {
        *(("thinking",) if not state.reasoning_chars else ()),
        *(("code",) if not code else ()),
        *(("cancel",) if not live else ()),
        *(("zoom",) if alone else ()),
        *(("retry",) if live and usable else ()),  # the run keeps what is of use until it is over
        *(("leave",) if final and not usable and not state.left_out else ()),  # it is left out anyway
        *(_NEEDS_TEXT if not state.text else ()),
    }
    return tuple(name for name in names if name not in not_now)


class Standing(NamedTuple):
    """What stands at this moment, as far as what can be done depends on it."""

    run: ShownRun | None = None
    """The one on the screen."""
    deeds: tuple[str, ...] = ()
    """Those of the answer that is looked at; see `of_panel`."""
    running: bool = False
    """Whether a run goes on, on the screen or not."""
    comparing: bool = False
    """Whether answers are compared again, or members asked for their evidence."""
    text: bool = False
    """Whether there is a synthesis to read, or the beginning of one."""
    claim: Claim | None = None
    """The one under the cursor of the ledger."""
    question: bool = False
    """Whether the cursor of the ledger is on a suggested question."""
    left: bool = False
    """Whether the person came from a claim to this answer."""
    elsewhere: bool = True
    """Whether the focus is anywhere but in the prompt."""
    undo: bool = False
    notices: bool = False
    entry: InteractionSummary | None = None
    """The one under the cursor of the history."""
    second: bool = False
    """Whether there is another one to compare it with."""
    older: bool = False
    """Whether the history goes on below."""
    project: Project | None = None
    """The one under the cursor of the projects."""
    piece: bool = False
    """Whether the cursor of the context that has the focus is on a piece."""

    @property
    def live(self) -> bool:
        """Whether what is on the screen still goes on."""
        return self.run is not None and self.run.live

    @property
    def free(self) -> bool:
        """Whether somebody can be asked."""
        elsewhere = self.run is not None and self.run.elsewhere
        return not self.running and not self.comparing and not elsewhere

    @property
    def settled(self) -> ShownRun | None:
        """What is on the screen, when it is over and nothing else goes on."""
        return self.run if self.free and not self.live else None

    @property
    def compared(self) -> bool:
        """Whether it has a synthesis then."""
        return self.settled is not None and self.settled.interaction.synthesis is not None

    @property
    def comparable(self) -> bool:
        """Whether there are two answers to compare then."""
        run = self.settled
        return run is not None and sum(panel.status.usable for panel in run.panels) > 1

    @property
    def panels(self) -> int:
        """How many answers stand on the screen."""
        return len(self.run.panels) if self.run else 0

    @property
    def failed(self) -> bool:
        """Whether one of them is of no use."""
        return self.run is not None and any(p.status.final and not p.status.usable for p in self.run.panels)

    @property
    def questions(self) -> bool:
        """Whether the synthesis suggests one."""
        synthesis = self.run.interaction.synthesis if self.run else None
        return bool(synthesis and synthesis.suggested_questions)

    def found(self, number: int) -> bool:
        """Whether that quote of the claim stands in an answer."""
        quotes = self.claim.quotes if self.claim else ()
        return number < len(quotes) and quotes[number].found


Rule = Callable[[Standing], bool]


def _of_panel(name: str) -> Rule:
    return lambda now: name in now.deeds


def _panel_number(number: int) -> Rule:
    return lambda now: number < now.panels


def _quote_number(number: int) -> Rule:
    return lambda now: now.found(number)


def _turns(now: Standing) -> bool:
    run = now.run
    synthesis = run.interaction.synthesis if run and not run.comparing else None
    return synthesis is not None and any(
        r.letter == synthesis.base_letter for r in (run.interaction.responses if run else ())
    )


_RULES: dict[str, Rule] = {
    "cancel": lambda now: now.running or now.elsewhere,
    "export": lambda now: now.run is not None,
    "ask_again": lambda now: now.run is not None,
    "undo": lambda now: now.undo,
    "notices": lambda now: now.notices,
    **{
        f"panel.{name}": _of_panel(name)
        for name in ("leave", "zoom", "copy", "code", "pager", "save", "find", "thinking")
    },
    **{f"panel.{n}": _panel_number(n - 1) for n in range(1, SEATS + 1)},
    "panel.cancel": lambda now: now.live and "cancel" in now.deeds,
    "panel.retry": lambda now: (now.live or now.free) and "retry" in now.deeds,
    "panel.resume": lambda now: (now.live or now.free) and now.failed,
    "panel.add": lambda now: (now.live or now.free) and 0 < now.panels < SEATS,
    "panel.compare": lambda now: now.comparable,
    "panel.next": lambda now: now.panels > 1,
    "panel.previous": lambda now: now.panels > 1,
    "panel.menu": lambda now: bool(now.deeds),
    "panel.back": lambda now: now.left,
    "synthesis.again": lambda now: now.comparable,
    "synthesis.retry": lambda now: now.comparable,
    "synthesis.versions": lambda now: now.compared,
    "synthesis.vote": lambda now: now.compared,
    "synthesis.turn": _turns,
    **{f"synthesis.{name}": lambda now: now.text for name in ("copy", "find", "pager", "save", "zoom")},
    "synthesis.cancel": lambda now: (
        now.comparing or (now.live and now.run is not None and now.run.moderating.going_on)
    ),
    "claim.open": lambda now: now.question or any(q.found for q in (now.claim.quotes if now.claim else ())),
    **{f"claim.{n}": _quote_number(n - 1) for n in range(1, SEATS + 1)},
    "claim.resolve": lambda now: now.compared and now.claim is not None and bool(now.claim.opponents),
    "claim.ask": lambda now: now.settled is not None and now.questions,
    **{
        f"context.{name}": lambda now: now.piece
        for name in ("pin", "remove", "ban", "source", "unfold", "next", "previous", "first", "last")
    },
    **{
        f"history.{name}": lambda now: now.entry is not None
        for name in ("open", "star", "again", "mark", "export")
    },
    "history.delete": lambda now: now.entry is not None and now.entry.status is not InteractionStatus.RUNNING,
    "history.compare": lambda now: now.entry is not None and now.second,
    "history.resume": lambda now: now.entry is not None and now.entry.status in _FAILED,
    "history.older": lambda now: now.older,
    **{f"project.{name}": lambda now: now.project is not None for name in ("rename", "archive", "delete")},
}


def offered(key_id: str, now: Standing) -> bool:
    """Whether the deed of that key can be done."""
    rule = _RULES.get(key_id)
    return rule is None or rule(now)


def may_change(run: ShownRun, arrival: Arrival) -> bool:
    """Whether something else can be done after this, which was applied to the run: of a stream only its
    beginning changes that."""
    match arrival.event:
        case ResponseDelta(seat, text):
            return run.panels[seat].chars == len(text)
        case ReasoningDelta(seat, text):
            return run.panels[seat].reasoning_chars == len(text)
        case SynthesisDelta():
            return len(run.synthesis_texts) == 1
        case ModerationDelta():
            return False
    return True
