"""Keys never leave the process by any other way than the request: this is the filter at every border."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[key removed]"
# The shapes that vendors give their keys; the exact keys in use are known besides.
_PATTERNS = re.compile(
    r"\b(?:sk-(?:ant-|or-|proj-)?[A-Za-z0-9_\-]{16,}|gsk_[A-Za-z0-9]{16,}|xai-[A-Za-z0-9]{16,}"
    r"|AIza[0-9A-Za-z_\-]{30,}|hf_[A-Za-z0-9]{16,})"
    r"|(?<=Bearer )[A-Za-z0-9._~+/\-]{8,}=*"
)
_SHORTEST = 6
"""Shorter values are not treated as keys: masking every "key" or "x" would garble the text."""


def looks_like_a_key(text: str) -> bool:
    """Whether it has the shape that vendors give their keys."""
    return bool(_PATTERNS.search(text))


class Redactor:
    """Masks the exact keys in use and whatever looks like a key."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys: set[str] = set()
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """From now on this value is masked."""
        if len(key) >= _SHORTEST:
            self._keys.add(key)

    def __call__(self, text: str) -> str:
        """The text with every key masked."""
        for key in sorted(self._keys, key=len, reverse=True):
            text = text.replace(key, MASK)
        return _PATTERNS.sub(MASK, text)
