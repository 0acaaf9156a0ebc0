"""What only some vendors do, frame by frame."""

from __future__ import annotations

from typing import Any

import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import Usage
from orquix_tui.domain.ports import ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.chat_completions import ChatCompletions
from orquix_tui.providers.errors import Door, Exchange
from orquix_tui.providers.gemini import Gemini
from orquix_tui.providers.http import Dialect
from orquix_tui.providers.ollama import Ollama
from tests.providers.asking import question

EXCHANGE = Exchange(Door("vendor", "openai-compatible", "https://x/v1", "set KEY", Redactor()), "m")


def read(dialect: Dialect, *payloads: dict[str, Any]) -> tuple[list[StreamPart], str | None]:
    reader = dialect.reader(EXCHANGE)
    parts = [part for payload in payloads for part in reader.read("", payload)]
    return parts, reader.end


def delta(**fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields}]}


def test_reasoning_goes_by_two_names_among_the_compatible() -> None:
    parts, _ = read(ChatCompletions(), delta(reasoning_content="a"), delta(reasoning="b", content="c"))
    assert parts == [ReasoningPart("a"), ReasoningPart("b"), TextPart("c")]


def test_content_may_be_a_list_of_typed_pieces() -> None:
    pieces = [{"type": "thinking", "thinking": [{"text": "hm"}]}, {"type": "text", "text": "so"}]
    assert read(ChatCompletions(), delta(content=pieces))[0] == [ReasoningPart("hm"), TextPart("so")]


def test_a_refusal_is_shown_and_counts_as_filtered() -> None:
    end = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
    assert read(ChatCompletions(), delta(refusal="I will not."), end) == ([TextPart("I will not.")], "filter")


def test_only_the_first_choice_is_read_and_a_frame_may_hold_none() -> None:
    second = {"choices": [{"index": 1, "delta": {"content": "other"}}]}
    assert read(ChatCompletions(), second, {"choices": []}, {}, {"choices": None}) == ([], None)


def test_usage_may_hang_on_an_extension() -> None:
    parts, _ = read(ChatCompletions(), {"x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}})
    assert parts == [UsagePart(Usage(input_tokens=3, output_tokens=4))]


def test_an_upstream_that_broke_is_no_end() -> None:
    broken = {"choices": [{"delta": {}, "finish_reason": "error", "error": {"code": 502, "message": "gone"}}]}
    with pytest.raises(ProviderError, match="gone") as caught:
        read(ChatCompletions(), broken)
    assert caught.value.status is ResponseStatus.UNAVAILABLE


def test_a_prompt_that_google_blocks_is_filtered() -> None:
    assert read(Gemini(), {"promptFeedback": {"blockReason": "SAFETY"}}) == ([], "filter")


def test_what_was_thought_is_counted_as_output() -> None:
    usage = {"promptTokenCount": 5, "candidatesTokenCount": 2, "thoughtsTokenCount": 40}
    assert read(Gemini(), {"usageMetadata": usage})[0] == [UsagePart(Usage(input_tokens=5, output_tokens=42))]


def test_a_reason_that_google_does_not_explain_is_no_end() -> None:
    with pytest.raises(ProviderError, match="OTHER"):
        read(Gemini(), {"candidates": [{"finishReason": "OTHER"}]})


def test_an_old_ollama_ends_without_a_reason() -> None:
    assert read(Ollama(), {"message": {"content": "x"}, "done": True}) == ([TextPart("x")], "stop")


def test_what_a_member_adds_is_merged_with_what_we_send() -> None:
    gemini = question(temperature=0.5, extra={"generationConfig": {"topK": 3}, "safetySettings": []})
    path, body = Gemini().request(gemini)
    assert path == "models/model-a:streamGenerateContent"
    assert body["generationConfig"] == {"temperature": 0.5, "maxOutputTokens": 4096, "topK": 3}
    assert body["safetySettings"] == []
    _, body = Ollama().request(question(extra={"options": {"num_ctx": 16384}, "think": True}))
    assert body["options"] == {"num_predict": 4096, "num_ctx": 16384}
    assert body["think"] is True


def test_a_model_name_cannot_leave_its_place_in_the_path() -> None:
    path, _ = Gemini().request(question(model="models/../x?key=1"))
    assert path == "models/..%2Fx%3Fkey%3D1:streamGenerateContent"


def test_an_error_in_a_200_keeps_the_vendors_words() -> None:
    body = b'{"error": {"message": "No credit left", "code": 402}}'
    error = EXCHANGE.not_the_protocol("application/json", body)
    assert error.status is ResponseStatus.QUOTA_EXCEEDED
    assert "No credit left" in error.cause
