"""What stands around the prompt, as protocols: drafts that survive, and templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from orquix_tui.domain.models import Attachment


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been written and not been sent yet."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.attachments)


class Drafts(Protocol):
    """One draft per project, kept beside the store. Every call works off the event loop."""

    async def read(self, project_id: str) -> Draft:
        """What was being written there; an empty draft when nothing was. Raises StoreError."""

    async def write(self, project_id: str, draft: Draft) -> None:
        """Keep this draft in the place of the one before, whole or not at all; an empty one leaves no file.

        Raises StoreError; InputError when it is too large to be kept, and then the one before is kept.
        """


class Template(NamedTuple):
    """A prompt that is used again; `text` may hold placeholders, see `domain.placeholders`."""

    name: str
    text: str


class Shelf(NamedTuple):
    """All templates by name; where they lie (to be told), and why some files there could not be read."""

    templates: tuple[Template, ...]
    folder: str
    troubles: tuple[str, ...] = ()


class Templates(Protocol):
    """The folder of templates. Every call works off the event loop."""

    async def read(self) -> Shelf:
        """All there are now. Raises ConfigError when the folder cannot be read."""

    async def save(self, name: str, text: str, *, replace: bool = False) -> str:
        """Write one down; returns where. Raises InputError for a name that cannot be used or, without
        `replace`, is taken; ConfigError when it cannot be written."""
