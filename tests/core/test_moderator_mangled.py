"""However a model spells the form, the same sections, claims and quotes are read, and graded alike."""

from __future__ import annotations

import random
import re

import pytest

from orquix_tui.core.moderator.form import FormParser, Parsed
from orquix_tui.core.moderator.ledger import checked, render
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.core.moderator.sections import Form
from orquix_tui.domain.models import Claim
from orquix_tui.domain.status import Quality
from orquix_tui.domain.text import clean
from tests.core.moderator_corpus import ENGLISH, GOOD, GOOD_ES, SPANISH
from tests.core.moderator_mangled import CLAIMS, ENGLISH_ALIKE, QUOTES
from tests.core.moderator_mangled import SPANISH as SPANISH_ALIKE

ORIGINALS = {
    "en": {letter: Original(text) for letter, text in ENGLISH.items()},
    "es": {letter: Original(text) for letter, text in SPANISH.items()},
}
ALIKE = [("en", name, text) for name, text in ENGLISH_ALIKE.items()]
ALIKE += [("es", name, text) for name, text in SPANISH_ALIKE.items()]


def read(text: str, sizes: list[int] | None = None) -> tuple[Form, list[Claim]]:
    parser = FormParser(tuple("ABC"))
    parsed: list[Parsed] = []
    at = 0
    for size in sizes or ():
        parsed += parser.feed(text[at : at + size])
        at += size
    parsed += parser.feed(text[at:])
    parsed += parser.finish()
    return parser.form, [item for item in parsed if isinstance(item, Claim)]


def shapes(claims: list[Claim], language: str) -> list[str]:
    found = [checked(claim, ORIGINALS[language]) for claim in claims]
    return [
        f"{''.join(claim.supporters)}|{''.join(claim.opponents)} {claim.text.rstrip('.')} "
        + " ".join(f"{quote.letter}{'+' if quote.found else '-'}" for quote in claim.quotes)
        for claim in found
    ]


@pytest.mark.parametrize(("language", "name", "text"), ALIKE, ids=[name for _, name, _ in ALIKE])
def test_each_spelling_is_read_as_the_good_one(language: str, name: str, text: str) -> None:
    good, expected = read(GOOD if language == "en" else GOOD_ES)
    answers = ENGLISH if language == "en" else SPANISH

    form, claims = read(clean(text))

    assert shapes(claims, language) == shapes(expected, language)
    assert form.synthesis == good.synthesis
    assert (form.base_letter, form.lists, form.ended) == (good.base_letter, good.lists, True)
    marked = [checked(claim, ORIGINALS[language]) for claim in claims]
    verdict = grade(marked, answers, form.synthesis or render(marked, "en"), whole=form.ended)
    assert (verdict.quality, verdict.reasons[2:]) == (Quality.HIGH, ())


@pytest.mark.parametrize(("language", "name", "text"), ALIKE, ids=[name for _, name, _ in ALIKE])
def test_the_pieces_in_which_it_comes_change_nothing(language: str, name: str, text: str) -> None:
    for seed in range(3):
        dice = random.Random(seed)
        pieces = [dice.choice([1, 1, 2, 3, 7, 20]) for _ in text]
        assert read(clean(text), pieces) == read(clean(text))


@pytest.mark.parametrize(
    "lie",
    [
        GOOD.replace("@@base C", "@@base Z"),
        GOOD.replace("automate the check [C]", "automate the check [D]"),
        GOOD.replace("automate the check [C]", "automate the check [C][E]."),
    ],
    ids=["as the base", "in the text", "beside another"],
)
def test_a_letter_that_does_not_exist_is_a_lie_wherever_it_stands(lie: str) -> None:
    form, claims = read(lie)
    marked = [checked(claim, ORIGINALS["en"]) for claim in claims]

    verdict = grade(marked, ENGLISH, form.synthesis, whole=form.ended, base=form.base_letter)

    assert verdict.quality is Quality.MEDIUM
    assert verdict.reasons[2].startswith("No answer has the letter")


def test_a_letter_in_code_is_no_citation() -> None:
    text = "Use `x[N]` and a[K] [A], see [Z](http://x.test).\n\n```\n[Q]\n```\n- [X] done"
    form, claims = read(GOOD)
    marked = [checked(claim, ORIGINALS["en"]) for claim in claims]

    assert grade(marked, ENGLISH, text, whole=True, base=form.base_letter).quality is Quality.HIGH


def test_a_ledger_that_goes_round_in_circles_is_a_loop() -> None:
    again = '- (C) The check should be automated.\n  > C: "Automate the check, since people forget."\n'
    form, claims = read(GOOD.replace("@@base", again * 2 + "@@base"))
    marked = [checked(claim, ORIGINALS["en"]) for claim in claims]

    verdict = grade(marked, ENGLISH, form.synthesis, whole=True)

    assert (verdict.quality, verdict.reasons[2:]) == (Quality.MEDIUM, ("The text repeats itself.",))


@pytest.mark.parametrize("text", [text for *_, text in ALIKE[::4]], ids=[name for _, name, _ in ALIKE[::4]])
def test_a_cut_loses_no_claim_that_was_whole(text: str) -> None:
    text = clean(text)
    _, whole = read(text)
    for cut in range(0, len(text), 7):
        _, claims = read(text[:cut])
        kept = claims[:-1]
        assert kept == whole[: len(kept)]


@pytest.mark.parametrize(
    "words",
    [
        "Use {a, b} and <b>bold</b>; it is backed by vendors.",
        "Vitamin C is supported by A",
        "A copy elsewhere — supported by most vendors",
        "Keep it in the north (see plan B).",
    ],
)
def test_words_of_a_statement_that_look_like_sides_stay(words: str) -> None:
    _, claims = read(GOOD.replace("One copy belongs in another place.", words))

    assert [claim.text for claim in claims][1] == words
    assert (claims[1].supporters, claims[1].opponents) == (("A", "B"), ())


@pytest.mark.parametrize(
    "words",
    [
        "<<<<<<< HEAD",
        "```\ncat <<<END\n```",
        "<base>\n\n<themes>",
        "@@ -1,2 +3 @@ end",
        "@@ -1,2 +3 @@",
        "@@baseball: a game",
        "`@@end`-like marks",
        "end",
        "fin",
    ],
)
def test_words_of_the_synthesis_that_look_like_marks_stay(words: str) -> None:
    good, _ = read(GOOD)
    form, claims = read(GOOD.replace("Try a restore", f"{words}\n\nTry a restore"))

    assert form.synthesis == f"{words}\n\n{good.synthesis}"
    assert (form.lists, form.ended, len(claims)) == (good.lists, True, 3)


@pytest.mark.parametrize("letters", ["DEF", "IEO", "GHJ"])
def test_every_letter_is_one_though_some_are_words(letters: str) -> None:
    other = str.maketrans("ABC", letters)
    _, expected = read(GOOD)
    for name, text in (CLAIMS | QUOTES).items():
        if name == "lower case":
            continue
        _, claims = read(re.sub(r"\b[ABC]\b", lambda found: found[0].translate(other), text))
        assert [(claim.supporters, claim.opponents) for claim in claims] == [
            tuple(tuple(letter.translate(other) for letter in side) for side in sides)
            for sides in ((claim.supporters, claim.opponents) for claim in expected)
        ], name
