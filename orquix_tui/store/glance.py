"""What every start asks first, kept beside the file: while the file is unchanged, it need not be opened."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orquix_tui import __version__
from orquix_tui.store.files import Stamp, create_private

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Signature = tuple[Stamp | None, ...]
"""Of the file and its log: another one means that something was written."""
Ask = Callable[["DuckDBPyConnection"], Any]
"""Reads, and returns plain JSON values."""
SUFFIX = ".glance"
_log = logging.getLogger(__name__)


class Glance:
    """The answers to a few questions, by name, and the state of the file of which they hold.

    Loading and opening DuckDB takes 0.15 s of CPU, more than anything else at the start. The answers are a
    copy: whoever removes or damages it loses nothing. What a program of another version or schema kept does
    not hold: it must see for itself whether it can read the file. Belongs to the owner thread.
    """

    def __init__(self, file: Path, schema: int) -> None:
        self._by = [__version__, schema]
        self._path = file.with_name(file.name + SUFFIX)
        self._asks: dict[str, Ask] = {}
        self._answers: dict[str, Any] = {}
        self._of: Signature | None = None
        self._written: Signature | None = None
        self._loaded = False

    def wants(self, name: str, ask: Ask) -> None:
        """From now on the answer to this is kept."""
        self._asks[name] = ask

    def recall(self, name: str, now: Signature) -> list[Any]:
        """The one answer, if it is known and holds for a file in that state, else nothing."""
        if not self._loaded:
            self._loaded = True
            self._load()
        holds = now == self._of and now[0] is not None and name in self._answers
        return [self._answers[name]] if holds else []

    def opened(self, now: Signature) -> None:
        """The file is open; what was known of another state of it is forgotten."""
        if now != self._of:
            self._answers, self._of = {}, now

    def ask(self, name: str, con: DuckDBPyConnection) -> Any:
        """Ask the open file."""
        answer = self._answers[name] = self._asks[name](con)
        return answer

    def closed(self, now: Signature) -> None:
        """The file is closed again: what was asked holds if nothing was written meanwhile."""
        if now != self._of:
            self._answers, self._of, self._written = {}, None, None
            try:
                self._path.unlink(missing_ok=True)  # at once: it may show what was just deleted
            except OSError as error:
                _log.warning("The lists of the last start could not be removed: %s", error)

    def lacking(self) -> list[str]:
        """What a start would ask in vain."""
        return [name for name in self._asks if name not in self._answers]

    def write(self) -> None:
        """Keep the answers for the next start. What fails is logged: it costs that start some time."""
        if self._of is None or self._of == self._written or self.lacking():
            return
        kept = {"by": self._by, "of": self._of, "answers": {n: self._answers[n] for n in self._asks}}
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            with os.fdopen(create_private(part), "w", encoding="utf-8") as writer:
                json.dump(kept, writer, ensure_ascii=False)
            part.replace(self._path)
        except OSError as error:
            part.unlink(missing_ok=True)
            _log.warning("The lists of the next start could not be kept: %s", error)
        else:
            self._written = self._of

    def _load(self) -> None:
        try:
            kept = json.loads(self._path.read_bytes())
            if kept["by"] == self._by:
                of = tuple(None if one is None else (one[0], one[1], one[2]) for one in kept["of"])
                self._answers, self._of, self._written = dict(kept["answers"]), of, of
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            _log.info("The lists kept for the start cannot be read, and are read anew: %s", error)
