"""Keys never leave the process by any other way than the request: this is the filter at every border."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[key removed]"
# The shapes that vendors give their keys; the exact keys in use are known besides. Names that people write
# ("sk-learn-contrib-tools", "Bearer authentication") have no digit and no long run of letters.
_RANDOM = r"(?=[\w.~+/\-]*\d|[\w.~+/\-]*[A-Za-z0-9]{20})"
_PATTERNS = re.compile(
    rf"\b(?:sk-{_RANDOM}[A-Za-z0-9_\-]{{16,}}|[sr]k_(?:live|test)_[A-Za-z0-9]{{16,}}|gsk_[A-Za-z0-9]{{16,}}"
    r"|xai-[A-Za-z0-9]{16,}|AIza[0-9A-Za-z_\-]{30,}|hf_[A-Za-z0-9]{16,}"
    r"|gh[opsru]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|A[KS]IA[0-9A-Z]{16}\b)"
    rf"|(?<=Bearer ){_RANDOM}[A-Za-z0-9._~+/\-]{{8,}}=*"
)
_SHORTEST = 6
"""Shorter values are not treated as keys: masking every "key" or "x" would garble the text."""

_TELLING = 4
"""Fewer characters of a key tell nobody anything, and end many a harmless text."""


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
        """The text with every whole key masked."""
        for key in sorted(self._keys, key=len, reverse=True):
            text = text.replace(key, MASK)
        return _PATTERNS.sub(MASK, text)

    def unfinished(self, text: str) -> int:
        """How many characters at the end may be the beginning of a key in use that is still arriving."""
        longest = max(map(len, self._keys), default=0)
        for size in range(min(longest - 1, len(text)), _TELLING - 1, -1):
            end = text[-size:]
            if any(len(key) > size and key.startswith(end) for key in self._keys):
                return size
        return 0
