"""The good moderations of the corpus as other models would have written them: all must be read alike."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable

from tests.core.moderator_corpus import GOOD, GOOD_ES

_LETTER = re.compile(r"\b([ABC])\b")
_QUOTE = re.compile(r'> ([ABC]): "(.*)"')
_WHO = re.compile(r"^- \((.*?)\)", re.MULTILINE)
_CLAIM = re.compile(r"^- \((.*?)\) (.*)$", re.MULTILINE)


def marks(write: Callable[[str, str], str], text: str = GOOD) -> str:
    return re.sub(r"^@@(\w+)(.*)$", lambda mark: write(mark[1], mark[2]), text, flags=re.MULTILINE)


def spelled(names: dict[str, str], text: str = GOOD, before: str = "@@") -> str:
    return marks(lambda word, rest: f"{before}{names.get(word, word)}{rest}", text)


def quoted(form: str, text: str = GOOD) -> str:
    return _QUOTE.sub(form, text)


def heads(three: str, two: str, one: str) -> str:
    return GOOD.replace("- (A, C | B)", three).replace("- (A, B)", two).replace("- (C)", one)


def counted(pattern: str, form: str) -> str:
    numbers = itertools.count(1)
    return re.sub(pattern, lambda found: found.expand(form).format(n=next(numbers)), GOOD, flags=re.MULTILINE)


def _table() -> str:
    rows = ["| Who | Claim | Quotes |", "|---|:--|---|"]
    for claim in re.split(r"\n(?=- )", GOOD[len("@@claims\n") : GOOD.index("@@base")].strip()):
        head, *quotes = claim.splitlines()
        who, text = head.removeprefix("- (").split(") ", 1)
        cells = (who.replace("|", "\\|"), text, " ".join(quote.strip(" >") for quote in quotes))
        rows.append("| " + " | ".join(cells) + " |")
    return "@@claims\n" + "\n".join(rows) + "\n" + GOOD[GOOD.index("@@base") :]


def in_words(form: Callable[[str, str], str], joined: str, text: str = GOOD) -> str:
    """The claims with who says them in words, behind the statement."""

    def put(found: re.Match[str]) -> str:
        held, _, against = found[1].partition(" | ")
        return f"- {found[2]}{form(joined.join(held.split(', ')), against)}"

    return _CLAIM.sub(put, text)


def _elements(mark: str = "") -> str:
    """The sections as elements, the last one empty."""
    parts = re.findall(r"^@@(\w+)(.*)\n((?:(?!@@).*\n)*)", GOOD, flags=re.MULTILINE)
    return "".join(f"<{mark}{word}>{rest}\n{body}</{mark}{word}>\n" for word, rest, body in parts)


def _json() -> str:
    claims = []
    for claim in re.split(r"\n(?=- )", GOOD[len("@@claims\n") : GOOD.index("@@base")].strip()):
        head, *quotes = claim.splitlines()
        who, text = head.removeprefix("- (").split(") ", 1)
        held, _, against = who.partition(" | ")
        said = [found for quote in quotes if (found := _QUOTE.search(quote))]
        claims.append(
            {
                "statement": text,
                "supporters": held.split(", "),
                "opponents": [against] if against else [],
                "quotes": [{"letter": found[1], "text": found[2]} for found in said],
            }
        )
    parts = dict(re.findall(r"^@@(\w+)\n((?:(?!@@).*\n)*)", GOOD, flags=re.MULTILINE))
    lists = {
        name: [line.removeprefix("- ") for line in parts[name].splitlines()]
        for name in ("themes", "recommendations", "questions", "research")
    }
    said_base = re.search(r"@@base (.*)", GOOD)
    assert said_base
    return json.dumps(
        {"claims": claims, "base": said_base[1], "synthesis": parts["synthesis"].strip()} | lists
    )


_ES = {
    "claims": "Afirmaciones", "base": "Base", "synthesis": "Síntesis", "themes": "Temas clave", "end": "Fin",
    "recommendations": "Recomendaciones", "questions": "Preguntas sugeridas",
    "research": "Áreas de investigación",
}  # fmt: skip
_FRENCH = {
    "claims": "affirmations", "synthesis": "synthèse", "themes": "thèmes", "end": "fin",
    "recommendations": "recommandations", "research": "recherche",
}  # fmt: skip
_GERMAN = {
    "claims": "Behauptungen", "base": "Basis", "synthesis": "Synthese", "themes": "Themen", "end": "Ende",
    "recommendations": "Empfehlungen", "questions": "Fragen", "research": "Forschung",
}  # fmt: skip
_LONG = {
    "claims": "Claims ledger", "base": "Base", "synthesis": "Synthesis", "themes": "Key themes", "end": "End",
    "recommendations": "Recommendations", "questions": "Suggested questions", "research": "Research areas",
}  # fmt: skip
_BLOCK = "".join(f"> {line}\n" for line in GOOD.splitlines())
_ECHO = "<<<RESPONSE A 0123456789ab>>>"
_ECHO_END = "<<<END RESPONSE A 0123456789ab>>>"
_NO_MARK = GOOD.replace("@@synthesis\n", "")

MARKS = {
    "a space after the marks": marks("@@ {}{}".format),
    "capitals and colons": marks(lambda word, rest: f"@@{word.title()}:{rest}"),
    "third headings": marks("### @@{}{}".format),
    "headings without a space": marks("###@@{}{}".format),
    "bold with the colon": marks("**@@{}:**{}".format),
    "bold words alone": marks("@@**{}**{}".format),
    "marks as code": marks("`@@{}`{}".format),
    "one at sign": marks("@{}{}".format),
    "three at signs": marks("@@@{}{}".format),
    "marks at both ends": marks("@@{}@@{}".format),
    "wide at signs": marks("＠＠{}{}".format),
    "escaped at signs": marks("\\@\\@{}{}".format),
    "parted at signs": marks("@ @{}{}".format),
    "brackets": marks("[@@{}]{}".format),
    "bulleted": marks("- @@{}{}".format),
    "numbered": counted(r"^(@@\w+)", r"{n}. \1"),
    "numbered headings": counted(r"^@@(\w+)", r"## {n}. \1"),
    "headings in HTML": marks("<h2>@@{}</h2>{}".format),
    "rules between": marks("---\n@@{}{}".format),
    "zero-width spaces": GOOD.replace("@@", "\u200b@@"),
    "long headings": spelled(_LONG, before="## "),
    "French": spelled(_FRENCH),
    "German": spelled(_GERMAN),
    "singular": GOOD.replace("@@claims", "@@claim").replace("@@themes", "@@theme"),
    "names of fields": spelled({"themes": "key_themes", "questions": "suggested_questions"}),
    "text on the line of the mark": GOOD.replace("@@synthesis\n", "@@synthesis: "),
    "glued to the prose": GOOD.replace("[C].\n@@themes", "[C].@@themes"),
    "glued to an entry": GOOD.replace("archive\n@@end", "archive @@end"),
    "no mark for the synthesis": _NO_MARK,
    "no mark for the synthesis, all indented": "".join(f"    {line}\n" for line in _NO_MARK.splitlines()),
    "a sign before each": marks("📌 @@{}{}".format),
    "an arrow before each": marks("=> @@{}{}".format),
    "elements": _elements(),
    "elements with a remark and one around all": f"Here it is:\n<moderation>\n{_elements()}</moderation>\n",
    "elements with marks": _elements("@@"),
    "an element on one line": _elements()
    .replace("<base> C", "<base>C")
    .replace("compare\n</base>", "compare</base>"),
    "ends of the sections": GOOD.replace("@@base", "@@/claims\n@@base").replace(
        "@@themes", "@@/synthesis\n@@themes"
    ),
    "the base without the blank": GOOD.replace("@@base C:", "@@baseC:"),
    "the base after a hyphen": GOOD.replace("@@base C:", "@@base-C:"),
    "an end without its signs": GOOD.replace("@@end", "END"),
    "an end in brackets": GOOD.replace("@@end", "---\n[end]"),
    "a Spanish end without its signs": GOOD.replace("@@end", "Fin."),
    "an end with a word": GOOD.replace("@@end", "**@@end** of the moderation."),
    "no line ends": GOOD[: GOOD.index("Try")].replace("\n", " ") + GOOD[GOOD.index("Try") :],
}
AROUND = {
    "thoughts": f"<think>\nA says so.\n\n- (A) perhaps\n@@claims\n</think>\n\n{GOOD}",
    "thoughts whose beginning was not sent": f"A says quarterly, B does not.\n</think>\n{GOOD}",
    "several remarks": f"Sure! I have compared them.\n\nHere it is, in your form:\n\n---\n\n{GOOD}",
    "a fence after a remark": f"Here it is:\n\n```markdown\n{GOOD}```\n",
    "a fence of waves": f"~~~\n{GOOD}~~~\n",
    "a fence of four": f"````markdown\n{GOOD}````\n",
    "a fence with a title": f"```text title=moderation\n{GOOD}```\n",
    "a fence without end": f"```\n{GOOD}",
    "a fence that ends before the end": "```\n" + GOOD.replace("@@end\n", "```\n@@end\n"),
    "a quotation": _BLOCK,
    "a mark of byte order": f"\ufeff```\r\n{GOOD}```".replace("\n", "\r\n"),
    "old Macintosh lines": GOOD.replace("\n", "\r"),
    "lines that part the blocks of the request": f"{_ECHO}\n{GOOD}{_ECHO_END}\n",
    "such lines in the sections": GOOD.replace("@@claims\n", f"@@claims\n{_ECHO}\n")
    .replace("@@base", f"{_ECHO_END}\n@@base")
    .replace("@@synthesis\n", f"@@synthesis\n{_ECHO}\n")
    .replace("\nKeep one", f"{_ECHO_END}\n\nKeep one")
    .replace("@@questions", f"> {_ECHO}\n@@questions"),
    "a note after the end": f"{GOOD}\n\nNote: nothing was left out.",
    "JSON": _json(),
    "JSON in a fence": f"```json\n{_json()}\n```",
}
CLAIMS = {
    "the word response": _WHO.sub(
        lambda head: f"- ({_LETTER.sub(lambda found: f'Response {found[1]}', head[1])})", GOOD
    ),
    "and": heads("- (Responses A and C | Response B)", "- (A & B)", "- (C)"),
    "lower case": heads("- (a, c | b)", "- (a, b)", "- (c)").replace("> A:", "> a:"),
    "square brackets": heads("- [A, C | B]", "- [A, B]", "- [C]"),
    "a bracket for each": heads("- ([A], [C] | [B])", "- ([A], [B])", "- ([C])"),
    "a bracket for each alone": heads("- [A], [C] | [B]", "- [A][B]", "- [C]"),
    "bold without brackets": heads("- **A, C | B**:", "- **A, B**:", "- **C**:"),
    "no brackets": heads("- A, C | B:", "- A and B:", "- C:"),
    "against": heads("- (A, C against B)", "- (A, B)", "- (C)"),
    "versus": heads("- (A, C vs B)", "- (A, B)", "- (C)"),
    "a wide bar and an ideographic comma": heads("- （A、C｜B）", "- (A, B)", "- (C)"),
    "a broken bar": heads("- (A, C ¦ B)", "- (A, B)", "- (C)"),
    "two bars": heads("- (A, C || B)", "- (A, B)", "- (C)"),
    "an escaped bar": heads("- (A, C \\| B)", "- (A, B)", "- (C)"),
    "an empty side": heads("- (A, C | B)", "- (A, B | )", "- (C | -)"),
    "a side of nobody": heads("- (A, C | B)", "- (A, B | none)", "- (C | ninguno)"),
    "agree and disagree": heads("- (agree: A, C; disagree: B)", "- (A, B)", "- (C)"),
    "numbers in brackets": counted(r"^- \(", r"({n}) ("),
    "letters as code": _WHO.sub(r"- `(\1)`", GOOD),
    "sides on lines of their own": GOOD.replace("- (A, C | B) ", "- ")
    .replace("- (A, B) ", "- ")
    .replace("- (C) ", "- ")
    .replace("tried every quarter.", "tried every quarter.\n  - Supporters: A, C\n  - **Opponents:** B")
    .replace("in another place.", "in another place.\n  Supported by: A and B")
    .replace("should be automated.", "should be automated.\n  Supporters: C"),
    "named sides": heads("- (supporters: A, C | opponents: B)", "- (A, B)", "- (C)"),
    "letters at the end": _CLAIM.sub(r"- \2 (\1)", GOOD),
    "letters in braces": _WHO.sub(r"- {\1}", GOOD),
    "letters in angles": _WHO.sub(r"- <\1>", GOOD),
    "letters in braces at the end": _CLAIM.sub(r"- \2 {\1}", GOOD),
    "letters in square brackets at the end": _CLAIM.sub(r"- \2 [\1]", GOOD),
    "supported and opposed, after a dash": in_words(
        lambda held, against: f" — Supported by {held}" + (f"; opposed by {against}" if against else ""),
        " and ",
    ),
    "supported and opposed, in brackets": in_words(
        lambda held, against: f" (supported by {held}" + (f", opposed by {against})" if against else ")"),
        ", ",
    ),
    "support and oppose": in_words(
        lambda held, against: f" ({held} support" + (f"; {against} opposes)" if against else ")"), " and "
    ),
    "text on the next line": _CLAIM.sub(r"- (\1)\n  \2", GOOD),
    "headings": counted(r"^- \((.*?)\) (.*)$", r"### Claim {n} (\1)\n\2"),
    "labels": counted(r"^- \(", r"- C{n}: ("),
    "bold numbers": counted(r"^- \((.*?)\) (.*)$", r"**{n}. (\1) \2**"),
    "dashes": GOOD.replace("\n- (", "\n– ("),
    "rings": GOOD.replace("\n- (", "\n◦ ("),
    "ticks": GOOD.replace("\n- (", "\n✅ ("),
    "stars": GOOD.replace("\n- ", "\n* "),
    "no bullets and no first mark": GOOD.replace("@@claims\n", "").replace("- (", "("),
    "a table": _table(),
}
QUOTES = {
    "not indented": GOOD.replace("  > ", "> "),
    "in nested bullets": GOOD.replace("  > ", "    * > "),
    "after a dash": GOOD.replace("  > ", "  — "),
    "after a tab": GOOD.replace("  > ", "\t>\t"),
    "after hard spaces": GOOD.replace("  > ", "\u00a0\u00a0> "),
    "with an equals sign": quoted(r'> \1 = "\2"'),
    "with an arrow": quoted(r'> \1 → "\2"'),
    "without a colon": quoted(r'> \1 "\2"'),
    "with brackets and no colon": quoted(r'> [\1] "\2"'),
    "with round brackets": quoted(r'> (\1): "\2"'),
    "with a bold letter": quoted(r'> **\1:** "\2"'),
    "with the word response": quoted(r'> Response \1: "\2"'),
    "with the words quote from": quoted(r'> Quote from \1: "\2"'),
    "with a remark in brackets": quoted(r'> \1 (quote): "\2"'),
    "with the word says": quoted(r'> \1 says: "\2"'),
    "with the letter after a dash": quoted(r'> "\2" — \1'),
    "with the letter in brackets after it": quoted(r'> "\2" [\1]'),
    "with the response in brackets after it": quoted(r'> "\2" (Response \1)'),
    "in italics": quoted(r'> \1: *"\2"*'),
    "in single marks": GOOD.replace('"', "'"),
    "as code": GOOD.replace('"', "`"),
    "in the manner of TeX": quoted(r"> \1: ``\2''"),
    "in HTML": GOOD.replace('"', "&quot;").replace("  > ", "  &gt; "),
    "without any marks": GOOD.replace('"', ""),
    "with dots at the end": quoted(r'> \1: "\2…"').replace('.…"', '…"'),
    "with dots around": quoted(r'> \1: "...\2..."').replace('...."', '..."'),
    "with dots in brackets": quoted(r'> \1: "[...] \2 [...]"'),
    "with a full stop of its own": GOOD.replace('each quarter"', 'each quarter."'),
    "with a remark": quoted(r'> \1: "\2" (first part)'),
    "with its letter inside": quoted(r'> \1: "[\1] \2"'),
    "over two lines, the bar repeated": GOOD.replace("year is enough for", "year\n  > is enough for"),
    "over two lines, not indented": GOOD.replace("year is enough for", "year\nis enough for"),
    "begun on the next line": GOOD.replace('> B: "once', '> B:\n    "once'),
    "two on a line": GOOD.replace('quarter."\n  > C:', 'quarter." > C:'),
    "two on a line, parted by a semicolon": GOOD.replace('quarter."\n  > C:', 'quarter."; C:'),
}
SPANISH = {
    "Spanish headings": spelled(_ES, GOOD_ES, "## "),
    "Spanish words after the marks": spelled(_ES, GOOD_ES),
    "Spanish capitals without accents": spelled(
        {"claims": "AFIRMACIONES", "synthesis": "SINTESIS", "research": "INVESTIGACION", "end": "FINAL"},
        GOOD_ES,
    ),
    "contra": GOOD_ES.replace("(A | B)", "(A contra B)"),
    "frente a": GOOD_ES.replace("(A | B)", "(A frente a B)"),
    "apoyan, se opone": in_words(
        lambda held, against: f" (apoyan {held}" + (f"; se opone {against})" if against else ")"),
        " y ",
        GOOD_ES,
    ),
    "apoyado, rechazado": in_words(
        lambda held, against: f" — Apoyado por {held}" + (f"; rechazado por {against}" if against else ""),
        " y ",
        GOOD_ES,
    ),
    "apoyan, se oponen, at the beginning": _WHO.sub(
        lambda head: f"- (apoyan {head[1].replace(' | ', '; se oponen ')})", GOOD_ES
    ),
    "a favor, en contra": GOOD_ES.replace("(A | B)", "(A favor: A | en contra: B)"),
    "sides on lines of their own in Spanish": GOOD_ES.replace(
        "- (A | B) La restauración se prueba cada trimestre.",
        "- La restauración se prueba cada trimestre.\n  A favor: A\n  En contra: B",
    ),
    "the word respuesta": quoted(r'> Respuesta \1: "\2"', GOOD_ES).replace(
        "(A | B)", "(Respuesta A | Respuesta B)"
    ),
    "dice": quoted(r"> \1 dice: «\2»", GOOD_ES),
    "the letter after a guillemet": quoted(r"> «\2» (\1)", GOOD_ES),
    "a Spanish remark": f"¡Claro! Aquí tienes la comparación que pediste:\n\n{GOOD_ES}",
    "Spanish thoughts": f"<thinking>\nVeamos: @@claims\n- (A) quizá\n</thinking>\n{GOOD_ES}",
    "Spanish numbered claims in bold": _CLAIM.sub(r"**1. (\1) \2**", GOOD_ES),
    "Spanish labels": _CLAIM.sub(r"- Afirmación 1 (\1): \2", GOOD_ES),
}
ENGLISH_ALIKE = {**MARKS, **AROUND, **CLAIMS, **QUOTES}
