"""What a run works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.desk import Desk
from orquix_tui.core.member import MemberRun
from orquix_tui.core.moderator import AIModerator
from orquix_tui.core.pricing import Pricing
from orquix_tui.core.prompt import SMALL_MODEL_CONTEXT, member_request
from orquix_tui.domain.models import Interaction, Response
from orquix_tui.domain.ports import Emit, Message, Store
from orquix_tui.domain.settings import BudgetSettings, ContextSettings


@dataclass(frozen=True)
class Parts:
    """`bootstrap` fills it. `small` names the providers whose model reads slowly."""

    store: Store
    context: ContextManager
    moderator: AIModerator
    desk: Desk
    pricing: Pricing
    context_settings: ContextSettings = field(default_factory=ContextSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    small: frozenset[str] = frozenset()
    compare_at: int = 0
    """Usable answers with which the comparison begins, though others still answer; 0: all that come."""

    async def ask(
        self, interaction: Interaction, blank: Response, thread: tuple[Message, ...], emit: Emit
    ) -> Response:
        """One member's answer to the question, with what goes along with it."""
        member = interaction.council.members[blank.seat]
        request = member_request(
            member,
            interaction.prompt,
            interaction.context,
            interaction.attachments,
            thread,
            SMALL_MODEL_CONTEXT if member.provider in self.small else None,
        )
        return await MemberRun(blank, request, self.desk, emit).ask()
