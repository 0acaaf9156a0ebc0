"""What an exchange costs, from the `genai-prices` table. Unknown is None, never 0."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from orquix_tui.domain.models import EXTRACTIVE, Council, Usage
from orquix_tui.domain.ports import ChatRequest
from orquix_tui.domain.settings import ProviderSettings

CHARACTERS_PER_TOKEN = 4
"""A common rule of thumb for European languages; used only where no vendor's count is at hand."""

_PRICED_AS = {"openai": "openai", "anthropic": "anthropic", "gemini": "google"}


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def estimate_usage(request: ChatRequest, text: str) -> Usage:
    """What asking and answering took, counted by us and marked so."""
    sent = estimate_tokens(request.system) + sum(estimate_tokens(m.content) for m in request.messages)
    return Usage(input_tokens=sent, output_tokens=estimate_tokens(text), estimated=True)


class Pricing:
    """Prices by the provider's configured name. The embedded model is free; all else is looked up."""

    def __init__(self, providers: Mapping[str, ProviderSettings]) -> None:
        self._providers = providers

    async def load(self) -> None:
        """Import the price table off the event loop: it takes 0.2 s of CPU."""
        await asyncio.to_thread(_import_table)

    def price(self, provider: str, model: str, usage: Usage) -> float | None:
        """US dollars for that usage, or None when the price or the usage is not known."""
        settings = self._providers.get(provider)
        if settings is None or usage.output_tokens is None:
            return None
        if settings.kind == "local":
            return 0.0
        from genai_prices import Usage as Tokens
        from genai_prices import calc_price

        tokens = Tokens(input_tokens=usage.input_tokens or 0, output_tokens=usage.output_tokens)
        vendor = _PRICED_AS.get(settings.kind)
        if vendor is None and not settings.base_url:
            return None
        try:
            if vendor:
                found = calc_price(tokens, model_ref=model, provider_id=vendor)
            else:
                found = calc_price(tokens, model_ref=model, provider_api_url=settings.base_url)
        except LookupError:  # the table does not know the model or the server
            return None
        return float(found.total_price)

    def estimate(
        self, council: Council, input_tokens: int, max_tokens: int | None
    ) -> tuple[float, tuple[str, ...]]:
        """The most that a run can cost, US dollars, and the models whose price is not known.

        Every member may write up to its limit; the moderator reads all that the members can write.
        """
        limits = [max_tokens or member.max_tokens for member in council.members]
        asked = [
            (m.ref, Usage(input_tokens=input_tokens, output_tokens=limit))
            for m, limit in zip(council.members, limits, strict=True)
        ]
        moderator = next((ref for ref in council.moderator if ref != EXTRACTIVE), None)
        if moderator:
            reading = Usage(input_tokens=input_tokens + sum(limits), output_tokens=max(limits))
            asked.append((moderator, reading))
        costs = [(ref, self._price_of(ref, usage)) for ref, usage in asked]
        known = sum(cost for _, cost in costs if cost is not None)
        return known, tuple(dict.fromkeys(ref for ref, cost in costs if cost is None))

    def _price_of(self, ref: str, usage: Usage) -> float | None:
        provider, _, model = ref.partition(":")
        return self.price(provider, model, usage)


def _import_table() -> None:
    import genai_prices  # noqa: F401  # the import is the purpose
