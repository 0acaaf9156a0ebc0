"""Whether a run may cost what it may cost."""

from __future__ import annotations

from collections.abc import Iterable

from orquix_tui.core.parts import Parts
from orquix_tui.core.pricing import estimate_tokens
from orquix_tui.domain.errors import BudgetError
from orquix_tui.domain.models import Council
from orquix_tui.domain.translate import _, dollars


async def check_budget(
    parts: Parts, council: Council, texts: Iterable[str], max_tokens: int | None = None
) -> list[str]:
    """Warnings for a run that sends these texts beside the context.

    Raises BudgetError when the estimate lies over a limit, StoreError.
    """
    budget = parts.budget
    if budget.per_run_usd is None and budget.per_day_usd is None:
        return []
    sent = parts.context_settings.max_tokens + sum(map(estimate_tokens, texts))
    cost, unknown = parts.pricing.estimate(council, sent, max_tokens)
    if budget.per_run_usd is not None and cost > budget.per_run_usd:
        raise BudgetError(
            _("This run may cost up to {cost}; the limit per run is {limit}.").format(
                cost=dollars(cost), limit=dollars(budget.per_run_usd)
            ),
            _("Lower max_tokens, choose a cheaper council, or raise [budget].per_run_usd."),
        )
    if budget.per_day_usd is not None:
        spent = await parts.store.spent_today() or 0.0
        if spent + cost > budget.per_day_usd:
            raise BudgetError(
                _(
                    "Today cost {spent} and this run may cost up to {cost}; the limit per day is {limit}."
                ).format(spent=dollars(spent), cost=dollars(cost), limit=dollars(budget.per_day_usd)),
                _("Wait until tomorrow, or raise [budget].per_day_usd."),
            )
    if not unknown:
        return []
    return [
        _("The budget cannot be held for sure: the price of {unknown} is not known.").format(
            unknown=", ".join(unknown)
        )
    ]
