from __future__ import annotations

import random
import types
import typing
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from orquix_tui.domain.models import Chunk, Document, Interaction, Project, Record, Steering
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrub
from orquix_tui.store import rows
from orquix_tui.store.duck import DuckStore

PIECES = (
    "",
    "a",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "ñ",
    "🦆",
    "%_",
    "[b]",
    "NULL",
    "{}",
    "\u202e",
    "--",
)


def anything(kind: Any, rng: random.Random) -> Any:  # noqa: PLR0911  # one line per kind
    """A random value of the annotated type, nasty ones among them."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        return anything(rng.choice(arguments), rng)
    if origin is tuple:
        return tuple(anything(arguments[0], rng) for _ in range(rng.randrange(3)))
    if origin is dict:
        return {anything(str, rng): rng.choice([1, 2.5, None, True, ["x"], {"y": "'"}]) for _ in range(2)}
    if origin is typing.Literal:
        return rng.choice(arguments)
    if kind is type(None):
        return None
    if kind is bool:
        return rng.random() < 0.5
    if issubclass(kind, BaseModel):
        return kind(**{name: anything(f.annotation, rng) for name, f in kind.model_fields.items()})
    if issubclass(kind, StrEnum):
        return rng.choice(list(kind))
    if kind is datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(microseconds=rng.randrange(10**15))
    if kind is int:
        return rng.choice([0, 1, 2**31 - 1])
    if kind is float:
        return rng.choice([0.0, 1e-9, 1 / 3, 1e9])
    return "".join(rng.choices(PIECES, k=6))


def some(kind: type[Record], rng: random.Random, **fixed: Any) -> Any:
    return anything(kind, rng).model_copy(update=fixed)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_written_is_read_back(store: DuckStore, seed: int) -> None:
    rng = random.Random(seed)
    project = await store.project("default")
    items = []
    for n in range(5):
        item = some(Interaction, rng, id=f"id-{n}", project_id=project.id, project=project.name)
        answers = tuple(answer.model_copy(update={"seat": s}) for s, answer in enumerate(item.responses))
        items.append(item.model_copy(update={"responses": answers}))
        await store.finish(items[-1], [], None)

    assert [await store.interaction(item.id) for item in items] == items


@pytest.mark.parametrize("seed", range(20))
def test_values_are_the_same_after_a_row(seed: int) -> None:
    rng = random.Random(seed)
    chunk, project = some(Chunk, rng), some(Project, rng, interactions=0, council="")
    document, steered = some(Document, rng), some(Steering, rng)

    assert rows.read_chunk(rows.chunk_row(chunk, 7)) == chunk
    assert rows.read_document(rows.document_row(document)) == document
    assert rows.read_steering(rows.steering_row(steered)) == steered
    assert rows.read_project({**rows.project_row(project), "interactions": 0}) == project


def test_what_is_scrubbed_holds_no_key_wherever_it_stood() -> None:
    scrubbed = scrub(Redactor(["topsecret"]), {"a topsecret": ["x", {"y": ("topsecret", 3, None)}]})

    assert scrubbed == {"a [key removed]": ["x", {"y": ["[key removed]", 3, None]}]}
