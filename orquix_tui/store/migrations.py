"""The schema, as an ordered list of named steps. A step that was shipped is never changed, only followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError, StoreTooNewError
from orquix_tui.domain.models import now
from orquix_tui.domain.translate import _
from orquix_tui.store.engine import Engine
from orquix_tui.store.faults import RESTORE
from orquix_tui.store.files import secure
from orquix_tui.store.sql import first, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Migration = Callable[["DuckDBPyConnection"], None]

DIMENSION = 384
"""Of every stored vector; another dimension needs a migration."""


def check_version(con: DuckDBPyConnection, migrations: Sequence[Migration]) -> int:
    """How many migrations the file has seen. Raises StoreTooNewError, StoreError for a foreign file."""
    import duckdb

    try:
        row = first(con, "SELECT max(version) FROM migration")
    except duckdb.CatalogException:  # listing all tables first would cost every start some milliseconds
        if first(con, "SELECT 1 FROM duckdb_tables() LIMIT 1"):
            raise StoreError(
                _("The file is a DuckDB database, but not one of Orquix TUI."), _(RESTORE)
            ) from None
        return 0
    version = int(row[0]) if row and row[0] is not None else 0
    if version > len(migrations):
        raise StoreTooNewError(
            _("The store has version {version}; this program knows versions up to {newest}.").format(
                version=version, newest=len(migrations)
            ),
            _("Update Orquix TUI. The file was not changed."),
        )
    return version


def migrate(con: DuckDBPyConnection, version: int, migrations: Sequence[Migration]) -> None:
    """Apply what is missing, each step in one transaction, then write it all into the file proper."""
    for number, step in enumerate(migrations[version:], start=version + 1):
        with transaction(con):
            step(con)
            con.execute(
                "INSERT INTO migration VALUES (?, ?, ?)",
                [number, getattr(step, "__name__", "?"), now().replace(tzinfo=None)],
            )
    # DuckDB has had trouble replaying schema changes from its log: leave none there.
    con.execute("CHECKPOINT")


def create(path: Path, migrations: Sequence[Migration], engine: Engine) -> None:
    """Make the file, beside its place first: half of one (a full disk, a kill) never stands there."""
    new = path.with_name(path.name + ".new")
    wal = new.with_name(new.name + ".wal")
    for part in (new, wal):
        part.unlink(missing_ok=True)
    try:
        try:
            migrate(engine.open(new), 0, migrations)
        finally:
            engine.close()
        secure(new)
        new.replace(path)
    finally:
        for part in (new, wal):
            part.unlink(missing_ok=True)


def m001_first_schema(con: DuckDBPyConnection) -> None:
    """Everything. No indexes and no keys: only one writer ever has the file, and sees to uniqueness."""
    con.execute(_FIRST_SCHEMA)


# Times are UTC without a zone. What ends in _ms is milliseconds, cost is US dollars; NULL is unknown.
_FIRST_SCHEMA = """
CREATE TABLE migration (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);
CREATE TABLE meta (key VARCHAR NOT NULL, value BIGINT NOT NULL);
INSERT INTO meta VALUES ('change', 0), ('removal', 0);

