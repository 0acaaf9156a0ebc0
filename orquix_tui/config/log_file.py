"""The file that log records end in; imported with the first of them."""

from __future__ import annotations

from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path

from orquix_tui.config.paths import ensure_private

MOST_BYTES = 256 << 10
"""Of the file, and of the one before it: some thousand records each."""


class LogFile(RotatingFileHandler):
    """One file and the one before it, for the owner alone.

    It is let go after each record: another window may have put a new one in its place by the next.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)

    def emit(self, record: LogRecord) -> None:
        """Open, write, close."""
        super().emit(record)
        self.close()

    def handleError(self, record: LogRecord) -> None:  # noqa: N802  # the library's name
        """A log that cannot be written stops nothing and garbles no screen: `doctor` tries the folder."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        ensure_private(path.parent)
        stream = super()._open()
        path.chmod(0o600)
        return stream
