"""Text from models, documents and vendors is data: control characters and escape sequences never pass."""

from __future__ import annotations

import re

# CSI, OSC/DCS/APC/PM/SOS strings, then any two-character escape (ECMA-48, 7-bit and 8-bit forms).
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
# C0 but tab and newline, DEL, C1, bidirectional overrides and isolates, lone surrogates, and tags, which
# are invisible but read by models. The plain direction marks stay: right-to-left text needs them.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_OPEN = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*\Z|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x9c]*\Z|\x1b[ -/]*\Z"
)
_HOLD = 4096


def clean(text: str) -> str:
    """The text without escapes and control characters; newlines become one kind, tabs stay."""
    return Cleaner().feed(text, last=True)


def place_name(source: str, heading: str) -> str:
    """A source and the titles above a place in it, as one name: `Guide › Install › Linux`.

    Titles that begin with the source stand alone; those that the source begins with are left out.
    """
    if not heading or source.startswith(heading):
        return source
    return heading if heading.startswith(source) else f"{source} › {heading}"


def one_line(text: str, width: int) -> str:
    """The text on one line of at most `width` characters."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= width else flat[: max(width - 1, 0)] + "…"


class Cleaner:
    """Cleans a stream: an escape sequence split over deltas is held back until it is whole."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str, *, last: bool = False) -> str:
        """What of the text so far may pass; `last` lets go of what was held."""
        text = self._held + text
        self._held = ""
        if not last and text:
            text = self._hold_back(text)
        return _CONTROLS.sub("", _ESCAPES.sub("", _LINE_ENDS.sub("\n", text)))

    def _hold_back(self, text: str) -> str:
        cut = len(text) - 1 if text.endswith("\r") else len(text)
        opened = _OPEN.search(text, max(0, cut - _HOLD))
        if opened:
            cut = min(cut, opened.start())
        self._held = text[cut:]
        return text[:cut]
