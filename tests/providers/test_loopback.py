from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.loopback import Answer, Fault, Gate, LoopbackServer


def post(server: LoopbackServer, path: str, body: dict[str, Any]) -> str:
    request = urllib.request.Request(
        server.url + path, json.dumps(body).encode(), {"authorization": "Bearer k"}
    )
    with urllib.request.urlopen(request, timeout=20) as reply:
        return str(reply.read().decode())


CHAT = {"model": "m", "messages": [{"role": "user", "content": "Why?"}]}


def test_the_default_answer_is_the_same_for_the_same_question(loopback: LoopbackServer) -> None:
    first, second = (post(loopback, "/api/chat", CHAT) for _ in range(2))
    assert first == second
    text = "".join(json.loads(line)["message"]["content"] for line in first.splitlines())
    assert text == "This is m. You asked: Why?"


def test_turns_come_in_order_and_the_last_one_stays(loopback: LoopbackServer) -> None:
    loopback.script("m", Fault(429, retry_after="2"), Answer("yes"))
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(loopback, "/v1/chat/completions", CHAT)
    caught.value.close()
    assert (caught.value.code, caught.value.headers["retry-after"]) == (429, "2")
    assert all("yes" in post(loopback, "/v1/chat/completions", CHAT) for _ in range(2))
    assert len(loopback.asked("m")) == 3
    assert loopback.requests[0].key == "k"


def test_a_gated_answer_waits_for_its_permits(loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.script("m", Answer(lambda body: body["model"] * 20, chunk=10, gate=gate))
    gate.release()
    gate.open()
    assert "mmmmmmmmmm" in post(loopback, "/v1/chat/completions", CHAT)
    assert gate.reached.is_set()
    assert loopback.requests[0].done.wait(20)
    assert not loopback.requests[0].gone.is_set()
