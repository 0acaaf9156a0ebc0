"""Journals that nobody holds are dead runs: this brings back all that they hold."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orquix_tui.domain.models import (
    Claim,
    ContextItem,
    Failure,
    Interaction,
    Note,
    Response,
    RunMetrics,
    Synthesis,
)
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.store.journal import NEW, SUFFIX, Line

STOPPED = "Orquix was stopped while this answer was arriving."
NEVER_ASKED = "Orquix was stopped before this member began to answer."
REMEDY = "Ask the question again; what had arrived is kept."
UNFINISHED = "Orquix was stopped while this was being written."
UNREADABLE = ".unreadable"
NEW_FOR_S = 60
"""Writing a first line takes milliseconds; only older leftovers are taken for dead."""
_log = logging.getLogger(__name__)


@contextmanager
def dead_journals(directory: Path) -> Iterator[list[Path]]:
    """The journals whose process is gone, held by us meanwhile. Raises OSError."""
    handles: dict[Path, int] = {}
    _sweep(directory)
    try:
        for path in sorted(directory.glob("*" + SUFFIX)):
            handle = _grab(path)
            if handle is not None:
                handles[path] = handle
        yield list(handles)
    finally:
        for handle in handles.values():
            os.close(handle)


def active_runs(directory: Path) -> list[ActiveRun]:
    """The runs whose journal is held by a living process, oldest first. Raises OSError."""
    found = []
    for path in sorted(directory.glob("*" + SUFFIX)):
        handle = _grab(path)
        if handle is not None:
            os.close(handle)
            continue
        try:
            with path.open("rb") as file:
                first = _decode(file.readline())
        except FileNotFoundError:  # the run ended just now
            continue
        interaction = _begun(first)
        if interaction is not None and first is not None:
            found.append(
                ActiveRun(
                    interaction.id,
                    interaction.project,
                    interaction.prompt,
                    interaction.created_at,
                    int(first.get("pid", 0)),
                )
            )
    return found


def read_journal(path: Path) -> Interaction | None:
    """The interrupted interaction; None (and the file set aside) when even its request cannot be read."""
    with path.open("rb") as file:
        lines = [line for raw in file if (line := _decode(raw)) is not None]
    begun = _begun(lines[0]) if lines else None
    if begun is None:
        aside = path.with_suffix(UNREADABLE)
        path.rename(aside)
        _log.warning("The journal of a stopped run cannot be read; it was kept as %s", aside.name)
        return None
    replay = _Replay(begun)
    for line in lines[1:]:
        replay.take(line)
    return replay.result()


class _Replay:
    """A run as far as its journal tells."""

    def __init__(self, begun: Interaction) -> None:
        self._begun = begun
        self._responses = {response.seat: response for response in begun.responses}
        self._streams: dict[tuple[str, int], list[str]] = {}
        self._context = begun.context
        self._moderator = ""
        self._claims: list[Claim] = []
        self._synthesis: Synthesis | None = begun.synthesis
        self._warnings = list(begun.metrics.warnings)

    def take(self, line: Line) -> None:
        """One line; a damaged one is left out."""
        try:
            self._take(line)
        except (ValidationError, KeyError, TypeError) as error:
            _log.warning("A line of the journal of %s was left out: %s", self._begun.id, type(error).__name__)

    def _take(self, line: Line) -> None:
        match line["is"]:
            case "text" | "reasoning" | "moderation" | "synthesis" as kind:
                self._streams.setdefault((kind, line["seat"]), []).append(line["text"])
            case "started":
                self._set(line["seat"], status=ResponseStatus.RUNNING)
            case "ended":
                response = Response.model_validate(line["response"])
                self._responses[response.seat] = response
            case "context":
                self._context = tuple(ContextItem.model_validate(item) for item in line["items"])
            case "moderator":
                self._moderator = line["name"]
                self._claims.clear()
                for kind in ("moderation", "synthesis"):
                    self._streams.pop((kind, -1), None)
            case "claim":
                self._claims.append(Claim.model_validate(line["claim"]))
            case "moderated" if line["synthesis"] is not None:
                self._synthesis = Synthesis.model_validate(line["synthesis"])
            case "warned":
                self._warnings.append(Note(step=line["step"], message=line["message"], at=line["at"]))

    def result(self) -> Interaction:
        """The interaction, interrupted, with all its text."""
        return self._begun.model_copy(
            update={
                "status": InteractionStatus.INTERRUPTED,
                "context": self._context,
                "responses": tuple(self._ended(self._responses[seat]) for seat in sorted(self._responses)),
                "synthesis": self._synthesis or self._unfinished(),
                "metrics": RunMetrics(warnings=tuple(self._warnings)),
            }
        )

    def _set(self, seat: int, **values: Any) -> None:
        self._responses[seat] = self._responses[seat].model_copy(update=values)

    def _ended(self, response: Response) -> Response:
        if response.status.final:
            return response
        text, reasoning = self._joined("text", response.seat), self._joined("reasoning", response.seat)
        asked = response.status is ResponseStatus.RUNNING or text or reasoning
        return response.model_copy(
            update={
                "status": ResponseStatus.INTERRUPTED,
                "text": text,
                "reasoning": reasoning,
                "error": Failure(cause=STOPPED if asked else NEVER_ASKED, remedy=REMEDY),
            }
        )

    def _unfinished(self) -> Synthesis | None:
        text = self._joined("synthesis", -1) or self._joined("moderation", -1)
        if not text:
            return None
        return Synthesis(
            moderator=self._moderator or "unknown",
            text=text,
            quality=Quality.LOW,
            quality_reasons=(UNFINISHED,),
            claims=tuple(self._claims),
            banner=UNFINISHED,
        )

    def _joined(self, kind: str, seat: int) -> str:
        return "".join(self._streams.get((kind, seat), ()))


def _sweep(directory: Path) -> None:
    """Remove what a process left that died while it wrote its first line: nobody had been asked yet."""
    for path in directory.glob("*" + NEW):
        handle = _grab(path)
        if handle is not None:
            try:
                if time.time() - os.fstat(handle).st_mtime > NEW_FOR_S:
                    path.unlink(missing_ok=True)
            finally:
                os.close(handle)


def _grab(path: Path) -> int | None:
    """A descriptor that holds the journal, or None when a living process does, or when it has just gone."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    if os.fstat(handle).st_nlink == 0:  # removed between our opening and our locking it
        os.close(handle)
        return None
    return handle


def _decode(raw: bytes) -> Line | None:
    """A line; None for the torn last one of a killed process."""
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _begun(first: Line | None) -> Interaction | None:
    try:
        return Interaction.model_validate((first or {}).get("interaction"))
    except ValidationError:
        return None
