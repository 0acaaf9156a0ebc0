"""`export`: one interaction, a project, or everything, as Markdown; or every table as Parquet."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from orquix_tui.cli.output import err, out, write
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _, ngettext


def run(args: argparse.Namespace) -> int:
    """One document to standard output or a file; a project or everything into a folder."""
    if [args.id is not None, args.project is not None, args.all].count(True) != 1:
        raise InputError(
            _("Name one interaction, or a project, or --all."),
            _("orquix-tui export ID, --project NAME, or --all."),
        )
    if args.all and args.output is None:
        raise InputError(_("--all needs a folder."), "orquix-tui export --all --output FOLDER")
    if args.format == "parquet" and not args.all:
        raise InputError(_("Parquet holds everything: it goes with --all alone."), _("Add --all."))

    async def command(services: Services) -> int:
        if args.id is not None:
            await _one(services, args)
        elif args.format == "parquet":
            for path in await services.store.export_tables(Path(args.output)):
                out(str(path))
        else:
            await _many(services, args)
        return 0

    return with_services(command)


async def _one(services: Services, args: argparse.Namespace) -> None:
    interaction = await services.store.interaction(args.id)
    if args.output is None:
        write(services.export(interaction))
    else:
        out(str(_write(Path(args.output), interaction, services)))


async def _many(services: Services, args: argparse.Namespace) -> None:
    """Every path on a line of its own; what stood there already is said apart."""
    folder = Path(args.output or ".")

    def report(_state: object, path: Path | None) -> None:
        if path is not None:
            out(str(path))

    if args.all:
        done = await services.exporter.all(folder, report)
    else:
        await services.store.project(args.project)
        done = await services.exporter.project(args.project, folder, report)
    there = done.done - done.written
    if there:
        err(
            ngettext(
                "· {n} document stood there already, unchanged.",
                "· {n} documents stood there already, unchanged.",
                there,
            ).format(n=there)
        )


def _write(path: Path, interaction: Interaction, services: Services) -> Path:
    """The document in a file that only its owner reads; a folder takes it under its own name."""
    if path.is_dir():
        path = path / services.export_name(interaction)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A new file takes the place of an old one whole, and with its own mode.
        descriptor, fresh = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(services.export(interaction))
        Path(fresh).replace(path)
    except OSError as error:
        raise InputError(
            _("{path} cannot be written: {why}.").format(path=path, why=system_says(error)),
            _("Choose another --output."),
        ) from error
    return path
