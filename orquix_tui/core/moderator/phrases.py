"""The sentences of the moderator's that are ours, in the person's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from orquix_tui.core.moderator.language import Language


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of that key in `prompts/phrases.toml`; English where the language is neither."""
    return phrases()[language or "en"][key].format(**values)


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """By language, then by key; both have the same keys and the same places to fill in."""
    return tomllib.loads(read("phrases.toml"))


@cache
def read(name: str) -> str:
    """A file of the folder `prompts`."""
    return files("orquix_tui.core.moderator").joinpath("prompts", name).read_text(encoding="utf-8")
