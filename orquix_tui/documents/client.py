"""The app's reader of files: asks the reader's process, which a broken file may take with it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from orquix_tui.children.owner import Owner
from orquix_tui.children.process import Child, ChildError, child_environment
from orquix_tui.children.wire import Message
from orquix_tui.domain.errors import DocumentError, InputError
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import FoundFile, Heading, ReadText
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import VARIABLE, _, language, number

LIMIT_S = 30.0
"""For one file. A PDF of 300 pages takes about 10 s here."""
_START_TIMEOUT_S = 30.0
_IDLE_S = 60.0
_LOG = "documents.log"


class FileReader:
    """The port `DocumentReader`, over a child process with bounded memory, no keys, and its own log.

    Starts at the first need, stops after a minute without one. A file that takes longer than `limit_s`
    seconds or ends the process has its reason; the next one gets a new process. May be used from any
    event loop.
    """

    def __init__(self, log_dir: Path, *, limit_s: float = LIMIT_S, idle_seconds: float = _IDLE_S) -> None:
        self._log_file = log_dir / _LOG
        self._limit_s = limit_s
        self._idle_seconds = idle_seconds
        self._owner: Owner | None = None

    @property
    def pid(self) -> int | None:
        """Of the reader's process; None while none runs."""
        return self._owner.pid if self._owner else None

    async def walk(self, paths: Sequence[Path]) -> AsyncGenerator[FoundFile, None]:
        """See `DocumentReader.walk`. Files come in the order of their paths, each once."""
        request = {"op": "walk", "walk_id": new_id(), "paths": [_absolute(path) for path in paths]}
        given: set[str] = set()
        while True:
            header, _raw = await self._ask(request)
            if "missing" in header:
                raise InputError(
                    _("{path} does not exist.").format(path=header["missing"]), _("Check the path.")
                )
            for found in header["files"]:
                # A process that was started anew in the middle begins the walk anew.
                if found["path"] not in given:
                    given.add(found["path"])
                    yield FoundFile(**found)
            if header["done"]:
                return

    async def read(self, path: str, known: str = "") -> ReadText:
        """See `DocumentReader.read`."""
        header, payload = await self._ask({"op": "read", "path": path, "known": known})
        headings = tuple(Heading(*heading) for heading in header["headings"])
        return ReadText(**header["read"], text=payload.decode(), headings=headings)

    async def aclose(self) -> None:
        """See `DocumentReader.aclose`."""
        owner, self._owner = self._owner, None
        if owner:
            owner.close()
            await asyncio.to_thread(owner.join, 10)

    async def _ask(self, request: dict[str, Any]) -> Message:
        if self._owner is None:
            self._owner = Owner(
                "documents",
                self._start,
                self._wait_until_ready,
                timeout_s=self._limit_s,
                idle_seconds=self._idle_seconds,
            )
        try:
            header, payload = await asyncio.wrap_future(self._owner.submit(request))
        except ChildError as error:
            raise self._failed(error) from error
        if "error" in header:
            raise DocumentError(header["error"], header.get("remedy", ""))
        return header, payload

    def _start(self) -> Child:
        try:
            environment = child_environment(**{VARIABLE: language()})
            return Child("orquix_tui.documents.worker", [], self._log_file, environment)
        except OSError as error:
            raise DocumentError(
                _("the reader's process could not be started ({reason})").format(reason=system_says(error))
            ) from error

    def _wait_until_ready(self, child: Child) -> None:
        try:
            child.receive(_START_TIMEOUT_S)
        except ChildError as error:
            raise DocumentError(
                _("the reader's process ended while it was starting"),
                _("Its log is {log_file}.").format(log_file=self._log_file),
            ) from error

    def _failed(self, error: ChildError) -> DocumentError:
        if error.why == "closed":
            return DocumentError(_("the reading was stopped"))
        if error.why == "late":
            return DocumentError(
                _("took longer than {seconds} s").format(seconds=number(self._limit_s, ",g"))
            )
        return DocumentError(
            _("the process that read it ended, twice"),
            _("Its log is {log_file}.").format(log_file=self._log_file),
        )


def _absolute(path: Path) -> str:
    """Without `..`, and without following links: the path that the person knows."""
    return os.path.normpath(path.absolute())
