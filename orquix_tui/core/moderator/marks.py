"""The marks that begin the sections of a moderation, in all the spellings that models find for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKERS = ("claims", "base", "synthesis", "themes", "recommendations", "questions", "research", "end")
_FIRST = ("claims", "synthesis")

_SPELLINGS = {
    "claims": "claim|claims? ledger|afirmacion|afirmaciones|declaraciones|enunciados|reclamos|reclamaciones"
    "|registro|affirmations|aussagen|behauptungen|afirmações|affermazioni",
    "base": "base response|base answer|respuesta base|basis",
    "synthesis": "síntesis|resumen|summary|conclusión|conclusiones|synthèse|synthese|síntese|sintesi",
    "themes": "theme|key themes|main themes|topics|temas?|temas clave|temas principales|thèmes|themen|temi",
    "recommendations": "recommendation|recomendación|recomendaciones|recommandations|empfehlungen"
    "|recomendações|raccomandazioni",
    "questions": "question|suggested questions|open questions|follow-up questions"
    "|preguntas?|preguntas sugeridas|fragen|perguntas|domande",
    "research": "research areas?|further research|investigación|investigaciones"
    "|áreas de investigación|recherche|forschung"
    "|pesquisa|ricerca",
    "end": "fin|final|ende|fim|fine",
}
"""Beside the word itself; a space may be a hyphen or an underscore, an accent may be missing."""
_ACCENTS = str.maketrans({
    "á": "(?:[áa]\u0301?)", "ó": "(?:[óo]\u0301?)", "í": "(?:[íi]\u0301?)", "è": "[èe]", "õ": "[õo]",
    "ç": "[çc]", "ã": "[ãa]", " ": "[ _-]",
})  # fmt: skip
_SPELLED = {word: [word, *_SPELLINGS[word].split("|")] for word in MARKERS}
_EVERY = sorted((s for spelled in _SPELLED.values() for s in spelled), key=len, reverse=True)
_WORDS = "|".join(spelling.translate(_ACCENTS) for spelling in _EVERY)
_OF = {
    word: re.compile("|".join(s.translate(_ACCENTS) for s in spelled), re.IGNORECASE)
    for word, spelled in _SPELLED.items()
}

_PLAIN = r"[\[*_`\\]{0,8}"
_AT = r"\\?@[ ]?\\?@++/?[ \t*_`]*"
# `@@recomendaciones prácticas`, `@@claims ledger`
_MORE = (
    r"(?:[ _-](?:ledger|areas?|clave|principal(?:es)?|final(?:es)?|pr[áa]ctic[oa]s|sugerid[oa]s"
    r"|adicional(?:es)?|abiert[oa]s|(?:de|para) segui(?:r|miento)|futur[oa]s?|\d{1,2}(?=\W*\Z))(?!\w))?"
)
_CLOSE = rf"(?![\w-]){_MORE}[\]*_`@]*+(?!-)(?:</\w{{1,6}}>)?:?[*_`]*"
# Indentation, headings, bold, code and brackets may stand around a mark wherever it is.
_MARKER = re.compile(
    rf"([ \t]*+)(?:#{{1,6}}[ \t]*)?{_PLAIN}{_AT}({_WORDS}){_CLOSE}[ \t]*+(.*)", re.IGNORECASE
)
# Bullets, numbers, quotation bars and tags only where nothing but the mark stands on the line.
_DECOR = r"(?:</?[a-z][a-z0-9]{0,6}>|[^\w@\n<]|\d{1,2}[.)])"
_DECORATED = re.compile(rf"({_DECOR}*+){_AT}({_WORDS}){_CLOSE}[ \t]*+()\Z", re.IGNORECASE)
_DECORATED_BASE = re.compile(rf"({_DECOR}++){_AT}(base){_CLOSE}[ \t]*+(.*)", re.IGNORECASE)
# The base's letter without the blank: `@@baseC:`.
_GLUED_BASE = re.compile(
    rf"([ \t]*+)(?:#{{1,6}}[ \t]*)?{_PLAIN}{_AT}(base)-?((?-i:[A-Z])[*_)\]]*(?:[ ]?[:,—–-].*|[ \t]*\Z))",
    re.IGNORECASE,
)
# Closes one section, `@@end claims`, and not the form.
_SECTION_END = re.compile(
    rf"{_DECOR}*+{_AT}(?:end|fin)[ _:-]*(?:of |de (?:l[ao]s? )?)?(?:{_WORDS})(?!\w){_MORE}[^\w\n]*\Z",
    re.IGNORECASE,
)
_BOLD = "[*_]{0,4}"
# What models put before a heading's word: `## `, `2. `, `[`, `=== `, a picture; a bullet makes it an entry.
_TITLE = r"(?![-*+•–—][ \t])(?:[^\w\n<>\"'“”«»()|,;?¿`]|\d{1,2}[.)]|(?-i:[IVX]{1,4})[.)])*+"
_TITLE_END = r"[ \t]*[\]=%~*_@-]{0,6}"
# A heading of one of the words, where a model leaves the @@ out: `## Claims`, `**Síntesis**`, `THEMES`.
_HEADING = re.compile(
    rf"([ \t]*+)(?=[^\w\s]|\d|[IVX]{{1,4}}\.|[^\W_](?:[^\W_]|[ _-])*:|(?-i:[^\W\d_a-zñáéíóú]{{3,}}))"
    rf"{_TITLE}({_WORDS})(?![\w-]){_MORE}{_TITLE_END}:?{_BOLD}[ \t]*+()\Z",
    re.IGNORECASE,
)
# A section as an element, `<claims>` … `</claims>`: its end begins nothing else.
_TAG = re.compile(rf"([ \t]*+)</?@{{0,2}}({_WORDS})[ ]?/?>[ \t]*+(.*)", re.IGNORECASE)
_TAG_END = re.compile(rf"</@{{0,2}}(?:{_WORDS})>[ \t]*\Z", re.IGNORECASE)
_MAYBE_TAG = re.compile(
    rf"[ \t]*+</?@{{0,2}}(?:[^\W\d_]{{0,16}}\Z|(?:{_WORDS})[ ]?(?:/?>|/?\Z))", re.IGNORECASE
)
_BARE_END = re.compile(
    r"[ \t]*+(?![-*+•][ \t])[^\w\n]{0,4}(?:end|fin)(?: (?:of|del?) (?:(?:the|la) )?\w{1,12})?[^\w\n]{0,4}\Z",
    re.IGNORECASE,
)
# A line that parts the blocks of the request, written back: no one's words.
_ECHO = re.compile(
    r"[ \t>*`]*+<<<(?:END )?(?:RESPONSE|QUESTION|CONTEXT|RESPUESTA|PREGUNTA|CONTEXTO)\b[^<>\n]{0,60}>{0,3}"
    r"[*`]*[ \t]*\Z"
)
# What a long line must begin with.
_HEADED = re.compile(r"[ \t]*+(?![-*+•–—][ \t])(?:[^\w\s>\"'“«(|]|\d|base)", re.IGNORECASE)
_LONGEST_HEADING = 60
_HEADED_BASE = re.compile(
    rf"([ \t]*+)(?=[^\w\s]|\d|base){_TITLE}({_OF['base'].pattern})"
    rf"{_TITLE_END}(?::{_BOLD}[ \t]*+|[ \t]+(?=[*_(\[]*[A-Z][*_)\]]*[ ]?[:,—–-]))(.*)",
    re.IGNORECASE,
)
# A mark glued to the end of another line. Full words only: a sentence may speak of `@@` and of ends.
_GLUED = re.compile(rf"[ \t]*[*_`]{{0,4}}@@({'|'.join(MARKERS)})[*_`]*:?[*_`]*[ \t]*\Z")
_INSIDE = re.compile(rf"(?<![ \t])[ \t]++(?=@@(?:{'|'.join(MARKERS)})\b)")
_ENTRY = re.compile(r" (?=- )")
_MARKED_LIST = re.compile(r"@@(?!base|synthesis)")
_A_FORM = 3
"""Marks on one line: fewer may be a sentence about them."""

# A line that more text could still turn into a marker, a fence or a rule.
_MAYBE = re.compile(
    rf"{_DECOR}*+(?:</?[a-z0-9]{{0,6}}|\d{{1,2}}|@(?:[ ]?\\?(?:@.*)?)?)?\Z"
    r"|[ \t]*+(?:`{3,}|~{3,})[^`]{0,60}\Z"
    r"|[ \t>*`]*+<(?:<(?:<[^<>\n]{0,80}>{0,3}[*`]*[ \t]*)?)?\Z",
    re.IGNORECASE,
)
_MAYBE_BARE = re.compile(
    rf"[ \t]*+{_TITLE}(?:\d{{1,2}}\Z|[^\W\d_]{{0,16}}(?:[ _-][^\W\d_]{{0,16}}){{0,2}}"
    rf"{_TITLE_END}:?{_BOLD}[ \t]*+)\Z"
)
_ENTRY_LIKE = re.compile(r"[ \t]*+[*_]{0,3}(?:(?:[-*+•–—◦▪✅]|\d{1,3}[.)]?)(?:[ \t]|\Z)|[(\[])")
_HALF = re.compile(rf"{_DECOR}*+\\?@(?:[ ]?\\?@+/?[*_`]*([^\W\d]*(?:[ _-][^\W\d]*){{0,2}}))?\Z")
_DANGLING = re.compile(r"[ \t]*+#{0,6}[ \t]*+(?:[*_]{0,3}|[`~]{1,2})\Z")
_FENCE = re.compile(r"[ \t]*+(`{3,}|~{3,})[ \t]*+([^`]{0,60})\Z")
_RULE = re.compile(r"[ \t]*+([-*_=])(?:[ \t]*+\1){2,}[ \t]*\Z")
_LONGEST_HELD = 2000
"""Characters: a longer line is never held back, however many blanks or backticks it consists of."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A section's mark: what stands before it on its line, its word, and the rest as an offset (or -1)."""

    before: str
    word: str
    rest: int
    plain: bool
    """Written with both `@`."""


