"""The values that pass between the layers. All are immutable; times are UTC, durations milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus

ProviderKind = Literal["openai", "anthropic", "openai-compatible", "gemini", "ollama", "local"]
EXTRACTIVE = "extractive"
"""The moderator that needs no language model; always the last substitute of a chain."""
OVERLAP = "overlap"
"""The last resort without embeddings: the response with the most word overlap with the others."""
ChunkKind = Literal["learned", "record", "document"]
"""`learned` from a run, to be sent along again; `record`: said in a run, to be searched for and never sent
along; `document`: from a file that the person added."""
Steer = Literal["pin", "ban"]
ThreadMode = Literal["auto", "continue", "new"]
Strategy = Literal["repair", "select", "compare"]
"""What a moderator makes of the answers: one of them mended with attributed additions, the best one as it
is with the reasons, or the ledger alone."""


def now() -> datetime:
    """The current time, UTC."""
    return datetime.now(UTC)


class Record(BaseModel):
    """An immutable value with no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Project(Record):
    """A container of interactions with its own memory. `council` is the name of the one that is asked in it
    when nobody says otherwise; empty: the default one."""

    id: str
    name: str
    description: str = ""
    archived: bool = False
    created_at: datetime = Field(default_factory=now)
    interactions: int = 0
    council: str = ""


class Member(Record):
    """One seat of a council: who is asked, and how. The same model may sit twice."""

    provider: str
    model: str
    label: str
    persona: str | None = None
    temperature: float | None = None
    max_tokens: int = 4096
    extra: dict[str, Any] = Field(default_factory=dict)
    send_context: bool = True

    @property
    def ref(self) -> str:
        """`provider:model`, as the person writes it."""
        return f"{self.provider}:{self.model}"


class Council(Record):
    """A named list of members and the chain of moderators (`provider:model` or `extractive`)."""

    name: str
    members: tuple[Member, ...]
    moderator: tuple[str, ...] = (EXTRACTIVE,)
    strategy: Strategy | None = None


class Usage(Record):
    """Tokens of one exchange; `estimated` when the vendor did not say and we counted."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    estimated: bool = False


class Failure(Record):
    """An error as a person reads it and as it is stored: the cause and the next step."""

    cause: str
    remedy: str = ""


class Response(Record):
    """One member's answer, complete or not. `latency_ms` is the whole time on the clocks."""

    seat: int
    letter: str = ""
    label: str
    provider: str
    model: str
    status: ResponseStatus = ResponseStatus.PENDING
    text: str = ""
    reasoning: str = ""
    usage: Usage = Usage()
    cost_usd: float | None = None
    ttft_ms: float | None = None
    latency_ms: float | None = None
    attempts: int = 1
    error: Failure | None = None


class Quote(Record):
    """Words said to stand in the response of that letter; `found` is the result of the string search."""

    letter: str
    text: str
    found: bool = False


Stance = Literal["upholds", "withdraws", "unclear"]
Outcome = Literal["", "upheld", "withdrawn", "open"]


class Statement(Record):
    """What one member says when it is asked for its evidence on a claim that is contradicted."""

    letter: str
    stance: Stance
    text: str


class Claim(Record):
    """One statement of the ledger. All members are given by their letters.

    `outcome` is what came of asking those concerned for their evidence (empty: nobody was asked), and
    `statements` is what they said then.
    """

    text: str
    supporters: tuple[str, ...] = ()
    opponents: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    outcome: Outcome = ""
    statements: tuple[Statement, ...] = ()


