"""Whether a model declined to moderate: in words, where no form was begun."""

from __future__ import annotations

import re

_LONGEST = 600
"""Characters: what is longer says more than a no."""
_CANNOT = r"(?:can(?:no|['’])?t\b|can not\b|won['’]t\b|(?:am|['’]m) (?:unable|not able)\b)"
_DEEDS = (
    r"(?:help(?! but\b)|assist|comply|do (?:that|this|so)|provide|fulfil|compare|continue|answer|respond"
    r"|complete|engage|process|participate|moderate)"
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
# What a refusal does not have: a letter of which something is said, before it or once it has been said.
_NAMED = re.compile(
    r"\[[A-Z]\]|\b[B-HJ-NP-XZ]\b|\bA (?:and|y|says?|dice)\b|\b(?:answer|respuesta|response) A\b"
)
_TURN = re.compile(r"[.;!?\n]|\b(?:but|however|still|pero|aunque|sin embargo|no obstante)\b", re.IGNORECASE)


def declined(text: str) -> bool:
    """Whether a text without claims is nothing but a refusal, in English or Spanish."""
    text = text.strip()
    no = _DECLINED.search(text)
    if no is None or len(text) > _LONGEST:
        return False
    turn = _TURN.search(text, no.end())
    return not _NAMED.search(text[: no.start()]) and not (turn and _NAMED.search(text, turn.end()))
