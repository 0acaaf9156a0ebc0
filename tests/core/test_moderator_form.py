"""The section form is read from whatever models make of it, and graded by what can be checked."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orquix_tui.core.moderator.form import FormParser, Parsed, SynthesisText
from orquix_tui.core.moderator.ledger import checked, render
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.core.moderator.sections import Form
from orquix_tui.domain.models import Claim
from orquix_tui.domain.status import Quality
from orquix_tui.domain.text import clean
from tests.core.moderator_corpus import CORPUS, ENGLISH, GOOD, GOOD_ES, LIES, REASONS, SPANISH, Sample


def read(text: str, sizes: list[int] | None = None) -> tuple[Form, list[Parsed]]:
    parser, parsed = FormParser(), []
    at = 0
    for size in sizes or [len(text)]:
        parsed += parser.feed(text[at : at + size])
        at += size
    parsed += parser.feed(text[at:])
    parsed += parser.finish()
    return parser.form, parsed


def streamed(parsed: list[Parsed]) -> str:
    return "".join(item.text for item in parsed if isinstance(item, SynthesisText))


def shape(claim: Claim) -> str:
    found = sum(quote.found for quote in claim.quotes)
    return f"{''.join(claim.supporters)}|{''.join(claim.opponents)} {found}/{len(claim.quotes)}"


@pytest.mark.parametrize("sample", CORPUS, ids=lambda sample: sample.name)
def test_each_output_gives_its_ledger_and_its_grade(sample: Sample) -> None:
    answers = {"en": ENGLISH, "es": SPANISH}[sample.answers]
    originals = {letter: Original(text) for letter, text in answers.items()}

    form, parsed = read(clean(sample.output))
    claims = [checked(item, originals) for item in parsed if isinstance(item, Claim)]
    text = form.synthesis or render(claims, "en")
    verdict = grade(claims, answers, text, whole=form.ended)

    assert tuple(shape(claim) for claim in claims) == sample.claims
    assert text.startswith(sample.synthesis_begins)
    assert verdict.quality is sample.quality, verdict.reasons
    if sample.quality is Quality.FAILED:
        assert verdict.reasons == ("The moderator wrote no text.",)
    else:
        assert verdict.reasons[2:] == REASONS.get(sample.name, ())


def test_all_sections_are_read() -> None:
    form, _ = read(GOOD)

    assert (form.base_letter, form.base_reason) == ("C", "it says what to compare")
    assert form.lists == {
        "themes": ["Testing restores", "Off-site copies"],
        "recommendations": ["Put a quarterly restore into the calendar."],
        "questions": ["Who holds the key?"],
        "research": ["Cost of a lost archive"],
    }
    assert form.synthesis.endswith("automate the check [C].")


@pytest.mark.parametrize("text", [GOOD, GOOD_ES, f"```\n{GOOD}```"], ids=["en", "es", "fenced"])
def test_a_cut_anywhere_keeps_what_came(text: str) -> None:
    whole, _ = read(text)

    for cut in range(len(text)):
        form, parsed = read(text[:cut])
        closed = form.claims[:-1]
        assert closed == whole.claims[: len(closed)]
        for claim, full in zip(form.claims[-1:], whole.claims[len(closed) :], strict=False):
            assert full.text.startswith(claim.text)
            assert (claim.supporters, claim.opponents) == (full.supporters, full.opponents)
        assert whole.synthesis.startswith(form.synthesis)
        assert "@" not in form.synthesis
        assert streamed(parsed) == form.synthesis
        for name, items in form.lists.items():
            assert all(full.startswith(item) for full, item in zip(whole.lists[name], items, strict=False))
            assert not any("@" in item for item in items)


_NOISE = st.sampled_from(["```", "**", "@@", "@@claims", "(A | B)", "«", "”", "\t", "|", "1)", ""])
_MANGLING = st.lists(
    st.tuples(st.sampled_from(["drop", "double", "join", "prefix", "suffix"]), st.integers(0, 60), _NOISE),
    max_size=12,
)


_UNINDENTED = [sample for sample in CORPUS if not sample.output.startswith(" ")]


@given(sample=st.sampled_from(_UNINDENTED), mangling=_MANGLING)
def test_whatever_is_mangled_a_marked_synthesis_is_kept(
    sample: Sample, mangling: list[tuple[str, int, str]]
) -> None:
    lines = clean(sample.output).split("\n")
    for deed, number, noise in mangling:
        at = number % len(lines)
        match deed:
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "join" if at + 1 < len(lines):
                lines[at : at + 2] = [lines[at] + lines[at + 1]]
            case "prefix":
                lines[at] = noise + lines[at]
            case _:
                lines[at] = lines[at] + noise
    text = "\n".join(lines)
    form, _ = read(text)
    kept = " ".join(
        [
            form.preface,
            form.section_text,
            form.base_reason,
            *(i for items in form.lists.values() for i in items),
        ]
        + [" ".join([claim.text, *(quote.text for quote in claim.quotes)]) for claim in form.claims]
    )
    prose = re.split(
        r"^(?:@@|## |\*\*)(?:synthesis|síntesis).*$", text, maxsplit=1, flags=re.IGNORECASE | re.MULTILINE
    )
    ended = re.split(r"@@ ?(?:end|fin)\b", prose[-1])[0] if len(prose) > 1 else ""
    for words in ("Keep one copy elsewhere", "cree que basta una vez"):
        assert (words in ended) <= (words in kept)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("sample", CORPUS[:18], ids=lambda sample: sample.name)
def test_the_size_of_the_deltas_changes_nothing(sample: Sample, seed: int) -> None:
    dice = random.Random(seed)
    text = clean(sample.output)
    sizes = [dice.choice([1, 1, 2, 3, 7, 20]) for _ in text]

    form, parsed = read(text, sizes)
    whole, _ = read(text)

    assert form == whole
    if not form.preface:
        assert streamed(parsed) == whole.synthesis


def test_prose_streams_before_its_line_ends_and_marks_never_show() -> None:
    parser = FormParser()

    assert parser.feed("@@synthesis\nTry a rest") == [SynthesisText("Try a rest")]
    assert parser.feed("ore.") == [SynthesisText("ore.")]
    assert parser.feed("\n\n@@the") == []
    assert parser.feed("mes\n- one\n") == []
    assert parser.finish() == []
    assert parser.form.lists["themes"] == ["one"]


def test_a_claim_is_told_as_soon_as_the_next_one_begins() -> None:
    parser = FormParser()

    assert parser.feed('@@claims\n- (A) One.\n  > A: "words in A"\n') == []
    told = parser.feed("- (B) Two.\n")

    assert [item.text for item in told if isinstance(item, Claim)] == ["One."]


def test_a_code_block_that_opens_the_prose_is_no_fence_around_the_form() -> None:
    form, parsed = read("```python\nprint(1)\n```\nThat is all.")

    assert form.synthesis == "```python\nprint(1)\n```\nThat is all."
    assert streamed(parsed) == form.synthesis


def test_code_in_a_fenced_form_keeps_its_own_fences() -> None:
    form, _ = read("```\n@@synthesis\nRun:\n\n```sh\nls\n```\n\nDone.\n```\n")

    assert form.synthesis == "Run:\n\n```sh\nls\n```\n\nDone."


def test_long_prose_before_the_marks_is_kept_with_the_synthesis() -> None:
    before = "A long thought about the answers. " * 5

    form, _ = read(f"{before}\n@@synthesis\nThe rest.\n@@end")

    assert form.synthesis == f"{before.strip()}\n\nThe rest."


def test_empty_entries_are_no_entries() -> None:
    form, _ = read("@@themes\n- none\n- …\n@@questions\n- Ninguna\n\n1. Why?\n   and how?\n")

    assert form.lists["themes"] == []
    assert form.lists["questions"] == ["Why? and how?"]


@pytest.mark.parametrize(
    "begin",
    ["@@base A: why", "@@base\nA: why", "@@base **A**: why", "@@base [A] - why", "@@base Response A: why"],
)
def test_the_base_is_read_in_many_spellings(begin: str) -> None:
    form, _ = read(f"{begin}\n@@end")

    assert (form.base_letter, form.base_reason) == ("A", "why")


def test_reasons_say_what_is_missing() -> None:
    verdict = grade((), ENGLISH, "Some text.", whole=False)

    assert verdict.quality is Quality.LOW
    assert "0 of 3 answers are in the ledger." in verdict.reasons
    assert "The moderation ended before its end mark." in verdict.reasons
    assert "No claim takes up the answer A, B, C." in verdict.reasons


def test_no_lie_of_the_corpus_is_graded_high() -> None:
    assert len(LIES) >= 10
    assert len(CORPUS) >= 40
    assert all(lie.quality is not Quality.HIGH for lie in LIES)


def test_a_rendered_ledger_shows_only_quotes_that_were_found() -> None:
    form, _ = read(GOOD)
    originals = {letter: Original(text) for letter, text in ENGLISH.items() if letter != "B"}
    text = render([checked(claim, originals) for claim in form.claims], "es")

    assert "- Restores should be tried every quarter. [A] [C]; en contra: [B]" in text
    assert "> [A] Restore a backup every quarter." in text
    assert "> [B]" not in text
