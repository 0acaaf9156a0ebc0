from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orquix_tui.domain.ids import new_id
from orquix_tui.domain.models import (
    Attachment,
    Chunk,
    Claim,
    ContextItem,
    Council,
    Failure,
    Interaction,
    Member,
    Note,
    Project,
    Quote,
    Response,
    RunMetrics,
    Synthesis,
    Usage,
    now,
)
from orquix_tui.domain.ports import Vectors
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.store.duck import DuckStore

Make = Callable[..., Interaction]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckStore]:
    store = DuckStore(tmp_path / "data", Redactor())
    yield store
    await store.aclose()


@pytest.fixture
async def project(store: DuckStore) -> Project:
    return await store.project("default")


def _response(seat: int, **values: Any) -> Response:
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


@pytest.fixture
def response() -> Callable[..., Response]:
    return _response


@pytest.fixture
def make(project: Project) -> Make:
    """A complete interaction in which every field differs from its default."""

    def build(*, ago: timedelta = timedelta(), **values: Any) -> Interaction:
        created: datetime = now() - ago
        item = Interaction(
            id=new_id(),
            project_id=project.id,
            project=project.name,
            prompt="¿Por qué escribir pruebas? [bold]x[/]",
            status=InteractionStatus.PARTIAL,
            created_at=created,
            council=Council(
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
            ),
            seed=2**31 - 1,
            continues=new_id(),
            attachments=(Attachment(name="a.txt", text="attached\x00\ttext"),),
            context=(
                ContextItem(
                    n=1,
                    chunk_id="c",
                    source="s",
                    text="t",
                    tokens=3,
                    score=0.9,
                    created_at=created,
                    path="/p",
                ),
            ),
            responses=(
                _response(0),
                _response(
                    1,
                    status=ResponseStatus.TIMEOUT,
                    text="half",
                    cost_usd=None,
                    attempts=3,
                    error=Failure(cause="silent", remedy="wait"),
                ),
            ),
            synthesis=Synthesis(
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
            ),
            metrics=RunMetrics(
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
            ),
        )
        return item.model_copy(update=values)

    return build


@pytest.fixture
def chunks_of() -> Callable[[Interaction, int], list[Chunk]]:
    def build(item: Interaction, count: int) -> list[Chunk]:
        return [
            Chunk(
                id=new_id(),
                project_id=item.project_id,
                interaction_id=item.id,
                ord=n,
                source="the source",
                text=f"piece {n} of {item.id}",
                tokens=5,
                unverified=n == 1,
                created_at=item.created_at,
            )
            for n in range(count)
        ]

    return build


@pytest.fixture
def vectors() -> Callable[[int, int], Vectors]:
    def build(count: int, seed: int) -> Vectors:
        rows = np.random.default_rng(seed).standard_normal((count, 384)).astype(np.float32)
        scaled: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return scaled

    return build
