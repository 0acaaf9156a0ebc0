"""More spellings of the good moderations, as models of many sizes write them; and lies among their like."""

from __future__ import annotations

import json
import re

from orquix_tui.domain.status import Quality
from tests.core.moderator_corpus import GOOD, GOOD_ES, LEDGER, LEDGER_ES, Sample
from tests.core.moderator_mangled import counted, heads, in_words, marks, quoted

_ES = {
    "claims": "Afirmaciones clave", "synthesis": "Síntesis final", "themes": "Temas principales",
    "end": "Fin", "recommendations": "Recomendaciones prácticas",
    "questions": "Preguntas abiertas", "research": "Investigación adicional",
}  # fmt: skip
_TRY, _PRUEBE = "Try a restore **each quarter**", "Pruebe la restauración"
_HEAD = r"(?m)^- \((.*?)\) (.*)$"


def _on_lines(form: str, supporters: str, opponents: str, text: str = GOOD) -> str:
    """The claims with their sides on lines of their own; `form` is that of the statement."""

    def put(found: re.Match[str]) -> str:
        held, _, against = found[1].partition(" | ")
        return form.format(found[2]) + f"\n{supporters} {held}\n{opponents} {against or '—'}"

    return re.sub(_HEAD, put, text)


def _table(who: str, between: str) -> str:
    rows = ["| # | Claim | Who | Quotes |", "|---|---|---|---|"]
    for claim in re.split(r"\n(?=- )", GOOD[len("@@claims\n") : GOOD.index("@@base")].strip()):
        head, *lines = claim.splitlines()
        sides, text = head.removeprefix("- (").split(") ", 1)
        cells = between.join(line.strip(" >") for line in lines)
        rows.append(f"| {len(rows) - 1} | {text} | {who.format(sides)} | {cells} |")
    return "@@claims\n" + "\n".join(rows) + "\n" + GOOD[GOOD.index("@@base") :]


def _json() -> str:
    claims = re.split(r"\n(?=- )", GOOD[len("@@claims\n") : GOOD.index("@@base")].strip())
    parts = dict(re.findall(r"^@@(\w+)\n((?:(?!@@).*\n)*)", GOOD, flags=re.MULTILINE))
    lists = {
        f"@@{name}": [line.removeprefix("- ") for line in parts[name].splitlines()]
        for name in ("themes", "recommendations", "questions", "research")
    }
    said = {"@@claims": claims, "@@base": "C: it says what to compare"}
    return json.dumps({**said, "@@synthesis": parts["synthesis"].strip(), **lists})


def _one_each(mark: str) -> str:
    """Every section closed by a mark of its own, and the form by the last."""
    return re.sub(
        r"(?m)^@@(\w+)(.*)\n((?:(?!@@).*\n)+)", lambda m: f"@@{m[1]}{m[2]}\n{m[3]}{mark.format(m[1])}\n", GOOD
    )


_FENCED = re.sub(r"(?m)^@@(\w+)(.*)\n((?:(?!@@).*\n)*)", r"```\n@@\1\2\n\3```\n", GOOD)
_MD = GOOD.replace("@@synthesis\n", "@@synthesis\n```markdown\n").replace("[C].\n@@th", "[C].\n```\n@@th")

