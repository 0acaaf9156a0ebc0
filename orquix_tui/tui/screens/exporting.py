"""The shown interaction as a Markdown file, where the person wants it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.export_file import usable_path, write_private
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.notices import Notices

_HINT = "Markdown: question, synthesis, ledger, answers, context, figures."


async def export(screen: Screen[Any], services: Services, run: ShownRun | None) -> None:
    """Ask for a path and write what has come so far, also of a run that goes on."""
    if run is None:
        screen.notify("Nothing to export yet: ask something or open an entry of the history.", timeout=4)
        return
    interaction = run.snapshot()
    suggested = await asyncio.to_thread(_suggested, services.export_name(interaction))
    chosen = await screen.app.push_screen_wait(AskText("Export to", suggested, _HINT, usable_path))
    if chosen is None:
        return
    try:
        path = await asyncio.to_thread(write_private, chosen, services.export(interaction))
    except OSError as error:
        screen.query_one(Notices).add(f"The export to {chosen} failed: {error.strerror}.", "error")
    else:
        screen.notify(f"Exported to {path}", markup=False, timeout=6)


def _suggested(name: str) -> str:
    return str(Path.cwd() / name)
