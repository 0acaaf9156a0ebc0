"""A real model behind a real server that speaks the protocols of three vendors: shape only, never content."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from orquix_tui.core.orchestrator import Run
from orquix_tui.domain.events import Event, ResponseDelta, SynthesisDelta
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import Quality, ResponseStatus
from orquix_tui.domain.vendors import EMBEDDED_MODEL
from orquix_tui.providers.weights import weights
from tests.house import KEY, NO_MODEL, House

pytestmark = pytest.mark.slow
VENDORS = ("openai-compatible", "openai", "anthropic")
SEAT = {vendor: seat for seat, vendor in enumerate(VENDORS)}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a llama.cpp server with the embedded model."""
    order = {
        "model": str(weights(None)),
        "name": EMBEDDED_MODEL,
        "key": KEY,
        "slots": 3,
        "context": 8192,
        "threads": 1,
    }
    serve = [sys.executable, "-m", "orquix_tui.providers.local_server"]
    with subprocess.Popen(
        serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
        yield json.loads(child.stdout.readline())["url"]
        child.stdin.close()


@pytest.fixture
def council(house: House, url: str) -> House:
    """Three members, one model, three protocols, and the model as the moderator of itself."""
    text = f"{NO_MODEL}[moderator]\nmax_tokens = 256\n"
    members = ""
    for vendor in VENDORS:
        base = url if vendor == "anthropic" else f"{url}/v1"
        text += (
            f'[providers.{vendor}]\nkind = "{vendor}"\nbase_url = "{base}"\napi_key_env = "LOOPBACK_KEY"\n'
        )
        members += f'[[councils.default.members]]\nprovider = "{vendor}"\nmodel = "{EMBEDDED_MODEL}"\n'
        members += "max_tokens = 16\n"
    text += f'[councils.default]\nmoderator = ["openai-compatible:{EMBEDDED_MODEL}"]\n{members}'
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return house


async def test_three_protocols_of_one_real_server_are_streamed_and_moderated(council: House) -> None:
    async with council.open() as services:
        interaction = await council.ask(services, "Name three colours.")

    for answer in interaction.responses:
        assert answer.status.usable, answer.error
        assert answer.text == joined(council.events, answer.seat)
        assert answer.usage.output_tokens
        assert not answer.usage.estimated
    assert interaction.synthesis is not None
    assert interaction.synthesis.text
    little = {Quality.LOW, Quality.FAILED}  # by what it happens to say
    assert interaction.synthesis.quality in little, "so small a model does not keep to the form"
    assert interaction.synthesis.quality_reasons
    assert any(isinstance(e, SynthesisDelta) for e in council.events)


async def test_one_of_them_is_cancelled_and_the_others_go_on(council: House) -> None:
    begun = asyncio.Event()
    runs: list[Run] = []

    def emit(event: Event) -> None:
        council.events.append(event)
        first = isinstance(event, ResponseDelta) and event.seat == SEAT["anthropic"] and not begun.is_set()
        if first:
            runs[0].cancel_member(SEAT["anthropic"])  # at once: it may have said all a moment later
            begun.set()

    async with council.open() as services:
        request = await council.request(services, "Tell me a story.", moderate=False, max_tokens=60)
        run = await services.orchestrator.start(request, emit)
        runs.append(run)
        await asyncio.wait_for(begun.wait(), 120)
        interaction: Interaction = await asyncio.wait_for(run.wait(), 120)

    *others, cancelled = interaction.responses
    assert cancelled.status is ResponseStatus.CANCELLED
    assert cancelled.text == joined(council.events, cancelled.seat) != ""
    assert all(answer.status.usable for answer in others), [answer.error for answer in others]


def joined(events: list[Event], seat: int) -> str:
    return "".join(e.text for e in events if isinstance(e, ResponseDelta) and e.seat == seat)
