"""What the commands share: the program put together, one event loop, everything closed at the end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from orquix_tui.bootstrap import build, configure
from orquix_tui.cli.output import err
from orquix_tui.config.logs import Tell, end_log, keep_log
from orquix_tui.config.template import write_template
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _

Command = Callable[[Services], Awaitable[int]]


def with_services(command: Command, *, uses_store: bool = True) -> int:
    """Run the command over the whole program and close it, whatever happens.

    Before a command that uses the store, runs that died are brought back and the person is told.
    """
    return asyncio.run(_run(command, uses_store=uses_store))


def open_services(tell: Tell | None = None) -> Services:
    """The program as the environment and the file say; the first start writes a commented file.

    `tell` is given what goes wrong underneath, beside the log.
    """
    setup = configure(os.environ)
    notices = []
    try:
        if write_template(setup.paths.config_file):
            notices.append(
                _("A commented configuration was written to {config_file}.").format(
                    config_file=setup.paths.config_file
                )
            )
    except OSError as error:  # the program works without a file
        notices.append(
            _("No configuration could be written to {config_file} ({reason}).").format(
                config_file=setup.paths.config_file, reason=system_says(error)
            )
        )
    services = build(setup, notices=tuple(notices))
    keep_log(setup.paths.log_dir, services.redact, setup.env, tell)
    return services


async def _recover(services: Services) -> None:
    """Bring back runs that died, and say so; a failure is told and left to the command."""
    try:
        found = await services.store.recover()
    except StoreError as error:
        err(services.redact(_("! Interrupted runs could not be looked for: {error}").format(error=error)))
        return
    for run in found:
        what = _("an interrupted run") if run.status is InteractionStatus.INTERRUPTED else _("an unsaved run")
        err(
            _('· Recovered {what}: "{prompt}" ({id}).').format(
                what=what, prompt=one_line(run.prompt, 60), id=run.id
            )
        )
        if run.status is InteractionStatus.INTERRUPTED:
            err(_("  `orquix-tui retry {id}` asks those who did not answer.").format(id=run.id))


async def _run(command: Command, *, uses_store: bool) -> int:
    services = open_services(err)
    try:
        if uses_store:
            await _recover(services)
        return await command(services)
    finally:
        for problem in await services.aclose():
            err(f"! {problem}")
        end_log()
