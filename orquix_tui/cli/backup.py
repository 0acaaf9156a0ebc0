"""`backup` and `restore`: the store as one file elsewhere, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import out
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.translate import _


def backup(args: argparse.Namespace) -> int:
    """Copy the store while nobody else writes."""

    async def command(services: Services) -> int:
        await services.store.backup(Path(args.path))
        out(_("Copied to {path}.").format(path=args.path))
        return 0

    return with_services(command)


def restore(args: argparse.Namespace) -> int:
    """Put a copy in the store's place, after asking; what it replaces is kept beside it."""

    async def command(services: Services) -> int:
        if not args.yes and not confirmed(_("Replace the whole store by {path}?").format(path=args.path)):
            out(_("Nothing was changed."))
            return 0
        replaced = await services.store.restore(Path(args.path))
        out(
            _("Restored from {path}.").format(path=args.path)
            + (_(" What it replaced is now {replaced}.").format(replaced=replaced) if replaced else "")
        )
        return 0

    return with_services(command)
