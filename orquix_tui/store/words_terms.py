"""What a text is found by: words without case and accents, stemmed, and identifiers whole and in parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from orquix_tui.store.words_stops import ENGLISH_ALONE, SPANISH_ALONE, STOPS

Language = Literal["es", "en", ""]
"""Of a text; empty when nothing tells which."""

VERSION = 1
"""Of the terms: another one means that an index made before is of no more use."""
_LONGEST = 64
"""Characters of a term; longer ones (hashes, encoded data) are cut, in texts and queries alike."""
_QUERY_CHARACTERS = 4000
"""Of a query that are read: questions are shorter, and pastes say what they are about early on."""
_QUERY_TERMS = 200
_REMEMBERED = 1 << 16
_CLEARLY = 2
"""A language is told from the other when it has that many times its function words."""

# Written without spaces: Thai, Lao, Burmese, Khmer, Chinese, Japanese; Korean too, whose endings cling.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that belong to the letter before them, though `\w` does not know them.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    "\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
_CHARACTER = rf"[\w{_SIGNS}]"
_COMPOUND = re.compile(rf"{_CHARACTER}+(?:[-./:+@&'’\\~#]{{1,2}}{_CHARACTER}+)*(?:\+\+|#(?!\w))?")
_ATOM = re.compile(r"[^-./:+@&'’\\~#_]+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w]+(?=\d)|(?<=\d)_+(?=\d)")
_NOT_IN_TERMS = re.compile(r"[^\w.]|_")
_PLURAL_OF_CAPITALS = re.compile(r"[A-Z]{2,}s")
_SPACED = re.compile(r"(?<![\w.\-])([A-Za-z]{1,5})[ \u00a0](\d\w*)")
"""A part number or a standard with a space in it: BC 547, RFC 9110."""
_SPACED_DIGIT = re.compile(r"[ \u00a0]\d")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LOST_ACCENT = re.compile("(?<=[au])cion$")


# These two take six milliseconds to compile, which a start need not spend.
@cache
def _run() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]+")


@cache
def _scripts() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: how it was written, and the forms under which a text may hold it.

    `whole` stands for several other terms (an identifier in one piece). A form that ends in `*` stands for
    all that begin so.
    """

    written: str
    forms: tuple[str, ...]
    whole: bool = False


def text_terms(text: str) -> str:
    """The forms of all words of a text, apart by spaces; function words once each, at the end."""
    said, stops = _said(_normal(text))
    return " ".join([*said, *sorted(set(stops))])


def _said(text: str) -> tuple[list[str], list[str]]:
    """The forms of what a text speaks of, and its function words."""
    compounds = _COMPOUND.findall(text)
    words = [compound.lower() for compound in compounds]
    stops = [word for word in words if word in STOPS]
    language = _language(stops)
    said = [
        _text_forms(compound, language)
        for compound, word in zip(compounds, words, strict=True)
        if word not in STOPS
    ]
    return said + [fold(left + right) for left, right in _spaced(text)], stops


def query_terms(query: str) -> list[Term]:
    """What to look for; function words alone only when there is nothing else."""
    text = _normal(query[:_QUERY_CHARACTERS])
    terms = [
        Term(written, tuple(dict.fromkeys(_forms(folded))), whole)
        for compound in _COMPOUND.findall(text)
        for written, folded, whole in _units(compound)
    ]
    terms += [Term(f"{left} {right}", (fold(left + right),), whole=True) for left, right in _spaced(text)]
    telling = [term for term in terms if term.forms[0] not in STOPS]
    found = {term.forms: term for term in reversed(telling or terms)}
    return list(reversed(found.values()))[:_QUERY_TERMS]


def written_in(terms: Sequence[Term], text: str) -> list[Term]:
    """Those of the terms that the text holds."""
    said, stops = _said(_normal(text))
    held = {*" ".join(said).split(" "), *stops}
    return [term for term in terms if any(_holds(held, form) for form in term.forms)]


def fold(text: str) -> str:
    """Without case and accents, cut to the longest term."""
    folded = text.lower() if text.isascii() else _without_accents(text)
    return folded[:_LONGEST]


def _holds(held: set[str], form: str) -> bool:
    return any(one.startswith(form[:-1]) for one in held) if form.endswith("*") else form in held


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def _language(stops: Sequence[str]) -> Language:
    """Of a text with these function words."""
    spanish = sum(word in SPANISH_ALONE for word in stops)
    english = sum(word in ENGLISH_ALONE for word in stops)
    if spanish > _CLEARLY * english:
        return "es"
    return "en" if english > _CLEARLY * spanish else ""


