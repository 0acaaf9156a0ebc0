"""Who says it: the letters of a claim, `(A, C | B)`, and of a quote, `> A: "words"`, as models write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Those who hold a claim, those who deny it."""
EVERYBODY = "*"
"""Stands for all the answers, where a model writes "all"."""

NO_LETTER = "?"
"""Stands for the letter that a quote does not say."""

_WIDE = str.maketrans(
    "（）［］｜，；：＞＠＃－．、¦∣＂\u00a0\u2007\u202f\u3000\u2002\u2003\u2009", '()[]|,;:>@#-.,||"       '
)
BULLET = (
    r"(?:[-*+•–—◦▪▸‣·●○►✅✔☑](?:\ufe0f)?[ \t]"
    r"|(?:\d{1,3}[.)]|(?-i:[a-z]\)|[ivx]{1,4}[.)]))[ \t]|\(\d{1,2}\)[ \t])[ \t]*+"
)
OPENING = "\"＂“”„‟«»「『‹‘‚'`"
_CLOSING = {
    '"': '"”“', "“": '”"', "”": "”“", "„": '“”"', "‟": "”“", "＂": '＂"', "‚": "‘’",
    "«": "»", "»": "«", "‹": "›", "'": "'’", "‘": "’'",
    "「": "」", "『": "』", "`": "`'’´",
}  # fmt: skip
"""What may close each opening mark: models mix the habits of several languages."""
_OPEN = f"[{OPENING}]"

_NOUN = (
    r"(?:response|answer|respuesta|resp\.?|answers|responses|respuestas|quote|cita|from|of|de|la|model|modelo|option|opci[oó]n|member|seg[uú]n"
    r"|according to)"
)
_SAYS = r"(?:says?|said|writes|wrote|dice|dijo|afirma|escribe|states)"
_WHO = r"(?P<who>[^\W_]{1,12}(?:[ ]?(?:,|&|/|and|y)[ ]?[A-Za-z]\b)*)"
_LETTER = r"(?P<who>[A-Za-z](?:[ ]?(?:,|&|/|\band\b|\by\b)[ ]?[A-Za-z]\b)*)"
_MARKS = r"[*_(\[\])]{0,6}"
_WHERE = r"(?:,[ ][^\"“«:()\n]{1,24}|[ ]\([^\"“«:()\n]{1,24}\))(?=[ ]?:)"  # `A (first part):`, `A, line 2:`
# Before the words. Where a quotation mark follows, the colon may be missing; where none does, the line must
# be a quotation and have its colon.
_BEFORE = re.compile(
    rf"(?P<bar>[ \t]*+(?:{BULLET})?(?:(?:>|—|–)[ \t]*+)*+)(?:{BULLET})?{_MARKS}(?:{_NOUN}[ \t]+){{0,3}}"
    rf"{_MARKS}{_LETTER}"
    rf"(?P<sure>{_MARKS}(?:[ \t]+\(?{_NOUN}\)?|[ \t]+{_SAYS}|{_WHERE})?{_MARKS}[ \t]*+"
    rf"(?:[:,—–=→-]{_MARKS}[ \t]*+)?)"
    rf"(?P<text>{_MARKS}(?:{_OPEN}|\[?(?:\.\.\.|…)\]?[ ]?{_OPEN}).*)",
    re.IGNORECASE,
)
_COLON = re.compile(
    rf"(?P<bar>[ \t]*+(?:{BULLET})?(?:>[ \t]*+)++)(?:{BULLET})?{_MARKS}(?:{_NOUN}[ \t]+){{0,3}}{_MARKS}{_WHO}"
    rf"{_MARKS}(?:[ \t]+\(?{_NOUN}\)?|[ \t]+{_SAYS})?{_MARKS}[ \t]*+[:—–=→-][*_]*[ \t]*+(?P<text>.*)",
    re.IGNORECASE,
)
_LETTER_LIST = re.compile(rf"{_LETTER}\Z")
_AFTER = re.compile(
    rf"[ \t.,;]*(?:[—–-]+[ \t]*)?[*_(\[]*(?:{_NOUN}[ \t]+)?{_LETTER}[*_)\]]*[ \t.]*\Z", re.IGNORECASE
)
_NOUN_ALONE = re.compile(rf"{_NOUN}\Z", re.IGNORECASE)
_BAR = re.compile(rf"[ \t]*+(?:{BULLET})?(?P<bar>(?:>[ \t]*+)+)(?:{BULLET})?(?P<text>.*)")
# Another quote on the line of a quote, or on that of its claim.
_FURTHER = re.compile(
    rf"(?:(?<=[\"”“»«’'」』`])[ \t]*[.,;]?[ \t]*(?:>|[—–|/·-])?[ \t]*"
    r"|(?<![ \t])[ \t]++(?:(?:>|—|–)[ \t]*+|(?=[(\[])))"
    rf"(?=[*_(\[]*(?:{_NOUN}[ ])?[A-Z][*_)\]]*:[*_]*[ \t]*+{_OPEN})",
)
_ELLIPSIS = re.compile(r"\A(?:[\[(]?(?:…|\.\.\.+)[\])]?[ ]*)+|(?:[ ]*[\[(]?(?:…|\.\.\.+)[\])]?)+\Z")

