"""Statements of an answer, the loop check and the language of a question."""

from __future__ import annotations

import pytest

from orquix_tui.core.moderator.language import language
from orquix_tui.core.moderator.overlap import most_shared
from orquix_tui.core.moderator.quality import loops
from orquix_tui.core.moderator.sentences import count, units


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One is here. Two is there! Is three?", ["One is here.", "Two is there!", "Is three?"]),
        (
            "Dr. Smith paid 3.5 dollars, i.e. little. Good.",
            ["Dr. Smith paid 3.5 dollars, i.e. little.", "Good."],
        ),
        (
            "La Sra. Ruiz vive en EE. UU. desde 1999. ¿Y tú? ¡No!",
            ["La Sra. Ruiz vive en EE. UU. desde 1999.", "¿Y tú?", "¡No!"],
        ),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("Véase la pág. 7, p. ej. Luego siga.", ["Véase la pág. 7, p. ej. Luego siga."]),
        ("# Title\n\nA line\nthat goes on. Next.", ["A line\nthat goes on.", "Next."]),
        (
            "Intro:\n- First. Still first.\n- Second\n  goes on",
            ["Intro:", "First. Still first.", "Second\n  goes on"],
        ),
        ("1. One\n2) Two", ["One", "Two"]),
        ("Look:\n```\na. B\n\nc\n```\nDone.", ["Look:", "```\na. B\n\nc\n```", "Done."]),
        ("| a | b |\n|---|---|\n| c. D | e |", ["| a | b |\n|---|---|\n| c. D | e |"]),
        ("---\n***\n## Only\n", []),
        ("El ñandú corre. Ñoño duerme. Ácido no.", ["El ñandú corre.", "Ñoño duerme.", "Ácido no."]),
    ],
)
def test_text_is_cut_into_statements(text: str, sentences: list[str]) -> None:
    assert [unit.text for unit in units(text)] == sentences
    assert count(text) == max(len(sentences), 1)


ESSAY = """
The question of how often to test a backup has no single answer, because the cost of a test and the
cost of a loss differ from one organisation to the next. A small office that keeps its accounts in
one file can open last week's copy in a minute; a hospital that must rebuild forty databases in the
right order needs a rehearsal.

What the answers share is the view that an untested copy is a hope and not a plan. They differ in
the interval. One of them argues from the rate of change: when the structure of the data changes
every week, a quarterly test proves little about yesterday's archive. Another argues from staffing,
since the person who knows the key may leave, and the test is what keeps a second person able to do
it. A third looks at the bill and finds that the time spent on a yearly exercise is already more
than most teams are willing to give.

It is important to note that these reasons do not exclude each other. It is important to note, too,
that none of the answers gives a figure for how many archives turn out to be broken. Without that
figure the choice of an interval remains a matter of taste. A sensible way out is to begin with a
short automatic check after every backup, to restore a random sample each quarter, and to rehearse
the whole once a year. After two years the records of those exercises will say more than any general
advice.
"""


def test_long_good_prose_is_no_loop() -> None:
    assert not loops(ESSAY)
    assert not loops("| yes | no | yes | no |\n" * 30)
    assert not loops("Short.")


@pytest.mark.parametrize(
    "text",
    [
        ESSAY + "The interval remains a matter of taste and of cost. " * 5,
        "It is good. " * 6,
        "and so on " * 10,
        ESSAY[:300] * 4,
        "La copia se prueba cada trimestre y luego se guarda fuera. " * 4,
    ],
)
def test_text_that_goes_round_in_circles_is_a_loop(text: str) -> None:
    assert loops(text)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("¿Cada cuánto hay que probar una copia?", "es"),
        ("como puedo hacer una tortilla de patatas", "es"),
        ("How often should we test a backup?", "en"),
        ("explain the difference between TCP and UDP", "en"),
        ("Comment faire une omelette aux pommes?", ""),
        ("42", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_question_is_told_or_left_open(question: str, code: str) -> None:
    assert language(question) == code


def test_the_answer_that_shares_most_words_is_not_simply_the_longest() -> None:
    texts = {
        "A": "backup restore quarter check",
        "B": "backup restore quarter archive",
        "C": "backup restore quarter " + " ".join(f"filler{chr(97 + i)}word" for i in range(26)),
    }

    assert most_shared(texts) == "A"
