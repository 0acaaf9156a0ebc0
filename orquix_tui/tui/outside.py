"""Lends the terminal to another program: the person's pager and the person's editor."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _

if TYPE_CHECKING:
    from textual.app import App

PAGERS = ("less", "more")
EDITORS = ("nano", "vi", "emacs")
"""Tried in this order when the environment names none."""


async def run_pager(app: App[Any], text: str) -> None:
    """Show a text in $PAGER, and come back when it ends. What goes on in the app goes on meanwhile.

    Raises InputError when there is no pager, or when it cannot be started.
    """
    command = chosen("PAGER", ("PAGER",), PAGERS)
    with lent(app):
        await started(command, text.encode())


async def run_editor(app: App[Any], text: str) -> str:
    """The text as the person leaves it in $VISUAL or $EDITOR; without the line end that editors add.

    It lies meanwhile in a file that only its owner can read. Raises InputError when there is no editor, when
    it cannot be started, or ends with a failure; then the text is as it was.
    """
    command = chosen("EDITOR", ("VISUAL", "EDITOR"), EDITORS)
    path = await asyncio.to_thread(_written, text)
    try:
        with lent(app):
            code = await started([*command, str(path)])
        if code:
            raise InputError(
                _("{program} ended with a failure ({code}); the text is as it was.").format(
                    program=command[0], code=code
                ),
                _("Try again, or set EDITOR to another program."),
            )
        return await asyncio.to_thread(_read, path)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


def chosen(what: str, names: Sequence[str], usual: Sequence[str]) -> list[str]:
    """The command that the environment names, else the first usual one that is installed.

    Raises InputError when there is none.
    """
    for name in names:
        value = os.environ.get(name, "").strip()
        if not value:
            continue
        try:
            command = shlex.split(value)
        except ValueError as error:
            raise _missing(what, value) from error
        if not which(command[0]):
            raise _missing(what, command[0])
        return command
    found = next((program for program in usual if which(program)), None)
    if found is None:
        raise _missing(what, ", ".join(usual))
    return [found]


def _missing(what: str, program: str) -> InputError:
    return InputError(
        _("This program cannot be found: {program}.").format(program=program),
        _("Set {name} to one that is installed, and start Orquix again.").format(name=what),
    )


@contextmanager
def lent(app: App[Any]) -> Iterator[None]:
    """The terminal belongs to another program meanwhile; ours draws nothing, and Ctrl+C is not for us.

    Raises InputError where a terminal cannot be lent.
    """
    trouble: BaseException | None = None
    try:
        # Drawing is held back: what is written to a screen that is not ours would be waited for without end.
        with app.batch_update(), app.suspend():
            # A handler, not "ignore": the other program would inherit that.
            before = signal.signal(signal.SIGINT, lambda *_: None)
            try:
                yield
            except BaseException as error:  # noqa: BLE001  # raised again when the terminal is ours
                trouble = error
            finally:
                signal.signal(signal.SIGINT, before)
    except SuspendNotSupported as error:
        raise InputError(
            _("This terminal cannot be lent to another program."),
            _("Copy the text, or save it to a file, instead."),
        ) from error
    if trouble is not None:
        raise trouble


async def started(command: Sequence[str], given: bytes | None = None) -> int:
    """Run it to its end; its exit code. Raises InputError when it cannot be started."""
    pipe = None if given is None else asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe)
    except OSError as error:
        raise InputError(
            _("{program} cannot be started: {why}.").format(program=command[0], why=system_says(error)),
            _("Choose another program."),
        ) from error
    try:
        await process.communicate(given)  # one that ends without reading all is no failure
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    return process.returncode or 0


def _written(text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix="orquix-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)


def _read(path: Path) -> str:
    """Raises InputError when it is no text any more."""
    try:
        return path.read_text("utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            _("What the editor saved cannot be read: {why}.").format(why=error),
            _("Save it as UTF-8 text; your question is as it was."),
        ) from error
