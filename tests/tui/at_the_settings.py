"""The settings screen, opened, and the words that its tests need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from textual.widgets import Static

from orquix_tui.bootstrap import build, configure
from orquix_tui.core.desk import RetryPolicy
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.screens.settings import SettingsScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.setting_rows import Row, SettingRows
from tests.house import House
from tests.tui.conftest import Desk

Open = Callable[..., AbstractAsyncContextManager[Desk]]


def opening(house: House) -> Open:
    """`async with opened("interface", GROQ_API_KEY="x") as d:` shows that page of the settings."""

    @asynccontextmanager
    async def open_it(section: str = "", **env: str) -> AsyncIterator[Desk]:
        services = build(configure({**house.env, **env}), retry=RetryPolicy(base_s=0.0, cap_s=0.2))
        app = OrquixApp(services)
        async with app.run_test(size=(100, 30)) as pilot:
            d = Desk(app, pilot, house)
            await d.ready()
            d.screen.action_settings(section)
            await d.until(lambda: isinstance(app.screen, SettingsScreen), "the settings are there")
            await quiet(d)
            yield d

    return open_it


async def quiet(d: Desk) -> None:
    """Until no change is under way."""
    names = {"change", "read", "take on", "theme"}
    await d.until(
        lambda: not any(w.group in names and w.is_running for w in d.app.workers) or in_a_dialog(d),
        "the change is done",
    )
    await d.pilot.pause()


def in_a_dialog(d: Desk) -> bool:
    return not isinstance(d.app.screen, SettingsScreen | Workspace)


async def press(d: Desk, *keys: str) -> None:
    for key in keys:
        await d.pilot.press(key)
        await quiet(d)


async def dialog(d: Desk, kind: type) -> None:
    await d.until(lambda: isinstance(d.app.screen, kind), f"{kind.__name__} is there")
    await d.pilot.pause()


def rows(d: Desk) -> dict[str, Row]:
    screen = next(s for s in d.app.screen_stack if isinstance(s, SettingsScreen))
    return {row.id: row for row in screen.query_one(SettingRows)._rows}


def go_to(d: Desk, row_id: str) -> None:
    d.app.screen.query_one(SettingRows).cursor = list(rows(d)).index(row_id)


def file(d: Desk) -> str:
    return (d.house.home / "config" / "config.toml").read_text("utf-8")


def about(d: Desk) -> str:
    return str(d.app.screen.query_one("#setting-about", Static).content)


def hint(d: Desk) -> str:
    hints = d.app.screen.query("#dialog-hint")
    return str(hints.first(Static).content) if hints else ""


def wrong(d: Desk) -> str:
    found = d.app.screen.query("#form-wrong")
    return str(found.first(Static).content) if found else ""
