"""Values in which every field differs from its default."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orquix_tui.domain.models import (
    Claim,
    Council,
    Member,
    Note,
    Quote,
    Response,
    RunMetrics,
    Synthesis,
    Usage,
)
from orquix_tui.domain.status import Quality, ResponseStatus

COUNCIL = Council(
    name="two",
    members=(
        Member(
            provider="router",
            model="model-0",
            label="A",
            persona="p",
            temperature=0.5,
            extra={"effort": {"level": 3}},
            send_context=False,
        ),
    ),
    moderator=("router:model-0", "extractive"),
)


def sample_synthesis(created: datetime) -> Synthesis:
    return Synthesis(
        moderator="router:model-0",
        text="Tests help. [A]",
        quality=Quality.HIGH,
        quality_reasons=("all quotes found",),
        claims=(
            Claim(
                text="Early",
                supporters=("A",),
                opponents=("B",),
                similar=("B",),
                quotes=(Quote(letter="A", text="tests find faults", found=True),),
            ),
        ),
        key_themes=("theme",),
        recommendations=("do",),
        suggested_questions=("why?",),
        research_areas=("area",),
        base_letter="A",
        base_reason="best",
        fallback_used=True,
        banner="b",
        seed=7,
        prompt_version="v",
        usage=Usage(input_tokens=10, output_tokens=20),
        cost_usd=0.005,
        created_at=created,
    )


def sample_metrics(created: datetime) -> RunMetrics:
    return RunMetrics(
        context_retrieval_time_ms=5.5,
        context_chunks_found=1,
        ai_orchestration_time_ms=1200.0,
        ai_responses_count=2,
        ai_failures_count=1,
        moderator_synthesis_time_ms=300.0,
        moderator_quality=Quality.HIGH,
        fallback_used=True,
        background_save_time_ms=30.0,
        total_processing_time_ms=1505.5,
        errors=(Note(step="council", message="one failed", at=created),),
        warnings=(Note(step="context", message="small", at=created),),
    )


def sample_response(seat: int, **values: Any) -> Response:
    return Response(
        seat=seat,
        **{
            "letter": "ABCDEFGH"[seat],
            "label": f"Member {seat}",
            "provider": "router",
            "model": f"model-{seat % 2}",
            "status": ResponseStatus.COMPLETE,
            "text": f"Answer {seat}: tests find faults early.",
            "reasoning": "thinking",
            "usage": Usage(input_tokens=100, output_tokens=50, estimated=seat == 1),
            "cost_usd": 0.01,
            "ttft_ms": 200.0 + seat,
            "latency_ms": 1200.0 + seat,
            **values,
        },
    )