class Synthesis(Record):
    """The moderator's text, the ledger, and the meta-analysis derived from it."""

    version: int = 1
    moderator: str
    strategy: Strategy = "repair"
    excluded: tuple[str, ...] = ()
    text: str = ""
    quality: Quality = Quality.FAILED
    quality_reasons: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    key_themes: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    suggested_questions: tuple[str, ...] = ()
    research_areas: tuple[str, ...] = ()
    base_letter: str = ""
    base_reason: str = ""
    fallback_used: bool = False
    banner: str = ""
    seed: int = 0
    prompt_version: str = ""
    usage: Usage = Usage()
    cost_usd: float | None = None
    created_at: datetime = Field(default_factory=now)

    @property
    def consensus_areas(self) -> tuple[str, ...]:
        """Claims that at least two support and nobody opposes."""
        return tuple(c.text for c in self.claims if len(c.supporters) >= 2 and not c.opponents)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Claims that somebody opposes."""
        return tuple(c.text for c in self.claims if c.opponents)


class ContextItem(Record):
    """A stretch of chunks of the context block, numbered as models cite it.

    `score` is a cosine (None: words alone hit, or a pin), `words` the words of the query that stand in it,
    `begins` its place in the source (characters).
    """

    n: int
    chunk_id: str
    source: str
    text: str
    tokens: int
    score: float | None = None
    created_at: datetime | None = None
    interaction_id: str | None = None
    path: str | None = None
    unverified: bool = False
    chunk_ids: tuple[str, ...] = ()
    heading: str = ""
    begins: int = 0
    words: tuple[str, ...] = ()
    pinned: bool = False
    quality: Quality | None = None


class Attachment(Record):
    """A text file that goes along with the prompt."""

    name: str
    text: str


class Note(Record):
    """A warning or an error of one step, with the time it was raised."""

    step: str
    message: str
    at: datetime = Field(default_factory=now)


class RunMetrics(Record):
    """The figures of one run. A figure of a step that did not run is None."""

    context_retrieval_time_ms: float | None = None
    context_chunks_found: int | None = None
    ai_orchestration_time_ms: float | None = None
    ai_responses_count: int | None = None
    ai_failures_count: int | None = None
    moderator_synthesis_time_ms: float | None = None
    moderator_quality: Quality | None = None
    fallback_used: bool | None = None
    background_save_time_ms: float | None = None
    total_processing_time_ms: float | None = None
    errors: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()


class Interaction(Record):
    """The saved record of one prompt and all that it yielded."""

    id: str
    project_id: str
    project: str
    prompt: str
    status: InteractionStatus = InteractionStatus.RUNNING
    created_at: datetime = Field(default_factory=now)
    council: Council
    seed: int = 0
    continues: str | None = None
    attachments: tuple[Attachment, ...] = ()
    context: tuple[ContextItem, ...] = ()
    responses: tuple[Response, ...] = ()
    synthesis: Synthesis | None = None
    metrics: RunMetrics = RunMetrics()

    @property
    def cost_usd(self) -> float | None:
        """The known cost of all that was asked, US dollars; None when nothing has a known price."""
        parts = [r.cost_usd for r in self.responses]
        parts.append(self.synthesis.cost_usd if self.synthesis else None)
        known = [cost for cost in parts if cost is not None]
        return sum(known) if known else None


class InteractionSummary(Record):
    """A line of the history."""

    id: str
    project: str
    prompt: str
    status: InteractionStatus
    moderator_quality: Quality | None = None
    created_at: datetime
    cost_usd: float | None = None
    starred: bool = False
    continues: str | None = None


PROMPT_LIMIT = 100_000
"""Characters of the longest prompt."""


class RunRequest(Record):
    """What the person asks for. None means: as the council or the configuration says.

    `continues` names the interaction to go on from (None: the project's latest); `context` is a block that
    the person has seen and approved, sent as it is instead of what would be found.
    """

    project: Project
    prompt: str
    council: Council
    include_context: bool | None = None
    thread: ThreadMode = "new"
    continues: str | None = None
    context: tuple[ContextItem, ...] | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    attachments: tuple[Attachment, ...] = ()
    moderate: bool = True
    strategy: Strategy | None = None
    save: bool = True
    over_budget: bool = False


class Chunk(Record):
    """A piece of text to remember. `ord` counts the pieces of one source from 0.

    `text` is the slice `begins:ends` (characters) of what it was cut from; `heading` is what stands above it
    there (the titles of a document, the question of an answer) and goes along when it is embedded or
    searched for. `quality` is the grade of the synthesis it comes from.
    """

    id: str
    project_id: str
    interaction_id: str | None = None
    path: str | None = None
    ord: int = 0
    source: str
    text: str
    tokens: int
    unverified: bool = False
    created_at: datetime = Field(default_factory=now)
    kind: ChunkKind = "learned"
    heading: str = ""
    begins: int = 0
    ends: int = 0
    quality: Quality | None = None

    @property
    def passage(self) -> str:
        """What is embedded and indexed by words."""
        return f"{self.heading}\n\n{self.text}" if self.heading else self.text


class Document(Record):
    """A file that the person added to a project. `root` is what was named when it was added (the file itself,
    or a folder above it), `title` how it is shown, `sha256` of the bytes that were read."""

    project_id: str
    path: str
    root: str
    title: str
    sha256: str
    size: int
    chunks: int = 0
    tokens: int = 0
    added_at: datetime = Field(default_factory=now)


class Steering(Record):
    """A pin or a ban that the person set, with the text it was set on."""

    how: Steer
    chunk: Chunk
    set_at: datetime = Field(default_factory=now)


class ModelInfo(Record):
    """A model that a provider offers."""

    id: str
    name: str = ""
    context_tokens: int | None = None
