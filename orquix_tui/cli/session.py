"""What the commands share: the program put together, one event loop, everything closed at the end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from orquix_tui.bootstrap import build, configure
from orquix_tui.cli.output import err
from orquix_tui.config.template import write_template
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import StoreError

Command = Callable[[Services], Awaitable[int]]


def with_services(command: Command) -> int:
    """Run the command over the whole program and close it, whatever happens."""
    return asyncio.run(_run(command))


def open_services() -> Services:
    """The program as the environment and the file say; the first start writes a commented file."""
    setup = configure(os.environ)
    notices = []
    try:
        if write_template(setup.paths.config_file):
            notices.append(f"A commented configuration was written to {setup.paths.config_file}.")
    except OSError as error:  # the program works without a file
        notices.append(f"No configuration could be written to {setup.paths.config_file} ({error.strerror}).")
    return build(setup, notices=tuple(notices))


async def recover(services: Services) -> list[str]:
    """Turn runs that died into interrupted interactions; sentences for the person."""
    try:
        found = await services.store.recover()
    except StoreError as error:
        return [f"Interrupted runs could not be looked for: {error}"]
    return [f'Recovered an interrupted run: "{s.prompt[:60]}" ({s.id[:13]}).' for s in found]


async def _run(command: Command) -> int:
    services = open_services()
    try:
        return await command(services)
    finally:
        for problem in await services.aclose():
            err(f"! {problem}")
