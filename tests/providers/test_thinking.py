"""Thoughts between marks at the beginning of an answer, however the text is cut."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.ports import EndPart, ReasoningPart, StreamPart, TextPart
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.thinking import thoughts_apart
from tests.providers.asking import collect, text, thoughts


async def stream(parts: Sequence[StreamPart], error: Exception | None = None) -> AsyncGenerator[StreamPart]:
    for part in parts:
        yield part
    if error:
        raise error


async def told(*parts: StreamPart) -> list[StreamPart]:
    async with aclosing(thoughts_apart(stream(parts))) as apart:
        return [part async for part in apart]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 1000])
@pytest.mark.parametrize(
    ("said", "thought", "answer"),
    [
        ("<think>hm</think>so", "hm", "so"),
        ("\n <think>\nhm\n</think>\n\nso", "hm\n", "so"),
        ("<think>\n\n</think>\n\nso", "", "so"),
        ("<think>a < b </thin </think>so </think> it is", "a < b </thin ", "so </think> it is"),
        ("<think>never said", "never said", ""),
        ("Write <think>x</think> like this.", "", "Write <think>x</think> like this."),
        ("<thinker>is a statue", "", "<thinker>is a statue"),
        ("  indented", "", "  indented"),
        ("<thi", "", "<thi"),
        (" \n ", "", " \n "),
        ("<think>one</think>two<think>three</think>", "one", "two<think>three</think>"),
    ],
)
async def test_only_the_first_marks_part_the_thoughts(
    said: str, thought: str, answer: str, size: int
) -> None:
    parts = await told(*(TextPart(said[i : i + size]) for i in range(0, len(said), size)))
    assert (thoughts(parts), text(parts)) == (thought, answer)


async def test_other_parts_pass_as_they_are() -> None:
    parts: list[StreamPart] = [ReasoningPart("of its own"), TextPart("so"), EndPart("stop")]
    assert await told(*parts) == parts


async def test_what_was_held_back_is_kept_when_the_stream_breaks() -> None:
    error = ProviderError(ResponseStatus.INTERRUPTED, "It broke.")
    parts: list[StreamPart] = []
    with pytest.raises(ProviderError):
        await collect(thoughts_apart(stream([TextPart("<thi")], error)), parts)
    assert text(parts) == "<thi"
