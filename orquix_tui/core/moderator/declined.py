"""Whether a model declined to moderate: in words, where no form was begun."""

from __future__ import annotations

import re

_LONGEST = 600
"""Characters: what is longer says more than a no."""
_CANNOT = r"(?:can(?:no|['’])?t\b|can not\b|won['’]t\b|(?:am|['’]m) (?:unable|not able)\b)"
_DEEDS = (
    r"(?:help|assist|comply|do (?:that|this|so)|provide|fulfil|compare|continue|answer|respond|complete"
    r"|engage|process|participate|moderate)"
)
_HECHOS = (
    r"(?:ayudar|asistir|cumplir|continuar|responder|comparar|hacer(?:lo)?|proporcionar|completar|procesar"
    r"|atender|realizar|participar|moderar|seguir)"
)
_DECLINED = re.compile(
    rf"\b(?:sorry|apologi[sz]e|apologies|unfortunately|regret)\b[^\n]{{0,80}}\b(?:I|we|request) ?{_CANNOT}"
    rf"|\bI ?{_CANNOT} (?:to )?{_DEEDS}"
    r"|\bI (?:must|have to|will have to) (?:decline|refuse)\b|\bI(?:['’]d| would) rather not\b|\bI decline\b"
    r"|\b(?:lo siento|lamento|disculpa\w*|me temo|perdón)\b[^\n]{0,80}\bno (?:puedo|podré|(?:me )?es posible)"
    rf"|\bno (?:puedo|podré|me es posible) {_HECHOS}|\b(?:debo|tengo que) (?:negarme|declinar|rechazar)",
    re.IGNORECASE,
)


def declined(text: str) -> bool:
    """Whether a text without claims is nothing but a refusal, in English or Spanish."""
    text = text.strip()
    return len(text) <= _LONGEST and bool(_DECLINED.search(text))
