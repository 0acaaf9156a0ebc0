"""What the person has decided about keys that would go unencrypted to another machine: asked once, kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

from orquix_tui.config.paths import ensure_private
from orquix_tui.domain.configuring import consent_id
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.settings import Settings
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _

_REMEDY = N_("Delete it; you will be asked again.")


def read_consents(path: Path) -> dict[str, bool]:
    """What was decided, by `consent_id`. Raises ConfigError."""
    try:
        decided = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=system_says(error)),
            _("Check its permissions."),
        ) from error
    except ValueError as error:
        raise ConfigError(_("{path} is damaged.").format(path=path), _(_REMEDY)) from error
    if not isinstance(decided, dict) or not all(isinstance(v, bool) for v in decided.values()):
        raise ConfigError(_("{path} is damaged.").format(path=path), _(_REMEDY))
    return decided


def remember(path: Path, consent: str, *, allowed: bool) -> None:
    """Write a decision down, whole or not at all. Raises ConfigError."""
    decided = {**read_consents(path), consent: allowed}
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        ensure_private(path.parent)
        draft.write_text(json.dumps(decided, indent=2) + "\n", "utf-8")
        draft.chmod(0o600)
        draft.replace(path)
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be written ({reason}).").format(path=path, reason=system_says(error)),
            _("Check the folder."),
        ) from error


def with_consents(settings: Settings, decided: dict[str, bool]) -> Settings:
    """The settings, with `allow_insecure` where the person has said yes."""
    providers = {
        name: p.model_copy(update={"allow_insecure": True})
        if p.base_url and decided.get(consent_id(name, p.base_url))
        else p
        for name, p in settings.providers.items()
    }
    return settings.model_copy(update={"providers": providers})
