"""The language of a question, as far as we need it: the few words that we add ourselves are in it too."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "es", ""]

_WORD = re.compile(r"[^\W\d_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMON: dict[Language, frozenset[str]] = {
    "es": _words(
        "el la los las un una de del que qué y en es por para con no se lo al como cómo cuál cuándo dónde "
        "más mi tu su este esta son hay ser está pero si sí me le porque quién cuánto puedo debo hacer"
    ),
    "en": _words(
        "the a an of and in is to for with not that it as how what which when where why who more my your "
        "this these are be do does can should i you or but if on at from by was will would have has"
    ),
}


def language(text: str) -> Language:
    """`es`, `en`, or empty when neither is clear, by the most common words of both."""
    words = [word.casefold() for word in _WORD.findall(text)]
    es, en = (sum(word in _COMMON[code] for word in words) for code in ("es", "en"))
    es += 2 * bool(re.search("[¿¡ñÑ]", text))
    if es == en or max(es, en) < len(words) / 8:
        return ""
    return "es" if es > en else "en"
