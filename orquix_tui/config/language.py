"""Chooses the language of the interface, from the file or the locale, and reads its catalogue."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping
from gettext import NullTranslations

from orquix_tui.config.paths import find_paths
from orquix_tui.domain import translate
from orquix_tui.domain.errors import ConfigError

_LANGUAGES = ("en", "es")
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that is set decides, as POSIX has it."""


def catalogue(env: Mapping[str, str]) -> NullTranslations:
    """The words of the language that the file asks for, else of the locale's; English needs none.

    Reads the one setting by itself: errors of the file, too, are told in the right language.
    """
    return translate.catalogue(spoken(_wanted(env), env))


async def speak(env: Mapping[str, str], wanted: str) -> None:
    """From now on all words come in this language: `auto`, `en` or `es`."""
    translate.speak(await asyncio.to_thread(translate.catalogue, spoken(wanted, env)))


def spoken(wanted: str, env: Mapping[str, str]) -> str:
    """`en` or `es`. With `auto` the environment decides; what is neither gets English."""
    if wanted in _LANGUAGES:
        return wanted
    locale = next((env[name] for name in _LOCALES if env.get(name)), "")
    # LANGUAGE is a list of wishes, heeded only where a locale is set at all (as gettext does).
    wishes = env.get("LANGUAGE", "").split(":") if locale.partition(".")[0] not in {"", "C", "POSIX"} else []
    return next((code for wish in (*wishes, locale) if (code := wish[:2].lower()) in _LANGUAGES), "en")


def _wanted(env: Mapping[str, str]) -> str:
    """The environment's word, else the file's; what is wrong with either is told by those who read it all."""
    told = env.get(translate.VARIABLE)
    if told:
        return told
    try:
        ui = tomllib.loads(find_paths(env).config_file.read_text(encoding="utf-8")).get("ui", {})
    except (ConfigError, OSError, ValueError):
        return "auto"
    return str(ui.get("language", "auto")) if isinstance(ui, dict) else "auto"
