"""A model that thinks aloud before its answer: what stands between `<think>` marks is no moderation."""

from __future__ import annotations

import re

_NAMES = "think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad"
# `<think>`, `[THINK]`, `◁think▷`; and the channels of a model whose server passes them on.
_CHANNEL = r"<\|channel\|>analysis<\|message\|>"
_OPEN = re.compile(rf"\s*(?:[<\[◁](?:{_NAMES})[>\]▷]|{_CHANNEL})", re.IGNORECASE)
_CLOSE = re.compile(rf"[<\[◁]/(?:{_NAMES})[>\]▷]\s*|<\|channel\|>final<\|message\|>\s*", re.IGNORECASE)
_MAYBE = re.compile(
    r"\s*(?:[<\[◁][a-z]{0,10}|<\|[a-z]{0,8}(?:\|>?[a-z]{0,8}(?:<\|?[a-z]{0,8}\|?)?)?)?\Z", re.IGNORECASE
)
_LONGEST_MARK = 32


class Thoughts:
    """Holds back the thoughts with which a stream begins; the rest passes as it comes."""

    def __init__(self) -> None:
        self.held = ""
        """What was thought, or what may still turn out to be."""
        self._thinking: bool | None = None  # not known yet
        self._searched = 0

    def feed(self, text: str) -> str:
        """What of it belongs to the answer."""
        if self._thinking is False:
            return text
        self.held += text
        if self._thinking is None:
            if _OPEN.match(self.held):
                self._thinking = True
            elif _MAYBE.match(self.held):
                return ""
            else:
                self._thinking = False
                passed, self.held = self.held, ""
                return passed
        closed = _CLOSE.search(self.held, max(0, self._searched - _LONGEST_MARK))
        self._searched = len(self.held)
        if closed is None:
            return ""
        self._thinking = False
        passed, self.held = self.held[closed.end() :], self.held[: closed.end()]
        return passed

    def unfinished(self) -> str:
        """What was held back when the stream ended before the thought did."""
        if self._thinking is False:
            return ""
        passed, self.held = self.held, ""
        return passed


def ended(line: str) -> int:
    """Where the answer begins on a line that ends a thought whose beginning was not sent; -1: nowhere."""
    found = _CLOSE.search(line)
    return found.end() if found else -1
