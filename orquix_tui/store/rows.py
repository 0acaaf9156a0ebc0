"""Between the values of the domain and the rows of the tables, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from orquix_tui.domain.models import (
    Chunk,
    Document,
    Interaction,
    Project,
    Record,
    Response,
    RunMetrics,
    Steering,
    Synthesis,
    Usage,
)
from orquix_tui.store.sql import Row

R = TypeVar("R", bound=Record)

_CHUNK = tuple(name for name in Chunk.model_fields if name != "created_at")
CHUNK_COLUMNS = ", ".join(f"c.{name}" for name in (*_CHUNK, "created_at"))
"""For SELECT, with the chunk table called `c`; `read_chunk` takes the rows."""
LATEST_SYNTHESES = """
SELECT * FROM synthesis
QUALIFY row_number() OVER (PARTITION BY interaction_id ORDER BY chosen DESC, version DESC) = 1
"""
"""Of each interaction the version that the person chose, else the newest."""
_SYNTHESIS = {"version", "moderator", "text", "quality", "cost_usd", "created_at"}


def utc(when: datetime) -> datetime:
    """As it is stored: UTC, without a zone."""
    return when.astimezone(UTC).replace(tzinfo=None)


def from_utc(stored: datetime) -> datetime:
    """The stored time with its zone."""
    return stored.replace(tzinfo=UTC)


# -- domain to rows ----------------------------------------------------------------------------


def interaction_row(item: Interaction) -> Row:
    """The row of the run itself; responses, synthesis and figures have their own."""
    return {
        "id": item.id,
        "project_id": item.project_id,
        "prompt": item.prompt,
        "status": item.status.value,
        "created_at": utc(item.created_at),
        "seed": item.seed,
        "continues": item.continues,
        "council": item.council.model_dump_json(),
        "attachments": _json(item.attachments),
        "context": _json(item.context),
    }


def response_row(interaction_id: str, item: Response) -> Row:
    """One member's answer."""
    row = item.model_dump(exclude={"status", "usage", "error"})
    return {
        "interaction_id": interaction_id,
        **row,
        **item.usage.model_dump(),
        "status": item.status.value,
        "error_cause": item.error.cause if item.error else None,
        "error_remedy": item.error.remedy if item.error else None,
    }


def synthesis_row(interaction_id: str, item: Synthesis) -> Row:
    """One version of the synthesis; the ledger and the lists go into `detail`."""
    return {
        "interaction_id": interaction_id,
        "version": item.version,
        "moderator": item.moderator,
        "text": item.text,
        "quality": item.quality.value,
        "cost_usd": item.cost_usd,
        "created_at": utc(item.created_at),
        "detail": item.model_dump_json(exclude=_SYNTHESIS),
    }


def metrics_columns(item: RunMetrics) -> Row:
    """The figures of a run, as columns."""
    figures = item.model_dump(exclude={"errors", "warnings", "moderator_quality"})
    return {
        **figures,
        "moderator_quality": item.moderator_quality.value if item.moderator_quality else None,
        "errors": _json(item.errors),
        "warnings": _json(item.warnings),
    }


def run_metrics_row(item: Interaction) -> Row:
    """What is kept of a run for the figures; it outlives the interaction."""
    usages = [response.usage for response in item.responses]
    if item.synthesis:
        usages.append(item.synthesis.usage)
    return {
        "interaction_id": item.id,
        "project": item.project,
        "status": item.status.value,
        "created_at": utc(item.created_at),
        **metrics_columns(item.metrics),
        "cost_usd": item.cost_usd,
        "input_tokens": _total(usage.input_tokens for usage in usages),
        "output_tokens": _total(usage.output_tokens for usage in usages),
    }


def response_metrics_row(interaction: Interaction, item: Response) -> Row:
    """What is kept of one answer for the figures."""
    return {
        "interaction_id": interaction.id,
        "seat": item.seat,
        "provider": item.provider,
        "model": item.model,
        "status": item.status.value,
        "created_at": utc(interaction.created_at),
        "ttft_ms": item.ttft_ms,
        "latency_ms": item.latency_ms,
        "input_tokens": item.usage.input_tokens,
        "output_tokens": item.usage.output_tokens,
        "cost_usd": item.cost_usd,
        "cause": item.error.cause if item.error else None,
    }


