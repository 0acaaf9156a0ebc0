"""What the core needs from the outside, as protocols. Adapters implement them; `bootstrap` joins the two."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from orquix_tui.domain.events import Event
from orquix_tui.domain.memory import MemoryStore, Vectors
from orquix_tui.domain.models import (
    Chunk,
    Interaction,
    InteractionSummary,
    ModelInfo,
    Project,
    ProviderKind,
    Response,
    RunMetrics,
    Synthesis,
    Usage,
)
from orquix_tui.domain.settings import Timeouts
from orquix_tui.domain.status import InteractionStatus

Emit = Callable[[Event], None]
"""Takes an event; never blocks and never raises."""


# -- providers ---------------------------------------------------------------------------------


class Message(NamedTuple):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One exchange, free of any vendor's words. `extra` is sent as it is.

    `max_tokens` is None only after the model refused the parameter; the vendor's own limit then holds.
    """

    model: str
    messages: tuple[Message, ...]
    system: str = ""
    temperature: float | None = None
    max_tokens: int | None = 4096
    extra: dict[str, Any] = field(default_factory=dict)


class TextPart(NamedTuple):
    """More of the answer, as it came (not yet cleaned)."""

    text: str


class ReasoningPart(NamedTuple):
    """More of the model's reasoning."""

    text: str


class UsagePart(NamedTuple):
    """The vendor's own count; the last one holds."""

    usage: Usage


class EndPart(NamedTuple):
    """The protocol's own end. A stream without it was interrupted."""

    reason: Literal["stop", "length", "filter"]


StreamPart = TextPart | ReasoningPart | UsagePart | EndPart


class Provider(Protocol):
    """A configured connection to a vendor or server."""

    name: str
    kind: ProviderKind
    timeouts: Timeouts
    max_concurrency: int

    async def prepare(self) -> None:
        """Import what is heavy, start what must run. Not on the request's clocks. Raises ProviderError."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[StreamPart, None]:
        """Yield parts as they come; closing the generator closes the socket. Raises ProviderError alone."""

    async def models(self) -> list[ModelInfo]:
        """The models on offer. Raises ProviderError."""

    async def aclose(self) -> None:
        """Close connections and child processes; may be called twice."""


class Providers(Protocol):
    """All configured providers, made at first use."""

    def names(self) -> list[str]:
        """The configured names, in the order of the configuration."""

    def get(self, name: str) -> Provider:
        """The provider of that name. Raises ConfigError."""

    def can_run(self, name: str) -> str:
        """Empty when the provider could be asked, else why not (no key, package missing)."""

    async def models(self, name: str, *, refresh: bool = False) -> list[ModelInfo]:
        """What a provider offers, remembered for a day. Raises ConfigError, ProviderError."""

    async def aclose(self) -> None:
        """Close every provider that was made."""


# -- store -------------------------------------------------------------------------------------


class ActiveRun(NamedTuple):
    """A run that a living process holds, read from its journal: of `members` so many have `ended`."""

    interaction_id: str
    project: str
    prompt: str
    started_at: datetime
    pid: int
    ended: int = 0
    members: int = 0
    comparing: bool = False


class Journal(Protocol):
    """The append-only record of one living run. All writes happen off the event loop."""

    async def begin(self, interaction: Interaction) -> None:
        """Write and sync the request; take the run's lock. Raises StoreError."""

    def event(self, event: Event) -> None:
        """Queue what came; written at least twice a second. Never blocks."""

    async def close(self, *, keep: bool) -> None:
        """Write the rest and let go; `keep` leaves the file for the next start to recover."""


