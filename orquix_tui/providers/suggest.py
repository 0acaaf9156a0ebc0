"""What to ask instead, when a provider says that it has no such model."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.providers.vendor_text import Complaint

_SHOWN = 5
_CLOSE = 0.4
"""Of difflib's ratio: below it two names have nothing to do with each other."""
_NO_MODEL = re.compile(
    r"\bmodels?\b.{0,120}\b(?:not|no|unknown|invalid|unsupported)\b"
    r"|\b(?:no such|unknown|invalid|not a valid) model\b",
    re.IGNORECASE | re.DOTALL,
)


def is_about_the_model(code: int, said: Complaint) -> bool:
    """Whether a refusal could mean that there is no such model; vendors use 404 and 400 for it."""
    if code not in {400, 404} or said.parameter not in {None, "model"}:
        return False
    if "model_not_found" in said.codes:
        return True
    return bool(_NO_MODEL.search(said.message) if code == 400 else "model" in said.message.lower())


def instead(provider: str, kind: ProviderKind, model: str, offered: Sequence[str]) -> str:
    """The remedy: the closest name first; empty when the model is on offer and the fault lies elsewhere."""
    if not offered or model in offered:
        return ""
    close = difflib.get_close_matches(model, offered, n=1, cutoff=_CLOSE)
    names = [*close, *(name for name in offered if name not in close)]
    more = _(" and {n} more").format(n=len(names) - _SHOWN) if len(names) > _SHOWN else ""
    listed = ", ".join(one_line(name, 60) for name in names[:_SHOWN])
    question = _("Did you mean {close}? ").format(close=one_line(close[0], 60)) if close else ""
    pull = _(" `ollama pull {model}` fetches this one.").format(model=model) if kind == "ollama" else ""
    offers = _("{provider} offers {listed}{more} (`orquix-tui models {provider}`).")
    return f"{question}{offers.format(provider=provider, listed=listed, more=more)}{pull}"