_AGAINST = re.compile(
    r"\|+|[≠¬✗✘❌]|(?<!\w)-(?=[A-Z]\b)|(?<=\s)[—–](?=\s[A-Z]\b)"
    r"|\b(?:(?:pero|but) )?(?:no|not)(?= (?-i:[A-Z])\b)"
    r"|\b(?:vs\.?|versus|against|contra|frente a|opposed by|opponents?|en contra|disagree|en desacuerdo"
    r"|(?:disputed|denied|contested|rejected) by|rechazad[oa] por|se oponen?|rechazan?|niegan?)"
    r"(?!\w):?",
    re.IGNORECASE,
)
_SIDE = re.compile(
    rf"[ \t]*+(?:{BULLET})?[*_]{{0,3}}(?:supporters?|supported by|in favou?r|held by|said by|who|sources?"
    r"|agree|a favor|apoyan|dicho por|fuentes?|(?P<against>opponents?|opposed by|against|disagree|en contra))"
    r"[*_]{0,3}[ ]?:[*_]{0,3}[ ]?(?P<who>.{1,60})\Z",
    re.IGNORECASE,
)
_SIDE_ALONE = re.compile(r"[ \t]*+[*_]{0,3}[(\[](?P<who>[^()\[\]]{1,30})[)\]][*_]{0,3}[ \t]*\Z")
_PLAIN_WORDS = (
    r"and|no one|(?-i:y)|(?<=\w )(?:y|(?-i:e))(?= \w)|response|responses|respuesta|respuestas|answer|answers"
    "|resp|models?|modelos?|options?|opci[oó]n|members?|supporters?|supported by"
    "|a favor|for|por|favor|agree|de acuerdo"
    "|held by|backed by|said by|dicho por|sources?|fuentes?|supports?|apoyan?"
    "|(?:apoyad|respaldad|sostenid)[oa]|sostienen?|respaldan?"
)
_BETWEEN = re.compile(rf"[\s,;/&+:.·✓✔✅\"“”()\[\]*_\\]+|\b(?:{_PLAIN_WORDS})\b", re.IGNORECASE)
# `A and C support; B opposes`: the verb after the letters.
_DENIES = re.compile(
    r"[;,|][ ]?((?:[A-Z](?:, | and | y |\b))+)[ ]?(?:opposes?|disagrees?|den(?:y|ies)"
    r"|se oponen?|lo niegan?)\b"
)
# `(AC | B)`: letters in their order; any other run of capitals is a name.
_RUN = re.compile(r"(?=[A-H]{2})A?B?C?D?E?F?G?H?\Z")
_NOBODY = frozenset({"", "-", "—", "–", "none", "nobody", "ninguno", "ninguna", "nadie", "ø", "∅", "n/a"})
_ALL = frozenset({"all", "both", "everyone", "todos", "todas", "ambos", "ambas"})


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote as it begins on a line: whose words (empty: not said), and where they begin in the line."""

    who: tuple[str, ...]
    text: str
    barred: bool
    """Whether the line begins with the `>` of a quotation."""


def narrowed(line: str) -> str:
    """The line with full-width punctuation made narrow; every character keeps its place."""
    return line if line.isascii() else line.translate(_WIDE)


def sides(who: str) -> Sides:
    """`A, C | B` as letters; names that are no letters stay as they are."""
    held, *against = _AGAINST.split(_DENIES.sub(r" | \1", who))
    return _letters(held), _letters(" ".join(against))


def side_line(narrow: str, *, unsaid: bool) -> Sides | None:
    """A line that says who is on a side, `Supporters: A, C`, or, where nothing is said yet, `(A, C | B)`."""
    found = _SIDE.match(narrow) or (_SIDE_ALONE.match(narrow) if unsaid else None)
    if found is None:
        return None
    against = found.groupdict().get("against")
    if found["who"].strip("*_. ").casefold() in _NOBODY:
        return (), ()
    if not only_letters(found["who"]):
        return None
    held, denied = sides(found["who"])
    return ((), (*held, *denied)) if against else (held, denied)


def names_members(who: str) -> bool:
    """Whether a bracket names members (`A, C | B`) rather than being part of the sentence."""
    names = [name for name in _BETWEEN.split(_AGAINST.sub(" ", who)) if name]
    if "|" in who or all(len(name) == 1 or name.casefold() in _ALL or _RUN.match(name) for name in names):
        return True
    return len(names) <= 10 and any(len(name) == 1 and name.isupper() for name in names)


def only_letters(who: str) -> bool:
    """Whether it is nothing but upper-case letters, with what stands between them."""
    names = [name for name in _BETWEEN.split(_AGAINST.sub(" ", _DENIES.sub(r" \1", who))) if name]
    return bool(names) and all(len(name) == 1 and name.isupper() for name in names)


def quote_line(line: str, narrow: str) -> QuoteLine | None:
    """The quote that begins on this line; `narrow` is the line made narrow."""
    found = _before(narrow) or _COLON.match(narrow)
    remark = found and len(found["who"]) > 1 and not _LETTER_LIST.match(found["who"])
    if found and not (remark and found["text"][:1] not in OPENING):
        who = () if _NOUN_ALONE.match(found["who"]) else _letters(found["who"])
        return QuoteLine(who, line[found.start("text") :], ">" in found["bar"])
    bar = _BAR.match(narrow)
    if bar is None:
        return None
    text = line[bar.start("text") :]
    said, after = split_closed(text)
    trailing = _AFTER.match(narrowed(after)) if said else None
    if trailing:
        return QuoteLine(_letters(trailing["who"]), said, True)
    return QuoteLine((), text, True)


def begins_quote(narrow: str) -> bool:
    """Whether the line begins with a letter and a quotation mark."""
    return bool(_before(narrow))


def _before(narrow: str) -> re.Match[str] | None:
    found = _BEFORE.match(narrow)
    # `A "new" way` is a sentence, and no quote of A's.
    return found if found and (found["sure"].strip() or ">" in found["bar"]) else None


def apart(text: str) -> list[str]:
    """Quotes that share a line: the first piece, and then each with its letter before it."""
    return _FURTHER.split(text)


def split_closed(text: str) -> tuple[str, str]:
    """What stands up to the last closing mark, and the rest; empty and all when none closes it."""
    text = text.strip()
    closing = _CLOSING.get(text[:1], "")
    end = max((text.rfind(mark, 1) for mark in closing), default=-1)
    return (text[: end + 1], text[end + 1 :]) if end > 0 else ("", text)


def is_closed(text: str) -> bool:
    """Whether a quote that was begun ends with its mark."""
    text = text.strip().rstrip("*_ .,;")
    return len(text) > 1 and text[-1] in _CLOSING.get(text.lstrip("*_ ")[:1], "")


def has_closing(text: str) -> bool:
    """Whether a closing mark stands anywhere in it."""
    text = text.strip().lstrip("*_ ")
    return any(mark in text[1:] for mark in _CLOSING.get(text[:1], ""))


def unquoted(text: str, who: str) -> str:
    """What stands between the quotation marks, without dots and the letter around it; all when none do."""
    text = _undotted(text.strip().strip("*").strip())
    closing = _CLOSING.get(text[:1])
    if closing is not None:
        end = max(text.rfind(mark, 1) for mark in closing)
        text = text[1:end] if end > 0 else text[1:]
        if text[:1] in "`'":  # opened in the manner of TeX, or with two single marks
            text = text[1:].rstrip("'’´")
    elif text.startswith("<<"):
        text = text[2:].removesuffix(">>")
    text = text.strip().removeprefix(f"[{who}]").removesuffix(f"[{who}]").removeprefix(f"{who}: ").strip()
    return _undotted(text).strip()


def _undotted(text: str) -> str:
    return _ELLIPSIS.sub("", text) if "…" in text or "..." in text else text


def letter(name: str) -> str:
    """A letter in upper case; any other name as it is."""
    name = name.strip("*_.:[]() ")
    return name.upper() if len(name) == 1 else name


def _letters(who: str) -> tuple[str, ...]:
    names = (letter(one) for name in _BETWEEN.split(who) for one in (name if _RUN.match(name) else [name]))
    kept = (
        EVERYBODY if name.casefold() in _ALL else name for name in names if name.casefold() not in _NOBODY
    )
    return tuple(dict.fromkeys(kept))
