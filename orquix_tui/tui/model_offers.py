"""The models that can be chosen from: those that the providers offer, and what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orquix_tui.domain.models import EXTRACTIVE, ModelInfo
from orquix_tui.domain.translate import _, number


@dataclass(frozen=True, slots=True)
class Offer:
    """A model as `provider:model`, and what is known of it."""

    ref: str
    about: str = ""

    @property
    def line(self) -> str:
        """As it is listed."""
        return " · ".join(part for part in (self.ref, self.about) if part)

    def has(self, wanted: Sequence[str]) -> bool:
        """Whether every word stands in it."""
        text = f"{self.ref} {self.about}".casefold()
        return all(word in text for word in wanted)


class ModelOffers:
    """Fills while the providers answer. With one provider the model alone can be typed."""

    def __init__(self, providers: Sequence[str], *, extractive: bool = False) -> None:
        self.providers = list(providers)
        self._asking: set[str] = set()
        self._silent: dict[str, str] = {}
        self._found: dict[str, list[Offer]] = {}
        self._extractive = [Offer(EXTRACTIVE, _("needs no language model"))] if extractive else []

    def asks(self, provider: str) -> None:
        """It is being asked."""
        self._asking.add(provider)
        self._silent.pop(provider, None)

    def found(self, provider: str, models: Sequence[ModelInfo]) -> None:
        """What it offers."""
        self._asking.discard(provider)
        self._found[provider] = [Offer(f"{provider}:{model.id}", _about(model)) for model in models]

    def failed(self, provider: str, why: str) -> None:
        """Why it told nothing, with the next step."""
        self._asking.discard(provider)
        self._silent[provider] = why

    def matching(self, wanted: str) -> list[Offer]:
        """Those that hold every word; what is typed itself, when it is none of them, comes last."""
        typed = wanted.casefold().split()
        offers = [*self._extractive, *(o for name in self.providers for o in self._found.get(name, ()))]
        listed = [offer for offer in offers if offer.has(typed)]
        known = {offer.ref for offer in listed}
        return listed + [o for o in self._as_typed(wanted.strip(), bool(listed)) if o.ref not in known]

    def _as_typed(self, text: str, listed: bool) -> list[Offer]:
        """A model that nobody named: of the provider that is written before it, or of any."""
        if not text or any(sign.isspace() for sign in text):
            return []
        provider, _colon, model = text.partition(":")
        if provider in self.providers and model:
            return [Offer(text, _("as written"))]
        if len(self.providers) > 1 and listed:
            return []
        return [Offer(f"{name}:{text}", _("as written")) for name in self.providers]

    @property
    def state(self) -> str:
        """Who is being asked, and who told nothing, a line each."""
        lines = [f"✗ {name}: {why}" for name, why in self._silent.items()]
        if self._asking:
            names = ", ".join(name for name in self.providers if name in self._asking)
            lines.insert(0, _("Asking {names}…").format(names=names))
        return "\n".join(lines)


def _about(model: ModelInfo) -> str:
    parts = [model.name] if model.name and model.name != model.id else []
    if model.context_tokens:
        parts.append(_("{n} tokens").format(n=number(model.context_tokens)))
    return " · ".join(parts)
