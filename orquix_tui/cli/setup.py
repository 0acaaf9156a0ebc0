"""`config`, `providers`, `models`: what is set up, and what can be asked."""

from __future__ import annotations

import argparse
import asyncio
import os
from typing import Any

from orquix_tui.bootstrap import configure
from orquix_tui.cli.install import install
from orquix_tui.cli.output import err, out, out_json, out_table
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError, OrquixError
from orquix_tui.domain.surroundings import Check
from orquix_tui.domain.translate import _
from orquix_tui.providers.check import check


def config(args: argparse.Namespace) -> int:
    """The file's path as the last line, or the values in force. Neither ever holds a key."""
    setup = configure(os.environ)
    if args.what == "show":
        out_json(setup.effective.settings.model_dump(mode="json", exclude_none=True))
        for notice in setup.effective.notices:
            err(f"· {notice}")
        return 0
    if not setup.paths.config_file.exists():
        err(_("· There is no file yet; the first start writes a commented one. Without it, defaults hold."))
    out(str(setup.paths.config_file))
    return 0


def providers(args: argparse.Namespace) -> int:
    """A table of the connections; with --check, whether they answer and take the key."""

    async def command(services: Services) -> int:
        names = services.providers.names()
        checks: dict[str, Check] = {}
        if args.check:
            results = await asyncio.gather(*(check(services.providers.get(name)) for name in names))
            checks = dict(zip(names, results, strict=True))
        rows = [_provider_row(services, name, checks.get(name)) for name in names]
        if args.json:
            out_json(rows)
            return 0
        out_table(
            _("PROVIDER|KIND|KEY FROM|STATE"),
            [(r["provider"], r["kind"], r["key_from"], r["state"]) for r in rows],
        )
        return 0

    return with_services(command, uses_store=False)


def _provider_row(services: Services, name: str, checked: Check | None) -> dict[str, Any]:
    settings = services.settings.providers[name]
    problem = services.providers.can_run(name)
    state, ok = problem or _("configured"), not problem
    if checked is not None:
        ok = checked.ok
        state = f"{checked.detail} ({checked.ms or 0:.0f} ms)" if ok else f"{checked.detail} {checked.remedy}"
    return {
        "provider": name,
        "kind": settings.kind,
        "base_url": settings.base_url,
        "key_from": "keyring" if settings.api_key_keyring else settings.api_key_env,
        "ok": ok,
        "state": services.redact(state),
    }


def models(args: argparse.Namespace) -> int:
    """What a provider offers, or all of them; `models install …` fetches one for this machine."""
    if args.provider[:1] == ["install"]:
        return install(args.provider[1:], yes=args.yes)
    if len(args.provider) > 1:
        raise InputError(_("Name one provider."), "orquix-tui models PROVIDER")

    async def command(services: Services) -> int:
        names = args.provider or services.providers.names()
        found: list[dict[str, Any]] = []
        offers = await asyncio.gather(
            *(services.providers.models(name, refresh=args.refresh) for name in names), return_exceptions=True
        )
        for name, offered in zip(names, offers, strict=True):
            if isinstance(offered, BaseException):
                if args.provider or not isinstance(offered, OrquixError):
                    raise offered
                err(services.redact(f"! {name}: {offered}"))
                continue
            found += [{"provider": name, **m.model_dump(mode="json")} for m in offered]
        if args.json:
            out_json(found)
        else:
            for model in found:
                out(f"{model['provider']}:{model['id']}")
        return 0

    return with_services(command, uses_store=False)
