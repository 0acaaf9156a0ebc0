"""Interactions as Markdown files, where the person wants them: one, or all of a project."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Interaction, Project
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.export_file import usable_folder, usable_path, write_private
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.notices import Notices

if TYPE_CHECKING:
    from orquix_tui.core.exporter import Exported


async def export(screen: Screen[Any], services: Services, run: ShownRun | None) -> None:
    """What is on the screen as it stands, also of a run that goes on."""
    if run is None:
        text = _("Nothing to export yet: ask something or open an entry of the history.")
        screen.notify(text, timeout=4)
        return
    await export_one(screen, services, run.snapshot())


async def export_one(screen: Screen[Any], services: Services, interaction: Interaction) -> None:
    """Ask for a path and write it."""
    suggested = await asyncio.to_thread(_suggested, services.export_name(interaction))
    hint = _("Markdown: question, synthesis, ledger, answers, context, figures.")
    chosen = await screen.app.push_screen_wait(AskText(_("Export to"), suggested, hint, usable_path))
    if chosen is None:
        return
    try:
        path = await asyncio.to_thread(write_private, chosen, services.export(interaction))
    except OSError as error:
        text = _("The export to {path} failed: {why}.").format(path=chosen, why=system_says(error))
        screen.query_one(Notices).add(text, "error")
    else:
        screen.notify(_("Exported to {path}").format(path=path), markup=False, timeout=6)


async def export_project(screen: Screen[Any], services: Services, project: Project) -> None:
    """Ask for a folder and write every interaction of the project into it; Escape stops."""
    if not project.interactions:
        screen.notify(_("Nothing to export: nothing was asked in this project yet."), timeout=4)
        return
    hint = ngettext(
        "{n} Markdown file into this folder; nothing there is overwritten.",
        "{n} Markdown files into this folder; nothing there is overwritten.",
        project.interactions,
    ).format(n=words.count(project.interactions))
    title = _("Export the project {name} to the folder").format(name=one_line(project.name, 40))
    suggested = await asyncio.to_thread(_suggested, f"orquix-{services.exporter.folder_name(project.name)}")
    chosen = await screen.app.push_screen_wait(AskText(title, suggested, hint, usable_folder))
    if chosen is not None:
        folder = await asyncio.to_thread(_folder, chosen)
        await _write_all(screen, services, project, folder)


async def _write_all(screen: Screen[Any], services: Services, project: Project, folder: Path) -> None:
    """Files go into their folder one by one; those that are there stay, whatever ends it."""
    from orquix_tui.core.exporter import Exported  # not before it is needed
    from orquix_tui.tui.dialogs.progress import Progress

    last = [Exported(project.interactions)]  # it may be stopped before anything is told

    def report(state: Exported, _path: Path | None) -> None:
        last[:] = [state]
        text = _("{done} of {total} files").format(
            done=words.count(state.done), total=words.count(state.total)
        )
        dialog.told(state.done, state.total, text)

    job = asyncio.ensure_future(services.exporter.project(project.name, folder, report))
    dialog = Progress(_("Exporting to {path}").format(path=folder), job.cancel)
    await screen.app.push_screen(dialog)
    try:
        await asyncio.wait({job})  # its own end, whatever it was; our being cancelled ends it too
    finally:
        job.cancel()
        dialog.over()
    if not job.cancelled():
        job.result()  # raised from here: the errand tells it
    screen.notify(_told(last[0], folder, whole=not job.cancelled()), markup=False, timeout=8)


def _told(state: Exported, folder: Path, *, whole: bool) -> str:
    there = state.done - state.written
    text = ngettext("{n} file written to {path}.", "{n} files written to {path}.", state.written)
    parts = [text.format(n=words.count(state.written), path=folder)]
    if there:
        parts.append(_("{n} stood there already.").format(n=words.count(there)))
    if not whole:
        parts.append(_("Stopped. Not written: {n}.").format(n=words.count(state.total - state.done)))
    return " ".join(parts)


def _suggested(name: str) -> str:
    return str(Path.cwd() / name)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()