class Store(MemoryStore, Protocol):
    """The one file of truth. Every call runs on the store's own thread. All raise StoreError."""

    def journal(self) -> Journal:
        """A new journal, not begun."""

    async def recover(self) -> list[InteractionSummary]:
        """Turn dead journals into interactions, interrupted or as they had ended; returns them."""

    async def projects(self, *, archived: bool = False) -> list[Project]:
        """All projects by name, with their counts; `default` is made when missing."""

    async def project(self, name: str) -> Project:
        """The project of that name. Raises NotFoundError (never for `default`)."""

    async def add_project(self, name: str, description: str = "") -> Project:
        """A new project. Raises InputError when the name is taken or unusable."""

    async def rename_project(self, name: str, new_name: str) -> Project:
        """Raises NotFoundError, InputError."""

    async def archive_project(self, name: str, *, archived: bool = True) -> Project:
        """Hide from the lists, or bring back; nothing is deleted. Raises NotFoundError, InputError."""

    async def set_project_council(self, name: str, council: str) -> Project:
        """Let this project ask that council; empty: the default one. Raises NotFoundError."""

    async def delete_project(self, name: str) -> None:
        """Remove it and all that it holds. Raises NotFoundError, InputError (`default`, or a run goes on)."""

    async def begin(self, interaction: Interaction) -> None:
        """Write the row of a run that starts; without a project's id its name decides (in `finish` too)."""

    async def finish(
        self, interaction: Interaction, chunks: Sequence[Chunk], vectors: Vectors | None, model_id: str = ""
    ) -> None:
        """One transaction: interaction, responses, synthesis, metrics, chunks, vectors. May be repeated.

        `model_id` names the model of the vectors; vectors without it are refused.
        """

    async def asked_again(self, interaction: Interaction, askings: Sequence[Response]) -> None:
        """Write what a saved interaction holds after some seats were asked again, or added.

        `askings` are the exchanges since, for the figures. One transaction. Raises NotFoundError.
        """

    async def record_save_time(self, interaction_id: str, metrics: RunMetrics) -> None:
        """Write the figures that are only known after `finish`."""

    async def add_synthesis(
        self, interaction_id: str, synthesis: Synthesis, status: InteractionStatus | None = None
    ) -> int:
        """Another version for a saved interaction; it holds from now on. Returns its number.

        `status` is how the interaction stands with it, when that is another than before.
        """

    async def syntheses(self, interaction_id: str) -> list[Synthesis]:
        """All versions, oldest first. Raises NotFoundError."""

    async def choose_synthesis(self, interaction_id: str, version: int) -> None:
        """Let this version hold: it is what is shown, exported and remembered. Raises NotFoundError."""

    async def vote(self, interaction_id: str, choice: str) -> None:
        """Remember which text was better: `synthesis`, or a response by its letter. Raises InputError."""

    async def voted(self, interaction_id: str) -> str:
        """What was voted for; empty when nothing was."""

    async def interaction(self, interaction_id: str) -> Interaction:
        """By id or an unambiguous prefix; a running one with its text so far. Raises NotFoundError."""

    async def interactions(self, interaction_ids: Sequence[str]) -> list[Interaction]:
        """These, oldest first; those that have gone are left out."""

    async def history(
        self, project: str | None = None, limit: int = 200, *, containing: str = "", starred: bool = False
    ) -> list[InteractionSummary]:
        """Newest first; those whose question holds every word of `containing`, case and accents apart."""

    async def star(self, interaction_id: str, *, starred: bool = True) -> None:
        """Mark it with a star, or take the star away. Raises NotFoundError."""

    async def delete_interaction(self, interaction_id: str) -> None:
        """Remove it and what it taught. Raises NotFoundError, InputError while it runs."""

    async def metrics(self, days: int) -> dict[str, Any]:
        """Totals, per day, per model and per cause over the last days (today counts as one)."""

    async def spent_today(self) -> float | None:
        """US dollars, of what is known, since the local midnight; None when nothing is."""

    async def performance(self, days: int = 30) -> dict[str, Any]:
        """Time per step (p50, p95) and per model (latency, first token), over the last days."""

    async def active(self) -> list[ActiveRun]:
        """The runs that living processes hold now."""

    async def cleanup(self, days_to_keep: int) -> dict[str, Any]:
        """Delete metrics older than that; interactions stay."""

    async def export_tables(self, folder: Path) -> list[Path]:
        """Every table as a Parquet file in that folder. Raises InputError when one of them exists."""

    async def backup(self, path: Path) -> None:
        """Copy the whole store to a new file. Raises InputError when it exists."""

    async def restore(self, path: Path) -> Path | None:
        """Put a backup in the store's place; returns where the replaced file went. Raises InputError."""

    async def aclose(self) -> None:
        """Finish what is queued and waited for, then stop the thread."""
