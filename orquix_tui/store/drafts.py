"""Drafts of prompts: a small file per project, and one for the files that go along, replaced in one step."""

from __future__ import annotations

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any

from orquix_tui.domain.desk_ports import Draft
from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.models import Attachment
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _, number
from orquix_tui.store.files import create_private, private_directory, remedy

MOST_CHARACTERS = 2_000_000
"""Of text and files together: writing more every second would wear out the disk."""
_FOLDER = "drafts"
_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}")


class DraftFolder:
    """The port `Drafts`. Keys are masked, as everywhere on the disk. Two windows share a project's draft."""

    def __init__(self, data_dir: Path, redact: Redactor) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / _FOLDER
        self._redact = redact
        self._turn = asyncio.Lock()
        self._kept_files: dict[str, tuple[Attachment, ...]] = {}
        """As they lie on the disk: they are large, and are not written again with every word."""

    async def read(self, project_id: str) -> Draft:
        """See `Drafts.read`. A damaged file is an empty draft: there is nothing in it to save."""
        return await asyncio.to_thread(self._read, project_id)

    async def write(self, project_id: str, draft: Draft) -> None:
        """See `Drafts.write`."""
        async with self._turn:  # else an older draft could come last
            await asyncio.to_thread(self._write, project_id, draft)

    def _read(self, project_id: str) -> Draft:
        try:
            text = str(self._parsed(self._file(project_id), {"text": ""})["text"])
            kept = self._parsed(self._file(project_id, "files"), {"files": []})["files"]
            return Draft(text, tuple(Attachment(name=str(f["name"]), text=str(f["text"])) for f in kept))
        except OSError as error:
            raise StoreError(
                _("The draft of your prompt cannot be read ({why}).").format(why=system_says(error)),
                remedy(error),
            ) from error
        except (ValueError, KeyError, TypeError):
            return Draft()

    def _write(self, project_id: str, draft: Draft) -> None:
        size = len(draft.text) + sum(len(a.text) for a in draft.attachments)
        if size > MOST_CHARACTERS:
            raise InputError(
                _("This draft has {size} characters; {most} are the most that is kept.").format(
                    size=number(size), most=number(MOST_CHARACTERS)
                ),
                _("It stays here while the app is open; take a file off to have it kept."),
            )
        try:
            if draft:
                private_directory(self._data_dir)
                private_directory(self._folder)
            if self._kept_files.get(project_id) != draft.attachments:
                files = [{"name": a.name, "text": self._redact(a.text)} for a in draft.attachments]
                self._put(self._file(project_id, "files"), {"files": files} if files else None)
                self._kept_files[project_id] = draft.attachments
            text = {"text": self._redact(draft.text)} if draft.text.strip() else None
            self._put(self._file(project_id), text)
        except OSError as error:
            raise StoreError(
                _("The draft of your prompt cannot be kept ({why}).").format(why=system_says(error)),
                remedy(error),
            ) from error

    def _put(self, file: Path, content: object) -> None:
        """Replace the file in one step; without a content it goes. Raises OSError."""
        if content is None:
            file.unlink(missing_ok=True)
            return
        part = file.with_suffix(f".{os.getpid()}.part")
        try:
            with os.fdopen(create_private(part), "w", encoding="utf-8") as writer:
                writer.write(json.dumps(content, ensure_ascii=False))
            part.replace(file)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def _parsed(self, file: Path, empty: dict[str, Any]) -> dict[str, Any]:
        """Raises OSError, and ValueError or TypeError where the file is damaged."""
        try:
            return {**empty, **json.loads(file.read_text("utf-8"))}
        except FileNotFoundError:
            return empty

    def _file(self, project_id: str, part: str = "") -> Path:
        if not _NAME.fullmatch(project_id):
            raise StoreError(_("A project without an id has no draft."), "")
        return self._folder / ".".join(filter(None, (project_id, part, "json")))


def forget_draft(data_dir: Path, project_id: str) -> None:
    """A project that is deleted leaves no draft behind. Raises StoreError."""
    for file in (data_dir / _FOLDER).glob(f"{project_id}.*"):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                _("The deleted project's draft could not be removed ({why}).").format(why=system_says(error)),
                remedy(error),
            ) from error
