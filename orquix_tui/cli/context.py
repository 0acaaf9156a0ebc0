"""`context`: the documents of a project, their vectors, and what is pinned or banned."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import chunks, documents, err, local_time, out, out_json, out_table
from orquix_tui.cli.progress import ProgressLine, until_stopped
from orquix_tui.cli.session import with_services
from orquix_tui.core.context.ingest import Added, Indexed
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Document, Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, ngettext, number

CANCELLED = 130
NOTHING_READ = 1
_SKIPPED_SHOWN = 20
_PATH_WIDTH = 200


def add(args: argparse.Namespace) -> int:
    """Read files and folders into a project's memory; then, unless told otherwise, index their meaning."""

    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        line = ProgressLine(quiet=args.json)
        added = await until_stopped(services.ingest.add(project, [Path(path) for path in args.paths], line))
        line.end()
        if added is None:
            err(_("Stopped. What was read is kept and can be found; the same command goes on from there."))
            return CANCELLED
        removed = await _remove_gone(services, args, project, added)
        if not args.json:
            _tell_added(added, removed)
        indexed: Indexed | None = Indexed()
        if not args.no_index:
            indexed = await _index(services, project, quiet=args.json)
        if args.json:
            out_json(_added_to_dict(project, added, removed, indexed))
        if indexed is None:
            return CANCELLED
        read = added.added + added.changed + added.unchanged
        return 0 if read or added.gone else NOTHING_READ

    return with_services(command)


def index(args: argparse.Namespace) -> int:
    """Index the meaning of what was only read so far, of one project or of all."""

    async def command(services: Services) -> int:
        project = await services.store.project(args.project) if args.project is not None else None
        indexed = await _index(services, project, quiet=args.json)
        if indexed is None:
            return CANCELLED
        if args.json:
            out_json({"done": indexed.done, "left": indexed.left, "notice": indexed.notice})
        elif not indexed.done and not indexed.left:
            out(_("Nothing waits to be indexed."))
        return NOTHING_READ if indexed.notice and indexed.left else 0

    return with_services(command)


def list_documents(args: argparse.Namespace) -> int:
    """A table of the documents, or with --json a list."""

    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        known = await services.ingest.documents(project)
        if args.json:
            out_json([document.model_dump(mode="json", exclude={"project_id"}) for document in known])
            return 0
        if not known:
            out(
                _('"{name}" has no documents. `orquix-tui context add PATH` adds some.').format(
                    name=project.name
                )
            )
            return 0
        rows = [
            (local_time(d.added_at), d.chunks, d.tokens, one_line(d.title, 40), one_line(d.path, _PATH_WIDTH))
            for d in known
        ]
        out_table(_("READ|CHUNKS|TOKENS|TITLE|PATH"), rows)
        waiting = await services.ingest.pending(project)
        if waiting:
            err(
                _("· Found by words only until `orquix-tui context index` has run: {chunks}.").format(
                    chunks=chunks(waiting)
                )
            )
        return 0

    return with_services(command)


def remove(args: argparse.Namespace) -> int:
    """Forget documents: those named, all below a folder, or with --missing those no longer on the disk."""
    if bool(args.paths) == args.missing:
        raise InputError(_("Name what to remove."), _("orquix-tui context remove PATH…, or --missing."))

    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        known = [document.path for document in await services.ingest.documents(project)]
        paths = _missing(known) if args.missing else _named(args.paths, known, project)
        if not paths:
            out(_("Every document is where it was."))
            return 0
        what = one_line(paths[0], 80) if len(paths) == 1 else documents(len(paths))
        if not args.yes and not confirmed(
            _('Remove {what} from the memory of "{name}"?').format(what=what, name=project.name)
        ):
            out(_("Nothing was removed."))
            return 0
        count = await services.ingest.remove(project, paths)
        out(_("Removed {documents}; the files themselves are untouched.").format(documents=documents(count)))
        return 0

    return with_services(command)


def _missing(known: Sequence[str]) -> list[str]:
    return [path for path in known if not os.path.lexists(path)]


