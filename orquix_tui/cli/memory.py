"""`history`, `show`, `delete`: what was asked and answered."""

from __future__ import annotations

import argparse

from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import local_time, out, out_json, out_table, usd
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.export.jsonable import interaction_to_dict, summary_to_dict


def history(args: argparse.Namespace) -> int:
    """Newest first."""

    async def command(services: Services) -> int:
        if args.project is not None:
            await services.store.project(args.project)
        found = await services.store.history(args.project, args.limit, starred=args.starred)
        if args.json:
            out_json([summary_to_dict(s) for s in found])
        elif not found:
            out(_("Nothing has a star.") if args.starred else _("Nothing was asked yet."))
        else:
            rows = [
                (
                    s.id,
                    local_time(s.created_at),
                    s.project,
                    _(s.status.value),
                    _(s.moderator_quality.value) if s.moderator_quality else "-",
                    usd(s.cost_usd),
                    ("★ " if s.starred else "") + one_line(s.prompt, 60),
                )
                for s in found
            ]
            out_table(_("ID|WHEN|PROJECT|STATUS|QUALITY|COST|QUESTION"), rows)
        return 0

    return with_services(command)


def show(args: argparse.Namespace) -> int:
    """One interaction as a Markdown document, or with --json as the object of `ask`."""

    async def command(services: Services) -> int:
        interaction = await services.store.interaction(args.id)
        if args.json:
            out_json(interaction_to_dict(interaction))
        else:
            out(services.export(interaction))
        return 0

    return with_services(command)


def delete(args: argparse.Namespace) -> int:
    """Remove one interaction and what the project learned from it, after asking."""

    async def command(services: Services) -> int:
        interaction = await services.store.interaction(args.id)
        question = _('Delete "{prompt}" and what it taught for good?').format(
            prompt=one_line(interaction.prompt, 60)
        )
        if not args.yes and not confirmed(question):
            out(_("Nothing was deleted."))
            return 0
        await services.store.delete_interaction(interaction.id)
        out(_("Deleted {id}.").format(id=interaction.id))
        return 0

    return with_services(command)
