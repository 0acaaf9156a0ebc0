"""Answers and what moderators made of them, good and mangled, in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orquix_tui.domain.status import Quality

HIGH, MEDIUM, LOW, FAILED = Quality.HIGH, Quality.MEDIUM, Quality.LOW, Quality.FAILED

ENGLISH = {
    "A": (
        "Restore a backup every quarter. An archive that nobody has opened may be **empty** or encrypted "
        "with a lost key.\n\nKeep one copy off site, because a fire takes the server and the disk beside it."
    ),
    "B": (
        "Test restores once a year is enough for most teams. A nightly dump is only half of the job.\n\n"
        "- Keep at least one copy in another building.\n- Encrypt every copy."
    ),
    "C": (
        "You should restore a sample each quarter and compare row counts with production. "
        "Write down who holds the key. Automate the check, since people forget."
    ),
}
SPANISH = {
    "A": (
        "Sí: conviene probar la restauración cada trimestre. Un archivo que nadie ha abierto puede estar "
        "vacío. Guarde una copia fuera del edificio."
    ),
    "B": (
        "Basta con una prueba al año en equipos pequeños. «Una copia sin probar no es una copia», "
        "dice el refrán del oficio. Cifre todas las copias."
    ),
}

GOOD = """@@claims
- (A, C | B) Restores should be tried every quarter.
  > A: "Restore a backup every quarter."
  > C: "restore a sample each quarter"
  > B: "once a year is enough for most teams"
- (A, B) One copy belongs in another place.
  > A: "Keep one copy off site"
  > B: "Keep at least one copy in another building."
- (C) The check should be automated.
  > C: "Automate the check, since people forget."
@@base C: it says what to compare
@@synthesis
Try a restore **each quarter** [A] [C]; [B] thinks once a year is enough.

Keep one copy elsewhere [A] [B] and automate the check [C].
@@themes
- Testing restores
- Off-site copies
@@recommendations
- Put a quarterly restore into the calendar.
@@questions
- Who holds the key?
@@research
- Cost of a lost archive
@@end
"""
GOOD_ES = """@@claims
- (A | B) La restauración se prueba cada trimestre.
  > A: "conviene probar la restauración cada trimestre"
  > B: "Basta con una prueba al año en equipos pequeños."
- (A) Una copia debe estar fuera.
  > A: "Guarde una copia fuera del edificio."
- (B) Todas las copias se cifran.
  > B: "Cifre todas las copias."
@@base A: es la más prudente
@@synthesis
Pruebe la restauración cada trimestre [A]; [B] cree que basta una vez al año.
@@themes
- Copias de seguridad
@@recommendations
- Fije una fecha.
@@questions
- ¿Quién guarda la clave?
@@research
- Normas del sector
@@end"""

CLAIMS_ALONE = GOOD.partition("@@base")[0]
_BOLD = GOOD
for _word in ("claims", "synthesis", "themes", "recommendations", "questions", "research", "end"):
    _BOLD = _BOLD.replace(f"@@{_word}", f"**@@{_word}**")
_BOLD = _BOLD.replace("@@base C:", "**@@base** C:")

_SECTIONS = dict(
    part.partition("\n")[::2] for part in GOOD.removeprefix("@@").removesuffix("@@end\n").split("\n@@")
)
_SHUFFLED = "\n".join(f"@@{head}\n{body}" for head, body in reversed(_SECTIONS.items())) + "\n@@end\n"


_TRANSLATED = GOOD_ES
for _word, _said in {
    "claims": "afirmaciones", "synthesis": "síntesis", "themes": "temas", "end": "fin",
    "recommendations": "recomendaciones", "questions": "preguntas", "research": "investigación",
}.items():  # fmt: skip
    _TRANSLATED = _TRANSLATED.replace("@@" + _word, "@@" + _said)
_HEADINGS = re.sub(r"^@@(?!base)(\w+)$", lambda mark: f"## {mark[1].title()}", GOOD, flags=re.MULTILINE)
_BOLD_WORDS = re.sub(r"^@@(?!base)(\w+)$", r"**\1:**", GOOD, flags=re.MULTILINE)
_WIDE = GOOD.replace("(A, C | B) ", "（A，C｜B）").replace("(A, B) ", "（A，B）").replace("> A: ", "＞ A：")


def _numbered(text: str) -> str:
    """The claims as 1) 2) 3)."""
    for number, head in enumerate(("- (A, C", "- (A, B", "- (C)"), 1):
        text = text.replace(head, f"{number}) {head[2:]}")
    return text


@dataclass(frozen=True)
class Sample:
    """A moderator's output; `claims` as `supporters|opponents found/quotes`."""

    name: str
    output: str
    quality: Quality
    claims: tuple[str, ...]
    synthesis_begins: str
    answers: str = "en"


