from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import NewDocument, Vectors
from orquix_tui.domain.models import (
    Attachment,
    Chunk,
    ContextItem,
    Document,
    Failure,
    Interaction,
    Project,
    Response,
    RunMetrics,
    now,
)
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.store.duck import DuckStore
from tests.store.samples import COUNCIL, sample_metrics, sample_response, sample_synthesis

Make = Callable[..., Interaction]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckStore]:
    store = DuckStore(tmp_path / "data", Redactor())
    yield store
    await store.aclose()


@pytest.fixture
async def project(store: DuckStore) -> Project:
    return await store.project("default")


@pytest.fixture
def response() -> Callable[..., Response]:
    return sample_response


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
            council=COUNCIL,
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
                sample_response(0),
                sample_response(
                    1,
                    status=ResponseStatus.TIMEOUT,
                    text="half",
                    cost_usd=None,
                    attempts=3,
                    error=Failure(cause="silent", remedy="wait"),
                ),
            ),
            synthesis=sample_synthesis(created),
            metrics=sample_metrics(created),
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


@pytest.fixture
def started(make: Make, response: Callable[..., Response]) -> Callable[[], Interaction]:
    """A run of three members that has just begun."""

    def build() -> Interaction:
        pending = {"status": ResponseStatus.PENDING, "text": "", "reasoning": ""}
        return make(
            status=InteractionStatus.RUNNING,
            responses=tuple(response(seat, **pending) for seat in range(3)),
            synthesis=None,
            context=(),
            metrics=RunMetrics(),
        )

    return build


@pytest.fixture
def document(project: Project) -> Callable[..., NewDocument]:
    """A document of these texts; a chunk begins where the one before it ends."""

    def build(path: str, *texts: str, heading: str = "Title", **values: Any) -> NewDocument:
        chunks, begins = [], 0
        for n, text in enumerate(texts):
            chunks.append(
                Chunk(
                    id=new_id(),
                    project_id=project.id,
                    path=path,
                    ord=n,
                    source=Path(path).name,
                    text=text,
                    tokens=len(text.split()),
                    kind="document",
                    heading=heading,
                    begins=begins,
                    ends=begins + len(text),
                )
            )
            begins += len(text)
        about = {
            "project_id": project.id,
            "path": path,
            "root": str(Path(path).parent),
            "title": Path(path).name,
            "sha256": sha256("".join(texts).encode()).hexdigest(),
            "size": begins,
        }
        return NewDocument(Document(**{**about, **values}), chunks)

    return build
