"""Where a provider's key comes from, and whether it may be sent there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from orquix_tui.domain.errors import ConfigError, ProviderError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import BASE_URL, KEY_ENV
from orquix_tui.providers import ring

PLACEHOLDER = "no-key"
"""Sent where a library insists on a key and the server on this machine wants none."""
_SECRET_WORDS = ("authorization", "cookie", "key", "token", "secret", "password")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
"""How a header or query parameter names a variable of the environment."""


def names_a_secret(name: str) -> bool:
    """Whether a header, query parameter or variable of that name carries a secret."""
    return any(word in name.lower() for word in _SECRET_WORDS)


def is_loopback(url: str) -> bool:
    """Whether the URL points at this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, not an address
        return False


def _same_host(url: str, other: str) -> bool:
    return urlsplit(url).hostname == urlsplit(other).hostname


@dataclass(frozen=True)
class KeySource:
    """Finds one provider's key. Every key found is made known to the redactor."""

    name: str
    settings: ProviderSettings
    env: Mapping[str, str]
    redact: Redactor

    def __post_init__(self) -> None:
        for key in (self._from_env(), *self._configured_secrets()):
            self.redact.add(key)
            self.redact.add(key.removeprefix("Bearer "))

    @property
    def base_url(self) -> str:
        """Where the requests go."""
        return self.settings.base_url or BASE_URL.get(self.settings.kind, "")

    @property
    def headers(self) -> dict[str, str]:
        """The configured headers, `${NAME}` filled in from the environment."""
        return self._filled(self.settings.headers)

    @property
    def query(self) -> dict[str, str]:
        """The configured query, `${NAME}` filled in from the environment."""
        return self._filled(self.settings.query)

    @property
    def variable(self) -> str:
        """The environment variable; empty when none applies.

        A vendor's own variable is used for the vendor's own address only: a key never goes to a server
        that the person did not connect with it.
        """
        settings = self.settings
        if settings.api_key_keyring:  # then the keyring is meant, and nothing else
            return ""
        if settings.api_key_env:
            return settings.api_key_env
        own = BASE_URL.get(settings.kind, "")
        if settings.base_url is None or _same_host(settings.base_url, own):
            return KEY_ENV.get(settings.kind, "")
        return ""

    @property
    def hint(self) -> str:
        """How a person sets the key, as an order."""
        if self.settings.api_key_keyring:
            return _("run `orquix-tui providers set-key {name}`").format(name=self.name)
        if self.variable:
            return _("set the environment variable {variable}").format(variable=self.variable)
        return _("name its environment variable as api_key_env in [providers.{name}]").format(name=self.name)

    def problem(self) -> str:
        """Empty when a request could be sent, else why not. Cheap."""
        if self.settings.api_key_keyring and not ring.installed():
            return _("api_key_keyring needs the package keyring. {install}").format(install=_(ring.INSTALL))
        for name in _VARIABLE.findall(" ".join(value for _name, value in self._extras())):
            if not self.env.get(name):
                return _("Its headers or query need {name}: set that environment variable.").format(name=name)
        if self.variable and not self._from_env() and not is_loopback(self.base_url):
            return _("There is no key: {hint}.").format(hint=self.hint)
        if not self.in_the_clear() or self.settings.allow_insecure:
            return ""
        return _(
            "{base_url} is not encrypted, so the key could be read on the way: use https, or consent "
            "with `orquix-tui providers allow {name}` (or allow_insecure = true in the file)."
        ).format(base_url=self.base_url, name=self.name)

    def in_the_clear(self) -> bool:
        """Whether a key would go over plain http to another machine, for which the person must consent."""
        if self.base_url.startswith("https://") or is_loopback(self.base_url):
            return False
        return self.settings.api_key_keyring or bool(self._from_env()) or any(self._configured_secrets())

    def value(self) -> str:
        """The key; empty when none is needed. May wait for the OS keyring. Raises ProviderError."""
        problem = self.problem()
        if problem:
            raise ProviderError(
                ResponseStatus.AUTH_ERROR,
                _("{name} was not asked. {problem}").format(name=self.name, problem=problem),
            )
        key = self._from_keyring() if self.settings.api_key_keyring else self._from_env()
        if not (key.isascii() and key.isprintable()):
            cause = _("The key of {name} holds characters that no key has.").format(name=self.name)
            raise ProviderError(
                ResponseStatus.AUTH_ERROR, cause, _("Copy it again, then {hint}.").format(hint=self.hint)
            )
        return key

    def _from_env(self) -> str:
        """Without the blank or newline that copying leaves behind."""
        return self.env.get(self.variable, "").strip() if self.variable else ""

    def _from_keyring(self) -> str:
        try:
            key = ring.read(self.name).strip()
        except ConfigError as error:
            raise ProviderError(ResponseStatus.AUTH_ERROR, error.cause, error.remedy) from None
        if not key:
            cause = _("The OS keyring holds no key for {name}.").format(name=self.name)
            raise ProviderError(
                ResponseStatus.AUTH_ERROR, cause, _("To store it {hint}.").format(hint=self.hint)
            )
        self.redact.add(key)
        return key

    def _configured_secrets(self) -> list[str]:
        """In headers, in the query, and the password of `https://user:password@host`."""
        secrets = []
        for name, value in self._extras():
            variables = _VARIABLE.findall(value)
            secrets += [self.env.get(variable, "") for variable in variables]
            if not variables and names_a_secret(name):
                secrets.append(value)
        password = urlsplit(self.base_url).password
        return [*secrets, password] if password else secrets

    def _extras(self) -> list[tuple[str, str]]:
        return [*self.settings.headers.items(), *self.settings.query.items()]

    def _filled(self, given: Mapping[str, str]) -> dict[str, str]:
        return {k: _VARIABLE.sub(lambda m: self.env.get(m[1], ""), v) for k, v in given.items()}
