"""The clocks of a stream and what its end means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from orquix_tui.core.clocks import timed
from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import Usage
from orquix_tui.domain.ports import EndPart, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.domain.settings import Timeouts
from orquix_tui.domain.status import ResponseStatus

SILENCE = None
END = EndPart("stop")


class Script:
    """A stream that yields its parts in turn; SILENCE waits for ever."""

    def __init__(self, *parts: StreamPart | None) -> None:
        self.parts = parts
        self.closed = False

    async def stream(self) -> AsyncGenerator[StreamPart]:
        try:
            for part in self.parts:
                if part is None:
                    await asyncio.Event().wait()
                else:
                    yield part
        finally:
            self.closed = True


async def collect(script: Script, **timeouts: float) -> tuple[list[StreamPart], ProviderError | None]:
    parts: list[StreamPart] = []
    try:
        async with aclosing(timed(script.stream(), Timeouts(**timeouts))) as stream:
            async for part in stream:
                parts.append(part)  # noqa: PERF401 - what came before the error is wanted
    except ProviderError as error:
        return parts, error
    return parts, None


async def test_parts_pass_unchanged_to_the_end() -> None:
    script = Script(ReasoningPart("hm"), TextPart("a"), TextPart("b"), END, UsagePart(Usage(input_tokens=1)))

    parts, error = await collect(script)

    assert parts == list(script.parts)
    assert error is None
    assert script.closed


@pytest.mark.parametrize(
    ("parts", "timeouts", "cause"),
    [
        ((SILENCE,), {"first_token": 0.01}, "No first token came within 0.01 s."),
        ((UsagePart(Usage()), SILENCE), {"first_token": 0.01}, "No first token came within 0.01 s."),
        ((TextPart("a"), SILENCE), {"idle": 0.01}, "The model fell silent for 0.01 s."),
        ((ReasoningPart("a"), SILENCE), {"idle": 0.01}, "The model fell silent for 0.01 s."),
        ((TextPart("a"), SILENCE), {"total": 0.01}, "The answer took longer than 0.01 s in all."),
    ],
)
async def test_each_clock_says_which_it_is(
    parts: tuple[StreamPart | None, ...], timeouts: dict[str, float], cause: str
) -> None:
    script = Script(*parts)

    came, error = await collect(script, **timeouts)

    assert came == [part for part in parts if part is not None]
    assert error is not None
    assert error.status is ResponseStatus.TIMEOUT
    assert error.cause == cause
    assert next(iter(timeouts)) in error.remedy
    assert script.closed


async def test_an_end_without_the_protocols_end_is_interrupted_and_keeps_the_text() -> None:
    parts, error = await collect(Script(TextPart("half an ans")))

    assert parts == [TextPart("half an ans")]
    assert error is not None
    assert error.status is ResponseStatus.INTERRUPTED


@pytest.mark.parametrize("parts", [(END,), (TextPart(" \n"), END), (ReasoningPart("x"), EndPart("length"))])
async def test_a_good_end_without_text_is_a_failure(parts: tuple[StreamPart, ...]) -> None:
    _, error = await collect(Script(*parts))

    assert error is not None
    assert error.status is ResponseStatus.FAILED
    assert error.cause == "The answer was empty."


async def test_a_filtered_answer_may_be_empty() -> None:
    parts, error = await collect(Script(EndPart("filter")))

    assert parts == [EndPart("filter")]
    assert error is None


async def test_a_server_that_does_not_hang_up_after_the_end_is_no_failure() -> None:
    parts, error = await collect(Script(TextPart("a"), END, SILENCE), idle=0.01)

    assert parts == [TextPart("a"), END]
    assert error is None


async def test_an_error_of_the_stream_passes_and_closes_it() -> None:
    async def broken() -> AsyncGenerator[StreamPart]:
        yield TextPart("a")
        raise ProviderError(ResponseStatus.UNAVAILABLE, "The server went away.")

    with pytest.raises(ProviderError, match="went away"):
        async for _ in timed(broken(), Timeouts()):
            pass


async def test_leaving_early_closes_the_stream() -> None:
    script = Script(TextPart("a"), TextPart("b"), END)

    async with aclosing(timed(script.stream(), Timeouts())) as stream:
        async for _ in stream:
            break

    assert script.closed


async def test_cancelling_the_reader_closes_the_stream() -> None:
    script = Script(TextPart("a"), SILENCE)
    begun = asyncio.Event()

    async def read() -> None:
        async with aclosing(timed(script.stream(), Timeouts())) as stream:
            async for _ in stream:
                begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert script.closed