def _spaced(text: str) -> list[tuple[str, str]]:
    if not _SPACED_DIGIT.search(text):  # seven times faster than to look for the whole
        return []
    return [(left, right) for left, right in _SPACED.findall(text) if left.lower() not in STOPS]


@lru_cache(_REMEMBERED)
def _text_forms(compound: str, language: Language) -> str:
    forms = [form.removesuffix("*") for _, folded, _ in _units(compound) for form in _forms(folded, language)]
    # The last sign of a run has no pair that begins with it.
    forms += [fold(run[-1]) for run in _run().findall(compound) if len(run) > 1]
    return " ".join(forms)


def _forms(folded: str, language: Language = "") -> tuple[str, ...]:
    """The stems of a word in the language, or in both. A word with digits in it is its own form."""
    if not folded.isalpha() or folded in STOPS or _run().match(folded):
        return (folded,)
    spanish, english = _stems(folded)
    if language:
        return (spanish if language == "es" else english,)
    return (spanish,) if spanish == english else (spanish, english)


@lru_cache(_REMEMBERED)
def _stems(word: str) -> tuple[str, str]:
    english = _stemmer("english")(word)
    # The stemmer knows the ending only with its accent, which a person may not have typed.
    accented = _LOST_ACCENT.sub("ción", word)
    spanish = fold(_stemmer("spanish")(accented))
    # An English word in a Spanish text ("commits") has none of its endings.
    return (english if spanish == word else spanish), english


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from py_rust_stemmers import SnowballStemmer  # type: ignore[import-untyped]  # it comes without types

    stem: Callable[[str], str] = SnowballStemmer(language).stem_word
    return stem


def _units(compound: str) -> Iterator[tuple[str, str, bool]]:
    """How it is written, folded, and whether it stands for several: the parts of a compound, then wholes."""
    if _run().search(compound):
        for piece in _scripts().findall(compound):
            yield from _pairs_of(piece) if _run().match(piece) else _units(piece)
    elif _is_one_word(compound):
        yield compound, fold(compound), False
    else:
        yield from _parts_and_wholes(compound)


def _is_one_word(compound: str) -> bool:
    """Function words are, however they are written ("iF"): texts are read so, too."""
    plain = compound[1:].islower() or compound.isupper() or len(compound) == 1
    return (compound.isalpha() and plain) or compound.lower() in STOPS


def _pairs_of(run: str) -> Iterator[tuple[str, str, bool]]:
    """Two signs at a time."""
    for first, second in pairwise(run):
        yield first + second, fold(first + second), False
    if len(run) == 1:
        yield run, fold(run) + "*", False


def _parts_and_wholes(compound: str) -> Iterator[tuple[str, str, bool]]:
    """An identifier's parts, then each stretch of it that a person may write in one piece."""
    atoms = list(_ATOM.finditer(compound))
    wholes = []
    for atom in atoms:
        parts = _split(atom[0])
        for part in parts:
            yield part, fold(part), False
        if len(parts) > 1:
            wholes.append(atom[0])
    wholes += [compound[one.start() : two.end()] for one, two in pairwise(atoms)]
    if len(atoms) > 2:
        wholes.append(compound)
    for whole in dict.fromkeys(wholes):
        yield whole, _squashed(whole), True
    if compound.endswith(("++", "#")):
        yield compound, fold(compound), True


def _split(atom: str) -> list[str]:
    """At the humps of a camel and where letters meet digits."""
    if atom.isdigit() or (atom.isalpha() and (atom.islower() or atom.isupper())):
        return [atom]
    if _PLURAL_OF_CAPITALS.fullmatch(atom):
        return [atom]
    cuts = [0, *(place for place in range(1, len(atom)) if _is_edge(atom, place)), len(atom)]
    return [atom[begin:end] for begin, end in pairwise(cuts)]


def _is_edge(atom: str, place: int) -> bool:
    before, here, after = atom[place - 1], atom[place], atom[place + 1 : place + 2]
    if before.isdigit() != here.isdigit():
        return True
    return here.isupper() and (before.islower() or (before.isupper() and after.islower()))


def _squashed(whole: str) -> str:
    """In one piece, however it is joined; digits stay apart, so that 2.3.1 is not 23.1."""
    return fold(_NOT_IN_TERMS.sub("", _BETWEEN_DIGITS.sub(".", whole)))
