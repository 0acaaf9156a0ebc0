"""From bytes to clean text, or the reason why they are none."""

from __future__ import annotations

import codecs
import re

from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = "\ufffd"
_BREAKS = str.maketrans({"\f": "\n", "\v": "\n"})
# Control characters that no text has; escapes are left out: logs in colour are text.
_UNUSUAL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_HIGH = 0.3
"""Western text has a tenth of its bytes over 127; Cyrillic or Japanese in an old encoding has most."""


def to_text(data: bytes, declared: str | None = None) -> str:
    """The text with one kind of line end and no control characters. Raises DocumentError.

    `declared` is the encoding that the file names itself, tried when it is not UTF-8.
    """
    return cleaned(_decoded(data, declared))


def cleaned(text: str) -> str:
    """Page breaks become line breaks, the rest as `clean` does."""
    return clean(text.translate(_BREAKS))


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        raise DocumentError("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(data, declared) or _damaged_utf8(data) or _western(data)


def _declared(data: bytes, encoding: str | None) -> str:
    try:
        return data.decode(encoding) if encoding else ""
    except (LookupError, UnicodeDecodeError):
        return ""


def _damaged_utf8(data: bytes) -> str:
    """UTF-8 with a few bad bytes, as logs have; empty when it is something else."""
    text = data.decode("utf-8", "replace")
    bad = text.count(_BROKEN)
    good = sum(1 for character in text if character > "\x7f") - bad
    return text if bad * 20 <= good else ""


def _western(data: bytes) -> str:
    """Windows-1252, where it looks like text in it."""
    if len(_UNUSUAL.findall(data)) > len(data) // 1000:
        raise DocumentError("binary")
    high = sum(1 for byte in data if byte > 127)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise DocumentError(_("binary, or text in an unknown encoding")) from error
    if high > len(data) * _MOST_HIGH:
        raise DocumentError(_("text in an unknown encoding; save it as UTF-8"))
    return text