LEDGER = ("AC|B 3/3", "AB| 2/2", "C| 1/1")
LEDGER_ES = ("A|B 2/2", "A| 1/1", "B| 1/1")
_TRY, _PRUEBE = "Try a restore **each quarter**", "Pruebe la restauración"

_FOLLOWED = [
    Sample("good", GOOD, HIGH, LEDGER, _TRY),
    Sample("good Spanish", GOOD_ES, HIGH, LEDGER_ES, _PRUEBE, "es"),
    Sample("bold marks", _BOLD, HIGH, LEDGER, _TRY),
    Sample("indented", "".join(f"  {line}\n" for line in GOOD.splitlines()), HIGH, LEDGER, _TRY),
    Sample("fenced", f"```markdown\n{GOOD}```\n", HIGH, LEDGER, _TRY),
    Sample("sections in another order", _SHUFFLED, HIGH, LEDGER, _TRY),
    Sample("upper case, headings and colons", GOOD.replace("@@claims", "## @@CLAIMS:"), HIGH, LEDGER, _TRY),
    Sample("Windows lines", GOOD.replace("\n", "\r\n"), HIGH, LEDGER, _TRY),
    Sample("a remark before", "Here is the comparison you asked for:\n\n" + GOOD, HIGH, LEDGER, _TRY),
    Sample("no space after the bullet's letters", GOOD.replace("(A, C | B) ", "(A,C|B)"), HIGH, LEDGER, _TRY),
    Sample("letters in bold", GOOD.replace("(A, C | B)", "**(A, C | B)**"), HIGH, LEDGER, _TRY),
    Sample(
        "numbered claims, Spanish conjunction", GOOD.replace("- (A, B)", "2. (A y B)"), HIGH, LEDGER, _TRY
    ),
    Sample(
        "typographic quotes",
        GOOD.replace(': "', ": “").replace('"\n', "”\n"),
        HIGH,
        LEDGER,
        _TRY,
    ),
    Sample("guillemets", GOOD_ES.replace(': "', ": «").replace('"\n', "»\n"), HIGH, LEDGER_ES, _PRUEBE, "es"),
    Sample(
        "quotes without >",
        GOOD.replace("  > ", "  - "),
        HIGH,
        LEDGER,
        _TRY,
    ),
    Sample(
        "a diff in the synthesis",
        GOOD.replace("Try", "@@ -1,3 +1,4 @@\n@@endpoint\nTry"),
        HIGH,
        LEDGER,
        "@@ -1,3",
    ),
    Sample("a word after the end", GOOD + "\nI hope this helps!", HIGH, LEDGER, _TRY),
    Sample("no end", GOOD.replace("@@end\n", ""), MEDIUM, LEDGER, _TRY),
    Sample("cut in the synthesis", GOOD[: GOOD.index("Keep one copy elsewhere")], MEDIUM, LEDGER, _TRY),
    Sample(
        "cut in a claim", GOOD[: GOOD.index("- (C) The") + 12], MEDIUM, ("AC|B 3/3", "AB| 2/2", "C| 0/0"), ""
    ),
    Sample("prose only", "Quarterly is better, I think. A and C agree.", LOW, (), "Quarterly"),
    Sample(
        "prose, then claims",
        "Quarterly is better.\n\n" + CLAIMS_ALONE,
        MEDIUM,
        LEDGER,
        "Quarterly",
    ),
    Sample("claims only", CLAIMS_ALONE + "@@end", HIGH, LEDGER, "- Restores should be tried"),
    Sample("empty", " \n\n", FAILED, (), ""),
    Sample("only marks", "@@claims\n@@synthesis\n@@end", FAILED, (), ""),
]
LIES = [  # none of them may be graded high
    Sample(
        "a quote that stands nowhere",
        GOOD.replace("Automate the check, since people forget.", "Robots should do all the work."),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "C| 0/1"),
        _TRY,
    ),
    Sample(
        "a quote given to the wrong member",
        GOOD.replace('> B: "Keep at least', '> A: "Keep at least'),
        MEDIUM,
        ("AC|B 3/3", "AB| 1/2", "C| 1/1"),
        _TRY,
    ),
    Sample(
        "an unknown letter",
        GOOD.replace("(C) The", "(C, D) The"),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "CD| 1/1"),
        _TRY,
    ),
    Sample(
        "names instead of letters",
        GOOD.replace("(C) The", "(Claude) The"),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "| 1/1"),
        _TRY,
    ),
    Sample(
        "for and against at once",
        GOOD.replace("(C) The", "(C | C) The"),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "C|C 1/1"),
        _TRY,
    ),
    Sample(
        "an answer left out",
        GOOD.replace("(A, C | B)", "(A | B)")
        .replace('  > C: "restore a sample each quarter"\n', "")
        .replace(
            '(C) The check should be automated.\n  > C: "Automate the check, since people forget."',
            '(A) Archives may be empty.\n  > A: "may be empty or encrypted"',
        ),
        MEDIUM,
        ("A|B 2/2", "AB| 2/2", "A| 1/1"),
        _TRY,
    ),
    Sample(
        "a claim without a quote",
        GOOD.replace('  > C: "Automate the check, since people forget."\n', ""),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "C| 0/0"),
        _TRY,
    ),
    Sample(
        "too few claims",
        GOOD[:9]
        + GOOD[GOOD.index("- (A, C") : GOOD.index("- (C) The")].replace("@@claims\n", "")
        + GOOD[GOOD.index("@@base") :],
        MEDIUM,
        LEDGER[:2],
        _TRY,
    ),
    Sample(
        "a quote of two words",
        GOOD.replace("Automate the check, since people forget.", "people forget"),
        MEDIUM,
        ("AC|B 3/3", "AB| 2/2", "C| 0/1"),
        _TRY,
    ),
    Sample(
        "a loop",
        GOOD.replace(
            "Keep one copy elsewhere", "Keep one more copy in a place that is far away. " * 6 + "Keep"
        ),
        MEDIUM,
        LEDGER,
        _TRY,
    ),
    Sample(
        "no quote at all",
        "".join(line + "\n" for line in GOOD.splitlines() if ">" not in line),
        LOW,
        ("AC|B 0/0", "AB| 0/0", "C| 0/0"),
        _TRY,
    ),
    Sample(
        "quotes invented throughout",
        GOOD.replace('every quarter."', 'on Mondays"')
        .replace('each quarter"', 'by the moon"')
        .replace('enough for most teams"', 'too often"')
        .replace('off site"', 'in the cloud"'),
        LOW,
        ("AC|B 0/3", "AB| 1/2", "C| 1/1"),
        _TRY,
    ),
    Sample(
        "every quote given to another",
        GOOD.replace("> A:", "> Z:").replace("> B:", "> A:").replace("> C:", "> B:").replace("> Z:", "> C:"),
        LOW,
        ("AC|B 0/3", "AB| 0/2", "C| 0/1"),
        _TRY,
    ),
]
_HALF_REMEMBERED = [  # what models make of the form when they do not quite remember it
    Sample("translated marks", _TRANSLATED, HIGH, LEDGER_ES, _PRUEBE, "es"),
    Sample("marks as headings without @@", _HEADINGS, HIGH, LEDGER, _TRY),
    Sample("marks in bold without @@", _BOLD_WORDS, HIGH, LEDGER, _TRY),
    Sample("the first mark left out", GOOD.replace("@@claims\n", ""), HIGH, LEDGER, _TRY),
    Sample(
        "a remark, and the first mark left out",
        "Aquí está la comparación:\n\n" + GOOD_ES.replace("@@claims\n", ""),
        HIGH,
        LEDGER_ES,
        _PRUEBE,
        "es",
    ),
    Sample("full-width punctuation", _WIDE, HIGH, LEDGER, _TRY),
    Sample("German quotation marks", GOOD.replace(': "', ": „").replace('"\n', "“\n"), HIGH, LEDGER, _TRY),
    Sample(
        "German quotation marks, closed in the English way",
        GOOD.replace(': "', ": „").replace('"\n', "”\n"),
        HIGH,
        LEDGER,
        _TRY,
    ),
    Sample(
        "French quotation marks with narrow spaces",
        GOOD_ES.replace(': "', ": «\u202f").replace('"\n', "\u202f»\n"),
        HIGH,
        LEDGER_ES,
        _PRUEBE,
        "es",
    ),
    Sample("reversed guillemets", GOOD.replace(': "', ": »").replace('"\n', "«\n"), HIGH, LEDGER, _TRY),
    Sample(
        "a quote over two lines",
        GOOD.replace("once a year is enough for most teams", "once a year\n    is enough for most teams"),
        HIGH,
        LEDGER,
        _TRY,
    ),
    Sample(
        "quotes on the line of their claim",
        GOOD.replace('.\n  > C: "Automate', '. > C: "Automate'),
        HIGH,
        LEDGER,
        _TRY,
    ),
    Sample("claims numbered with brackets", _numbered(GOOD), HIGH, LEDGER, _TRY),
    Sample("a blank line between all", GOOD.replace("\n", "\n\n"), HIGH, LEDGER, _TRY),
    Sample("the word vs for the bar", GOOD.replace("(A, C | B)", "(A, C vs. B)"), HIGH, LEDGER, _TRY),
    Sample(
        "headings in the synthesis stay headings",
        GOOD.replace("Try a restore", "## Recommendations\n\nTry a restore"),
        HIGH,
        LEDGER,
        "## Recommendations",
    ),
    Sample(
        "prose with headings of the same words",
        "Quarterly is better.\n\n## Recommendations\n\nTest it.\n",
        LOW,
        (),
        "Quarterly is better.\n\n## Recommendations",
    ),
    Sample(
        "cut in the middle of a quote",
        GOOD[: GOOD.index("each quarter") + 4],
        MEDIUM,
        ("AC|B 2/2",),
        "",
    ),
]
CORPUS = [*_FOLLOWED, *_HALF_REMEMBERED, *LIES]

