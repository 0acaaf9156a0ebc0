"""Reads the TOML file, lets the environment override it, and says exactly what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orquix_tui.config.secrets import key_refused, refuse_keys
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.settings import Settings
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _

SECTIONS = ("context", "budget", "moderator", "embeddings", "ui")
"""The tables whose single values the environment can override, as ORQUIX_<TABLE>_<KEY>."""
_SAID = {
    "bool_parsing": N_("Input should be a valid boolean, unable to interpret input"),
    "bool_type": N_("Input should be a valid boolean"),
    "dict_type": N_("Input should be a valid dictionary"),
    "float_parsing": N_("Input should be a valid number, unable to parse string as a number"),
    "float_type": N_("Input should be a valid number"),
    "greater_than": N_("Input should be greater than {gt:g}"),
    "greater_than_equal": N_("Input should be greater than or equal to {ge:g}"),
    "int_from_float": N_("Input should be a valid integer, got a number with a fractional part"),
    "int_parsing": N_("Input should be a valid integer, unable to parse string as an integer"),
    "int_type": N_("Input should be a valid integer"),
    "less_than": N_("Input should be less than {lt:g}"),
    "less_than_equal": N_("Input should be less than or equal to {le:g}"),
    "literal_error": N_("Input should be {expected}"),
    "missing": N_("Field required"),
    "model_type": N_("Input should be a valid dictionary"),
    "string_pattern_mismatch": N_("String should match pattern '{pattern}'"),
    "string_too_long": N_("String should have at most {max_length} characters"),
    "string_too_short": N_("String should have at least {min_length} character"),
    "string_type": N_("Input should be a valid string"),
    "tuple_type": N_("Input should be a valid tuple"),
}
"""What pydantic says of a value that does not fit."""


def read_file(path: Path) -> dict[str, Any]:
    """The TOML file as a dictionary; empty when there is none. Raises ConfigError."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            _("{path} is not valid TOML: {error}.").format(path=path, error=error), _("Mend that line.")
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(_("{path} is not UTF-8 text.").format(path=path), _("Save it as UTF-8.")) from error
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=system_says(error)),
            _("Check the file's permissions."),
        ) from error


def overrides(env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the environment sets, by table and key: ORQUIX_CONTEXT_TOP_K=3 is context.top_k = 3."""
    found: dict[str, dict[str, Any]] = {}
    for name, raw in env.items():
        match = re.fullmatch(rf"ORQUIX_({'|'.join(SECTIONS)})_(\w+)", name, re.IGNORECASE)
        if match:
            found.setdefault(match[1].lower(), {})[match[2].lower()] = _value(raw)
    return found


def to_settings(data: Mapping[str, Any], path: Path, env: Mapping[str, str]) -> Settings:
    """The file with the environment's overrides, checked. Raises ConfigError naming file, key and remedy."""
    merged: dict[str, Any] = dict(data)
    from_env = overrides(env)
    for section, values in from_env.items():
        if isinstance(merged.get(section, {}), dict):
            merged[section] = {**merged.get(section, {}), **values}
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise _explain(error, path, from_env) from None
    refuse_keys(settings, path)
    return settings


def _value(raw: str) -> Any:
    """A value as TOML would read it; text needs no quotes."""
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _explain(error: ValidationError, path: Path, from_env: Mapping[str, Mapping[str, Any]]) -> ConfigError:
    """The first thing that is wrong. Values are never repeated: one of them may be a key."""
    first = error.errors(include_url=False, include_input=False)[0]
    loc = first["loc"]
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    origin = str(path)
    if len(loc) >= 2 and str(loc[1]) in from_env.get(str(loc[0]), {}):
        variable = f"ORQUIX_{loc[0]}_{loc[1]}".upper()
        origin = _("The environment variable {variable}").format(variable=variable)
    if loc and str(loc[-1]) in {"api_key", "key", "token"}:
        return key_refused(f"{origin}: {where}")
    message = _complaint(first)
    if first["type"] == "extra_forbidden":
        known = ", ".join(_known_keys(loc))
        return ConfigError(
            _("{origin}: {where}: unknown key.").format(origin=origin, where=where),
            _("Known here: {known}.").format(known=known) if known else _("Take it out."),
        )
    remedy = _("Mend that value.")
    if further := error.error_count() - 1:
        remedy += _(" ({further} more after this one.)").format(further=further)
    return ConfigError(f"{origin}: {where}: {message}.".replace("..", "."), remedy)


def _complaint(error: Mapping[str, Any]) -> str:
    """The message of one of pydantic's errors. It tells limits, and never the value itself.

    What is not known here stays as pydantic has it, and so does English.
    """
    template = _SAID.get(error["type"], "")
    said = _(template)
    if said == template:
        return str(error["msg"]).removeprefix("Value error, ")
    return said.format(**error.get("ctx", {}))


def _known_keys(loc: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand where `loc` stands."""
    from orquix_tui.domain import settings as s
    from orquix_tui.domain.models import Record

    match loc:
        case ("providers", _, _):
            model: type[Record] = s.ProviderSettings
        case ("providers", _, "timeouts", _):
            model = s.Timeouts
        case ("councils", _, "members", _, _):
            model = s.MemberSettings
        case ("councils", _, _):
            model = s.CouncilSettings
        case (str(section), _) if section in s.Settings.model_fields:
            annotation = s.Settings.model_fields[section].annotation
            if not (isinstance(annotation, type) and issubclass(annotation, Record)):
                return []
            model = annotation
        case (_,):
            model = s.Settings
        case _:
            return []
    return sorted(model.model_fields)
