"""Where log records go: each through the redactor, nobody waits, and nothing is opened before the first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.text import clean, one_line
from orquix_tui.domain.translate import _

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from orquix_tui.config.log_file import LogFile

NAME = "orquix.log"
VARIABLE = "ORQUIX_LOG"
_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "off": logging.CRITICAL + 1,
}
_LOGGER = logging.getLogger("orquix_tui")
_TOLD_WIDTH = 300
_FORM = "{asctime} {levelname} {name}: {message}"
Tell = Callable[[str], None]


class Records(logging.Handler):
    """Takes the program's records and has them written by a thread of its own.

    `tell` is given those from a warning on, for commands: what they print is all that the person sees.
    """

    def __init__(self, path: Path, redact: Redactor, tell: Tell | None = None) -> None:
        super().__init__()
        self._path = path
        self._redact = redact
        self._tell = tell
        self.setFormatter(logging.Formatter(_FORM, style="{"))

    def format(self, record: logging.LogRecord) -> str:
        """Without keys and escapes; further lines are set in, so that none passes for a record."""
        return self._redact(clean(super().format(record))).replace("\n", "\n    ")

    def emit(self, record: logging.LogRecord) -> None:
        """Mask it here, write it elsewhere."""
        line = self.format(record)
        try:
            self._thread.submit(self._write, line)
        except RuntimeError:  # the interpreter is ending: no thread takes anything any more
            self._write(line)
        if self._tell and record.levelno >= logging.WARNING:
            self._tell(f"! {one_line(self._redact(clean(record.getMessage())), _TOLD_WIDTH)}")

    def close(self) -> None:
        """Wait until all is written."""
        thread = self.__dict__.pop("_thread", None)
        if thread:
            thread.shutdown()
        super().close()

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(1, "orquix-log")

    @cached_property
    def _file(self) -> LogFile:
        from orquix_tui.config.log_file import LogFile

        return LogFile(self._path)

    def _write(self, line: str) -> None:
        self._file.handle(logging.makeLogRecord({"msg": line}))


def keep_log(folder: Path, redact: Redactor, env: Mapping[str, str], tell: Tell | None = None) -> None:
    """From now on the program's records go to a file in this folder; ORQUIX_LOG says from which level on.

    Called again, it puts another file in the place of the first. Raises ConfigError for an unknown level.
    """
    level = env.get(VARIABLE, "").strip().lower() or "info"
    if level not in _LEVELS:
        raise ConfigError(
            _('{variable} is "{level}".').format(variable=VARIABLE, level=one_line(level, 40)),
            _("Known here: {known}.").format(known=", ".join(_LEVELS)),
        )
    end_log()
    _LOGGER.addHandler(Records(folder / NAME, redact, tell))
    _LOGGER.setLevel(_LEVELS[level])


def end_log() -> None:
    """Wait until all is written; what comes now is not kept."""
    for old in [handler for handler in _LOGGER.handlers if isinstance(handler, Records)]:
        _LOGGER.removeHandler(old)
        old.close()
    _LOGGER.setLevel(logging.NOTSET)
