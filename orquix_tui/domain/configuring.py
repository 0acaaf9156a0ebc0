"""The configuration as something that can be read with its origins, and changed while the program runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from orquix_tui.domain.settings import ProviderSettings, Settings

Where = tuple[str, ...]
"""The way to a value: ("ui", "theme"), ("providers", "router"), ("councils", "default", "members")."""


class Put(NamedTuple):
    """Let this value stand there: a plain value, a list, or a table as a dictionary.

    A dictionary is the whole table: what stands in the file and not in it is taken out, what is the same is
    not touched. A list of dictionaries is a list of tables (the members of a council), in this order.
    """

    where: Where
    value: Any


class Drop(NamedTuple):
    """Take this value or table out; nothing happens where there is none."""

    where: Where


class Rename(NamedTuple):
    """Let this table, for example ("councils", "old"), have another name, if it is there."""

    where: tuple[str, str]
    name: str


Change = Put | Drop | Rename


class Origin(Enum):
    """Where a value comes from; the environment wins over the file, the file over the default."""

    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True)
class Reading:
    """The settings in force, and where each of them comes from.

    `settings` holds what the environment offers too (providers, a council) and what was consented to;
    `written` is the file alone, `overridden` what variables of the environment set, by table and key;
    `decided` are the answers about keys that would go unencrypted, by `consent_id`.
    """

    settings: Settings
    file: Path
    written: Mapping[str, Any] = field(default_factory=dict)
    overridden: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    decided: Mapping[str, bool] = field(default_factory=dict)

    def origin(self, *where: str) -> Origin:
        """Where the value at this place comes from."""
        if self.variable(*where):
            return Origin.ENVIRONMENT
        here: Any = self.written
        for name in where:
            if not isinstance(here, Mapping) or name not in here:
                return Origin.DEFAULT
            here = here[name]
        return Origin.FILE

    def variable(self, *where: str) -> str:
        """The variable of the environment that sets this value; empty when none does."""
        if len(where) >= 2 and where[1] in self.overridden.get(where[0], {}):
            return f"ORQUIX_{where[0]}_{where[1]}".upper()
        return ""


class Configuration(Protocol):
    """Reads and changes the configuration, off the event loop. All raise ConfigError."""

    @property
    def file(self) -> Path:
        """The TOML file, whether it is there or not."""

    async def read(self) -> Reading:
        """What holds now, as a new start would find it."""

    async def change(self, changes: Sequence[Change]) -> Reading:
        """Write all of these or none, and read again.

        What the program would not start with is refused with the reason, and the file stays as it was. A
        council may name providers that were only found: they are written along. Keys are refused.
        """

    async def decide(self, provider: str, base_url: str, *, allowed: bool) -> Reading:
        """Keep the answer to whether this provider's key may go to this address unencrypted."""


def consent_id(provider: str, base_url: str) -> str:
    """A decision holds for one provider's key at one address: another address is another question."""
    parts = urlsplit(base_url)
    return f"{provider} {parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def as_written(provider: ProviderSettings) -> dict[str, Any]:
    """A provider as it stands in the file: its kind, and what is not the default."""
    told = provider.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return {"kind": provider.kind, **told}
