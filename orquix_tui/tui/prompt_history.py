"""What was asked before, walked through as a shell does it, and searched backwards. No widget, no app."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


def distinct(prompts: Iterable[str]) -> tuple[str, ...]:
    """Each question once, where it was asked last; the order stays."""
    return tuple(dict.fromkeys(prompt for prompt in prompts if prompt.strip()))


class Walk:
    """One walk through earlier questions, newest first. It begins and ends at what was being written.

    What is changed on the way stays changed until the walk is over, as readline has it.
    """

    def __init__(self, past: Sequence[str], written: str) -> None:
        self._past = past
        self._lines: dict[int, str] = {-1: written}
        self._at = -1

    @property
    def draft(self) -> str:
        """What was being written when the walk began."""
        return self._lines[-1]

    def is_untouched(self, text: str) -> bool:
        """Whether this text is an earlier question as it was asked, so that only the draft is unsent."""
        return self._at >= 0 and text == self._past[self._at]

    def older(self, text: str) -> str | None:
        """The question before this one; None when there is none. `text` is what stands in the prompt."""
        return self._go(self._at + 1, text) if self._at + 1 < len(self._past) else None

    def newer(self, text: str) -> str | None:
        """The question after this one, at last the draft; None behind that."""
        return self._go(self._at - 1, text) if self._at >= 0 else None

    def _go(self, to: int, text: str) -> str:
        self._lines[self._at] = text
        self._at = to
        return self._lines.get(to, self._past[to] if to >= 0 else "")


class Seek(NamedTuple):
    """A reverse search that grows with every key. `at` is the place found (0 is the newest), -1 before any;
    `failed` that nothing (more) has the words in it, and what was found last is still shown."""

    past: Sequence[str]
    before: str
    """What stood in the prompt: given back when the search is given up."""
    words: str = ""
    at: int = -1
    failed: bool = False

    @property
    def found(self) -> str:
        """What to show."""
        return self.past[self.at] if self.at >= 0 else self.before

    @property
    def column(self) -> int:
        """Where the words begin in what was found."""
        return max(self.found.casefold().find(self.words.casefold()), 0) if self.at >= 0 else 0

    def typed(self, more: str) -> Seek:
        """Look for more words, from what was found on."""
        return _look(self._replace(words=self.words + more), max(self.at, 0))

    def erased(self) -> Seek:
        """One sign less: look from the newest again."""
        return _look(self._replace(words=self.words[:-1], at=-1, failed=False), 0)

    def older(self) -> Seek:
        """The same words, further back."""
        return _look(self, self.at + 1)


def _look(seek: Seek, begin: int) -> Seek:
    if not seek.words:
        return seek._replace(at=-1, failed=False)
    sought = seek.words.casefold()
    places = range(begin, len(seek.past))
    found = next((place for place in places if sought in seek.past[place].casefold()), None)
    return seek._replace(failed=True) if found is None else seek._replace(at=found, failed=False)
