"""What models of many sizes make of the form is read as the good one; and no lie among it passes."""

from __future__ import annotations

import random

import pytest

from orquix_tui.core.moderator.declined import declined
from orquix_tui.core.moderator.ledger import checked, render
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.domain.status import Quality
from orquix_tui.domain.text import clean
from tests.core.moderator_corpus import ENGLISH, GOOD, GOOD_ES, SPANISH, Sample
from tests.core.moderator_more import ENGLISH_MORE, MORE_LIES, SPANISH_MORE
from tests.core.test_moderator_mangled import ORIGINALS, read, shapes

ALIKE = [("en", name, text) for name, text in ENGLISH_MORE.items()]
ALIKE += [("es", name, text) for name, text in SPANISH_MORE.items()]
_ANSWERS = {"en": ENGLISH, "es": SPANISH}


@pytest.mark.parametrize(("language", "name", "text"), ALIKE, ids=[name for _, name, _ in ALIKE])
def test_each_spelling_is_read_as_the_good_one_in_whatever_pieces(
    language: str, name: str, text: str
) -> None:
    good, expected = read(GOOD if language == "en" else GOOD_ES)
    dice = random.Random(name)

    form, claims = read(clean(text))

    assert shapes(claims, language) == shapes(expected, language)
    assert form.synthesis == good.synthesis
    assert (form.base_letter, form.lists, form.ended) == (good.base_letter, good.lists, True)
    marked = [checked(claim, ORIGINALS[language]) for claim in claims]
    verdict = grade(marked, _ANSWERS[language], form.synthesis, whole=form.ended)
    assert (verdict.quality, verdict.reasons[2:]) == (Quality.HIGH, ())
    assert read(clean(text), [dice.choice([1, 1, 2, 3, 7, 20]) for _ in text]) == (form, claims)


@pytest.mark.parametrize(("sample", "reasons"), MORE_LIES.values(), ids=MORE_LIES)
def test_no_lie_is_graded_high_and_its_reason_is_told(sample: Sample, reasons: tuple[str, ...]) -> None:
    answers = _ANSWERS[sample.answers]
    originals = {letter: Original(text) for letter, text in answers.items()}

    form, read_claims = read(sample.output)
    claims = [checked(claim, originals) for claim in read_claims]
    verdict = grade(claims, answers, form.synthesis or render(claims, "en"), whole=form.ended)

    found = [
        f"{''.join(claim.supporters)}|{''.join(claim.opponents)} "
        f"{sum(quote.found for quote in claim.quotes)}/{len(claim.quotes)}"
        for claim in claims
    ]
    assert tuple(found) == sample.claims
    assert form.synthesis.startswith(sample.synthesis_begins)
    assert (verdict.quality, verdict.reasons[2:]) == (sample.quality, reasons)


def test_a_note_among_the_quotes_is_kept_and_is_no_quote() -> None:
    form, claims = read(GOOD.replace('forget."', 'forget."\n  > Note: the others do not say it'))

    assert claims[2].text.endswith("Note: the others do not say it")
    assert [quote.letter for quote in claims[2].quotes] == ["C"]
    assert form.ended


@pytest.mark.parametrize("text", ['{"a":' * 20_000, '{"note": {"a": [1, 2'], ids=["deep", "cut"])
def test_json_that_holds_no_moderation_is_kept_as_it_came(text: str) -> None:
    form, claims = read(text)

    assert (form.synthesis, claims, form.ended) == (text, [], False)


def test_a_numbered_entry_that_is_the_word_of_a_mark_stays_an_entry() -> None:
    form, _ = read(GOOD.replace("- Put a quarterly", "1. Research\n2. Themes\n3. Put a quarterly"))

    assert form.lists["recommendations"][:2] == ["Research", "Themes"]
    assert form.lists["research"] == ["Cost of a lost archive"]


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but as an AI language model I am not able to compare the answers you provided.",
        "I apologize, but this request violates my guidelines, and I won't be able to fulfil it.",
        "It seems you haven't provided the responses. Could you please share the responses?",
        "I can't create content like that.",
        "Lo siento, no estoy en condiciones de comparar estas respuestas.",
        "Por favor, proporciona las respuestas que quieres que compare.",
    ],
)
def test_a_refusal_in_other_words_is_known(text: str) -> None:
    assert declined(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you are sorry later, I can't say. SQLite is the choice.",
        "Unfortunately, one file cannot serve many writers, and we can't change this. Use a server.",
        "You'll be sorry if you skip backups; I can't stress this enough.",
        "Unfortunately I can't say which one is best; both work.",
        "Lo siento por los impacientes, pero no puedo prometer resultados antes de nueve semanas.",
        "No puedo recomendar un servidor para un proyecto pequeño: basta un fichero.",
    ],
)
def test_regret_about_something_else_is_no_refusal(text: str) -> None:
    assert not declined(text)
