"""Templates of prompts: `{{name}}` is filled in by the person, `{{name|default}}` suggests something."""

from __future__ import annotations

import re
from collections.abc import Mapping

from orquix_tui.domain.text import clean

PLACEHOLDER = re.compile(r"\{\{\s*([^{}|\n]{1,60}?)\s*(?:\|([^{}]*))?\}\}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
NAME_LIMIT = 60
"""Characters of the longest name of a template."""


def placeholders(text: str) -> dict[str, str]:
    """Their names in the order of the text, each once, with the first default that stands there."""
    found: dict[str, str] = {}
    for match in PLACEHOLDER.finditer(text):
        name, default = match[1], (match[2] or "").strip()
        found[name] = found.get(name) or default
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one without a value takes its default.

    What is filled in is never looked through for placeholders itself.
    """
    defaults = placeholders(text)
    return PLACEHOLDER.sub(lambda match: values.get(match[1], "") or defaults[match[1]], text)


def safe_name(name: str) -> str:
    """A name that is a file name on every system and stays in its folder; empty when nothing is left."""
    flat = " ".join(_UNSAFE.sub(" ", clean(name)).split())
    return flat.strip(". ")[:NAME_LIMIT].rstrip(". ")
