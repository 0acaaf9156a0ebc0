"""Which council answers, and how it is introduced."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Council
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.widgets.answer_panel import EMBEDDED_NOTE
from orquix_tui.tui.widgets.notices import Notices

_NONE = "No council is configured. `orquix-tui doctor` says what is missing."


def first_council(services: Services) -> Council | None:
    """The one named `default`, else the first of the configuration."""
    return services.councils.get("default") or next(iter(services.councils.values()), None)


async def choose_council(screen: Screen[Any], services: Services, current: Council | None) -> Council | None:
    """Ask for another one; None when the person keeps what holds."""
    councils = list(services.councils.values())
    if not councils:
        screen.query_one(Notices).add(_NONE, "warning")
        return None
    lines = [f"{c.name}: {', '.join(m.label for m in c.members)}" for c in councils]
    here = councils.index(current) if current in councils else 0
    chosen = await screen.app.push_screen_wait(Choose("Council", lines, here))
    return None if chosen is None else councils[chosen]


def welcome(council: Council | None, services: Services) -> str:
    """What stands in the place of the answers before the first question."""
    if council is None:
        return _NONE
    lines = [f'Ask, and the council "{council.name}" answers side by side:', ""]
    lines += [f"  {n}  {m.label} · {m.provider}:{m.model}" for n, m in enumerate(council.members, 1)]
    if any(services.is_embedded(m.provider) for m in council.members):
        lines += ["", f"! {EMBEDDED_NOTE}"]
    lines += ["", "F1 shows the keys, Ctrl+P all commands."]
    return "\n".join(lines)
