"""The folder `prompts` beside the configuration: a file each, Markdown or text, written by the person."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from orquix_tui.config.paths import ensure_private
from orquix_tui.domain.desk_ports import Shelf, Template
from orquix_tui.domain.errors import ConfigError, InputError
from orquix_tui.domain.placeholders import safe_name
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import clean, one_line
from orquix_tui.domain.translate import _, number

SUFFIXES = (".md", ".txt")
MOST = 500
"""Templates that are read."""
MOST_BYTES = 400_000
"""A prompt has at most 100 000 characters, of at most four bytes each."""


class TemplateFolder:
    """The port `Templates`. Nothing is made before something is saved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self) -> Shelf:
        """See `Templates.read`."""
        return await asyncio.to_thread(self._read)

    async def save(self, name: str, text: str, *, replace: bool = False) -> str:
        """See `Templates.save`."""
        return await asyncio.to_thread(self._save, name, text, replace)

    def _read(self) -> Shelf:
        templates: dict[str, Template] = {}
        troubles: list[str] = []
        for file in self._files():
            name = one_line(file.stem, 80)
            try:
                templates[name] = Template(name, _text(file))
            except (OSError, ValueError) as error:
                why = system_says(error) if isinstance(error, OSError) else str(error)
                troubles.append(f"{one_line(file.name, 80)}: {why}")
        ordered = sorted(templates.values(), key=lambda t: t.name.casefold())
        return Shelf(tuple(ordered), str(self._folder), tuple(troubles))

    def _files(self) -> list[Path]:
        try:
            entries = [p for p in self._folder.iterdir() if not p.name.startswith(".")]
            files = sorted(p for p in entries if p.suffix.lower() in SUFFIXES and p.is_file())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigError(
                _("{folder} cannot be read ({why}).").format(folder=self._folder, why=system_says(error)),
                _("Check the folder's permissions."),
            ) from error
        return files[:MOST]

    def _save(self, name: str, text: str, replace: bool) -> str:
        safe = safe_name(name)
        if not safe:
            raise InputError(_("This name cannot be used."), _("Give it a letter or a digit."))
        file = self._folder / f"{safe}.md"
        part = self._folder / f".{os.getpid()}.part"
        try:
            taken = any((self._folder / f"{safe}{suffix}").exists() for suffix in SUFFIXES)
            if taken and not replace:
                raise InputError(
                    _("There is a template {name} already.").format(name=safe), _("Give it another name.")
                )
            if not self._folder.exists():
                ensure_private(self._folder)
            part.write_text(text.rstrip() + "\n", "utf-8")
            part.chmod(0o600)
            part.replace(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ConfigError(
                _("{file} cannot be written ({why}).").format(file=file, why=system_says(error)),
                _("Check the folder's permissions and the free space there."),
            ) from error
        return str(file)


def _text(file: Path) -> str:
    """Raises OSError, ValueError with the reason."""
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(_("larger than {most} bytes").format(most=number(MOST_BYTES)))
    try:
        return clean(file.read_text("utf-8-sig")).strip()
    except UnicodeDecodeError:
        raise ValueError(_("not UTF-8 text")) from None
