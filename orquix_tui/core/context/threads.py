"""Whether a question goes on from the last one, and with which turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from orquix_tui.core.context.followups import is_follow_up
from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.models import Interaction, Project, ThreadMode
from orquix_tui.domain.ports import Store
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _

__all__ = ["Thread", "find_thread", "is_follow_up", "searched_for"]

TURNS = 3
"""The last turns that go along; the figure of the original product."""
_LATEST = 20
"""How far back the latest interaction that can be gone on from is looked for."""
_NAME_WIDTH = 60


class Thread(NamedTuple):
    """The turns that a prompt goes on from, oldest first; none: it begins anew.

    `follow_up`: the prompt has no content of its own and is searched for with its turns. `reason` is for
    the person.
    """

    turns: tuple[Interaction, ...] = ()
    follow_up: bool = False
    reason: str = ""


async def find_thread(
    store: Store,
    project: Project,
    prompt: str,
    mode: ThreadMode,
    continues: str | None,
    hidden: Callable[[str], bool] = lambda _id: False,
    *,
    attached: bool = False,
) -> Thread:
    """See `ContextManager.thread`. What is `hidden` counts as deleted."""
    follow_up = is_follow_up(prompt, attached=attached)
    if mode == "new":
        return Thread(reason=_("A new thread, as you chose."))
    if mode == "auto" and not follow_up:
        return Thread(reason=_("A new thread: the question stands on its own."))
    last = continues or await _latest(store, project, hidden)
    if last is None:
        return Thread(reason=_("A new thread: nothing was answered here before."))
    turns = await _turns(store, last, hidden, must_be_there=continues is not None)
    if not turns:
        return Thread(reason=_("A new thread: what came before has been deleted."))
    named = one_line(turns[-1].prompt, _NAME_WIDTH)
    why = _("as you chose") if mode == "continue" else _("the question leans on it")
    return Thread(turns, follow_up, _('Goes on from "{named}": {why}.').format(named=named, why=why))


def searched_for(prompt: str, turns: Sequence[Interaction]) -> str:
    """What memory is searched for: a follow-up with the questions it leans on, else the prompt alone."""
    if not turns or not is_follow_up(prompt):
        return prompt
    return "\n".join([*(turn.prompt for turn in turns[-TURNS:]), prompt])


async def _latest(store: Store, project: Project, hidden: Callable[[str], bool]) -> str | None:
    """The newest interaction of the project that was answered."""
    unanswered = {InteractionStatus.RUNNING, InteractionStatus.FAILED}
    newest = await store.history(project.name, limit=_LATEST)
    return next((s.id for s in newest if s.status not in unanswered and not hidden(s.id)), None)


async def _turns(
    store: Store, last: str, hidden: Callable[[str], bool], *, must_be_there: bool
) -> tuple[Interaction, ...]:
    """The last one and what it went on from, oldest first."""
    turns: list[Interaction] = []
    next_id: str | None = last
    while next_id and len(turns) < TURNS and not hidden(next_id):
        try:
            turn = await store.interaction(next_id)
        except NotFoundError:  # deleted since: the thread begins after it
            if must_be_there and not turns:
                raise
            break
        turns.insert(0, turn)
        next_id = turn.continues
    return tuple(turns)
