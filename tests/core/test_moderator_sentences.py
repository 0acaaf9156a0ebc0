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


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # what a full stop does not end
        ("El Sr. Gil y la Dra. Paz vinieron. Bien.", ["El Sr. Gil y la Dra. Paz vinieron.", "Bien."]),
        ("Mr. Hall met Ms. Reed. Fine.", ["Mr. Hall met Ms. Reed.", "Fine."]),
        ("It took 5 ms. Then it stopped.", ["It took 5 ms.", "Then it stopped."]),
        ("Frutas, p. ej. Manzanas o peras.", ["Frutas, p. ej. Manzanas o peras."]),
        ("Use one, e.g. Redis. It helps.", ["Use one, e.g. Redis.", "It helps."]),
        ("Tabs vs. Spaces is old. Stop.", ["Tabs vs. Spaces is old.", "Stop."]),
        ("Cf. Smith and see Fig. 3 there.", ["Cf. Smith and see Fig. 3 there."]),
        ("As Fig. 3 shows. See No. 5. Good.", ["As Fig. 3 shows.", "See No. 5.", "Good."]),
        ("Véase el núm. 7 y la pág. 12. Listo.", ["Véase el núm. 7 y la pág. 12.", "Listo."]),
        ("Nació en el s. XIX. Murió pobre.", ["Nació en el s. XIX.", "Murió pobre."]),
        ("No. It is not safe.", ["No.", "It is not safe."]),
        ("Vive en EE. UU. desde ayer.", ["Vive en EE. UU. desde ayer."]),
        ("Vive en EE. UU. Después se irá.", ["Vive en EE. UU.", "Después se irá."]),
        ("The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]),
        ("He lives in the U.S. The weather is fine.", ["He lives in the U.S.", "The weather is fine."]),
        ("J. R. R. Tolkien wrote it. I read it.", ["J. R. R. Tolkien wrote it.", "I read it."]),
        ("Lo dijo M. Curie en 1911. Nadie dudó.", ["Lo dijo M. Curie en 1911.", "Nadie dudó."]),
        ("Take vitamin C. It helps.", ["Take vitamin C.", "It helps."]),
        ("Bake at 230 °C. Steam helps.", ["Bake at 230 °C.", "Steam helps."]),
        ("Use it for I/O. Threads will do.", ["Use it for I/O.", "Threads will do."]),
        ("Kim et al. (2019) agree. So do we.", ["Kim et al. (2019) agree.", "So do we."]),
        ("Acme Inc. Sells it.", ["Acme Inc. Sells it."]),
        ("Pan, leche, etc. Luego paga.", ["Pan, leche, etc.", "Luego paga."]),
        ("A las 9 a. m. Después no.", ["A las 9 a. m.", "Después no."]),
        # numbers, versions, addresses
        ("It costs 3.5 euros. Cheap.", ["It costs 3.5 euros.", "Cheap."]),
        ("Son 1.500,75 euros. Caro.", ["Son 1.500,75 euros.", "Caro."]),
        ("Update to v2.3.1. Then restart.", ["Update to v2.3.1.", "Then restart."]),
        ("Since Python 3.11. Before, no.", ["Since Python 3.11.", "Before, no."]),
        ("See https://a.org/x.B?c=1. Then go.", ["See https://a.org/x.B?c=1.", "Then go."]),
        ("Edit pyproject.toml. Run make.", ["Edit pyproject.toml.", "Run make."]),
        ("In 1999. 2000 came next.", ["In 1999.", "2000 came next."]),
        # the ends of sentences
        ("Well... Maybe. Wait… no.", ["Well...", "Maybe.", "Wait… no."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("¿Seguro? ¡Claro que sí! Vamos.", ["¿Seguro?", "¡Claro que sí!", "Vamos."]),
        ("«Nunca.» Eso dijo.", ["«Nunca.»", "Eso dijo."]),
        ('She said "no." He left.', ['She said "no."', "He left."]),
        ('"Stop!" he said. She did.', ['"Stop!" he said.', "She did."]),
        ("(See below.) Then act.", ["(See below.)", "Then act."]),
        ("It is so (or was). Now go.", ["It is so (or was).", "Now go."]),
        ("It is known.[1] It is true. [2] Good.", ["It is known.[1]", "It is true.", "[2] Good."]),
        ("**Bold.** Plain. *Slanted.* End.", ["**Bold.**", "Plain.", "*Slanted.*", "End."]),
        ("Run it. `make test` does it all.", ["Run it.", "`make test` does it all."]),
        ("Done! 🎉 Next one.", ["Done!", "🎉 Next one."]),
        ("—Hola. —Adiós.", ["—Hola.", "—Adiós."]),
        ("[...] Sigue aquí. Fin.", ["[...] Sigue aquí.", "Fin."]),
        ("iOS is fine. iPadOS too.", ["iOS is fine. iPadOS too."]),
        # lists
        ("1. Open it. 2. Close it. 3. Go.", ["Open it.", "Close it.", "Go."]),
        ("Steps: 1. Open it 2. Close it 3. Go", ["Steps:", "Open it", "Close it", "Go"]),
        ("Hay dos: 1) precio; 2) calidad.", ["Hay dos:", "precio;", "calidad."]),
        ("1. See chapter 2. Then go on.", ["See chapter 2. Then go on."]),
        ("In chapter 1. Begin there.", ["In chapter 1.", "Begin there."]),
        ("- [ ] Write it\n- [x] Read it", ["Write it", "Read it"]),
        ("a) Uno\nb) Dos", ["Uno", "Dos"]),
        ("* One\n  - Nested. Still.\n* Two", ["One", "Nested. Still.", "Two"]),
        ("- One\n\n  More of it. And more.", ["One", "More of it.", "And more."]),
        # tables, code and quotations
        ("a | b\n---|---\n1. X | 2\n\nEnd.", ["a | b\n---|---\n1. X | 2", "End."]),
        ("Intro.\n| a |\n|---|\n| b. C |", ["Intro.", "| a |\n|---|\n| b. C |"]),
        ("See:\n\n    x = 1. Y\n    y = 2\n\nEnd.", ["See:", "x = 1. Y\n    y = 2", "End."]),
        ("~~~\nA. B\n```\n~~~\nEnd.", ["~~~\nA. B\n```\n~~~", "End."]),
        ("Never closed:\n```sql\nSELECT 1. A", ["Never closed:", "```sql\nSELECT 1. A"]),
        ("- Do:\n  ```\n  A. B\n  ```\n- Next", ["Do:", "```\n  A. B\n  ```", "Next"]),
        ("> Quoted. Twice.\n\nMine.", ["Quoted.", "Twice.", "Mine."]),
        # headings and rules
        ("## 1. First\n\nBody here.", ["Body here."]),
        ("Title\n=====\n\nBody here.", ["Body here."]),
        ("Sub title\n---\nBody here.", ["Body here."]),
        ("**In short**\n\nYes.\n\n**And:**\n\nNo.", ["Yes.", "No."]),
        ("**It is a sentence.**\n\nYes.", ["**It is a sentence.**", "Yes."]),
        ("**In short:** yes. No.", ["**In short:** yes.", "No."]),
        ("One line\n---\n", []),
        ("A sentence.\n---\nAnother.", ["A sentence.", "Another."]),
    ],
)
def test_what_looks_like_an_end_and_is_none(text: str, sentences: list[str]) -> None:
    assert [unit.text for unit in units(text)] == sentences


def test_every_statement_is_a_slice_of_its_text() -> None:
    for unit in units(ESSAY):
        assert unit.text in ESSAY


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