ENGLISH_MORE = {
    "sections closed by their names": _one_each("@@end {}"),
    "sections closed by their names in one word": _one_each("@@end_{}"),
    "sections closed by the end's mark": _one_each("@@end"),
    "marks in brackets without @@": marks("[{}]{}".format),
    "marks in two brackets": marks("[[{}]]{}".format),
    "marks between equals signs": marks("=== {} ==={}".format),
    "marks between dashes": marks("--- {} ---{}".format),
    "percent signs for the marks": marks("%%{}{}".format),
    "hashes without a space": marks("##{}{}".format),
    "headings with a picture": marks("## 🔍 {}{}".format),
    "headings with Roman numbers": marks("## IV. {}{}".format),
    "headings in capitals": marks(lambda word, rest: word.upper() + rest),
    "marks between @@ and blanks": marks("@@ {} @@{}".format),
    "marks with a full stop": marks(lambda word, rest: f"@@{word}" + (rest or ".")),
    "a mark with a kind": GOOD.replace("@@claims", "@@claims ledger").replace(
        "@@research", "@@research areas"
    ),
    "every section in a fence": _FENCED,
    "the synthesis in a fence of Markdown": _MD,
    "headings among the claims": GOOD.replace("@@claims", "@@claims\n### Points of agreement").replace(
        "- (C)", "**Only one says it**\n- (C)"
    ),
    "an entry again and again": GOOD.replace("- Who holds the key?\n", "- Who holds the key?\n" * 9),
    "thoughts in brackets": f"[THINK]A says so.\n- (A) perhaps[/THINK]{GOOD}",
    "thoughts in triangles": f"◁think▷A says so.◁/think▷{GOOD}",
    "an analysis": f"<analysis>\n@@claims\nA says so.\n</analysis>\n\n{GOOD}",
    "channels": "<|channel|>analysis<|message|>A says so.<|end|><|start|>assistant<|channel|>final<|message|>"
    + GOOD,
    "JSON with a remark before and after it": f"Here it is:\n```json\n{_json()}\n```\nFor {{you}}.",
    "JSON with commas too many": _json().replace('"]', '",]').replace('"}', '",}'),
    "JSON on the line of its fence": f"```json{_json()}\n```",
    "letters without a comma": heads("- (AC | B)", "- (AB)", "- (C)"),
    "letters with a dot between": heads("- (A·C | B)", "- (A·B)", "- (C)"),
    "a pair of brackets": heads("- (A, C) vs. (B)", "- (A, B)", "- (C)"),
    "a pair of brackets and a bar": heads("- (A)(C) | (B)", "- (A)(B)", "- (C)"),
    "a pair of square brackets": heads("- **[A, C] vs [B]**", "- **[A, B]**", "- **[C]**"),
    "not": heads("- (A, C, not B)", "- (A, B)", "- (C)"),
    "an unequal sign": heads("- (A, C ≠ B)", "- (A, B)", "- (C)"),
    "plus and minus": heads("- (+A, +C, -B)", "- (+A, +B)", "- (+C)"),
    "ticks and crosses": heads("- (✓ A, C | ✗ B)", "- (✓ A, B)", "- (✓ C)"),
    "a dash for the bar": heads("- (A, C — B)", "- (A, B)", "- (C)"),
    "no one": heads("- (A, C | B)", "- (A, B | no one)", "- (C | no one)"),
    "against, without brackets": heads("- A, C, against B:", "- A, B:", "- C:"),
    "sources at the end": re.sub(_HEAD, r"- \2 (Sources: \1)", GOOD),
    "said by, at the end": re.sub(_HEAD, r"- \2 [Said by: \1]", GOOD),
    "letters at the end with a colon": re.sub(r"(?m)^- \((.*?)\) (.*)\.$", r"- \2 (\1):", GOOD),
    "letters after a bold statement": re.sub(_HEAD, r"**\2** (\1)", GOOD),
    "letters after a bold statement with its number": counted(r"^- \((.*?)\) (.*)$", r"**{n}. \2** (\1)"),
    "letters after a heading": counted(r"^- \((.*?)\) (.*)$", r"### {n}. \2 (\1)"),
    "claims with small letters": re.sub(_HEAD, r"a) (\1) \2", GOOD),
    "letters on the next line": re.sub(_HEAD, r"- \2\n  (\1)", GOOD),
    "who, on the next line": re.sub(_HEAD, r"- \2\n  Who: (\1)", GOOD),
    "all in captions": _on_lines(
        "1. **Claim:** {}", "   - **Supporters:**", "   - **Opponents:**"
    ).replace("  > A:", "   - **Quotes:**\n  > A:"),
    "both sides on a line under a heading": re.sub(
        r"(?m)^- \((.*?) \| B\) (.*)$", r"### Claim 1: \2\n**Supporters:** \1 | **Opponents:** B", GOOD
    ),
    "a table with brackets and breaks": _table("({})", "<br>").replace("A, C | B", "A, C \\| B"),
    "a table with a bar within brackets": _table("({})", " "),
    "models and options": heads(
        "- (Model A, Model C | Model B)", "- (Options A and B)", "- (Member C)"
    ).replace("> A:", "> Model A:"),
    "letters in quotation marks": heads('- ("A", "C" | "B")', '- ("A", "B")', '- ("C")'),
    "all but one": heads("- (all except B | B)", "- (all but C)", "- (C)"),
    "claims with small Roman numbers": heads("i. (A, C | B)", "ii. (A, B)", "iii. (C)"),
    "a mark that is none of ours": GOOD.replace("@@base", "@@agreements\n\n@@base"),
    "claims with numbered marks": counted(r"^- \(", "@@claim {n}\n- (").replace("@@claims\n", ""),
    "the end in words": GOOD.replace("@@end", "(end of answer)"),
    "the end between dashes": GOOD.replace("@@end", "— fin —"),
    "a summary": GOOD.replace("@@synthesis", "@@summary").replace("@@questions", "@@follow-up questions"),
    "a quote that says no letter": quoted(r'> "\2"'),
    "the last of several quotes without its letter": GOOD.replace('> B: "once', '> "once'),
    "with its letter within the marks": quoted(r'> \1: "\1: \2"'),
    "none of another": GOOD.replace('forget."', 'forget."\n  > A: (no quote)'),
    "with the place in brackets": quoted(r'> \1 (first paragraph): "\2"'),
    "with the place after a comma": quoted(r'> \1, line 2: "\2"'),
    "with says and a comma": quoted(r'> \1 says, "\2"'),
    "with according to": quoted(r'> According to \1, "\2"'),
    "in brackets on the line of the claim": re.sub(r'\n  > (\w): "(.*)"', r' (\1: "\2")', GOOD),
    "in low single marks": quoted(r"> \1: ‚\2‘"),
    "in two single marks": quoted(r"> \1: ''\2''"),
    "in double angles": quoted(r"> \1: <<\2>>"),
    "in full-width marks": quoted(r"> \1：＂\2＂"),
    "in marks turned round": quoted(r"> \1: ”\2“"),
}  # fmt: skip
SPANISH_MORE = {
    "Spanish marks with a kind": marks(lambda word, rest: f"@@{_ES.get(word, word)}{rest}", GOOD_ES),
    "Spanish headings with a kind": marks(lambda word, rest: f"### {_ES.get(word, word)}{rest}", GOOD_ES),
    "Spanish section ends": GOOD_ES.replace("@@base", "@@fin de las afirmaciones\n@@base"),
    "other Spanish words for the marks": GOOD_ES.replace("@@claims", "## Reclamaciones")
    .replace("@@synthesis", "## Conclusión")
    .replace("@@questions", "## Preguntas para seguir"),
    "todas menos": GOOD_ES.replace("(A | B)", "(todas menos B y C | B)"),
    "pero no": GOOD_ES.replace("(A | B)", "(A, pero no B)"),
    "según": quoted(r'> Según \1: "\2"', GOOD_ES),
    "captions in Spanish": _on_lines("**Afirmación 1:** {}", "- A favor:", "- En contra:", GOOD_ES).replace(
        "  > A:", "- **Citas:**\n  > A:"
    ),
    "fuentes": re.sub(_HEAD, r"- \2 (Fuentes: \1)", GOOD_ES),
    "dicho por": in_words(
        lambda held, against: f" [Dicho por {held}" + (f"; en contra: {against}]" if against else "]"),
        ", ",
        GOOD_ES,
    ),
}  # fmt: skip

