"""A moderation that was written as JSON, though lines were asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from orquix_tui.core.moderator.attribution import NO_LETTER, narrowed, quote_line, sides, unquoted
from orquix_tui.core.moderator.claims import ClaimReader
from orquix_tui.core.moderator.sections import REMARK_CHARS
from orquix_tui.domain.models import Claim, Quote

_LISTS = {
    "themes": ("themes", "key_themes", "temas", "temas_clave"),
    "recommendations": ("recommendations", "recomendaciones"),
    "questions": ("questions", "suggested_questions", "preguntas", "preguntas_sugeridas"),
    "research": ("research", "research_areas", "investigación", "investigacion"),
}
_CLAIMS = ("claims", "afirmaciones")
_SYNTHESIS = ("synthesis", "síntesis", "sintesis", "synthesis_text")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?P<closed>")?|[{}\[\],]', re.DOTALL)
_DEEPEST = 20
"""Of a moderation's JSON, with room: what is nested deeper is none."""
_CLOSING = {"{": "}", "[": "]"}
_COMMA = re.compile(r",(?=\s*[}\]])")
_TEXT = ("text", "claim", "statement", "texto", "afirmación", "afirmacion", "quote", "cita", "words")
_WHO = ("letter", "who", "response", "from", "source", "letra", "respuesta")


def read(text: str) -> Mapping[str, Any] | None:
    """The object, by the words of our sections, with claims as Claim; None when it is no such JSON."""
    start = text.find("{")
    if start < 0 or len(text[:start].strip(" \t\n`~json")) > REMARK_CHARS:
        return None
    said, whole = _decoded(text[start:])
    if not isinstance(said, dict):
        return None
    said = {str(key).casefold().lstrip("@"): value for key, value in said.items()}
    claims = [_claim(entry) for entry in _entries(_first(said, _CLAIMS))]
    synthesis = _first(said, _SYNTHESIS)
    if not any(claims) and not isinstance(synthesis, str):
        return None
    return {
        "claims": [claim for claim in claims if claim is not None],
        "synthesis": synthesis if isinstance(synthesis, str) else "",
        "base": _line(said.get("base")),
        "lists": {
            name: [_line(entry) for entry in _entries(_first(said, keys)) if _line(entry)]
            for name, keys in _LISTS.items()
        },
        "seen": ({"end"} if whole else set())
        | {"claims" for _ in claims[:1]}
        | {"synthesis" for _ in [synthesis] if isinstance(synthesis, str)}
        | {name for name, keys in _LISTS.items() if any(key in said for key in keys)},
    }


def _decoded(text: str) -> tuple[Any, bool]:
    """What the JSON says with which the text begins, and whether it was whole; None when it is no JSON."""
    decoder = json.JSONDecoder(strict=False)
    for tried, whole in (
        (text, True),
        (_COMMA.sub("", text), True),
        *((cut, False) for cut in _closed(text)),
    ):
        try:
            return decoder.raw_decode(tried)[0], whole
        except (ValueError, RecursionError):
            continue
    return None, False


def _closed(text: str) -> list[str]:
    """JSON that was cut, closed: where it ends, and where the last entry was whole."""
    opened: list[str] = []
    end, closing, string = 0, "", False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        string = sign[0] == '"' and not token["closed"]
        if sign in _CLOSING:
            opened.append(_CLOSING[sign])
            if len(opened) > _DEEPEST:
                return []
        elif opened and sign == opened[-1]:
            opened.pop()
        if sign == "," or sign in _CLOSING:
            end, closing = token.end() - (sign == ","), "".join(reversed(opened))
    rest = "".join(reversed(opened))
    return [text + ('"' if string else "") + rest, text[:end] + closing] if opened else []


def _claim(said: Any) -> Claim | None:
    if isinstance(said, str):
        reader = ClaimReader()
        lines = said.splitlines()
        return next((c for c in [reader.feed(line) for line in lines] if c), None) or reader.close()
    if not isinstance(said, dict):
        return None
    text = _line(_first(said, _TEXT))
    held = _names(_first(said, ("supporters", "for", "held_by", "a_favor", "responses")))
    against = _names(_first(said, ("opponents", "against", "denied_by", "en_contra")))
    quotes = _first(said, ("quotes", "citas", "evidence"))
    if isinstance(quotes, dict):
        quotes = [{"letter": who, "text": words} for who, words in quotes.items()]
    found = [_quote(entry) for entry in _entries(quotes)]
    if not text:
        return None
    return Claim(
        text=text, supporters=held, opponents=against, quotes=tuple(quote for quote in found if quote)
    )


def _quote(said: Any) -> Quote | None:
    if isinstance(said, str):
        line = quote_line(f"> {said}", narrowed(f"> {said}"))
        letter = line.who[0] if line and line.who else NO_LETTER
        return Quote(letter=letter, text=unquoted(line.text if line else said, letter))
    if not isinstance(said, dict):
        return None
    who, text = _names(_first(said, _WHO)), _line(_first(said, _TEXT))
    return Quote(letter=who[0] if who else NO_LETTER, text=text) if text else None


def _names(said: Any) -> tuple[str, ...]:
    held, against = sides(", ".join(map(str, said)) if isinstance(said, list) else str(said or ""))
    return (*held, *against)


def _first(said: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((said[key] for key in keys if key in said), None)


def _entries(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said] if said else []


def _line(said: Any) -> str:
    if isinstance(said, dict):
        said = ": ".join(str(value) for value in said.values())
    return " ".join(str(said or "").split())
