"""Files that go along with a prompt as text: read whole, never cut, never remembered as documents."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import NamedTuple

from orquix_tui.domain.errors import DocumentError, InputError
from orquix_tui.domain.memory import DocumentReader
from orquix_tui.domain.models import Attachment
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _, number

MOST_FILES = 20
"""Of one question."""
MOST_CHARACTERS = 2_000_000
"""Of one file: about half a million tokens, more than nearly every model reads."""


class Read(NamedTuple):
    """What can go along, and for each of the other files its name with the reason."""

    files: tuple[Attachment, ...]
    left_out: tuple[str, ...] = ()


async def read_files(reader: DocumentReader, paths: Sequence[Path]) -> Read:
    """The text of these files, and of those in these folders. Raises InputError when they are too many."""
    files: list[Attachment] = []
    left_out: list[str] = []
    async with aclosing(reader.walk(paths)) as found:
        async for one in found:
            name = Path(one.path).name
            if len(files) == MOST_FILES:
                raise InputError(
                    _("More than {most} files.").format(most=MOST_FILES),
                    _("Add a folder as documents of the project instead: what fits is found in them."),
                )
            if one.reason:
                left_out.append(f"{name}: {one.reason}")
                continue
            try:
                text = clean((await reader.read(one.path)).text)
            except DocumentError as error:
                left_out.append(f"{name}: {error.cause}")
                continue
            if len(text) > MOST_CHARACTERS:
                left_out.append(too_long(name, len(text)))
            else:
                files.append(Attachment(name=name, text=text))
    return Read(tuple(files), tuple(left_out))


def too_long(name: str, length: int) -> str:
    """Why a text of so many characters does not go along."""
    return _("{name}: {length} characters; {most} are the most of a file").format(
        name=name, length=number(length), most=number(MOST_CHARACTERS)
    )
