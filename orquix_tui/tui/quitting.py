"""Quitting while something goes on: what becomes of it is said first, and a second request quits."""

from __future__ import annotations

from collections.abc import Iterable

from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.keys import first_key

RUN = N_("A run is going on: quitting cancels it and saves what came.")
COMPARISON = N_("The answers are being compared again: that is cancelled, and what held before holds.")
MEMORY = N_("Documents are being read or indexed: what is done stays, the rest goes on next time.")
FILES = N_("Files are being written: those that are there stay.")
MODEL = N_("A model is being fetched: that stops, and the settings can fetch it again.")
DELETION = N_("“{name}” is deleted for good; {key} still brings it back.")
UNSAVED = N_("What was changed here is not saved: it would be lost.")
_SOON_S = 15.0
"""A second request counts as one for so long: later nobody remembers what was said."""


class Quitting:
    """Who is busy says so in a sentence; nothing new is learned by hearing it twice."""

    def __init__(self) -> None:
        self._told: frozenset[str] = frozenset()
        self._at = 0.0

    def forget(self) -> None:
        """The person stays: the next request is a first one."""
        self._told = frozenset()

    def stays_for(self, going_on: Iterable[str], now: float) -> str:
        """Why the app stays; empty when it may go. `now`: seconds of a clock that never goes back."""
        sentences = [sentence for sentence in going_on if sentence]
        known = frozenset(sentences) <= self._told and now - self._at < _SOON_S
        if not sentences or known:
            return ""
        self._told, self._at = frozenset(sentences), now
        how = _("{key} once more quits, {stay} stays.")
        return " ".join([*sentences, how.format(key=first_key("quit"), stay=first_key("cancel"))])
