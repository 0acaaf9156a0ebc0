"""Whether a model declined to moderate: in words, where no form was begun."""

from __future__ import annotations

import re

_LONGEST = 600
"""Characters: what is longer says more than a no."""
_CANNOT = r"(?:can(?:no|['’])?t\b|can not\b|won['’]t\b|(?:am|['’]m) (?:unable|not able)\b)"
_DEEDS = (
    r"(?:help(?! but\b)|assist|comply|do (?:that|this|so)|provide|fulfil|compare|continue|answer|respond"
    r"|complete|engage|process|participate|moderate|create|generate|produce|discuss)"
)
_HECHOS = (
    r"(?:ayudar|asistir|cumplir|continuar|responder|comparar|hacer(?:lo)?|proporcionar|completar|procesar"
    r"|atender|realizar|participar|moderar|seguir)"
)
# What a synthesis may be sorry that it cannot do.
_OTHER = (
    r"(?! (?:say|tell|know|see|find|promise|guarantee|verify|confirm|recommend|stress|be (?:sure|certain))\b)"
)
_OTRO = r"(?! (?:decir|saber|ver|encontrar|prometer|garantizar|verificar|confirmar|asegurar|recomendar)\b)"
_SHARE = (
    r"(?:please|could you|can you) (?:please )?(?:provide|share|paste|send)"
    r"|por favor,? (?:proporci[oó]n|compart|env[ií]|peg)\w+"
    r"|(?:puedes|podrías) (?:proporcionar|compartir|enviar|pegar)\w*"
)
_DECLINED = re.compile(
    rf"\b(?:(?<!are )(?<!be )sorry|apologi[sz]e|apologies|unfortunately|regret)\b[^\n]{{0,80}}"
    rf"\b(?:I|(?:this|your|the) request) ?{_CANNOT}{_OTHER}"
    rf"|\bI ?{_CANNOT} (?:to )?{_DEEDS}"
    r"|\bI (?:must|have to|will have to) (?:decline|refuse)\b|\bI(?:['’]d| would) rather not\b|\bI decline\b"
    rf"|\b(?:{_SHARE})\b[^\n.?]{{0,20}}\b(?:responses|answers|respuestas)\b"
    r"|\b(?:lo siento|lamento|disculpa\w*|me temo|perdón)\b[^\n]{0,80}\bno"
    rf" (?:puedo|podré|(?:me )?es posible|estoy en condiciones){_OTRO}"
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