_CUT_JSON = _json()[: _json().index("Put a")]
_NO_END = ("The moderation ended before its end mark.",)
_FEW_FOUND = "Fewer than 90 % of the quotes stand in the answers that they are said to be from."
_UNKNOWN = "No answer has the letter {}."
_CUT = GOOD[: GOOD.index("Keep one copy elsewhere")]
MORE_LIES = {  # the sample, and its reasons beyond the two facts
    sample.name: (sample, reasons)
    for sample, reasons in [
        (
            Sample("a cut after the end of one section", _CUT.replace("@@base", "@@end claims\n@@base"),
                   Quality.MEDIUM, LEDGER, _TRY),
            _NO_END,
        ),
        (
            Sample("a cut after an end mark in between", _CUT.replace("@@base", "@@end\n@@base"),
                   Quality.MEDIUM, LEDGER, _TRY),
            _NO_END,
        ),
        (
            Sample("the word end before the last sections", GOOD[: GOOD.index("@@recomm")] + "end\n",
                   Quality.MEDIUM, LEDGER, _TRY),
            _NO_END,
        ),
        (
            Sample("the word fin before the last sections",
                   GOOD_ES[: GOOD_ES.index("@@questions")] + "Fin.\n",
                   Quality.MEDIUM, LEDGER_ES, _PRUEBE, "es"),
            _NO_END,
        ),
        (
            Sample("a cut in JSON", _CUT_JSON, Quality.MEDIUM, LEDGER, _TRY),
            _NO_END,
        ),
        (
            Sample("the whole form twice", GOOD * 2, Quality.MEDIUM, LEDGER * 2, _TRY),
            ("The text repeats itself.",),
        ),
        (
            Sample("an unknown letter beside a known one in the text",
                   GOOD.replace("automate the check [C]", "automate the check [A, E]"),
                   Quality.MEDIUM, LEDGER, _TRY),
            (_UNKNOWN.format("E"),),
        ),
        (
            Sample("an unknown letter without a comma", GOOD.replace("- (A, C |", "- (ACE |"),
                   Quality.MEDIUM, ("ACE|B 3/3", *LEDGER[1:]), _TRY),
            (_UNKNOWN.format("E"),),
        ),
        (
            Sample("a quote of nobody's that says no letter",
                   GOOD.replace('A: "Restore a backup every quarter."', '"Backups are for fools."'),
                   Quality.MEDIUM, ("AC|B 2/3", *LEDGER[1:]), _TRY),
            (_UNKNOWN.format("?"), _FEW_FOUND),
        ),
        (
            Sample("a quote of one who is not named, without its letter",
                   GOOD.replace('A: "Restore a backup every quarter."', '"Encrypt every copy."').replace(
                       "(A, C | B)", "(A, C)"),
                   Quality.MEDIUM, ("AC| 2/3", *LEDGER[1:]), _TRY),
            (_UNKNOWN.format("?"), _FEW_FOUND),
        ),
    ]
}  # fmt: skip