def _named(roots: Sequence[str], known: Sequence[str], project: Project) -> list[str]:
    """The known documents that are one of these paths or lie below one. Raises InputError for an idle one."""
    found: dict[str, None] = {}
    for root in roots:
        whole = os.path.normpath(Path(root).absolute())
        below = [path for path in known if Path(path).is_relative_to(whole)]
        if not below:
            raise InputError(
                _('"{name}" has no document at or below {whole}.').format(name=project.name, whole=whole),
                _("See: orquix-tui context list"),
            )
        found |= dict.fromkeys(below)
    return list(found)


async def _index(services: Services, project: Project | None, *, quiet: bool) -> Indexed | None:
    """Index what waits, and tell how that went; None when it was stopped."""
    line = ProgressLine(quiet=quiet)
    indexed = await until_stopped(services.ingest.index(project, line))
    line.end()
    again = "orquix-tui context index" + (f" --project {shlex.quote(project.name)}" if project else "")
    if indexed is None:
        err(
            _("Stopped. What was indexed is kept, and words find the rest. To go on: {again}").format(
                again=again
            )
        )
    elif indexed.left:
        err(
            _("! Found by words only so far: {left}. {notice}\n  Afterwards: {again}").format(
                left=chunks(indexed.left), notice=indexed.notice, again=again
            )
        )
    if indexed and indexed.done and not quiet:
        out(_("Indexed {chunks}.").format(chunks=chunks(indexed.done)))
    return indexed


async def _remove_gone(
    services: Services, args: argparse.Namespace, project: Project, added: Added
) -> list[Document]:
    """Documents whose files have gone: removed when the person says so; which they were."""
    if not added.gone or args.keep:
        return []
    can_ask = sys.stdin.isatty() and sys.stderr.isatty() and not args.json
    if not args.prune and not can_ask:
        if not args.json:
            again = shlex.join(["orquix-tui", "context", "add", "--project", project.name, "--prune"])
            paths = shlex.join(args.paths)
            gone = documents(len(added.gone))
            err(
                _("· {gone} no longer there. To remove from the memory: {again} {paths}").format(
                    gone=gone, again=again, paths=paths
                )
            )
        return []
    if not args.prune:
        for document in added.gone[:_SKIPPED_SHOWN]:
            err(f"  {one_line(document.path, _PATH_WIDTH)}")
        question = _("{gone} no longer there. Remove from the memory?").format(
            gone=documents(len(added.gone))
        )
        if not confirmed(question):
            return []
    await services.ingest.remove(project, [document.path for document in added.gone])
    return list(added.gone)


def _tell_added(added: Added, removed: Sequence[Document]) -> None:
    counts = (
        (added.added, N_("added")),
        (added.changed, N_("read again")),
        (added.unchanged, N_("unchanged")),
        (len(removed), N_("removed")),
        (len(added.skipped), N_("skipped")),
    )
    told = ", ".join(_("{n} {what}").format(n=number(count), what=_(what)) for count, what in counts if count)
    out(
        (told or _("No files were found"))
        + "; "
        + ngettext("{n} new chunk.", "{n} new chunks.", added.chunks).format(n=number(added.chunks))
    )
    for skipped in added.skipped[:_SKIPPED_SHOWN]:
        out(f"  {one_line(skipped.path, _PATH_WIDTH)}: {skipped.reason}")
    if (more := len(added.skipped) - _SKIPPED_SHOWN) > 0:
        out(_("  and {more} more (--json lists all)").format(more=number(more)))


def _added_to_dict(
    project: Project, added: Added, removed: Sequence[Document], indexed: Indexed | None
) -> dict[str, Any]:
    gone = {document.path for document in removed}
    return {
        "project": project.name,
        "added": added.added,
        "changed": added.changed,
        "unchanged": added.unchanged,
        "chunks": added.chunks,
        "skipped": [{"path": skipped.path, "reason": skipped.reason} for skipped in added.skipped],
        "gone": [document.path for document in added.gone if document.path not in gone],
        "removed": [document.path for document in removed],
        "indexed": indexed.done if indexed else None,
        "left": indexed.left if indexed else None,
        "notice": indexed.notice if indexed else _("Stopped."),
    }
