"""The parameters that models refused: dropped from then on, whoever asks, a member or the moderator."""

from __future__ import annotations

from dataclasses import replace

from orquix_tui.domain.ports import ChatRequest


class Refusals:
    """Remembers for as long as the program runs, by provider and model."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], set[str]] = {}

    def reduced(self, provider: str, request: ChatRequest) -> ChatRequest:
        """The request without the parameters that this model refused before."""
        for name in self._names.get((provider, request.model), ()):
            request = _without(request, name)
        return request

    def note(self, provider: str, request: ChatRequest, parameter: str | None) -> bool:
        """Remember a parameter of this request that was refused; False when it has no such parameter."""
        if parameter is None or _without(request, parameter) == request:
            return False
        self._names.setdefault((provider, request.model), set()).add(parameter)
        return True


def _without(request: ChatRequest, name: str) -> ChatRequest:
    if name in request.extra:
        return replace(request, extra={k: v for k, v in request.extra.items() if k != name})
    if name == "temperature":
        return replace(request, temperature=None)
    if name.startswith("max_"):  # every vendor has its own word for the limit
        return replace(request, max_tokens=None)
    return request