def mark(narrow: str) -> Mark | None:
    """The mark that a line is, with both `@`."""
    if "@" not in narrow:
        return None
    found = _MARKER.match(narrow) or _DECORATED.match(narrow) or _DECORATED_BASE.match(narrow)
    found = found or _GLUED_BASE.match(narrow)
    return _mark(found, plain=True) if found else None


def heading(narrow: str) -> Mark | None:
    """What would be a mark if the model writes its marks as headings, or with a single `@`."""
    if len(narrow) > _LONGEST_HEADING and not _HEADED.match(narrow):
        return None
    found = _HEADING.match(narrow) or _HEADED_BASE.match(narrow) or _TAG.match(narrow)
    return _mark(found, plain=False) if found else None


def begins(found: Mark) -> bool:
    """Whether a form may begin with it."""
    return found.word in _FIRST


def ends_section(narrow: str) -> bool:
    """Whether the line closes one section by its name, which says nothing of the form's end."""
    return "@" in narrow and bool(_SECTION_END.match(narrow))


def is_bare_end(narrow: str) -> bool:
    """Whether the line is the last mark's word alone, which ends the form where only lists stand."""
    return bool(_BARE_END.match(narrow))


def is_echo(line: str) -> bool:
    """Whether the line is one of those that part the blocks of the request."""
    return "<<<" in line and bool(_ECHO.match(line))


