"""The keyring of the operating system, through the optional package `keyring`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.translate import N_, _

if TYPE_CHECKING:
    from types import ModuleType as Library

SERVICE = "orquix-tui"
"""Under this name the keys lie in the keyring; the user name is the provider's."""
INSTALL = N_(
    'Run `pip install "orquix-tui[keyring]"`, or keep the key in an environment variable (api_key_env).'
)
_UNUSABLE = N_("Unlock or install one, or keep the key in an environment variable (api_key_env).")
Result = TypeVar("Result")


def installed() -> bool:
    """Whether the package is there. Cheap: nothing is imported."""
    return importlib.util.find_spec("keyring") is not None


def read(provider: str) -> str:
    """The provider's key; empty when there is none. May wait for the person. Raises ConfigError."""
    return _guarded(lambda ring: ring.get_password(SERVICE, provider)) or ""


def store(provider: str, key: str) -> str:
    """Keep the key, in the place of an older one; returns the keyring's name. Raises ConfigError."""

    def work(ring: Library) -> tuple[str, str | None]:
        ring.set_password(SERVICE, provider, key)
        return str(ring.get_keyring().name), ring.get_password(SERVICE, provider)

    name, kept = _guarded(work, key)
    if kept != key:  # the backend `null` says yes to everything
        raise ConfigError(_("The keyring ({name}) did not keep the key.").format(name=name), _(_UNUSABLE))
    return name


def forget(provider: str) -> bool:
    """Remove the key; False when there was none. Raises ConfigError."""

    def work(ring: Library) -> bool:
        if ring.get_password(SERVICE, provider) is None:
            return False
        ring.delete_password(SERVICE, provider)
        return True

    return _guarded(work)


def _guarded(work: Callable[[Library], Result], secret: str = "") -> Result:
    if not installed():
        raise ConfigError(_("The package keyring is not installed."), _(INSTALL))
    import keyring
    import keyring.errors

    try:
        return work(keyring)
    except keyring.errors.NoKeyringError:
        raise ConfigError(_("This machine has no keyring that could be used."), _(_UNUSABLE)) from None
    except Exception as error:  # noqa: BLE001  # backends of others raise what they like; the person reads it
        said = Redactor([secret])(str(error)) or type(error).__name__
        raise ConfigError(
            _("The keyring refused: {said}.").format(said=said.rstrip(".")), _(_UNUSABLE)
        ) from None
