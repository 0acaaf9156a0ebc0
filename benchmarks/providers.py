"""Our adapters and the official clients, against the same server in the same run."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, clean_env, give, interleaved, over, ratio, within
from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import ChatRequest, Message, TextPart
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry

KINDS: tuple[ProviderKind, ...] = ("openai", "anthropic", "openai-compatible", "gemini", "ollama")
PATHS = {"anthropic": "", "ollama": "", "gemini": "/v1beta"}
BARE = {
    "openai": "openai SDK, Responses",
    "anthropic": "anthropic SDK",
    "openai-compatible": "openai SDK, Chat Completions",
    "gemini": "httpx, lines",
    "ollama": "httpx, lines",
}
"""What a program without us would use for the same server."""
HTTPX_KINDS = ("openai-compatible", "gemini", "ollama")
COUNCIL = 4
Texts = AsyncGenerator[str, None]
Ask = Callable[[str], Texts]


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """The URL of a server in a process of its own, whose CPU is not counted."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.vendor_server", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()


def ours(registry: ProviderRegistry, kind: ProviderKind) -> Ask:
    provider = registry.get(kind)

    async def ask(model: str) -> Texts:
        request = ChatRequest(model, (Message("user", "?"),))
        async with aclosing(provider.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, TextPart):
                    yield part.text

    return ask


def _gemini_text(event: Any) -> str:
    return str(event["candidates"][0]["content"]["parts"][0]["text"]) if "candidates" in event else ""


def bare(url: str, stack: AsyncExitStack) -> dict[str, Ask]:  # noqa: C901  # five small functions
    """The clients as their own manuals show them."""
    import anthropic
    import httpx
    import openai

    oai = openai.AsyncOpenAI(api_key="k", base_url=f"{url}/v1", max_retries=0)
    ant = anthropic.AsyncAnthropic(api_key="k", base_url=url, max_retries=0)
    raw = httpx.AsyncClient(base_url=url, trust_env=False)
    for client in (oai, ant):
        stack.push_async_callback(client.close)
    stack.push_async_callback(raw.aclose)
    asked: list[Any] = [{"role": "user", "content": "?"}]

    async def responses(model: str) -> Texts:
        async with await oai.responses.create(model=model, input="?", stream=True) as events:
            async for event in events:
                if event.type == "response.output_text.delta":
                    yield event.delta

    async def completions(model: str) -> Texts:
        async with await oai.chat.completions.create(model=model, messages=asked, stream=True) as chunks:
            async for chunk in chunks:
                if chunk.choices and chunk.choices[0].delta.content:
                    yield chunk.choices[0].delta.content

    async def messages(model: str) -> Texts:
        stream = await ant.messages.create(model=model, messages=asked, max_tokens=9, stream=True)
        async with stream as events:
            async for event in events:
                if event.type == "content_block_delta" and event.delta.type == "text_delta":
                    yield event.delta.text

    def lines(path: str, body: Callable[[str], Any], text: Callable[[Any], str], prefix: str) -> Ask:
        async def ask(model: str) -> Texts:
            async with raw.stream("POST", path.format(model=model), json=body(model)) as response:
                async for line in response.aiter_lines():
                    if line.startswith(prefix) and (said := text(json.loads(line.removeprefix(prefix)))):
                        yield said

        return ask

    return {
        "openai": responses,
        "anthropic": messages,
        "openai-compatible": completions,
        "gemini": lines(
            "/v1beta/models/{model}:streamGenerateContent?alt=sse",
            lambda _: {"contents": [{"role": "user", "parts": [{"text": "?"}]}]},
            _gemini_text,
            "data: ",
        ),
        "ollama": lines(
            "/api/chat",
            lambda model: {"model": model, "messages": asked, "stream": True},
            lambda event: str(event["message"]["content"]),
            "",
        ),
    }


def first(ask: Ask, model: str) -> Callable[[], Awaitable[float]]:
    """Milliseconds to the first text; the rest is read, so that the connection is kept."""

    async def measure() -> float:
        begun, ms = time.perf_counter(), 0.0
        async for _ in ask(model):
            ms = ms or (time.perf_counter() - begun) * 1000
        return ms

    return measure


