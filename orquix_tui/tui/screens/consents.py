"""Asks, once, whether a key may go unencrypted to another machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.configuring import Reading, consent_id
from orquix_tui.domain.models import EXTRACTIVE, Council
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.confirm import Confirm


async def may_go(
    screen: Screen[Any], services: Services, name: str, given: ProviderSettings
) -> Reading | None:
    """Ask, when it must be asked; what holds then, or None when there was nothing to ask. Raises ConfigError.

    A "no" is kept too: nobody is asked twice about the same address.
    """
    report = services.surroundings.key(name, given)
    if not report.in_the_clear or given.allow_insecure:
        return None
    text = _(
        "{name} is reached at {address}, which is not encrypted: whoever sits on the way could read "
        "its key.\n\nSend the key there? You are asked once; a no holds it back."
    )
    dialog = Confirm(
        _("A key would go unencrypted"),
        text.format(name=name, address=report.address),
        yes=_("send it there"),
        no=_("hold it back"),
    )
    allowed = await screen.app.push_screen_wait(dialog)
    return await services.configuration.decide(name, report.address, allowed=allowed)


async def undecided(services: Services, council: Council) -> list[str]:
    """Those of the council whose key would go unencrypted, and nobody has decided on. Raises ConfigError."""
    providers = services.settings.providers
    clear = [
        name
        for name in _named(council)
        if name in providers
        and not providers[name].allow_insecure
        and services.surroundings.key(name, providers[name]).in_the_clear
    ]
    if not clear:
        return []
    decided = (await services.configuration.read()).decided
    return [name for name in clear if consent_id(name, providers[name].base_url or "") not in decided]


def _named(council: Council) -> Iterable[str]:
    refs = (*(m.ref for m in council.members), *council.moderator)
    return dict.fromkeys(ref.partition(":")[0] for ref in refs if ref != EXTRACTIVE)
