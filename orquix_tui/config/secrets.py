"""Keys have no place in the file: it is copied, shown and backed up. What looks like one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import looks_like_a_key
from orquix_tui.domain.settings import Settings
from orquix_tui.domain.translate import N_, _

_KEY_REMEDY = N_(
    "Take the key out of the file: put it into an environment variable and name that variable with "
    'api_key_env = "NAME", or into the keyring with `orquix-tui providers set-key`.'
)
_SECRET_NAME = re.compile(r"authorization|cookie|key|token|secret", re.IGNORECASE)
_RANDOM = re.compile(r"(?=.*[a-z])(?=.*\d)[A-Za-z0-9]{24,}")
"""Keys without a vendor's prefix: long, no word in them."""


def key_refused(where: str, remedy: str = "") -> ConfigError:
    """The answer to a key in the file."""
    cause = _("{where}: a key must not stand in this file.").format(where=where)
    return ConfigError(cause, remedy or _(_KEY_REMEDY))


def refuse_keys(settings: Settings, path: Path) -> None:
    """Raise ConfigError where a key stands; its value is never repeated."""
    for name, provider in settings.providers.items():
        where = f"{path}: providers.{name}"
        variable = provider.api_key_env
        if variable is not None and not _names_a_variable(variable):
            cause = _(
                "{where}.api_key_env must be the name of an environment variable, not the key itself."
            ).format(where=where)
            raise ConfigError(cause, _(_KEY_REMEDY))
        if provider.base_url and "@" in provider.base_url.partition("//")[2].partition("/")[0]:
            cause = _("{where}.base_url: a name and password must not stand in this file.").format(
                where=where
            )
            raise ConfigError(cause, _("Take them out of the address; name a variable with api_key_env."))
        for table, given in (("headers", provider.headers), ("query", provider.query)):
            for field, value in given.items():
                if _is_a_secret(field, value):
                    remedy = _('Put it into an environment variable and write {field} = "${{NAME}}".')
                    raise key_refused(f"{where}.{table}.{field}", remedy.format(field=field))
    for name, council in settings.councils.items():
        for number, member in enumerate(council.members, 1):
            for place, value in _texts(member.extra):
                if _is_a_secret(place.rpartition(".")[2], value):
                    raise key_refused(f"{path}: councils.{name}.members[{number}].extra{place}")


def _texts(table: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a table and in the tables in it, with its place: `.body.api_key`."""
    for field, value in table.items():
        if isinstance(value, str):
            yield f"{where}.{field}", value
        elif isinstance(value, Mapping):
            yield from _texts(value, f"{where}.{field}")


def _names_a_variable(text: str) -> bool:
    return (
        text.isidentifier() and text.isascii() and not looks_like_a_key(text) and not _RANDOM.fullmatch(text)
    )


def _is_a_secret(field: str, value: str) -> bool:
    if "${" in value or value.isdigit():
        return False
    return looks_like_a_key(value) or bool(_SECRET_NAME.search(field))
