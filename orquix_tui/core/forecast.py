"""What a question would take before it is asked: tokens for each member, and the most that it can cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from orquix_tui.core.pricing import Pricing, estimate_tokens
from orquix_tui.core.prompt import SMALL_MODEL_CONTEXT
from orquix_tui.domain.models import Attachment, Council, Usage
from orquix_tui.domain.settings import BudgetSettings, ContextSettings


class Going(NamedTuple):
    """What would go along with the prompt, in tokens. `context` is None while nobody has looked for it."""

    prompt: str
    attachments: tuple[Attachment, ...] = ()
    context: int | None = 0
    thread: int = 0


class Forecast(NamedTuple):
    """`tokens` are estimates in seat order, without a context that is not known. `cost_usd` is the most that
    members and moderator together can cost, US dollars, without the models in `unknown`; `over` names the
    limit that this lies over, `limit_usd` that limit."""

    tokens: tuple[int, ...]
    context_known: bool
    cost_usd: float
    unknown: tuple[str, ...] = ()
    over: Literal["", "run", "day"] = ""
    limit_usd: float = 0.0


class Forecaster:
    """Counts by length alone: quick at any size, so that it can follow the typing."""

    def __init__(
        self, pricing: Pricing, context: ContextSettings, budget: BudgetSettings, small: Sequence[str]
    ) -> None:
        self._pricing = pricing
        self._context = context
        self._budget = budget
        self._small = frozenset(small)

    async def load(self) -> None:
        """Read the table of prices, off the event loop; once."""
        await self._pricing.load()

    def rates(self, provider: str, model: str) -> tuple[float, float] | None:
        """US dollars for 1,000 tokens read, and for 1,000 written; None when the price is not known.

        The table must be loaded.
        """
        read = self._pricing.price(provider, model, Usage(input_tokens=1000, output_tokens=0))
        written = self._pricing.price(provider, model, Usage(input_tokens=0, output_tokens=1000))
        return None if read is None or written is None else (read, written)

    def forecast(self, council: Council, going: Going, spent_today_usd: float) -> Forecast:
        """What asking this council would take, after what was spent today. The table must be loaded."""
        # As `check_budget` counts, before the context is found: it is what a budget must bear.
        most = self._context.max_tokens + estimate_tokens(going.prompt) + self._attached(going)
        cost, unknown = self._pricing.estimate(council, most, None)
        over, limit = self._over(cost, spent_today_usd)
        return Forecast(
            self._tokens(council, going), going.context is not None, cost, unknown, over, limit or 0.0
        )

    def _tokens(self, council: Council, going: Going) -> tuple[int, ...]:
        shared = estimate_tokens(going.prompt) + going.thread + self._attached(going)
        counts = []
        for member in council.members:
            context = (going.context or 0) if member.send_context else 0
            if member.provider in self._small:
                context = min(context, SMALL_MODEL_CONTEXT)
            counts.append(shared + context + estimate_tokens(member.persona or ""))
        return tuple(counts)

    def _attached(self, going: Going) -> int:
        return sum(estimate_tokens(a.text) for a in going.attachments)

    def _over(self, cost: float, spent: float) -> tuple[Literal["", "run", "day"], float | None]:
        run, day = self._budget.per_run_usd, self._budget.per_day_usd
        if run is not None and cost > run:
            return "run", run
        if day is not None and spent + cost > day:
            return "day", day
        return "", None
