"""`providers set-key`, `forget-key` and `allow`: where a key lies, and where it may go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orquix_tui.bootstrap import Setup, configure
from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import out
from orquix_tui.config.consent import read_consents, remember
from orquix_tui.config.load import read_file
from orquix_tui.domain.configuring import consent_id
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import VENDORS
from orquix_tui.providers import ring
from orquix_tui.providers.keys import KeySource

if TYPE_CHECKING:
    import argparse


def set_key(args: argparse.Namespace) -> int:
    """Ask for the key without showing it, keep it in the keyring, and say what the file needs."""
    setup = configure(os.environ)
    settings = _known(setup, args.name)
    key = _asked_key(args.name).strip()
    if not key:
        raise InputError(_("No key was given; nothing was stored."), _("Type or paste it, or pipe it in."))
    if not (key.isascii() and key.isprintable()):
        raise InputError(_("That holds characters that no key has; nothing was stored."), _("Copy it again."))
    out(_("Stored in the keyring ({name}).").format(name=ring.store(args.name, key)))
    if not settings.api_key_keyring:
        out(_("To use it, put this into {config_file}:\n").format(config_file=setup.paths.config_file))
        out(_lines_for(setup, args.name, settings))
    return 0


def forget_key(args: argparse.Namespace) -> int:
    """Remove the key from the keyring; whatever the file says."""
    if not ring.forget(args.name):
        out(_("The keyring holds no key for {name}.").format(name=args.name))
        return 0
    out(_("Forgotten: the keyring holds no key for {name} any more.").format(name=args.name))
    return 0


def allow(args: argparse.Namespace) -> int:
    """Consent, or with --undo no longer, to a key going over plain http to another machine."""
    setup = configure(os.environ)
    source = _source(setup, args.name)
    consent = consent_id(args.name, source.base_url)
    if args.undo:
        remember(setup.paths.consents_file, consent, allowed=False)
        out(_("The key of {name} does not go unencrypted any more.").format(name=args.name))
        if configure(os.environ).effective.settings.providers[args.name].allow_insecure:
            out(_("But the configuration file says allow_insecure = true: take that out as well."))
        return 0
    if not source.in_the_clear() or source.settings.allow_insecure:
        out(_("{name} ({base_url}) needs no consent.").format(name=args.name, base_url=source.base_url))
        return 0
    if args.yes or confirmed(_question(source)):
        remember(setup.paths.consents_file, consent, allowed=True)
        out(_("Allowed. `orquix-tui providers allow {name} --undo` takes it back.").format(name=args.name))
        return 0
    out(_("Nothing was changed."))
    return 0


def settle(council: str | None = None) -> bool:
    """Ask about each key that would go unencrypted: once, ever, and only where a person can answer.

    `council` limits the question to those who would be asked now. A "no" is remembered too. Says whether
    anything was decided: who has built the program already must build it again then.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    setup = configure(os.environ)
    decided: dict[str, bool] | None = None
    asked = False
    for name in _asked_now(setup, council):
        source = _source(setup, name)
        if not source.in_the_clear() or source.settings.allow_insecure:
            continue
        decided = read_consents(setup.paths.consents_file) if decided is None else decided
        consent = consent_id(name, source.base_url)
        if consent not in decided:
            remember(setup.paths.consents_file, consent, allowed=confirmed(_question(source)))
            asked = True
    return asked


def _asked_now(setup: Setup, council: str | None) -> Iterable[str]:
    settings = setup.effective.settings
    names: dict[str, None] = {}
    for name, seats in settings.councils.items():
        if council in {None, name}:
            names |= dict.fromkeys(m.provider for m in seats.members)
            names |= dict.fromkeys(r.partition(":")[0] for r in seats.moderator if r != EXTRACTIVE)
    return names


def _question(source: KeySource) -> str:
    return _(
        "{source} is reached at {base_url}, which is not encrypted: whoever sits on the way could read "
        "its key. Send the key there?"
    ).format(source=source.name, base_url=source.base_url)


def _source(setup: Setup, name: str) -> KeySource:
    settings = setup.effective.settings.providers.get(name)
    if settings is None:
        known = ", ".join(setup.effective.settings.providers)
        raise InputError(
            _('There is no provider "{name}".').format(name=name),
            _("Configured: {known}.").format(known=known),
        )
    return KeySource(name, settings, setup.env, Redactor())


def _known(setup: Setup, name: str) -> ProviderSettings:
    """The provider's settings, or those a known vendor would have. Raises InputError."""
    settings = setup.effective.settings.providers.get(name)
    if settings is None:
        vendor = next((v for v in VENDORS if v.name == name), None)
        if vendor is None:
            known = dict.fromkeys([*setup.effective.settings.providers, *(v.name for v in VENDORS)])
            raise InputError(
                _('There is no provider "{name}".').format(name=name),
                _("Known: {known}.").format(known=", ".join(known)),
            )
        settings = ProviderSettings(kind=vendor.kind, base_url=vendor.base_url)
    if settings.kind == "local":
        raise InputError(_("{name} runs on this machine.").format(name=name), _("It needs no key."))
    return settings


def _asked_key(name: str) -> str:
    """Typed unseen, or the first line of what is piped in; never from the command line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    from getpass import getpass

    try:
        return getpass(_("Key of {name} (it is not shown): ").format(name=name))
    except EOFError:  # Ctrl+D
        return ""


def _lines_for(setup: Setup, name: str, settings: ProviderSettings) -> str:
    """What is to be added to the file, letter for letter."""
    lines = [f"[providers.{name}]"]
    if name not in read_file(setup.paths.config_file).get("providers", {}):
        lines.append(f'kind = "{settings.kind}"')
        lines += [f'base_url = "{settings.base_url}"'] if settings.base_url else []
    return "\n".join([*lines, "api_key_keyring = true"])
