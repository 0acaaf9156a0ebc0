"""`context pins`, `bans`, `unpin`, `unban`: what always goes along, and what never does."""

from __future__ import annotations

import argparse

from orquix_tui.cli.output import local_time, out, out_json, out_table
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Steer, Steering
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _

_ENOUGH = 8
"""The last letters of an id: it begins with the time, which chunks that were stored together share."""
_NOT_ONE: dict[tuple[Steer, bool], str] = {
    ("pin", False): N_('Nothing with the id "{id}" is pinned in "{name}".'),
    ("pin", True): N_('More than one thing with the id "{id}" is pinned in "{name}".'),
    ("ban", False): N_('Nothing with the id "{id}" is banned in "{name}".'),
    ("ban", True): N_('More than one thing with the id "{id}" is banned in "{name}".'),
}
"""By what is asked for, and whether several have that id."""


def pins(args: argparse.Namespace) -> int:
    """What always goes along."""
    return _listed(args, "pin")


def bans(args: argparse.Namespace) -> int:
    """What never goes along."""
    return _listed(args, "ban")


def unpin(args: argparse.Namespace) -> int:
    """Let it come only when it is found."""
    return _taken_back(args, "pin")


def unban(args: argparse.Namespace) -> int:
    """Let it come again."""
    return _taken_back(args, "ban")


def _listed(args: argparse.Namespace, how: Steer) -> int:
    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        found = [entry for entry in await services.context.steered(project) if entry.how == how]
        if args.json:
            out_json([_to_dict(entry) for entry in found])
        elif not found:
            none = (
                _('Nothing is pinned in "{name}".') if how == "pin" else _('Nothing is banned in "{name}".')
            )
            out(none.format(name=project.name))
        else:
            rows = [
                (e.chunk.id[-_ENOUGH:], local_time(e.set_at), one_line(e.chunk.source, 40),
                 one_line(e.chunk.text, 80))
                for e in found
            ]  # fmt: skip
            out_table(_("ID|SINCE|FROM|TEXT"), rows)
        return 0

    return with_services(command)


def _taken_back(args: argparse.Namespace, how: Steer) -> int:
    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        there = [entry.chunk for entry in await services.context.steered(project) if entry.how == how]
        for ident in args.ids:
            meant = sum(chunk.id.endswith(ident) for chunk in there)
            if meant != 1:
                raise InputError(
                    _(_NOT_ONE[how, meant > 0]).format(id=ident, name=project.name),
                    _("See: orquix-tui context {how}s").format(how=how),
                )
        chosen = [chunk for chunk in there if chunk.id.endswith(tuple(args.ids))]
        await services.context.steer(project, [chunk.id for chunk in chosen], None)
        for chunk in chosen:
            done = _("No longer pinned: {text}") if how == "pin" else _("No longer banned: {text}")
            out(done.format(text=one_line(chunk.text, 80)))
        return 0

    return with_services(command)


def _to_dict(entry: Steering) -> dict[str, object]:
    chunk = entry.chunk
    return {
        "id": chunk.id,
        "source": chunk.source,
        "text": chunk.text,
        "interaction_event_id": chunk.interaction_id,
        "path": chunk.path,
        "set_at": entry.set_at.isoformat(),
    }
