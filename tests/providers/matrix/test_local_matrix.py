"""The local model at its worst: a real process that is missing, hangs, overflows, is cancelled, and dies."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.member import MemberRun
from orquix_tui.domain.events import Event, ResponseDelta
from orquix_tui.domain.models import Response
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.vendors import EMBEDDED_MODEL
from orquix_tui.providers.local import LocalProvider
from orquix_tui.providers.registry import ProviderRegistry
from tests.providers.matrix import local_rows as rows
from tests.providers.matrix.cell import Row, outcome
from tests.providers.matrix.conftest import Settle
from tests.providers.matrix.contract import holds_the_contract, tells_why
from tests.providers.matrix.runner import NEVER

PROMPT = "Tell me a story."
Act = Callable[[asyncio.Task[Response]], object]
ON_AND_ON = {"ignore_eos": True}
"""Sent along: the model then writes until its limit."""


class Stage:
    """One local provider, asked again and again; every answer must hold the contract."""

    def __init__(self, folder: Path, settle: Settle, model_path: str | None = None) -> None:
        settings = {"vendor": ProviderSettings(kind="local", model_path=model_path)}
        self.providers = ProviderRegistry(settings, {}, Redactor(), cache_dir=folder, log_dir=folder)
        provider = self.providers.get("vendor")
        assert isinstance(provider, LocalProvider)
        self.provider = provider
        self._desk = Desk(self.providers, lambda *_: None, RetryPolicy(base_s=0))
        self._settle = settle

    async def play(self, row: Row, prompt: str = PROMPT, act: Act | None = None) -> None:
        """Ask, do `act` (with the task) as soon as the first word has come, and settle the outcome."""
        self.provider.timeouts = Timeouts(**{**NEVER, **row.timeouts})
        events: list[Event] = []
        begun = asyncio.Event()

        def emit(event: Event) -> None:
            events.append(event)
            if isinstance(event, ResponseDelta):
                begun.set()

        blank = Response(seat=0, label="local", provider="vendor", model=EMBEDDED_MODEL)
        request = ChatRequest(EMBEDDED_MODEL, (Message("user", prompt),), max_tokens=500, extra=ON_AND_ON)
        asked = asyncio.create_task(MemberRun(blank, request, self._desk, emit).ask())
        if act:
            await asyncio.wait_for(begun.wait(), 60)
            act(asked)
        response = await asked
        assert response.status is row.status, response.error
        assert bool(response.text) is (act is not None)
        holds_the_contract(response, events)
        tells_why(response)
        self._settle(row.name, "local", outcome(response, response.attempts))

    def signal(self, number: signal.Signals) -> None:
        """Send the model's process a signal."""
        [process] = self.provider._children.values()
        process.send_signal(number)


async def test_without_a_usable_file_nothing_starts(tmp_path: Path, settle: Settle) -> None:
    missing = Stage(tmp_path, settle, str(tmp_path / "none.gguf"))
    await missing.play(rows.NO_FILE)
    (tmp_path / "text.gguf").write_bytes(b"not a model")
    wrong = Stage(tmp_path, settle, str(tmp_path / "text.gguf"))
    await wrong.play(rows.NO_MODEL)
    for stage in (missing, wrong):
        await stage.providers.aclose()


@pytest.mark.slow
async def test_a_process_overflows_hangs_is_cancelled_and_dies(tmp_path: Path, settle: Settle) -> None:
    stage = Stage(tmp_path, settle)
    try:
        await stage.play(rows.OVERFLOW, "word " * 9000)
        stage.signal(signal.SIGSTOP)
        await stage.play(rows.HANGS)
        stage.signal(signal.SIGCONT)
        await stage.play(rows.FREEZES, act=lambda _: stage.signal(signal.SIGSTOP))
        stage.signal(signal.SIGCONT)
        await stage.play(rows.CANCELLED, act=lambda asked: asked.cancel())
        await stage.play(rows.DIES, act=lambda _: stage.signal(signal.SIGKILL))
    finally:
        await stage.providers.aclose()
