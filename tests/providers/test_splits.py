"""However a network cuts a valid stream into reads, the answer is the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orquix_tui.domain.ports import EndPart, StreamPart
from orquix_tui.domain.redact import Redactor
from orquix_tui.providers.chat_completions import ChatCompletions
from orquix_tui.providers.errors import Door, Exchange
from orquix_tui.providers.gemini import Gemini
from orquix_tui.providers.http import Dialect
from orquix_tui.providers.ollama import Ollama
from tests import loopback_dialects as servers
from tests.loopback_script import Wire, whole, with_comments, with_crlf, with_many_lines
from tests.providers.asking import text, thoughts

TEXT = "Señor 🐦 漢字\r\n— “quotes”, {braces}\n\ndata: not a frame\n: no comment\n" * 3
THOUGHT = "¿Por qué? 🤔\n"
PAIRS: dict[str, tuple[Dialect, servers.Dialect]] = {
    "openai-compatible": (ChatCompletions(), servers.ChatCompletions()),
    "gemini": (Gemini(), servers.Gemini()),
    "ollama": (Ollama(), servers.Ollama()),
}
WIRES: list[Wire] = [whole, with_comments, with_crlf, with_many_lines]
DOOR = Door("vendor", "openai-compatible", "https://x/v1", "set KEY", Redactor())


def stream(server: servers.Dialect, wire: Wire) -> bytes:
    cut = tuple(TEXT[i : i + 7] for i in range(0, len(TEXT), 7))
    script = servers.Script("m", (THOUGHT,), cut, (3, 4), "stop")
    return b"".join(piece for _, frame in server.frames(script) for piece in wire(frame))


STREAMS = {(kind, wire): stream(server, wire) for kind, (_, server) in PAIRS.items() for wire in WIRES}


def reads(data: bytes, cuts: list[int]) -> list[bytes]:
    """The bytes in pieces; a cut beyond the end counts from the beginning again."""
    at = sorted(cut % (len(data) + 1) for cut in cuts)
    return [data[a:b] for a, b in zip([0, *at], [*at, len(data)], strict=True)]


def answer(dialect: Dialect, pieces: list[bytes]) -> list[StreamPart]:
    frames, reader = dialect.frames(), dialect.reader(Exchange(DOOR, "m"))
    found = [frame for piece in pieces for frame in frames.feed(piece)] + frames.close()
    parts = [
        part
        for event, data in found
        if data != dialect.last_frame
        for part in reader.read(event, json.loads(data))
    ]
    return [*parts, EndPart(reader.end)] if reader.end else parts


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.__name__)
@pytest.mark.parametrize("kind", PAIRS)
@given(cuts=st.lists(st.integers(0, 100_000), max_size=300))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_split_gives_the_same_answer(kind: str, wire: Wire, cuts: list[int]) -> None:
    if kind == "ollama" and wire in {with_comments, with_many_lines}:
        wire = whole  # lines of JSON have neither
    dialect, data = PAIRS[kind][0], STREAMS[kind, wire]
    found = answer(dialect, reads(data, cuts))
    assert (text(found), thoughts(found), found[-1]) == (TEXT, THOUGHT, EndPart("stop"))
    assert found == answer(dialect, [data])
