"""`moderate`: the same answers compared again, versions, contradictions put to those concerned, votes."""

from __future__ import annotations

import argparse
from typing import Any

from orquix_tui.cli.ask import print_markdown, print_plain_synthesis
from orquix_tui.cli.keys import settle
from orquix_tui.cli.output import err, local_time, out, out_json, out_table, usd
from orquix_tui.cli.session import with_services
from orquix_tui.core.again import Wish, named
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.events import Event, ModerationStarted, Warned
from orquix_tui.domain.models import EXTRACTIVE, Interaction
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.export.jsonable import interaction_to_dict


def run(args: argparse.Namespace) -> int:
    """Do what the options say, print the interaction as it is now. Nobody of the council is asked again,
    except by --resolve, and then only those concerned."""

    async def command(services: Services) -> int:
        interaction = await services.store.interaction(args.id)
        if args.versions:
            await _list_versions(services, interaction, as_json=args.json)
            return 0
        changed = scrubbed(services.redact, await _changed(services, interaction, args))
        if args.json:
            out_json({**interaction_to_dict(changed), "version": _version(changed)})
        elif args.plain:
            print_plain_synthesis(changed)
        else:
            print_markdown(changed)
        if args.resolve is not None and not args.json:
            _print_settled(changed, args.resolve)
        return 0

    settle("default")
    return with_services(command)


async def _changed(services: Services, interaction: Interaction, args: argparse.Namespace) -> Interaction:
    def tell(event: Event) -> None:
        match event:
            case ModerationStarted(moderator):
                err(_("· comparing again, by {moderator}").format(moderator=moderator))
            case Warned(_step, message):
                err(services.redact(f"! {message}"))
            case _:
                pass

    if args.vote is not None:
        choice = _choice(interaction, args.vote)
        await services.store.vote(interaction.id, choice)
        err(_("· your vote: {choice}").format(choice=args.vote))
        return interaction
    if args.version is not None:
        return await services.again.choose(interaction, args.version)
    if args.resolve is not None:
        return await services.again.resolve(interaction, args.resolve - 1, tell)
    for ref in args.moderator:
        if ref != EXTRACTIVE:
            parted(ref)
    wish = Wish(
        chain=tuple(args.moderator),
        exclude=tuple(args.exclude),
        settings=_settings(services, interaction, args),
    )
    return await services.again.moderate(interaction, wish, tell)


def parted(ref: str) -> tuple[str, str]:
    """Provider and model of `provider:model`. Raises InputError where one is missing."""
    provider, _colon, model = ref.partition(":")
    if not provider or not model:
        raise InputError(
            _('"{ref}" names no model.').format(ref=ref),
            _("Write PROVIDER:MODEL; `orquix-tui models` lists them."),
        )
    return provider, model


def _print_settled(interaction: Interaction, number: int) -> None:
    """What came of asking those concerned by the claim of that number, from 1."""
    claim = interaction.synthesis.claims[number - 1] if interaction.synthesis else None
    if claim is None:
        return
    put = _("Claim {number} ({text}): {outcome}.")
    out("\n" + put.format(number=number, text=one_line(claim.text, 120), outcome=_(claim.outcome)))
    labels = {r.letter: r.label for r in interaction.responses}
    for said in claim.statements:
        who = f"[{said.letter}] {labels.get(said.letter, '')}"
        out(f"- {who}, {_(said.stance)}: {one_line(said.text, 600)}")


def _settings(services: Services, interaction: Interaction, args: argparse.Namespace) -> ModeratorSettings:
    """As configured, with what the options change."""
    wanted: dict[str, Any] = {
        name: getattr(args, name)
        for name in ("strategy", "personality", "length", "language", "temperature")
        if getattr(args, name) is not None
    }
    if interaction.council.strategy is not None:
        wanted.setdefault("strategy", interaction.council.strategy)
    return ModeratorSettings.model_validate({**services.settings.moderator.model_dump(), **wanted})


def _choice(interaction: Interaction, wanted: str) -> str:
    """What a vote is for: the synthesis, or a response by its label or letter. Raises InputError."""
    if wanted == "synthesis":
        return wanted
    for response in named(interaction, wanted):
        return response.letter
    raise InputError(
        _('No answer is called "{wanted}".').format(wanted=wanted),
        _("Vote for `synthesis`, a label or a letter."),
    )


async def _list_versions(services: Services, interaction: Interaction, *, as_json: bool) -> None:
    versions = await services.store.syntheses(interaction.id)
    holds = _version(interaction)
    rows = [
        {
            "version": s.version,
            "holds": s.version == holds,
            "moderator": s.moderator,
            "strategy": s.strategy,
            "excluded": list(s.excluded),
            "quality": s.quality.value,
            "cost_usd": s.cost_usd,
            "created_at": s.created_at.isoformat(),
        }
        for s in versions
    ]
    if as_json:
        out_json(rows)
        return
    table = [
        (
            f"{'*' if s.version == holds else ' '} {s.version}",
            local_time(s.created_at),
            s.moderator,
            s.strategy,
            ", ".join(s.excluded) or "-",
            _(s.quality.value),
            usd(s.cost_usd),
        )
        for s in versions
    ]
    out_table(_("VERSION|WHEN|MODERATOR|STRATEGY|WITHOUT|QUALITY|COST"), table)
    out(_("* holds: it is shown, exported and remembered."))


def _version(interaction: Interaction) -> int | None:
    return interaction.synthesis.version if interaction.synthesis else None
