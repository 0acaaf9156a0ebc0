"""One text to a file of its own, where the person wants it."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from pathlib import Path
from typing import Any

from textual.screen import Screen

from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.export_file import usable_path, write_private
from orquix_tui.tui.widgets.notices import Notices

_LONGEST = 60


async def keep(screen: Screen[Any], name: str, text: str) -> None:
    """Ask for a path and write the text there; a file that exists is never written over."""
    suggested = await asyncio.to_thread(_free, name)
    chosen = await screen.app.push_screen_wait(
        AskText(_("Save to"), suggested, _("Markdown, as it was written."), usable_path)
    )
    if chosen is None:
        return
    try:
        path = await asyncio.to_thread(write_private, chosen, text.rstrip() + "\n")
    except OSError as error:
        told = _("The file {path} could not be written: {why}.").format(path=chosen, why=system_says(error))
        screen.query_one(Notices).add(told, "error")
    else:
        screen.notify(_("Saved to {path}").format(path=path), markup=False, timeout=6)


def stem_of(name: str) -> str:
    """A short name that is safe in every file system: letters of ASCII, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", name[:400]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST].strip("-") or "answer"


def _free(name: str) -> str:
    """A path in the working folder that nothing has yet."""
    stem = stem_of(name)
    names = (f"{stem}.md", *(f"{stem}-{n}.md" for n in range(2, 100)))
    paths = (Path.cwd() / one for one in names)
    return str(next((path for path in paths if not path.exists()), Path.cwd() / f"{stem}.md"))
