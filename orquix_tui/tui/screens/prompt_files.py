"""The files that go along with the next question: picked, pasted, taken off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.screen import Screen

from orquix_tui.core.attaching import MOST_CHARACTERS, MOST_FILES, read_files
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.memory import DocumentReader
from orquix_tui.domain.models import PROMPT_LIMIT, Attachment
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.keys import keyed

_NAME = 40


class PromptFiles:
    """At most twenty; two of the same name are told apart by a number."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self.held: tuple[Attachment, ...] = ()

    def add(self, files: Sequence[Attachment]) -> None:
        """More of them. Raises InputError when they are too many."""
        if len(self.held) + len(files) > MOST_FILES:
            raise InputError(
                _("More than {most} files.").format(most=MOST_FILES),
                _("Take some off, or add them as documents of the project: what fits is found in them."),
            )
        for file in files:
            name = _another_name(file.name, {held.name for held in self.held})
            self.held = (*self.held, file.model_copy(update={"name": name}))

    def add_pasted(self, text: str) -> str:
        """What is too long for a prompt goes along as a file; returns what to tell about it."""
        size, most = words.count(len(text)), words.count(PROMPT_LIMIT)
        if len(text) > MOST_CHARACTERS:
            text = _(
                "{size} characters were pasted; a prompt takes {most}, a file that goes along {file}. "
                "Nothing was put in: save it to a file and add that to the documents ({chord[documents]})."
            )
            return keyed(text, size=size, most=most, file=words.count(MOST_CHARACTERS))
        self.add([Attachment(name=_("pasted text.txt"), text=text)])
        told = _(
            "{size} characters were pasted, and a prompt takes {most}: they go along as a file. "
            "{chord[attach]} takes it off."
        )
        return keyed(told, size=size, most=most)

    def take_off(self, file: Attachment) -> None:
        """This one stays here."""
        self.held = tuple(held for held in self.held if held is not file)

    async def pick(self, reader: DocumentReader) -> tuple[str, ...]:
        """Let the person pick files; why some of them do not go along. Raises InputError."""
        from orquix_tui.tui.dialogs.pick_files import PickFiles  # not before somebody asks

        picker = PickFiles(_("Files that go along with the question"), Path.cwd())
        paths = await self._screen.app.push_screen_wait(picker)
        if not paths:
            return ()
        read = await read_files(reader, paths)
        self.add(read.files)
        return read.left_out

    async def choose(self, *, too_long: bool) -> str:
        """What to do about them: `add`, `text` (make a file of the prompt's text) or nothing more."""
        deeds = ["add"] + ["text"] * too_long
        named = {"add": _("Add files…"), "text": _("Make a file of what stands in the prompt")}
        lines = [named[deed] for deed in deeds]
        if len(lines) == 1 and not self.held:
            return "add"
        lines += [
            _("Take off {name} ({size} characters)").format(
                name=one_line(file.name, _NAME), size=words.count(len(file.text))
            )
            for file in self.held
        ]
        chosen = await self._screen.app.push_screen_wait(Choose(_("Files that go along"), lines))
        if chosen is None:
            return ""
        if chosen < len(deeds):
            return deeds[chosen]
        self.take_off(self.held[chosen - len(deeds)])
        return ""


def _another_name(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    stem, ending = (stem, dot + suffix) if stem else (name, "")
    number, wanted = 1, name
    while wanted in taken:
        number += 1
        wanted = f"{stem} {number}{ending}"
    return wanted