def untagged(rest: str) -> str:
    """What stands behind a mark on its line, without the tag that ends its element."""
    return _TAG_END.sub("", rest) if "</" in rest else rest


def glued(line: str) -> int:
    """Where a mark begins that is glued to the end of another line; -1 when none is."""
    at = line.rfind("@@")
    if at < 0 or not (found := _GLUED.match(line, at)):
        return -1
    return found.start()


def parted(line: str) -> list[str]:
    """A line that lost its line ends and holds a form, as the lines that it was; any other as it is."""
    parts = _INSIDE.split(line) if "@@" in line else [line]
    if len(parts) < _A_FORM or mark(parts[0]) is None:
        return [line]
    return [
        piece.strip()
        for part in parts
        for piece in (_ENTRY.split(part) if _MARKED_LIST.match(part) else [part])
    ]


def may_turn(narrow: str, *, bare: bool) -> bool:
    """Whether more text could still make a mark, a fence or a rule of it; `bare`: headings may be marks."""
    if len(narrow) > _LONGEST_HELD or (narrow[:1].isalpha() and (not bare or len(narrow) > _LONGEST_HEADING)):
        return False
    if bare and (_MAYBE_BARE.match(narrow) or _MAYBE_TAG.match(narrow) or _ENTRY_LIKE.match(narrow)):
        return True
    return bool(_MAYBE.match(narrow))


def held_end(text: str) -> int:
    """How many of the last characters of a line of prose could be the beginning of a glued mark."""
    if "@" not in text:
        return 0
    at = text.find("@@", max(0, len(text) - 24))
    if at >= 0 and _HALF.match(text, at):
        return len(text) - at
    return 1 if text.endswith("@") else 0


def is_half(narrow: str) -> bool:
    """Whether the text ended in the middle of a mark, or of what stands before one."""
    if _DANGLING.match(narrow):
        return True
    half = _HALF.match(narrow)
    if half is None:
        return False
    begun = (half[1] or "").lower()
    return any(spelling.startswith(begun) for spelling in _EVERY)


def fence(line: str) -> str | None:
    """What stands beside the fence that a line is; None when it is none."""
    found = _FENCE.match(line)
    return found[2].strip() if found else None


def is_rule(line: str) -> bool:
    """Whether the line is a horizontal rule."""
    return bool(_RULE.match(line))


def _mark(found: re.Match[str], *, plain: bool) -> Mark:
    said = found[2]
    word = next(word for word, spelled in _OF.items() if spelled.fullmatch(said))
    return Mark(found[1], word, found.start(3), plain)