def chunk_row(item: Chunk, change: int) -> Row:
    """One remembered piece, without its vector; `change` is the number of the change that adds it."""
    values = item.model_dump(mode="json")
    return {**values, "created_at": utc(item.created_at), "change": change}


def document_row(item: Document) -> Row:
    """A document, without its chunks."""
    return {**item.model_dump(), "added_at": utc(item.added_at)}


def steering_row(item: Steering) -> Row:
    """A pin or a ban, with the whole chunk it was set on."""
    return {
        "project_id": item.chunk.project_id,
        "how": item.how,
        "chunk_id": item.chunk.id,
        "interaction_id": item.chunk.interaction_id,
        "path": item.chunk.path,
        "chunk": item.chunk.model_dump_json(),
        "set_at": utc(item.set_at),
    }


def project_row(item: Project) -> Row:
    """A new project: without a count, and without a council of its own."""
    return {**item.model_dump(exclude={"interactions", "council"}), "created_at": utc(item.created_at)}


# -- rows to domain ----------------------------------------------------------------------------


def read_project(row: Row) -> Project:
    """A project with its count."""
    return Project.model_validate({**row, "created_at": from_utc(row["created_at"])})


def read_chunk(row: Row) -> Chunk:
    """A chunk from the columns of CHUNK_COLUMNS; others are ignored."""
    return Chunk(**{name: row[name] for name in _CHUNK}, created_at=from_utc(row["created_at"]))


def read_document(row: Row) -> Document:
    """A document."""
    return Document.model_validate({**row, "added_at": from_utc(row["added_at"])})


def read_steering(row: Row) -> Steering:
    """A pin or a ban with the chunk as it was set on."""
    chunk = Chunk.model_validate_json(row["chunk"])
    return Steering(how=row["how"], chunk=chunk, set_at=from_utc(row["set_at"]))


def read_response(row: Row) -> Response:
    """One member's answer."""
    row = dict(row)
    del row["interaction_id"]
    usage = Usage(**{name: row.pop(name) for name in Usage.model_fields})
    cause, remedy = row.pop("error_cause"), row.pop("error_remedy")
    error = None if cause is None else {"cause": cause, "remedy": remedy or ""}
    return Response.model_validate({**row, "usage": usage, "error": error})


def read_synthesis(row: Row) -> Synthesis:
    """One version of the synthesis."""
    plain = {name: row[name] for name in _SYNTHESIS}
    plain["created_at"] = from_utc(row["created_at"])
    return Synthesis.model_validate({**json.loads(row["detail"]), **plain})


def read_metrics(row: Row | None) -> RunMetrics:
    """The figures of a run; all None when they were cleaned up."""
    if row is None:
        return RunMetrics()
    values = {name: row[name] for name in RunMetrics.model_fields}
    return RunMetrics.model_validate(
        {**values, "errors": json.loads(row["errors"]), "warnings": json.loads(row["warnings"])}
    )


def read_interaction(
    row: Row, responses: Iterable[Row], synthesis: Row | None, metrics: Row | None
) -> Interaction:
    """The whole record; `row` also carries the name of the project."""
    return Interaction.model_validate(
        {
            **row,
            "created_at": from_utc(row["created_at"]),
            "council": json.loads(row["council"]),
            "attachments": json.loads(row["attachments"]),
            "context": json.loads(row["context"]),
            "responses": tuple(read_response(item) for item in responses),
            "synthesis": read_synthesis(synthesis) if synthesis else None,
            "metrics": read_metrics(metrics),
        }
    )


def _json(items: Iterable[Record]) -> str:
    return json.dumps([item.model_dump(mode="json") for item in items], ensure_ascii=False)


def _total(parts: Iterable[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
