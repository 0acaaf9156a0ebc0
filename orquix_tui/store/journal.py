"""The journal of one run: JSON lines, appended while the answers arrive, locked while the run lives."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.events import (
    ClaimFound,
    ContextFound,
    Event,
    ModerationDelta,
    ModerationEnded,
    ModerationStarted,
    ReasoningDelta,
    ResponseAsked,
    ResponseDelta,
    ResponseEnded,
    ResponseStarted,
    RunEnded,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Interaction, now
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrub
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.store.files import create_private, private_directory, remedy, sync_directory

SUFFIX = ".jsonl"
NEW = ".new"
"""While the first line is written: nobody may take such a file for a dead run's journal."""
WRITE_EVERY_S = 0.3

Line = dict[str, Any]


class RunJournal:
    """See `Journal` of the ports. Lives on one event loop; the file is written in threads."""

    def __init__(self, directory: Path, redact: Redactor) -> None:
        self._directory = directory
        self._redact = redact
        self._path: Path | None = None
        self._handle = -1
        self._size = 0
        self._pending: list[Line] = []
        self._open_texts: dict[tuple[str, int], list[str]] = {}
        self._tails: dict[tuple[str, int], str] = {}
        self._closing = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._failure: OSError | None = None

    async def begin(self, interaction: Interaction) -> None:
        """Write and sync the request; take the run's lock. Raises StoreError."""
        first = {"is": "begin", "pid": os.getpid(), "interaction": interaction.model_dump(mode="json")}
        try:
            await asyncio.to_thread(self._create, interaction.id, first)
        except FileExistsError as error:
            raise StoreError(
                _("Members of this run are being asked already, or what they said could not be saved."),
                _("Wait until they have answered; what could not be saved is taken in at the next start."),
            ) from error
        except OSError as error:
            raise StoreError(
                _("The run's journal cannot be written: {reason}.").format(reason=system_says(error)),
                remedy(error),
            ) from error
        self._writer = asyncio.create_task(self._keep_writing(), name="journal")

    def event(self, event: Event) -> None:
        """Queue what came; written at least twice a second. Never blocks; ignored unless begun and open."""
        if self._writer is None or self._closing.is_set():
            return
        match event:
            case ResponseDelta(seat, text):
                self._text("text", seat, text)
            case ReasoningDelta(seat, text):
                self._text("reasoning", seat, text)
            case ModerationDelta(text):
                self._text("moderation", -1, text)
            case SynthesisDelta(text):
                self._text("synthesis", -1, text)
            case _:
                line = _line(event)
                if line is not None:
                    self._open_texts.clear()  # what comes now comes after
                    self._pending.append(line)

    async def close(self, *, keep: bool) -> None:
        """Write the rest and let go; `keep` leaves the file for the next start to recover.

        Raises StoreError when the file was to be kept and part of it could not be written.
        """
        if self._writer is None or self._closing.is_set():
            return
        self._closing.set()
        await self._writer
        try:
            await asyncio.to_thread(self._let_go, keep=keep)
        except OSError as error:
            self._failure = self._failure or error
        if self._failure is not None and keep:
            raise StoreError(
                _("The run's journal could not be written: {reason}.").format(
                    reason=system_says(self._failure)
                ),
                remedy(self._failure),
            ) from self._failure

    def _text(self, kind: str, seat: int, text: str) -> None:
        """Deltas of one stream become one line per write."""
        texts = self._open_texts.get((kind, seat))
        if texts is None:
            texts = self._open_texts[kind, seat] = []
            self._pending.append({"is": kind, "seat": seat, "text": texts})
        texts.append(text)

    async def _keep_writing(self) -> None:
        last = False
        while not last:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), WRITE_EVERY_S)
            last = self._closing.is_set()
            batch, self._pending = self._without_half_keys(self._pending, last=last), []
            self._open_texts.clear()
            if not batch:
                continue
            try:
                await asyncio.to_thread(self._write, batch)
                self._failure = None
            except OSError as error:  # a full disk, say: kept for the next try, told at the end
                self._failure = error
                self._pending = batch + self._pending

    def _without_half_keys(self, lines: list[Line], *, last: bool) -> list[Line]:
        """Hold back the end of a text while it may be the beginning of a key: no line holds half of one."""
        whole = []
        for line in lines:
            text = line.get("text")
            if isinstance(text, list):
                key = (line["is"], line["seat"])
                text = self._tails.pop(key, "") + "".join(text)
                cut = len(text) - self._redact.unfinished(text)
                if text[cut:]:
                    self._tails[key] = text[cut:]
                whole.append({**line, "text": text[:cut]})
                continue
            if line["is"] == "moderator":  # what the one before it had written is void
                self._tails = {key: tail for key, tail in self._tails.items() if key[1] >= 0}
            whole.append(line)
        if last:
            whole += [{"is": kind, "seat": seat, "text": tail} for (kind, seat), tail in self._tails.items()]
        return whole

    # -- in threads ----------------------------------------------------------------------------

    def _create(self, interaction_id: str, first: Line) -> None:
        private_directory(self._directory)
        path = self._directory / (interaction_id + SUFFIX)
        if path.exists():
            raise FileExistsError(path)
        part = path.with_suffix(NEW)
        self._handle = create_private(part)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._write([first])
            os.fsync(self._handle)
            part.rename(path)
            sync_directory(self._directory)
        except OSError:
            os.close(self._handle)
            part.unlink(missing_ok=True)
            raise
        self._path = path

    def _write(self, batch: list[Line]) -> None:
        """Append; a write that failed half-way is written over by the next."""
        data = b"".join(self._encoded(line) for line in batch)
        done = 0
        while done < len(data):
            done += os.pwrite(self._handle, data[done:], self._size + done)
        self._size += done

    def _encoded(self, line: Line) -> bytes:
        return json.dumps(scrub(self._redact, line), ensure_ascii=False).encode() + b"\n"

    def _let_go(self, *, keep: bool) -> None:
        try:
            if not keep and self._path is not None:
                self._path.unlink(missing_ok=True)
        finally:
            os.close(self._handle)


def _line(event: Event) -> Line | None:
    """What is worth keeping of an event that is not a delta."""
    line: Line | None = None
    match event:
        case ContextFound(items, _, _):
            line = {"is": "context", "items": [item.model_dump(mode="json") for item in items]}
        case ResponseStarted(seat):
            line = {"is": "started", "seat": seat}
        case ResponseAsked(response, member):
            line = {
                "is": "asked",
                "response": response.model_dump(mode="json"),
                "member": member.model_dump(mode="json"),
            }
        case ResponseEnded(response):
            line = {"is": "ended", "response": response.model_dump(mode="json")}
        case ModerationStarted(moderator):
            line = {"is": "moderator", "name": moderator}
        case ClaimFound(claim):
            line = {"is": "claim", "claim": claim.model_dump(mode="json")}
        case ModerationEnded(synthesis):
            line = {"is": "moderated", "synthesis": synthesis and synthesis.model_dump(mode="json")}
        case RunEnded(interaction):
            line = {"is": "finished", "interaction": interaction.model_dump(mode="json")}
        case Warned(step, message):
            line = {"is": "warned", "step": step.value, "message": message, "at": now().isoformat()}
    return line
