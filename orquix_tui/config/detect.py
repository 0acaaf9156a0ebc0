"""What can be asked without a file: the vendors whose key is in the environment, or the embedded model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.settings import CouncilSettings, MemberSettings, ProviderSettings, Settings
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import EMBEDDED_MODEL, VENDORS, Vendor

EMBEDDED = "embedded"
"""The built-in provider of kind `local`."""
_MOST_MEMBERS = 4

# Three voices for one small model. Short, because it reads 50 to 80 tokens a second and follows little.
_PERSONAS = {
    "Smol plain": "You answer in plain, short sentences. Give the direct answer first.",
    "Smol teacher": "You are a teacher. Explain the reason step by step, with one example.",
    "Smol sceptic": "You are careful. Answer, then say what could be wrong or uncertain.",
}


class Effective(NamedTuple):
    """The settings in force, and what the person should know about how they came about."""

    settings: Settings
    notices: tuple[str, ...]
    nobody: bool = False
    """Whether neither a council nor a key was found, so that the embedded model answers."""


def complete(settings: Settings, env: Mapping[str, str]) -> Effective:
    """Add the embedded model, the vendors found in `env`, and a default council if none is written."""
    found = [v for v in VENDORS if env.get(v.key_env) and not _known(settings, v)]
    providers = dict(settings.providers)
    providers.setdefault(EMBEDDED, ProviderSettings(kind="local"))
    for vendor in found:
        providers.setdefault(vendor.name, _provider(vendor))
    councils = dict(settings.councils)
    notices: list[str] = []
    nobody = False
    if "default" not in councils:
        asked = [v for v in VENDORS if v.name in providers and env.get(v.key_env)]
        nobody = not asked
        councils["default"] = _council(asked)
        notices.append(_notice(asked, settings))
    return Effective(
        settings.model_copy(update={"providers": providers, "councils": councils}), tuple(notices), nobody
    )


def _known(settings: Settings, vendor: Vendor) -> bool:
    return vendor.name in settings.providers or any(
        p.api_key_env == vendor.key_env for p in settings.providers.values()
    )


def _provider(vendor: Vendor) -> ProviderSettings:
    return ProviderSettings(kind=vendor.kind, base_url=vendor.base_url, api_key_env=vendor.key_env)


def _council(asked: list[Vendor]) -> CouncilSettings:
    """One member per vendor; both models of a vendor that is alone; else the embedded three."""
    if not asked:
        members = tuple(
            MemberSettings(
                provider=EMBEDDED,
                model=EMBEDDED_MODEL,
                label=label,
                persona=persona,
                temperature=0.6,
                max_tokens=256,
                extra={"repeat_penalty": 1.15},  # without it a model this small says one thing for ever
            )
            for label, persona in _PERSONAS.items()
        )
        return CouncilSettings(members=members, moderator=(EXTRACTIVE,))
    pairs = [(v, v.models[0]) for v in asked[:_MOST_MEMBERS]]
    if len(asked) == 1:
        pairs = [(asked[0], model) for model in asked[0].models]
    return CouncilSettings(
        members=tuple(MemberSettings(provider=v.name, model=model) for v, model in pairs),
        moderator=tuple(f"{v.name}:{v.models[0]}" for v in asked[:2]),
    )


def _notice(asked: list[Vendor], settings: Settings) -> str:
    if asked:
        names = ", ".join(f"{v.name} ({v.key_env})" for v in asked)
        return _("Found in the environment: {names}. They are the council `default`.").format(names=names)
    if settings.providers:
        return _(
            "No council is configured: the embedded model answers. Add [councils.default] to the file "
            "(`orquix-tui config path`); `orquix-tui models PROVIDER` lists what you can ask."
        )
    return _(
        "No key was found: the embedded model answers (135 M parameters, English, often wrong). To ask "
        "better models, set a key such as OPENAI_API_KEY and start again."
    )
