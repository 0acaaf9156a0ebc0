"""Sentences in which a model speaks of itself and names itself or its maker: the names are masked.

What is said of the same products in the third person stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MODEL, MAKER = "[a model]", "[its maker]"
_MADE = (
    r"(?:made|created|developed|trained|built|designed|fine-tuned|programmed"
    r"|cread[oa]|desarrollad[oa]|entrenad[oa]|diseñad[oa]|hech[oa]|programad[oa])"
)
_MAKES = (
    r"(?:made(?= me(?:[.,;!\n]|\Z))|created|developed|trained|built|designed|taught|instructed"
    r"|entren[óo]|entrenaron|cre[óo]|crearon|desarroll[óo]|desarrollaron|hizo|hicieron|dise[ñn][óo]|enseñ[óo])"
)
_KIND = (
    r"(?:AI|IA|A\.I\.|LLM|language model|(?<!role )models?|modelos?|assistants?|asistentes?|chatbots?"
    r"|inteligencia artificial|bot)"
)
_OWN_THINGS = (
    r"(?:training|knowledge|creators?|makers?|developers?|guidelines|policies|design|weights|instructions|parent"
    r"|entrenamiento|conocimientos?|creador\w*|desarrollador\w*|políticas|directrices|pesos|instrucciones)"
)
_NEAR, _FAR = r"[^.!?\n]{0,24}?", r"[^.!?\n]{0,90}?"
_I = r"(?:I|yo)"
_I_AM = r"(?:I am|I['’]m|soy|je suis|ich bin)"
_VERB = (
    r"(?:I['’]?\b|my\b|me\b|creo|considero|recomiendo|diría|opino|pienso|puedo|debo|tengo|digo"
    r"|no puedo|no tengo)"
)
_ROLE = r"(?:as|como|being|siendo|in my role as|en mi calidad de|en tanto que|since I['’]?a?m|como soy)"
_SPEAKING = r"(?:(?:call me|llamarme|llámame|this is|aquí|[lt]e habla|my name is|called|llamado)|speaking as)"
_FAREWELL = r"(?:regards|greetings|sincerely|yours|cheers|saludos|atentamente|cordialmente)"
_ARTICLE = r"(?:an?|the|una?|el|la)"
_WAS = r"(?:I was|I am|I['’]m|I have been|I['’]ve been|Fui|He sido|Estoy|Soy)"


def patterns(name: str, vendor: str) -> tuple[re.Pattern[str], ...]:
    """What speaks of oneself; `name` matches a model's name, `vendor` a maker's."""
    any_ = rf"(?:{name}|(?:{vendor})\b)"
    beside = rf"(?:,? ?[(–—-] ?(?:[^.!?\n()]{{0,40}} )?{any_}\)?)"
    again = rf"(?:[^.!?\n]{{0,40}}?{any_})?"
    cues = (
        rf"\b{_I}, {name},",  # I, Claude, …
        rf"\b(?:je suis|ich bin|eu sou|sono) {name}",
        rf"\b{_I_AM} {_ARTICLE} {_NEAR}\b{_KIND}\b[^.!?\n]{{0,60}}?{any_}{again}",  # I am an AI called …
        rf"\b{_I_AM} {_ARTICLE}?[ ]?{any_}(?:['’]s)? (?:[\w-]+ )?{_KIND}\b",  # I'm an Anthropic model
        rf"\b{_I_AM} (?:el|la|the) {_KIND} {any_}(?: de {any_})?",
        rf"\b{_I_AM} (?:{vendor})['’]s (?:[\w-]+ )?{name}",
        rf"\b{_I_AM} (?:not )?{name}{beside}",
        rf"{re.escape(MODEL)}{beside}",
        rf"\b{_I_AM} not {name}, (?:but )?{_I_AM} {re.escape(MODEL)}",
        rf"\b{_WAS} (?:\w+ )?{_MADE}\b{_FAR}{any_}",
        rf"\b(?:I am|I['’]m|Estoy) (?:based|basad[oa]|running|built) (?:on|en|sobre) {_NEAR}{any_}",
        rf"\bI run on {any_}|^Powered by {name}(?=[.!\n])",
        rf"{any_} {_MAKES} me\b|{any_} me (?:\w+ )?{_MAKES}\b|\bme {_MAKES} {any_}",
        rf"\b(?:my|mis?) {_OWN_THINGS}\b{_NEAR}(?:by|at|from|of|in|de|por parte de|por|en) {any_}",
        rf"{any_}['’]s? (?:[\w-]+ )?{_OWN_THINGS}\b{_FAR}\b(?:me|my)\b",
        rf"\b{_OWN_THINGS} (?:de|of|from|at) {any_} {_FAR}\b(?:me|mi|my)\b",
        rf"\b(?:we|here|us|nosotros) (?:at|en) (?:{vendor})\b",
        rf"\b{_ROLE} (?:[\w-]+ ){{0,5}}?{any_}(?: {_KIND})?,? (?=(?:[^\s.,;]+ ){{0,2}}?{_VERB})",
        rf"\b{_SPEAKING} {name}(?=[.,:!\n]|$)(?! [A-Z])",
        rf"^[^\w\n]{{0,9}}{name} here\b(?=[.,!:])",
        rf"\A\W{{0,9}}(?:answer|response|reply|respuesta) (?:by|from|of|de) {name}(?=\W?[:.\n])",
        rf"\A\s{{0,9}}[\[(]{name}[\])]",
        rf"{_FAREWELL}\b[^.!?\n]{{0,20}}\n?[ \t]{{0,9}}(?:[–—-] ?)?{name}[^\n]{{0,40}}\s{{0,9}}\Z",
        rf"^[ \t]{{0,9}}[–—-]{{1,3}} ?{name}[^\n]{{0,40}}\s{{0,9}}\Z",
    )
    return tuple(re.compile(cue, re.IGNORECASE | re.MULTILINE) for cue in cues)


def masker(name: str, vendor: str) -> Callable[[str], str]:
    """A function that masks the names in all such sentences of a text."""
    cues = patterns(name, vendor)
    names = re.compile(name, re.IGNORECASE)
    vendors = re.compile(rf"\b(?:{vendor})\b", re.IGNORECASE)

    def masked(found: re.Match[str]) -> str:
        return vendors.sub(MAKER, names.sub(MODEL, found[0]))

    def mask(text: str) -> str:
        for cue in cues:
            text = cue.sub(masked, text)
        return text

    return mask
