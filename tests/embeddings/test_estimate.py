"""Cutting without a model: the same pieces but smaller, and hardly ever too large for the model to come."""

from __future__ import annotations

import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.counting import EstimatingCounter, ModelCounter, encodable
from orquix_tui.embeddings.files import TOKENIZER
from orquix_tui.embeddings.pack import cache_folder
from orquix_tui.embeddings.splitting import SLICE_CHARACTERS, slices, split
from tests.question_pairs import PAIRS

SENTENCES = [
    *(text for pair in PAIRS for text in pair),
    "Donaudampfschifffahrtsgesellschaftskapitäne prüfen außergewöhnlich gründlich.",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, και περιμένω τον αυριανό καιρό.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "为什么天空是蓝色的?因为瑞利散射。",
    "天気がいいから散歩しましょう。",
    "하늘은 왜 파란색입니까?",
    "ทำไมท้องฟ้าถึงเป็นสีฟ้า",
    "لماذا السماء زرقاء؟ ﷺ",
    "def fetch_all(self, *, limit: int = 50) -> list[Row]:\n    return self._rows[:limit]",
    "| part | torque |\n|---|---|\n| AX-7741-B | 12.5 Nm |",
    "ERROR 0x80070057: E_INVALIDARG at 2026-11-22T20:43:09Z",
    "# A heading\n\n- one\n- two\n\n```sh\nmake run\n```",
    "sha256:1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    "😀 🎉 👍🏽 ≠ ∑ → ½ ㌢ ﬃ …",
]


@pytest.fixture(scope="module")
def real(model_cache: Path) -> Tokenizer:
    """The model's own tokenizer, which knows nothing of our counting."""
    return Tokenizer.from_file(str(cache_folder(model_cache) / TOKENIZER))


def _count(real: Tokenizer, text: str) -> int:
    return len(real.encode(text, add_special_tokens=False).ids)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=60), st.sampled_from(["\n\n", "\n", " "]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_piece_is_larger_than_the_model_would_have_cut_it(
    real: Tokenizer, sentences: list[str], between: str
) -> None:
    text = between.join(sentences)
    for form in ("markdown", "plain"):
        places = split(EstimatingCounter(), text, 400, 50, form)
        assert all(_count(real, text[start:end]) <= 400 for start, end, _ in places)
        assert text[: places[0][0]].strip() == text[places[-1][1] :].strip() == ""
        assert all(not text[a[1] : b[0]].strip() for a, b in pairwise(places))


@given(st.text(st.characters(exclude_categories=["Ll", "Cs", "Cc", "Co", "Cn"]), max_size=300))
@example("ﷺ ㌢ ½")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_signs_of_any_kind_are_not_counted_too_low(real: Tokenizer, text: str) -> None:
    assert _count(real, text) <= EstimatingCounter().count(text) * 1.25 + 2


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_has_as_many_tokens_as_its_words_together(real: Tokenizer, text: str) -> None:
    # Signs that are read as a space begin a word for the model, but not for us: one more for each.
    assert abs(ModelCounter(real).count(encodable(text)) - _count(real, encodable(text))) <= 1 + text.count(
        " "
    )


@pytest.mark.parametrize("counter", ["estimate", "model"])
def test_a_count_is_the_number_of_places(real: Tokenizer, counter: str) -> None:
    by = EstimatingCounter() if counter == "estimate" else ModelCounter(real)
    for text in (text for pair in PAIRS for text in pair):
        assert len(by.places(text)) == by.count(text)


@pytest.mark.parametrize("form", ["markdown", "plain"])
async def test_without_a_model_text_is_cut_and_no_process_starts(tmp_path: Path, form: str) -> None:
    nowhere = FastEmbedder(EmbeddingSettings(model_path="/nowhere"), tmp_path, tmp_path / "log")
    text = "\n\n".join(f"# {p[0]}\n\n{p[1]}\ud800" for p in PAIRS)
    pieces = await nowhere.split(text, 200, 30, form=form)  # type: ignore[arg-type]  # both are forms
    assert len(pieces) > 5
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(0 < piece.tokens <= 200 for piece in pieces)
    assert all(a.end > b.start for a, b in pairwise(pieces))
    assert nowhere.pid is None
    assert not (tmp_path / "log").exists()


async def test_when_the_model_fails_the_estimate_cuts_in_its_place(
    model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = FastEmbedder(EmbeddingSettings(), model_cache, tmp_path / "log")
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert [piece.text for piece in await failing.split("Just this.", 100, 10)] == ["Just this."]
    assert failing.unavailable()
    await failing.aclose()


async def test_a_comment_is_no_heading_in_plain_text(embedder: FastEmbedder) -> None:
    text = "value = compute(first, second)\n" * 3 + "# A comment\n" + "value = compute(first, second)\n" * 12
    cut_as_plain = await embedder.split(text, 120, 0, form="plain")
    cut_as_markdown = await embedder.split(text, 120, 0, form="markdown")
    assert "# A comment" in cut_as_plain[0].text
    assert cut_as_markdown[1].text.startswith("# A comment")


async def test_a_long_text_is_cut_as_one_although_it_is_read_in_slices(tmp_path: Path) -> None:
    nowhere = FastEmbedder(EmbeddingSettings(model_path="/nowhere"), tmp_path, tmp_path)
    text = "\n\n".join(f"## {i} {p[0]}\n\n{p[1]} {p[3]}" for i in range(30) for p in PAIRS)
    assert len(text) > 2 * SLICE_CHARACTERS
    pieces = await nowhere.split(text, 300, 40)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert (pieces[0].start, pieces[-1].end) == (0, len(text))
    for before, after in pairwise(pieces):
        assert before.start < after.start < before.end < after.end
    begins = [begin for _, begin, _ in slices(text, 40)]
    assert all(text[begin:].startswith("## ") for begin in begins)


@given(st.text("ab \n#", max_size=400), st.integers(0, 50))
def test_slices_leave_nothing_out(text: str, overlap: int) -> None:
    long = text * 400
    places = list(slices(long, overlap))
    assert "".join(long[begin:end] for _, begin, end in places) == long
    assert all(0 <= left <= begin < end for left, begin, end in places)
    assert all(end - begin <= SLICE_CHARACTERS for _, begin, end in places)
