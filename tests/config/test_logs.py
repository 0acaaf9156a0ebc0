"""The log: what stands in it, what never does, and how large it gets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orquix_tui.config.log_file import LogFile
from orquix_tui.config.logs import Records, end_log, keep_log
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import MASK, Redactor

LOG = logging.getLogger("orquix_tui.providers.errors")
KEY = "q7-planted-4711-key"

Written = Callable[[], str]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The program's logger is one for all tests."""
    yield
    end_log()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Waits until all is written; then what stands in the file."""

    def read() -> str:
        for handler in logging.getLogger("orquix_tui").handlers:
            handler.close()
        file = tmp_path / "logs" / "orquix.log"
        return file.read_text("utf-8") if file.exists() else ""

    return read


def test_nothing_is_made_before_the_first_record_and_then_it_is_for_its_owner_alone(
    tmp_path: Path, written: Written
) -> None:
    keep_log(tmp_path / "logs", Redactor(), {})
    assert written() == ""
    assert not (tmp_path / "logs").exists()
    LOG.info("%s: %s", "router", "ConnectError")
    assert written().endswith(" INFO orquix_tui.providers.errors: router: ConnectError\n")
    assert (tmp_path / "logs" / "orquix.log").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_no_key_stands_in_it_whichever_way_it_came(tmp_path: Path, written: Written) -> None:
    redact = Redactor([KEY])
    told: list[str] = []
    keep_log(tmp_path / "logs", redact, {}, told.append)
    late = "learned-afterwards-77"
    redact.add(late)
    LOG.info("as an argument: %s", KEY)
    shaped = "sk-" + "a1" * 20
    LOG.warning("in the text: %s and %s, %s", late, shaped, f"q7-\x1b[1mplanted{KEY[10:]}")
    try:
        int(KEY)
    except ValueError:
        LOG.exception("with its traceback")
    text = written()
    for key in (KEY, late, shaped):
        assert key not in text + "".join(told)
    assert text.count(MASK) >= 5
    assert "\x1b" not in text
    assert "ValueError: invalid literal" in text
    assert len(told) == 2
    assert told[0].startswith(f"! in the text: {MASK}")


def test_no_line_of_a_text_passes_for_a_record(tmp_path: Path, written: Written) -> None:
    keep_log(tmp_path / "logs", Redactor(), {})
    LOG.info("%d %% of it\n2026-01-01 00:00:00,000 INFO orquix_tui: forged", 5)
    first, second = written().splitlines()
    assert first.endswith("5 % of it")
    assert second.startswith("    2026")


def test_it_turns_over_and_keeps_the_one_before_also_when_another_window_did(
    tmp_path: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.config.log_file.MOST_BYTES", 400)
    keep_log(tmp_path / "logs", Redactor(), {})
    for number in range(30):
        LOG.info("record %d", number)
    assert written().splitlines()[-1].endswith("record 29")
    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["orquix.log", "orquix.log.1"]
    assert all(path.stat().st_size <= 400 for path in (tmp_path / "logs").iterdir())
    (tmp_path / "logs" / "orquix.log").rename(tmp_path / "logs" / "elsewhere")
    LOG.info("after that")
    assert [line[-10:] for line in written().splitlines()] == ["after that"]


@pytest.mark.parametrize(
    ("level", "kept"),
    [("", "iwe"), ("Debug", "diwe"), ("warning", "we"), ("error", "e"), ("off", "")],
)
def test_the_environment_says_how_much_of_it_there_is(
    tmp_path: Path, written: Written, level: str, kept: str
) -> None:
    keep_log(tmp_path / "logs", Redactor(), {"ORQUIX_LOG": level})
    for name in ("debug", "info", "warning", "error"):
        LOG.log(logging.getLevelNamesMapping()[name.upper()], name[0])
    assert "".join(line[-1] for line in written().splitlines()) == kept


def test_an_unknown_level_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="loud") as refused:
        keep_log(tmp_path, Redactor(), {"ORQUIX_LOG": "loud"})
    assert "debug, info, warning, error, off" in refused.value.remedy


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    LogFile(tmp_path / "file" / "orquix.log").handle(logging.makeLogRecord({"msg": "lost"}))
    keep_log(tmp_path / "logs", Redactor(), {})
    keep_log(tmp_path / "logs", Redactor(), {})
    LOG.info("once")
    assert written().count("once") == 1
    assert sum(isinstance(h, Records) for h in logging.getLogger("orquix_tui").handlers) == 1
    assert capfd.readouterr() == ("", "")
