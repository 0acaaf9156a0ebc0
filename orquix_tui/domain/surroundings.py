"""What a person wants to know about a provider and this machine before relying on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from orquix_tui.domain.settings import ProviderSettings


class Check(NamedTuple):
    """What a look at one provider found; `ms` without imports and the start of a local model."""

    ok: bool
    detail: str
    remedy: str = ""
    ms: float | None = None


class KeyState(Enum):
    """What is known of a provider's key without asking anybody."""

    NOT_NEEDED = "not needed"
    FOUND = "found"
    IN_KEYRING = "in the keyring"
    MISSING = "missing"
    REFUSED = "refused"
    """There is one, and it may not go where it would: unencrypted, without consent."""


class KeyReport(NamedTuple):
    """Where a provider's key comes from; never the key.

    `source` is the name of a variable of the environment, `keyring`, or empty; `problem` why nothing could be
    sent; `address` where it would go; `in_the_clear` whether a person must consent to that.
    """

    state: KeyState
    source: str
    problem: str
    address: str
    in_the_clear: bool


class FoundServer(NamedTuple):
    """A model server on this machine that could be a provider, and its models that answer."""

    name: str
    settings: ProviderSettings
    models: tuple[str, ...]


class Surroundings(Protocol):
    """Looks at providers, the keyring and this machine; changes nothing that is not named so."""

    def key(self, name: str, settings: ProviderSettings) -> KeyReport:
        """What is known of its key. Cheap: no network, and the keyring is not opened."""

    async def test(self, name: str, settings: ProviderSettings) -> Check:
        """Ask that provider for its models, as these settings say."""

    async def servers(self) -> Sequence[FoundServer]:
        """The model servers that answer on this machine now. Takes 2 s at most."""

    def vendors(self) -> Mapping[str, str]:
        """The vendors whose key is in the environment, with the variable that holds it."""

    def keyring_problem(self) -> str:
        """Empty when keys can be kept in the system's keyring, else why not. Cheap."""

    async def keep_key(self, name: str, key: str) -> str:
        """Put the provider's key into the keyring; returns the keyring's name. Raises ConfigError."""

    def embedded_missing(self) -> str:
        """Empty when the embedded model could answer, else what is missing and how to get it."""

    async def install_embedded(self, report: Callable[[str], None]) -> None:
        """Fetch the embedded model's weights; `report` is told what goes on. Raises ConfigError."""
