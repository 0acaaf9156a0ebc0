"""`retry`: members of a run that is over, asked again; an interrupted run, resumed."""

from __future__ import annotations

import argparse
import asyncio
import signal

from orquix_tui.cli.ask import STORE_FAILED, Teller, print_markdown, print_plain_synthesis
from orquix_tui.cli.keys import settle
from orquix_tui.cli.moderate import parted
from orquix_tui.cli.output import err, out_json
from orquix_tui.cli.progress import until_stopped
from orquix_tui.cli.session import with_services
from orquix_tui.core.again import Wish, named
from orquix_tui.core.asking_again import Whom
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError, ModerationError
from orquix_tui.domain.models import Interaction, Member
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.translate import _
from orquix_tui.export.jsonable import interaction_to_dict


def run(args: argparse.Namespace) -> int:
    """Ask those who are named, or all without a usable answer; then compare, and print the interaction."""

    async def command(services: Services) -> int:
        teller = Teller(services, plain=args.plain)
        teller.start()
        changed, stopped = await _asked(services, args, teller)
        if not (args.no_moderate or teller.store_failed or stopped):
            changed, stopped = await _compared(services, changed, teller)
        changed = scrubbed(services.redact, changed)
        if args.json:
            out_json(interaction_to_dict(changed))
        elif args.plain:
            print_plain_synthesis(changed)
        else:
            print_markdown(changed)
        status = InteractionStatus.CANCELLED if stopped else changed.status
        return STORE_FAILED if teller.store_failed else status.exit_code

    settle("default")
    return with_services(command)


async def _asked(services: Services, args: argparse.Namespace, teller: Teller) -> tuple[Interaction, bool]:
    """What came of it, and whether the person stopped it."""
    interaction = await services.store.interaction(args.id)
    whom = Whom(
        seats=tuple(_seat(interaction, name) for name in args.member),
        members=tuple(_member(ref) for ref in args.add),
        over_budget=args.over_budget,
    )
    asking = await services.asking_again.start(interaction.id, whom, teller.tell)
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        asking.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop)
    return await asking.wait(), stopped.is_set()


async def _compared(services: Services, interaction: Interaction, teller: Teller) -> tuple[Interaction, bool]:
    """With a new synthesis, where there is something to compare; and whether the person stopped that."""
    if sum(response.status.usable for response in interaction.responses) < 2:
        return interaction, False
    try:
        compared = await until_stopped(services.again.moderate(interaction, Wish(), teller.tell))
    except ModerationError as error:
        err(services.redact(f"! {error}"))
        return interaction, False
    return compared or interaction, compared is None


def _seat(interaction: Interaction, wanted: str) -> int:
    """The seat of that label or letter. Raises InputError."""
    for response in named(interaction, wanted):
        return response.seat
    known = ", ".join(f"{r.letter} ({r.label})" for r in interaction.responses)
    raise InputError(
        _('No member is called "{name}".').format(name=wanted), _("There are: {known}.").format(known=known)
    )


def _member(ref: str) -> Member:
    """A member from `provider:model`. Raises InputError."""
    provider, model = parted(ref)
    return Member(provider=provider, model=model, label=model.rsplit("/", 1)[-1])
