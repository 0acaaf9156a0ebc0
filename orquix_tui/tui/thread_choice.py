"""What the next question goes on from, as it is told while it is being typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orquix_tui.domain.models import ThreadMode
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _

MODES: tuple[ThreadMode, ...] = ("auto", "continue", "new")
_WIDTH = 60


class Turn(NamedTuple):
    """An earlier question that can be gone on from."""

    id: str
    prompt: str


def next_mode(mode: ThreadMode) -> ThreadMode:
    """auto, continue, new, and around."""
    return MODES[(MODES.index(mode) + 1) % len(MODES)]


def goes_on(
    mode: ThreadMode, prompt: str, turn: Turn | None, is_follow_up: Callable[[str], bool]
) -> Turn | None:
    """The turn that is gone on from; None when the question begins a thread."""
    if turn is None or mode == "new":
        return None
    return turn if mode == "continue" or is_follow_up(prompt) else None


def told(mode: ThreadMode, before: Turn | None, *, empty: bool) -> str:
    """One line for the person: the turn that is gone on from, else why there is none; `empty`: nothing has
    been written yet."""
    if empty and mode == "auto":
        return _("thread: auto")
    if before is not None:
        why = _(" (auto: a follow-up)") if mode == "auto" else ""
        return _("↳ goes on from: {prompt}{why}").format(prompt=one_line(before.prompt, _WIDTH), why=why)
    if mode == "auto":
        return _("new thread (auto)")
    return _("new thread") if mode == "new" else _("new thread: nothing here to go on from")
