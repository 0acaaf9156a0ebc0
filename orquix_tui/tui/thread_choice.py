"""What the next question goes on from, as it is told while it is being typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orquix_tui.domain.models import ThreadMode
from orquix_tui.domain.text import one_line

MODES: tuple[ThreadMode, ...] = ("auto", "continue", "new")
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question that can be gone on from."""

    id: str
    prompt: str


def next_mode(mode: ThreadMode) -> ThreadMode:
    """auto, continue, new, and around."""
    return MODES[(MODES.index(mode) + 1) % len(MODES)]


def goes_on(mode: ThreadMode, prompt: str, turn: Turn | None, is_follow_up: Callable[[str], bool]) -> bool:
    """Whether the earlier turns will go along."""
    if turn is None or mode == "new":
        return False
    return mode == "continue" or is_follow_up(prompt)


def told(mode: ThreadMode, prompt: str, turn: Turn | None, is_follow_up: Callable[[str], bool]) -> str:
    """One line for the person; in the mode `auto` also why."""
    if not prompt.strip() and mode == "auto":
        return "thread: auto"
    if goes_on(mode, prompt, turn, is_follow_up) and turn is not None:
        why = " (auto: a follow-up)" if mode == "auto" else ""
        return f"↳ goes on from: {one_line(turn.prompt, _WIDTH)}{why}"
    if mode == "auto":
        return "new thread (auto)"
    return "new thread" if mode == "new" else "new thread: nothing here to go on from"
