"""`context pins`, `bans`, `unpin`, `unban`: what always goes along, and what never does."""

from __future__ import annotations

import argparse

from orquix_tui.cli.output import local_time, out, out_json, out_table
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Steer, Steering
from orquix_tui.domain.text import one_line

_ENOUGH = 8
"""The last letters of an id: it begins with the time, which chunks that were stored together share."""


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
            out(f'Nothing is {how}ned in "{project.name}".')
        else:
            rows = [
                (e.chunk.id[-_ENOUGH:], local_time(e.set_at), one_line(e.chunk.source, 40),
                 one_line(e.chunk.text, 80))
                for e in found
            ]  # fmt: skip
            out_table(("ID", "SINCE", "FROM", "TEXT"), rows)
        return 0

    return with_services(command)


def _taken_back(args: argparse.Namespace, how: Steer) -> int:
    async def command(services: Services) -> int:
        project = await services.store.project(args.project)
        there = [entry.chunk for entry in await services.context.steered(project) if entry.how == how]
        for ident in args.ids:
            meant = sum(chunk.id.endswith(ident) for chunk in there)
            if meant != 1:
                what = "More than one thing" if meant else "Nothing"
                raise InputError(f'{what} with the id "{ident}" is {how}ned in "{project.name}".',
                                 f"See: orquix-tui context {how}s")  # fmt: skip
        chosen = [chunk for chunk in there if chunk.id.endswith(tuple(args.ids))]
        await services.context.steer(project, [chunk.id for chunk in chosen], None)
        for chunk in chosen:
            out(f"No longer {how}ned: {one_line(chunk.text, 80)}")
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
