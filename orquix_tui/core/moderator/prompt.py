"""What the moderator is asked: the files in `prompts/`, filled in."""

from __future__ import annotations

import hashlib
import secrets
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from orquix_tui.core.moderator.blind import blind, cut, fair_cap
from orquix_tui.core.moderator.language import language
from orquix_tui.core.moderator.letters import ModerationJob, shuffled
from orquix_tui.domain.models import Response
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.settings import ModeratorSettings

ROOM_CHARS = 96_000
"""Characters of all responses together, about 24 000 tokens: fits current models' windows with the rest."""

_NAMES = {"es": "Spanish", "en": "English"}
_FILES = ("system.md", "task.md", "repair.md", "styles.toml")


def first_request(job: ModerationJob, model: str, settings: ModeratorSettings) -> ChatRequest:
    """The request of a whole moderation: blind copies, shuffled, between delimiters of a random nonce."""
    nonce = secrets.token_hex(6)
    usable = job.usable()
    copies = {letter: blind(r.text, _own_names(r)).strip() for letter, r in usable.items()}
    cap = fair_cap([len(text) for text in copies.values()], ROOM_CHARS)
    order = shuffled(copies, job.seed, job.previous_version + 1)
    blocks = [_block(f"RESPONSE {letter}", cut(copies[letter], cap), nonce) for letter in order]
    styles = _styles()
    system = _template("system.md").substitute(
        personality=styles["personality"][settings.personality],
        length=styles["length"][settings.length],
        language=_NAMES.get(language(job.question), "the language of the question"),
        nonce=nonce,
    )
    task = _template("task.md").substitute(
        question=_block("QUESTION", job.question, nonce),
        context=_block("CONTEXT", job.context_text, nonce) if job.context_text.strip() else "(none)",
        responses="\n\n".join(blocks),
        letters=", ".join(sorted(usable)),
        nonce=nonce,
    )
    return ChatRequest(
        model=model,
        messages=(Message("user", task),),
        system=system,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
    )


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
    digest = hashlib.sha256("\0".join(_read(name) for name in _FILES).encode())
    return f"2.0-{digest.hexdigest()[:8]}"


def _block(title: str, text: str, nonce: str) -> str:
    return f"<<<{title} {nonce}>>>\n{text}\n<<<END {title} {nonce}>>>"


def _own_names(response: Response) -> Iterable[str]:
    return {response.model, response.model.rpartition("/")[2], response.label}


@cache
def _read(name: str) -> str:
    return files("orquix_tui.core.moderator").joinpath("prompts", name).read_text(encoding="utf-8")


def _template(name: str) -> Template:
    return Template(_read(name))


@cache
def _styles() -> Mapping[str, Any]:
    return tomllib.loads(_read("styles.toml"))