def cpu(ask: Ask, model: str) -> Callable[[], Awaitable[float]]:
    """CPU milliseconds of this process per 1000 deltas, a council of four streaming at once."""
    count = int(model.partition("-")[2])

    async def read() -> int:
        return len([text async for text in ask(model)])

    async def measure() -> float:
        gc.collect()
        begun = time.process_time()
        seen = await asyncio.gather(*(read() for _ in range(COUNCIL)))
        assert seen == [count] * COUNCIL, f"{seen} of {count} deltas"
        return (time.process_time() - begun) * 1e6 / sum(seen)

    return measure


async def streams() -> list[Row]:
    """Time to first token and CPU, warm."""
    rows: list[Row] = []
    async with server() as url, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings: dict[str, ProviderSettings] = {
            kind: ProviderSettings(kind=kind, base_url=url + PATHS.get(kind, "/v1")) for kind in KINDS
        }
        registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=folder, log_dir=folder)
        stack.push_async_callback(registry.aclose)
        mine = {kind: ours(registry, kind) for kind in KINDS}
        theirs = bare(url, stack)
        every = {f"ours {k}": mine[k] for k in KINDS} | {f"bare {k}": theirs[k] for k in KINDS}
        found = await interleaved({n: first(ask, "burst-1") for n, ask in every.items()}, 60, warm_up=5)
        for kind in KINDS:
            value, reference = found[f"ours {kind}"], found[f"bare {kind}"]
            rows.append(over("first token, warm", f"{kind} over {BARE[kind]}", value, "ms", reference, 2))
        for how, title in (("paced-300", "one delta per read"), ("burst-2000", "as fast as they come")):
            found = await interleaved({n: cpu(ask, how) for n, ask in every.items()}, 7, warm_up=1)
            sdk = found["bare openai-compatible"]
            group = f"CPU per 1000 deltas, {title}"
            for kind in KINDS:
                value, reference = found[f"ours {kind}"], found[f"bare {kind}"]
                if kind in HTTPX_KINDS:
                    rows.append(ratio(group, f"{kind} against the openai SDK", value, "ms", sdk, 0.6))
                else:
                    rows.append(ratio(group, f"{kind} over {BARE[kind]}", value, "ms", reference, None))
    return rows


_IMPORTING = """
import asyncio, json, pathlib, sys, time
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry

async def main():
    here = pathlib.Path(sys.argv[2])
    settings = {"p": ProviderSettings(kind=sys.argv[1], base_url="http://127.0.0.1:9/v1")}
    registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=here, log_dir=here)
    lags = []
    async def tick():
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            lags.append((time.perf_counter() - begun - 0.01) * 1000)
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.1)
    lags.clear()
    begun = time.perf_counter()
    await registry.get("p").prepare()
    took = time.perf_counter() - begun
    ticking.cancel()
    begun = time.perf_counter()
    await registry.get("p").prepare()
    again = time.perf_counter() - begun
    await registry.aclose()
    lags.sort()
    print(json.dumps([took * 1000, again * 1000, lags[int(len(lags) * 0.95)], lags[-1]]))

asyncio.run(main())
"""


def imports(rounds: int = 5) -> list[Row]:
    """What the first use of a kind costs, and how long the event loop stands still meanwhile."""
    rows: list[Row] = []
    for kind in KINDS:
        figures: list[list[float]] = []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(rounds + 1):  # the first writes the byte code
                done = subprocess.run(
                    [sys.executable, "-c", _IMPORTING, kind, folder],
                    env=clean_env(),
                    capture_output=True,
                    text=True,
                    check=True,
                )
                figures.append(json.loads(done.stdout))
        took, again, p95, worst = (sorted(column)[rounds // 2] for column in zip(*figures[1:], strict=True))
        group = "first use of a kind"
        rows.append(Row(group, f"{kind}: import and client, in a thread", took, "ms"))
        rows.append(Row(group, f"{kind}: event loop late meanwhile, p95", p95, "ms"))
        rows.append(Row(group, f"{kind}: event loop late meanwhile, worst", worst, "ms"))
        rows.append(within(group, f"{kind}: second use", again, "ms", 1))
    return rows


if __name__ == "__main__":
    give([*asyncio.run(streams()), *imports()])