_NO_END = "The moderation ended before its end mark."
_FEW_FOUND = "Fewer than 90 % of the quotes stand in the answers that they are said to be from."
_ONE_BARE = "Claims without a quote of an answer that they name: 1 of 3."
_NOTHING_SAID = (
    "Too few claims in the ledger: 0 of the 3 that are expected.",
    "No claim takes up the answer A, B, C.",
)
REASONS = {
    "no end": (_NO_END,),
    "cut in the synthesis": (_NO_END,),
    "cut in a claim": (_NO_END, _ONE_BARE),
    "prose only": (_NO_END, *_NOTHING_SAID),
    "prose, then claims": (_NO_END,),
    "prose with headings of the same words": (_NO_END, *_NOTHING_SAID),
    "cut in the middle of a quote": (_NO_END, "Too few claims in the ledger: 1 of the 3 that are expected."),
    "a quote that stands nowhere": (_FEW_FOUND,),
    "a quote given to the wrong member": (_FEW_FOUND,),
    "an unknown letter": ("No answer has the letter D.",),
    "names instead of letters": ("A claim names no answer.", _ONE_BARE),
    "for and against at once": ("A claim has the same answer for it and against it.",),
    "an answer left out": ("No claim takes up the answer C.",),
    "a claim without a quote": (_ONE_BARE,),
    "too few claims": ("Too few claims in the ledger: 2 of the 3 that are expected.",),
    "a quote of two words": (_FEW_FOUND,),
    "a loop": ("The text repeats itself.",),
    "no quote at all": ("Claims without a quote of an answer that they name: 3 of 3.",),
    "quotes invented throughout": (_FEW_FOUND,),
    "every quote given to another": (_ONE_BARE, _FEW_FOUND),
}
"""Beyond the two facts that stand first; the samples that are not named here have no others."""
