"""What the moderator is asked: the files in `prompts/`, filled in."""

from __future__ import annotations

import hashlib
import secrets
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import Any

from orquix_tui.core.moderator.blind import blind, cut, fair_cap
from orquix_tui.core.moderator.language import Language, language
from orquix_tui.core.moderator.letters import ModerationJob, shuffled
from orquix_tui.core.moderator.phrases import read
from orquix_tui.domain.models import Response
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.settings import ModeratorSettings

ROOM_CHARS = 96_000
"""Characters of all responses together, about 24 000 tokens: fits current models' windows with the rest."""

_NAMES: dict[Language, str] = {"es": "Spanish", "en": "English"}
_FILES = ("system.md", "task.md", "repair.md", "styles.toml")


@dataclass(frozen=True, slots=True)
class FirstRequest:
    """The request of a whole moderation; `cap` is the limit to which each response was cut, characters."""

    request: ChatRequest
    cap: int | None


def first_request(
    job: ModerationJob, model: str, settings: ModeratorSettings, room: int = ROOM_CHARS
) -> FirstRequest:
    """Blind copies, shuffled, between delimiters of a random nonce; `room` is for all of them, characters."""
    nonce = secrets.token_hex(6)
    usable = job.usable()
    copies = {letter: blind(r.text, own_names(r)).strip() for letter, r in usable.items()}
    cap = fair_cap([len(text) for text in copies.values()], room)
    order = shuffled(copies, job.seed, job.previous_version + 1)
    blocks = [block(f"RESPONSE {letter}", cut(copies[letter], cap), nonce) for letter in order]
    styles = _styles()
    strategy = styles["strategy"][settings.strategy]
    system = _template("system.md").substitute(
        personality=styles["personality"][settings.personality],
        length=styles["length"][settings.length],
        language=written_in(settings, job.question)[1],
        steps=strategy["steps"].strip(),
        body=strategy["body"],
        nonce=nonce,
    )
    task = _template("task.md").substitute(
        question=block("QUESTION", job.question, nonce),
        context=block("CONTEXT", job.context_text, nonce) if job.context_text.strip() else "(none)",
        responses="\n\n".join(blocks),
        letters=", ".join(sorted(usable)),
        nonce=nonce,
    )
    request = ChatRequest(
        model=model,
        messages=(Message("user", task),),
        system=system,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
    )
    return FirstRequest(request, cap)


def written_in(settings: ModeratorSettings, question: str) -> tuple[Language, str]:
    """The language to write in: ours (empty: neither Spanish nor English), and as it is told to the model."""
    if settings.language == "auto":
        code = language(question)
        return code, _NAMES.get(code, "the language of the question")
    for code, name in _NAMES.items():
        if settings.language.casefold() in {code, name.casefold()}:
            return code, name
    return "", settings.language


def repair_request(first: ChatRequest, answer: str, missing: Sequence[str]) -> ChatRequest:
    """The one further call: the same exchange, and then the missing sections alone."""
    forms = _styles()["sections"]
    text = _template("repair.md").substitute(
        sections="\n".join(f"@@{name}\n{forms[name]}" for name in missing)
    )
    messages = (*first.messages, Message("assistant", answer), Message("user", text))
    return ChatRequest(
        model=first.model,
        messages=messages,
        system=first.system,
        temperature=first.temperature,
        max_tokens=first.max_tokens,
    )


@cache
def version() -> str:
    """The prompt's version as it is stored with a synthesis: it changes with every letter of the files."""
    digest = hashlib.sha256("\0".join(read(name) for name in _FILES).encode())
    return f"2.0-{digest.hexdigest()[:8]}"


def block(title: str, text: str, nonce: str) -> str:
    """Quoted data between marks that its text cannot guess."""
    return f"<<<{title} {nonce}>>>\n{text}\n<<<END {title} {nonce}>>>"


def own_names(response: Response) -> Iterable[str]:
    """By what an answer could call its writer."""
    return {response.model, response.model.rpartition("/")[2], response.label}


def _template(name: str) -> Template:
    return Template(read(name))


@cache
def _styles() -> Mapping[str, Any]:
    return tomllib.loads(read("styles.toml"))
