"""The conversation that a saved interaction went on from, as it is sent along again."""

from __future__ import annotations

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.prompt import thread_messages
from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.models import Interaction, Project
from orquix_tui.domain.ports import Message


async def turns_before(context: ContextManager, interaction: Interaction) -> tuple[Message, ...]:
    """Its thread; empty when it began one, or when that was deleted since. Raises StoreError."""
    if interaction.continues is None:
        return ()
    project = Project(id=interaction.project_id, name=interaction.project)
    try:
        thread = await context.thread(project, interaction.prompt, "continue", interaction.continues)
    except NotFoundError:
        return ()
    return thread_messages(thread.turns)
