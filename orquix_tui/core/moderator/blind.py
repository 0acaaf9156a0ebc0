"""The moderator must not know who wrote what: self-identification is removed, every response cut alike.

Only sentences in which the writer names itself are touched; text about the same products stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from orquix_tui.core.moderator.own_words import MODEL, masker

_MODELS = (
    r"Claude(?:[ -](?:Instant|Opus|Sonnet|Haiku|Fable|\d[\w.]*))*",
    r"ChatGPT(?:[ -]\d[\w.]*)?",
    r"GPT-?\d[\w.\-]*",
    r"Gemini(?:[ -](?:Pro|Ultra|Flash|Nano|Advanced|\d[\w.]*))*",
    r"(?:Google )?Bard|Grok(?:[ -]\d\w*)?|Le Chat|Mi[sx]tral(?:[ -][\w.]+)?|DeepSeek(?:[ -][VR]\d[\w.]*)?",
    r"(?:Meta )?Llama(?:[ -]\d[\w.]*)?|Qwen[\w.\-]*|Gemma[\w.\-]*|Phi-\d[\w.\-]*|SmolLM[\w.\-]*",
    r"(?:Microsoft |GitHub )?Copilot|Command R\+?|Perplexity|Nemotron[\w.\-]*|GLM-\d[\w.\-]*|Kimi(?: \w\d)?",
)
_VENDORS = (
    r"OpenAI|Anthropic|Google(?: DeepMind| AI)?|DeepMind|Meta(?: AI)?|Mistral(?: AI)?|xAI|DeepSeek"
    r"|Alibaba(?: Cloud)?|Microsoft|Cohere|Moonshot(?: AI)?|Zhipu(?: AI)?|Hugging ?Face|Amazon|NVIDIA|Apple"
)
_MADE = (
    r"(?:made|created|developed|trained|built|designed"
    r"|cread[oa]|desarrollad[oa]|entrenad[oa]|diseñad[oa]|hech[oa])"
)
_BY = r"(?:by|from|at|of|por|de)"
_KIND = r"(?:AI|IA|LLM|models?|modelos?|assistants?|asistentes?|chatbots?|inteligencia artificial)"
# "an AI assistant made by X", "un modelo de lenguaje de X"
_WHAT = (
    rf"(?:(?:an?|the|your|una?|el|la|su|tu) )?(?:[\w\-]+ ){{0,4}}?{_KIND}\b"
    rf"(?:[^.,;:!?\n]{{0,60}}? {_BY} (?:[\w\-]+ ){{0,4}}?(?:{_VENDORS})(?:,? (?:Inc|LLC|Ltd|S\.A\.))?"
    rf"|(?:(?! {_BY} )[^.,;:!?\n]){{0,40}})"
)
_END = (
    r"(?:[.!]+(?:\s+|$)|\s*[,;:—–]\s*(?:(?:and|so|but|y|así que|pero)\b\s*)?"
    r"|\s+(?:and|y)\s+(?=I\b|I['’]|estoy|puedo|soy)|(?=\n|$)"
    r"|\s+(?:to|that|who|which|designed|here|para|que)\b[^.!?\n]{0,160}(?:[.!?]+\s*|(?=\n|$)))"
)
_COMMA = r"\s*[,;:]\s*+"
_FIRST_PERSON = (
    r"(?=(?:[^\s.,;]+ ){0,4}?(?:I|I['’](?:m|d|ll|ve)|my|me|we|our|let me|here|yo|mi|mis|puedo|debo|tengo|creo"
    r"|considero|recomiendo|diría|opino|pienso|carezco|soy)\b)"
)
_START = r"(?P<before>^|[.!?:]\s++|\n[ \t]*+(?:[-*>][ \t]+)?)"
_INSIDE = r"(?P<before>,\s++)"
_I_AM = r"(?:I am|I['’]m|My name is|Soy|Me llamo|Mi nombre es)(?: called| named)?"
_AS = r"(?:(?:Speaking |Hablando )?as|como)"
# "a language model trained by X", "modelo de X"
_MODEL_BY = (
    rf"(?:(?:an?|un|una) )?(?:[\w\-]+ ){{0,4}}?{_KIND}\b(?: de lenguaje| de IA)?,?"
    rf" (?:{_MADE} )?{_BY} (?:{_VENDORS})"
)


# A seat's own names stand under such signs while the patterns look for them: so these are compiled once.
_SIGN = 0xF0000
_NAME = "(?:" + "|".join((rf"[{chr(_SIGN)}-{chr(_SIGN + 0xFF)}]", *_MODELS)) + r")(?![\w’'])"
_HINTS = (
    "claude", "gpt", "gemini", "grok", "mistral", "mixtral", "deepseek", "deepmind", "qwen", "gemma",
    "phi-", "smollm", "copilot", "perplexity", "nemotron", "glm-", "kimi", "openai", "anthropic", "google",
    "xai", "alibaba", "microsoft", "cohere", "moonshot", "zhipu", "hugging", "nvidia",
    "le chat", "command r",
)  # fmt: skip
_COMMON_HINTS = re.compile(r"\b(?:meta|apple|amazon|bard|llama)\b")
"""In lower case: a text without any of them names nobody, and is done with at once."""


@cache
def _masker() -> Callable[[str], str]:
    return masker(rf"(?<![\w-]){_NAME}", _VENDORS)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    name = _NAME
    marks = r"[*_`\"“”]*"
    extra = rf"(?:,? \(?(?:{_WHAT}|{_MADE} {_BY} (?:{_VENDORS})|{_BY} (?:{_VENDORS}))\)?)?"
    who = rf"{marks}{name}{marks}{extra}"
    either = rf"(?:{who}|{_MODEL_BY})"
    several = rf"(?:{name}|{_VENDORS}|which|que|one|many|other|muchos|otros)\b"
    # Where several are defined or listed, their names are the subject.
    alone = rf"(?!(?:an?|the|una?|el|la)\b)(?!(?s:.){{0,2000}}?\n[ \t*#>-]{{0,9}}{name}{marks}:)"
    patterns = (
        rf"{_START}(?:(?:Hi|Hello|Hola)[,!]? )?[¡]?{_I_AM} {who}{_END}",  # I'm ChatGPT, a model by OpenAI.
        rf"{_START}{_AS} {either}{_COMMA}{_FIRST_PERSON}",  # As Claude, I …
        rf"{_INSIDE}{_AS} {either}{_COMMA}{_FIRST_PERSON}",  # and, as Claude, I …
        rf"{_START}{_AS} {_MODEL_BY}{_COMMA}(?!{several})",  # Como modelo de OpenAI, …
        rf"(?P<before>\A\s*+){_AS} {who}{_COMMA}(?!{several})",  # As Claude, … (where the answer begins)
        rf"(?P<before>\A\s*+){marks}{name}{marks}:{marks}\s*+{alone}",  # ChatGPT: …
        rf"(?P<before>\n[ \t]*+)[—–-]{{1,2}} ?{marks}{name}{marks}\s*\Z",  # — Claude
        rf"(?P<before>\b{_I_AM} ){marks}{name}{marks}(?! (?-i:[A-ZÁÉÍÓÚÑ]))",  # whatever is left of I am …
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_SHORTEST_NAME = 3
_MAKER = re.compile(
    rf"\b((?:I was|I am|I['’]m|I have been|Fui|He sido|Estoy) {_MADE}(?: [\w\-]+)?"
    rf"|My (?:creators?|makers?|developers?)"
    rf"|Mis? (?:creador\w*|desarrollador\w*)) (?:{_BY}|en) (?:{_VENDORS})\b",
    re.IGNORECASE,
)


def prepare() -> None:
    """Compile the patterns: it takes a tenth of a second, once."""
    _patterns()
    _masker()


def blind(text: str, own: Iterable[str] = ()) -> str:
    """The text without the phrases that say who wrote it; `own`: the names of its model and label."""
    text, signs = _signed(text, own)
    lowered = text.casefold()
    if not signs and not any(hint in lowered for hint in _HINTS) and not _COMMON_HINTS.search(lowered):
        return text
    *phrases, bare = _patterns()
    for pattern in phrases:
        text = pattern.sub(r"\g<before>", text)
    text = bare.sub(rf"\g<before>{MODEL}", text)
    return _masker()(_MAKER.sub(r"\1", text)).translate(signs)


def _signed(text: str, own: Iterable[str]) -> tuple[str, dict[int, str]]:
    """The text with a sign for each of its writer's own names, and what the signs stand for."""
    names = sorted({name for name in own if len(name) >= _SHORTEST_NAME}, key=len, reverse=True)
    if not names:
        return text, {}
    signs: dict[str, int] = {}

    def sign(found: re.Match[str]) -> str:
        return chr(signs.setdefault(found[0], _SIGN + min(len(signs), 0xFF)))

    any_name = "|".join(map(re.escape, names))
    text = re.sub(rf"(?<![\w-])(?:{any_name})(?![\w’'-])", sign, text, flags=re.IGNORECASE)
    return text, {at: name for name, at in signs.items()}


def fair_cap(lengths: Sequence[int], room: int) -> int | None:
    """The largest equal limit, characters, with which all fit in `room`; None when nothing must be cut."""
    if sum(lengths) <= room:
        return None
    left = room
    for rank, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - rank)
        if length > share:
            return share
        left -= length
    return None


def cut(text: str, cap: int | None) -> str:
    """The text up to the limit that holds for all, with a note where it was cut."""
    if cap is None or len(text) <= cap:
        return text
    return f"{text[:cap]}\n[cut here to {cap} characters for all]"
