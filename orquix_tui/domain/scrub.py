"""Whole values made safe to write or print: every key masked, every character encodable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from orquix_tui.domain.models import Record
from orquix_tui.domain.redact import Redactor

R = TypeVar("R", bound=Record)


def scrub(redact: Redactor, value: Any) -> Any:
    """The JSON-like value with every key masked, and without characters that no encoding can hold."""
    match value:
        case str():
            return redact(_encodable(value))
        case Mapping():
            return {scrub(redact, key): scrub(redact, item) for key, item in value.items()}
        case list() | tuple():
            return [scrub(redact, item) for item in value]
    return value


def scrubbed(redact: Redactor, record: R) -> R:
    """The same record, safe to write."""
    return type(record).model_validate(scrub(redact, record.model_dump(mode="json")))


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates, from a file whose bytes are not UTF-8
        return text.encode(errors="replace").decode()
    return text
