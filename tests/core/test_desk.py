"""What members and moderators share: places at a provider, connections, and what was refused."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.member import MemberRun
from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.events import Event, ResponseDelta, ResponseEnded, ResponseStarted, StepStarted
from orquix_tui.domain.models import Response, Usage
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.status import ResponseStatus as Status
from orquix_tui.domain.status import Step
from orquix_tui.providers.registry import ProviderRegistry
from tests.house import JUDGE, KINDS, MODERATION, SAYS, House
from tests.loopback import Answer, Fault, Gate, LoopbackServer

PATIENT = Timeouts(first_token=30, idle=30)


class Counter:
    """Asks members at a desk, and keeps what they tell."""

    def __init__(self, server: LoopbackServer, folder: Path) -> None:
        url = server.base_url("ollama")
        self._providers = ProviderRegistry(
            {
                "one": ProviderSettings(kind="ollama", base_url=url, timeouts=PATIENT),
                "two": ProviderSettings(kind="ollama", base_url=url, max_concurrency=2),
            },
            {},
            Redactor(),
            cache_dir=folder,
            log_dir=folder,
        )
        self.desk = Desk(self._providers, lambda *_: None, RetryPolicy(base_s=0))
        self.events: list[Event] = []
        self.deltas: asyncio.Queue[ResponseDelta] = asyncio.Queue()

    def ask(self, seat: int, provider: str, model: str) -> asyncio.Task[Response]:
        blank = Response(seat=seat, label=model, provider=provider, model=model)
        request = ChatRequest(model, (Message("user", "Why is it so?"),))
        return asyncio.create_task(MemberRun(blank, request, self.desk, self._emit).ask())

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, ResponseDelta):
            self.deltas.put_nowait(event)

    async def aclose(self) -> None:
        await self._providers.aclose()


@pytest.fixture
async def counter(loopback: LoopbackServer, tmp_path: Path) -> AsyncIterator[Counter]:
    made = Counter(loopback, tmp_path)
    yield made
    await made.aclose()


async def reached(*gates: Gate) -> None:
    for gate in gates:
        assert await asyncio.to_thread(gate.reached.wait, 10)


async def test_members_at_ollama_are_asked_one_after_another(
    counter: Counter, loopback: LoopbackServer
) -> None:
    answers = await asyncio.gather(*(counter.ask(seat, "one", f"m{seat}") for seat in range(3)))
    assert [a.status for a in answers] == [Status.COMPLETE] * 3
    order = [type(e) for e in counter.events if isinstance(e, ResponseStarted | ResponseEnded)]
    assert order == [ResponseStarted, ResponseEnded] * 3


async def test_as_many_are_asked_at_once_as_the_configuration_says(
    counter: Counter, loopback: LoopbackServer
) -> None:
    gates = [Gate(), Gate(), Gate()]
    for n, gate in enumerate(gates):
        loopback.script(f"m{n}", Answer("so", gate=gate))
    tasks = [counter.ask(n, "two", f"m{n}") for n in range(3)]
    await reached(*gates[:2])
    assert not gates[2].reached.is_set()
    assert len(loopback.asked()) == 2
    gates[0].open()
    await reached(gates[2])
    for gate in gates:
        gate.open()
    assert [(await task).status for task in tasks] == [Status.COMPLETE] * 3


async def test_waiting_for_a_place_is_on_no_clock(counter: Counter, loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.script("held", Answer("one two", chunk=4, gate=gate))
    held = counter.ask(0, "one", "held")
    await reached(gate)
    provider = counter.desk.providers.get("one")
    provider.timeouts = Timeouts(first_token=0.01)
    queued = counter.ask(1, "one", "queued")
    await asyncio.wait([queued], timeout=0.1)  # longer than that clock
    provider.timeouts = PATIENT
    opened = time.perf_counter()
    gate.open()
    assert [(await task).status for task in (held, queued)] == [Status.COMPLETE] * 2
    took = (await queued).latency_ms
    assert took is not None
    assert took <= (time.perf_counter() - opened) * 1000


async def test_whoever_is_cancelled_in_the_queue_was_never_asked(
    counter: Counter, loopback: LoopbackServer
) -> None:
    gate = Gate()
    gate.release()
    loopback.script("held", Answer("one two", chunk=4, gate=gate))
    held, queued = counter.ask(0, "one", "held"), counter.ask(1, "one", "queued")
    await reached(gate)
    queued.cancel()
    assert (await queued).status is Status.CANCELLED
    gate.open()
    assert (await held).text == "one two"
    assert loopback.asked("queued") == []
    assert (await counter.ask(2, "one", "queued")).status is Status.COMPLETE, "the place is free again"


async def test_tokens_are_estimated_when_the_vendor_could_not_count_them(
    counter: Counter, loopback: LoopbackServer
) -> None:
    loopback.script("cut", Fault("drop", answer=Answer("four" * 10, chunk=4)))
    cut = await counter.ask(0, "two", "cut")
    assert (cut.status, cut.text) == (Status.INTERRUPTED, "four" * 3)
    assert cut.usage == Usage(input_tokens=4, output_tokens=3, estimated=True)

    loopback.script("silent", Answer("four", usage=None))
    assert (await counter.ask(2, "two", "silent")).usage.estimated


async def test_what_was_cancelled_is_counted_by_us(counter: Counter, loopback: LoopbackServer) -> None:
    gate = Gate()
    gate.release(2)
    loopback.script("held", Answer("four" * 10, chunk=4, gate=gate))
    task = counter.ask(0, "two", "held")
    for _ in range(2):
        await asyncio.wait_for(counter.deltas.get(), 10)
    task.cancel()
    cancelled = await task
    assert (cancelled.status, cancelled.text) == (Status.CANCELLED, "four" * 2)
    assert cancelled.usage == Usage(input_tokens=4, output_tokens=2, estimated=True)


@pytest.mark.parametrize("status", list(Status))
def test_only_a_passing_failure_is_waited_out(status: Status) -> None:
    passing = {Status.RATE_LIMITED, Status.UNAVAILABLE, Status.INTERRUPTED}
    waited = RetryPolicy().after(1, ProviderError(status, "It failed."))
    assert (waited is not None) is (status in passing)


def test_waits_are_spread_and_never_shorter_than_asked() -> None:
    policy = RetryPolicy(base_s=1.0)
    waits = {policy.wait(1, None) for _ in range(50)}
    asked = [policy.wait(1, 7.0) for _ in range(50)]
    assert len(waits) > 40
    assert all(wait is not None and 7.0 <= wait <= 8.0 for wait in asked)


# -- the whole program ------------------------------------------------------------------------------


async def test_the_moderator_waits_for_its_place_too(house: House) -> None:
    house.configure([("ollama", "a"), ("ollama", "b")], moderator=("ollama:judge",))
    gate, asking = Gate(), asyncio.Event()
    house.server.script("judge", Answer(MODERATION, gate=gate), Answer(MODERATION))

    def emit(event: Event) -> None:
        if event == StepStarted(Step.COUNCIL):
            asking.set()

    async with house.open() as services:
        first = await services.orchestrator.start(await house.request(services, "Why?"), lambda _: None)
        await reached(gate)
        second = await services.orchestrator.start(await house.request(services, "How?"), emit)
        await asyncio.wait_for(asking.wait(), 10)
        opened = time.monotonic()
        gate.open()
        await asyncio.wait_for(asyncio.gather(first.wait(), second.wait()), 30)

    assert house.server.asked("a")[1].at >= opened
    assert len(house.server.asked("judge")) == 2


async def test_what_a_member_was_refused_the_moderator_does_not_try(house: House) -> None:
    house.configure([(JUDGE.partition(":")[0], "judge"), ("ollama", "m")])
    refusal = Fault(400, message="temperature is not supported", parameter="temperature")
    house.server.script("judge", refusal, Answer(SAYS), Answer(MODERATION))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?", temperature=0.5)

    assert interaction.synthesis is not None
    assert not interaction.synthesis.fallback_used
    assert ["temperature" in r.body for r in house.server.asked("judge")] == [True, False, False]


async def test_two_members_may_be_refused_the_same_parameter_at_the_same_time(house: House) -> None:
    house.configure([("gemini", "twin"), ("gemini", "twin")])
    gates = [Gate(), Gate()]
    refusals = [Fault(400, parameter="temperature", gate=gate) for gate in gates]
    house.server.script("twin", *refusals, Answer(SAYS))

    async with house.open() as services:
        request = await house.request(services, "Why?", temperature=0.5, moderate=False)
        run = await services.orchestrator.start(request, lambda _: None)
        await reached(*gates)  # both have been sent with it
        for gate in gates:
            gate.open()
        interaction = await asyncio.wait_for(run.wait(), 20)

    assert [r.status for r in interaction.responses] == [Status.COMPLETE] * 2, interaction.responses
    assert len(house.server.asked("twin")) == 4


async def test_connections_are_kept_between_runs(house: House) -> None:
    house.configure([(kind, f"{kind}-model") for kind in KINDS])

    async with house.open() as services:
        await house.ask(services, "Why?")
        opened = house.server.connections
        await house.ask(services, "Why again?")

    assert house.server.connections == opened == len(KINDS)


async def test_what_a_model_thinks_never_reaches_the_moderator(house: House) -> None:
    house.configure([(kind, f"{kind}-model") for kind in KINDS])
    for kind in KINDS:
        house.server.script(f"{kind}-model", Answer(SAYS, reasoning="SECRET thought"))
    house.server.script("ollama-model", Answer(f"<think>SECRET thought</think>{SAYS}"))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    assert {r.reasoning for r in interaction.responses} == {"SECRET thought"}
    assert {r.text for r in interaction.responses} == {SAYS}
    assert "SECRET" not in json.dumps([r.body for r in house.server.asked("judge")])


async def test_the_cost_is_the_price_of_what_the_vendor_counted(house: House) -> None:
    house.configure([("openai", "gpt-4o"), ("ollama", "m")])
    house.server.script("gpt-4o", Answer("so", usage=(1000, 500)))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?", moderate=False)

    priced, unknown = interaction.responses
    assert priced.usage == Usage(input_tokens=1000, output_tokens=500)
    assert priced.cost_usd == pytest.approx(1000 * 2.5e-6 + 500 * 10e-6)
    assert unknown.cost_usd is None, "an unknown price is not 0"


async def test_members_with_much_to_read_give_the_loop_back_after_each_of_them(
    counter: Counter,
) -> None:
    took: list[int] = []
    since: list[int] = []

    async def read(seat: int) -> None:
        for _ in range(10):
            took.append(seat)
            await counter.desk.breathe()

    async def watch() -> None:
        while True:
            since.append(len(took))
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    await asyncio.gather(*(read(seat) for seat in range(8)))
    watching.cancel()
    steps = [later - sooner for sooner, later in pairwise(since)]
    assert sorted(steps)[-2:] == [1, 8]  # all of them only in the first turn, in which they begin
    assert sorted(took) == sorted(list(range(8)) * 10)
