"""`projects`: list, add, rename, archive, delete."""

from __future__ import annotations

import argparse

from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import local_time, out, out_json, out_table
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.translate import _, ngettext


def list_all(args: argparse.Namespace) -> int:
    """A table, or with --json a list."""

    async def command(services: Services) -> int:
        projects = await services.store.projects(archived=args.archived)
        if args.json:
            out_json([p.model_dump(mode="json") for p in projects])
        else:
            rows = [
                (
                    p.name,
                    p.interactions,
                    local_time(p.created_at),
                    _("archived") if p.archived else p.description,
                )
                for p in projects
            ]
            out_table(_("PROJECT|ASKED|CREATED|"), rows)
        return 0

    return with_services(command)


def add(args: argparse.Namespace) -> int:
    """A new project."""

    async def command(services: Services) -> int:
        project = await services.store.add_project(args.name, args.description)
        out(_('Added "{name}".').format(name=project.name))
        return 0

    return with_services(command)


def rename(args: argparse.Namespace) -> int:
    """Another name for a project."""

    async def command(services: Services) -> int:
        project = await services.store.rename_project(args.name, args.new_name)
        out(_('"{old}" is now "{new}".').format(old=args.name, new=project.name))
        return 0

    return with_services(command)


def archive(args: argparse.Namespace) -> int:
    """Hide a project, or bring it back."""

    async def command(services: Services) -> int:
        project = await services.store.archive_project(args.name, archived=not args.undo)
        done = _('"{name}" is back.') if args.undo else _('"{name}" is archived; nothing was deleted.')
        out(done.format(name=project.name))
        return 0

    return with_services(command)


def delete(args: argparse.Namespace) -> int:
    """Remove a project with all its interactions, after asking."""

    async def command(services: Services) -> int:
        project = await services.store.project(args.name)
        question = ngettext(
            'Delete "{name}" and its {n} interaction for good?',
            'Delete "{name}" and its {n} interactions for good?',
            project.interactions,
        ).format(name=project.name, n=project.interactions)
        documents = len(await services.store.documents(project.id))
        if documents and not args.yes:
            out(
                ngettext(
                    "{n} document goes with it; the file itself stays.",
                    "{n} documents go with it; the files themselves stay.",
                    documents,
                ).format(n=documents)
            )
        if not args.yes and not confirmed(question):
            out(_("Nothing was deleted."))
            return 0
        await services.store.delete_project(project.name)
        out(_('Deleted "{name}".').format(name=project.name))
        return 0

    return with_services(command)
