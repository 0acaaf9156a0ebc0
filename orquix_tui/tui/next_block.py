"""What would go along with the question in the prompt: found, and changed by the person before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from orquix_tui.core.context.block import ContextBlock, fit
from orquix_tui.domain.models import ContextItem, ThreadMode


class Asked(NamedTuple):
    """What a block was looked for: another question, project or thread wants another block."""

    project_id: str
    prompt: str
    thread: ThreadMode
    continues: str | None
    attached: bool = False
    """Whether files go along with it."""


@dataclass(frozen=True, slots=True)
class NextBlock:
    """`found` is None while it is looked for; `budget` is in tokens.

    `removed` holds the chunk ids of the items that the person leaves out this once; `empty` says why nothing
    was found; `approving` that the question waits for the person to agree.
    """

    asked: Asked
    budget: int
    found: ContextBlock | None = None
    looking: bool = True
    thread: str = ""
    removed: frozenset[str] = field(default_factory=frozenset)
    empty: str = ""
    approving: bool = False
    awaits_model: bool = False
    """Whether the look waits for the embedding model."""

    @property
    def sent(self) -> ContextBlock:
        """What goes along: the items that are left, numbered anew."""
        if self.found is None:
            return ContextBlock()
        kept = [item for item in self.found.items if item.chunk_id not in self.removed]
        if len(kept) == len(self.found.items):
            return self.found
        return fit(kept, self.budget)._replace(notice=self.found.notice)

    @property
    def ready(self) -> bool:
        """Whether what is shown is the answer to what is asked."""
        return self.found is not None and not self.looking

    def leaving(self, item: ContextItem, *, out: bool) -> NextBlock:
        """With this item left out, or back in."""
        one = {item.chunk_id}
        return replace(self, removed=self.removed | one if out else self.removed - one)
