"""Models that think aloud: `<think>…</think>` at the very beginning of an answer is reasoning, not text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Literal

from orquix_tui.domain.ports import ReasoningPart, StreamPart, TextPart

_OPEN, _CLOSE = "<think>", "</think>"


async def thoughts_apart(parts: AsyncIterator[StreamPart]) -> AsyncGenerator[StreamPart, None]:
    """The same parts with the thoughts as reasoning; marks further down are the answer's own."""
    splitter = _Splitter()
    try:
        async for part in parts:
            if isinstance(part, TextPart):
                for told in splitter.feed(part.text):
                    yield told
            else:
                yield part
    except Exception:  # what was held back had come before the stream broke
        for told in splitter.rest():
            yield told
        raise
    for told in splitter.rest():
        yield told


class _Splitter:
    """Holds back only what may still become a mark."""

    def __init__(self) -> None:
        self._held = ""
        self._place: Literal["before", "opened", "inside", "behind", "answer"] = "before"

    def feed(self, text: str) -> Iterator[StreamPart]:
        if self._place == "answer":
            yield TextPart(text)
            return
        self._held += text
        if self._place == "before":
            self._look_for_the_mark()
        if self._place == "opened" and self._trimmed():
            self._place = "inside"
        if self._place == "inside":
            yield from self._think()
        if self._place == "behind" and self._trimmed():
            self._place = "answer"
        if self._place == "answer":
            yield from self.rest()

    def rest(self) -> Iterator[StreamPart]:
        held, self._held = self._held, ""
        if held:
            yield ReasoningPart(held) if self._place == "inside" else TextPart(held)

    def _look_for_the_mark(self) -> None:
        begun = self._held.lstrip()
        if begun.startswith(_OPEN):
            self._place, self._held = "opened", begun.removeprefix(_OPEN)
        elif not _OPEN.startswith(begun):
            self._place = "answer"

    def _trimmed(self) -> bool:
        """Drop the white space around a mark, which is nobody's; whether anything else is there."""
        self._held = self._held.lstrip()
        return bool(self._held)

    def _think(self) -> Iterator[StreamPart]:
        thought, closed, behind = self._held.partition(_CLOSE)
        if closed:
            self._place, self._held = "behind", behind
        else:
            cut = len(thought) - _overlap(thought)
            thought, self._held = thought[:cut], thought[cut:]
        if thought:
            yield ReasoningPart(thought)


def _overlap(text: str) -> int:
    """How many characters at the end of the text may be the beginning of the closing mark."""
    longest = min(len(text), len(_CLOSE) - 1)
    return next((n for n in range(longest, 0, -1) if _CLOSE.startswith(text[-n:])), 0)