CREATE TABLE project (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, description VARCHAR NOT NULL,
    archived BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL
);
CREATE TABLE interaction (
    id VARCHAR NOT NULL, project_id VARCHAR NOT NULL, prompt VARCHAR NOT NULL, status VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL, seed BIGINT NOT NULL, continues VARCHAR,
    council VARCHAR NOT NULL, attachments VARCHAR NOT NULL, context VARCHAR NOT NULL
);
CREATE TABLE response (
    interaction_id VARCHAR NOT NULL, seat INTEGER NOT NULL, letter VARCHAR NOT NULL, label VARCHAR NOT NULL,
    provider VARCHAR NOT NULL, model VARCHAR NOT NULL, status VARCHAR NOT NULL,
    text VARCHAR NOT NULL, reasoning VARCHAR NOT NULL,
    input_tokens BIGINT, output_tokens BIGINT, estimated BOOLEAN NOT NULL, cost_usd DOUBLE,
    ttft_ms DOUBLE, latency_ms DOUBLE, attempts INTEGER NOT NULL, error_cause VARCHAR, error_remedy VARCHAR
);
CREATE TABLE synthesis (
    interaction_id VARCHAR NOT NULL, version INTEGER NOT NULL, moderator VARCHAR NOT NULL,
    text VARCHAR NOT NULL, quality VARCHAR NOT NULL, cost_usd DOUBLE, created_at TIMESTAMP NOT NULL,
    detail VARCHAR NOT NULL
);
CREATE TABLE run_metrics (
    interaction_id VARCHAR NOT NULL, project VARCHAR NOT NULL, status VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    context_retrieval_time_ms DOUBLE, context_chunks_found INTEGER,
    ai_orchestration_time_ms DOUBLE, ai_responses_count INTEGER, ai_failures_count INTEGER,
    moderator_synthesis_time_ms DOUBLE, moderator_quality VARCHAR, fallback_used BOOLEAN,
    background_save_time_ms DOUBLE, total_processing_time_ms DOUBLE,
    errors VARCHAR NOT NULL, warnings VARCHAR NOT NULL,
    cost_usd DOUBLE, input_tokens BIGINT, output_tokens BIGINT
);
CREATE TABLE response_metrics (
    interaction_id VARCHAR NOT NULL, seat INTEGER NOT NULL, provider VARCHAR NOT NULL, model VARCHAR NOT NULL,
    status VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, ttft_ms DOUBLE, latency_ms DOUBLE,
    input_tokens BIGINT, output_tokens BIGINT, cost_usd DOUBLE, cause VARCHAR
);
CREATE TABLE chunk (
    id VARCHAR NOT NULL, project_id VARCHAR NOT NULL, interaction_id VARCHAR, path VARCHAR,
    ord INTEGER NOT NULL, source VARCHAR NOT NULL, text VARCHAR NOT NULL, tokens INTEGER NOT NULL,
    unverified BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL
);
-- Apart from the text, so that reading one never touches the other. `change` orders what was added.
CREATE TABLE chunk_embedding (
    chunk_id VARCHAR NOT NULL, project_id VARCHAR NOT NULL, model_id VARCHAR NOT NULL,
    change BIGINT NOT NULL, embedding FLOAT[384] NOT NULL
);
"""


def m002_documents_and_steering(con: DuckDBPyConnection) -> None:
    """Documents, pins and bans; where a chunk stands in its source; `change` for the index of words."""
    con.execute(_DOCUMENTS)


_DOCUMENTS = """
ALTER TABLE chunk ADD COLUMN kind VARCHAR DEFAULT 'learned';
ALTER TABLE chunk ADD COLUMN heading VARCHAR DEFAULT '';
ALTER TABLE chunk ADD COLUMN begins BIGINT DEFAULT 0;
ALTER TABLE chunk ADD COLUMN ends BIGINT DEFAULT 0;
ALTER TABLE chunk ADD COLUMN quality VARCHAR;
ALTER TABLE chunk ADD COLUMN change BIGINT DEFAULT 0;
CREATE TABLE document (
    project_id VARCHAR NOT NULL, path VARCHAR NOT NULL, root VARCHAR NOT NULL, title VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL, size BIGINT NOT NULL, chunks INTEGER NOT NULL, tokens BIGINT NOT NULL,
    added_at TIMESTAMP NOT NULL
);
-- `chunk` is the whole chunk as JSON: a pin or a ban outlives the rows it was set on.
CREATE TABLE steering (
    project_id VARCHAR NOT NULL, how VARCHAR NOT NULL, chunk_id VARCHAR NOT NULL,
    interaction_id VARCHAR, path VARCHAR, chunk VARCHAR NOT NULL, set_at TIMESTAMP NOT NULL
);
"""


def m003_versions_and_votes(con: DuckDBPyConnection) -> None:
    """Which version of a synthesis holds, and which text the person found better."""
    con.execute(_VERSIONS)


_VERSIONS = """
ALTER TABLE synthesis ADD COLUMN chosen BOOLEAN DEFAULT FALSE;
-- `choice` is `synthesis` or the letter of a response; the version is the one that was on the screen.
CREATE TABLE vote (
    interaction_id VARCHAR NOT NULL, version INTEGER NOT NULL, choice VARCHAR NOT NULL,
    provider VARCHAR, model VARCHAR, created_at TIMESTAMP NOT NULL
);
"""


def m004_stars(con: DuckDBPyConnection) -> None:
    """Which interactions the person marked; apart from their rows, which a run writes anew as it ends."""
    con.execute("CREATE TABLE star (interaction_id VARCHAR NOT NULL, set_at TIMESTAMP NOT NULL)")


def m005_project_council(con: DuckDBPyConnection) -> None:
    """Which council a project asks; empty: the default one."""
    con.execute("ALTER TABLE project ADD COLUMN council VARCHAR DEFAULT ''")


MIGRATIONS: tuple[Migration, ...] = (
    m001_first_schema,
    m002_documents_and_steering,
    m003_versions_and_votes,
    m004_stars,
    m005_project_council,
)
