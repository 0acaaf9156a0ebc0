"""Tells a question that leans on the last one from one that stands on its own, in Spanish and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from orquix_tui.core.context import small_words as w

_LONGEST = 160
"""Characters: whoever writes more says what it is about."""
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_CLITICS = tuple(re.compile(rf"{to}(?:lo|la|los|las|le|les|me|nos)$") for to in ("", "(?:me|te|se|nos)"))
"""Behind a Spanish imperative: haz-lo, explica-me-lo."""
_NOT = re.compile(r"n't$")
_NAME = re.compile(r"[\d_]")
"""In a part number, an error code, the name of a function: whoever knows it asks about it."""
_LONG_OPENERS = (
    ("what", "about"),
    ("how", "about"),
    ("que", "tal"),
    ("que", "hay", "de"),
    ("que", "pasa", "con"),
)
_COMPLETE = frozenset(
    {
        *("who are you", "what are you", "what can you do", "how are you", "can you help me", "help me"),
        *("puedes ayudarme", "que puedes hacer", "que haces", "como estas"),
    }
)
"""Whole questions without a subject."""
_DEFINED = re.compile(r"(?:what is an?|que es una?) (?!example|ejemplo)\w+")
_FRAGMENT, _JOINED, _RESHAPED, _BARE = 4, 2, 2, 1
"""The most words of its own that a follow-up has: "and with …", "and …", "put it … for …", "in …"."""
_SMALL_NUMBER = 2
"""Digits: a point or a step has no more; longer ones are what somebody asks about."""


def is_follow_up(prompt: str, *, attached: bool = False) -> bool:
    """Whether a prompt has no content of its own: "and with children?", "¿por qué?", "shorter".

    With files `attached` "explain this" is about them: only what is joined to what was said leans on it.

    Rather no than yes: a question that stands on its own is never taken for a follow-up, so that what it
    is about is searched for alone. Cheap enough for every key press.
    """
    if not prompt.strip() or len(prompt) > _LONGEST:
        return False
    words = _folded_words(prompt)
    if " ".join(words) in _COMPLETE or _is_about_writing(words):
        return False
    rest = _after_opener(words)
    own = _own(words)
    if attached and rest == words:
        return False
    if not own:
        return True
    if rest != words:
        return _is_fragment(rest)
    if any(map(_NAME.search, own)):
        return False
    bare = len(own) <= _BARE and words[0] in w.RELATIONS and not _asks(words)
    return bare or _points_back(words, own) or _is_reshaping(words)


def _is_fragment(words: Sequence[str]) -> bool:
    """What follows "and" is no sentence: it begins with a preposition, or it is only a few words."""
    own = _own(words)
    if _asks(words):
        return _points_back(words, own)
    return len(own) <= (_FRAGMENT if words[0] in w.RELATIONS else _JOINED)


def _asks(words: Sequence[str]) -> bool:
    """Whether it begins as a question does: "what …", "para qué …"; later on, "who" begins no question."""
    return any(word in w.ASKING for word in words[:2])


def _points_back(words: Sequence[str], own: Sequence[str]) -> bool:
    """One word of its own, and one for what was named before: "is it safe?", "¿cuál es su precio?"."""
    pointing = [word for word in words if word in w.BACKWARD]
    return len(own) == 1 and bool(pointing) and not (own[0] in w.NOBODY and pointing == ["it"])


def _is_reshaping(words: Sequence[str]) -> bool:
    """What was said in another form: "an example in Python", "explícalo para un niño"."""
    places = [place for place, word in enumerate(words) if _is_own(word)]
    before = words[: places[0]]
    return (
        len(places) <= _RESHAPED
        and any(_is_shape(word) for word in before)
        and any(word in w.RELATIONS for word in before)
        and not any(word in w.ABOUT or word in w.ASKING for word in words)
    )


def _is_about_writing(words: Sequence[str]) -> bool:
    """ "What is a paragraph?", "how do I write a summary?": the form is the subject."""
    if _DEFINED.fullmatch(" ".join(words)):
        return True
    leans = any(
        word in w.BACKWARD | w.ORDINALS or word.isdigit() or _is_told_with_clitics(word) for word in words
    )
    return bool(words) and words[0] in {"how", "como"} and any(map(_is_shape, words)) and not leans


def _after_opener(words: list[str]) -> list[str]:
    """The words behind what joins them to what was said; the same words when nothing does."""
    for opener in _LONG_OPENERS:
        if tuple(words[: len(opener)]) == opener:
            return words[len(opener) :]
    if words and words[0] in w.OPENERS:
        return _after_opener(words[1:]) or words[1:]
    return words


def _own(words: Sequence[str]) -> list[str]:
    """The words that are about something; numbers are, unless they count points or steps."""
    counted = any(map(_is_shape, words))
    return [word for word in words if _is_own(word) and not (counted and _is_a_mark(word))]


def _is_a_mark(word: str) -> bool:
    """A small number or a letter, as points and options have."""
    return len(word) <= (_SMALL_NUMBER if word.isdigit() else 1)


def _is_own(word: str) -> bool:
    return word not in w.EMPTY and not _is_shape(word) and not _NOT.search(word)


def _is_shape(word: str) -> bool:
    return word in w.SHAPES or _is_told_with_clitics(word)


def _is_told_with_clitics(word: str) -> bool:
    """Whether it is a Spanish imperative with what it is about behind it: "explícamelo"."""
    return any(clitics.search(word) and clitics.sub("", word) in w.SHAPES for clitics in _CLITICS)


def _folded_words(prompt: str) -> list[str]:
    """In small letters and without accents."""
    decomposed = unicodedata.normalize("NFKD", prompt.lower().replace("’", "'"))
    return _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))
