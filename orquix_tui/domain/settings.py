"""The configuration as values. Reading TOML and the environment happens in `orquix_tui.config`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from orquix_tui.domain.models import EXTRACTIVE, ProviderKind, Record, Strategy, ThreadMode
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _


def _shown(text: str) -> str:
    """As it is, where a terminal can show it on a line: TOML can write escapes."""
    if clean(text) != text or not {"\n", "\t"}.isdisjoint(text):
        raise ValueError(_("must be plain text on one line, without control characters"))
    return text


Seconds = Annotated[float, Field(gt=0, le=86_400)]
Line = Annotated[str, AfterValidator(_shown)]
Name = Annotated[Line, Field(min_length=1, max_length=80, pattern=r"^[^\s:]+$")]
Language = Literal["auto", "en", "es"]
Personality = Literal["analytical", "balanced", "creative", "critical", "supportive"]


class Timeouts(Record):
    """Seconds until we give up. None of the clocks runs while a request queues or a library is imported."""

    connect: Seconds = 10
    first_token: Seconds = 60
    idle: Seconds = 30
    total: Seconds = 600


LOCAL_TIMEOUTS = Timeouts(first_token=300, idle=120, total=1200)
"""Of kind `local`, where nothing else is said: prompts are read at 50-80 tokens/s, one behind the other."""


class ProviderSettings(Record):
    """A connection to a vendor or server."""

    kind: ProviderKind
    base_url: str | None = None
    api_key_env: str | None = None
    api_key_keyring: bool = False
    timeouts: Timeouts = Timeouts()
    max_concurrency: int | None = Field(default=None, ge=1, le=64)
    headers: dict[str, str] = Field(default_factory=dict)
    query: dict[str, str] = Field(default_factory=dict)
    ca_file: str | None = None
    allow_insecure: bool = False
    """Consent to send the key over plain http to another machine."""
    model_path: str | None = None
    """For kind `local`: the file (GGUF) of a model of the person's own."""

    @field_validator("base_url")
    @classmethod
    def _is_a_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError(_("must begin with http:// or https://"))
        return value.rstrip("/") if value else value

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> ProviderSettings:
        if self.kind == "openai-compatible" and not self.base_url:
            raise ValueError(
                _('kind "openai-compatible" needs base_url, for example "http://127.0.0.1:8080/v1"')
            )
        return self


class MemberSettings(Record):
    """One seat of a council as it is written in the file."""

    provider: Name
    model: Line = Field(min_length=1)
    label: Line | None = Field(default=None, max_length=40)
    persona: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int = Field(default=4096, ge=1, le=1_000_000)
    extra: dict[str, Any] = Field(default_factory=dict)
    send_context: bool = True


class CouncilSettings(Record):
    """Who is asked, and who compares."""

    moderator: tuple[Line, ...] = ()
    strategy: Strategy | None = None
    """What its moderator makes of the answers; None: as [moderator] says."""
    members: tuple[MemberSettings, ...] = Field(min_length=1, max_length=8)

    @field_validator("moderator", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("moderator")
    @classmethod
    def _are_references(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for ref in value:
            if ref != EXTRACTIVE and not all(ref.partition(":")[::2]):
                raise ValueError(
                    _('"{ref}" must be "provider:model" or "{extractive}"').format(
                        ref=ref, extractive=EXTRACTIVE
                    )
                )
        return value


class ContextSettings(Record):
    """What of the project's memory goes along."""

    include: bool = True
    top_k: int = Field(default=5, ge=1, le=50)
    similarity_threshold: float = Field(default=0.0, ge=0, le=1)
    """A cosine; 0 means the embedding model's calibrated default."""
    max_tokens: int = Field(default=4000, ge=50, le=100_000)
    thread: ThreadMode = "auto"
    """How the app chooses whether a question goes on from the last one; `ask` begins anew unless told."""
    review: Literal["off", "beside", "ask"] = "off"
    """Whether the app shows the block before sending: not unasked, beside the prompt, or to be approved."""


class BudgetSettings(Record):
    """Limits in US dollars; None is no limit."""

    per_run_usd: float | None = Field(default=None, gt=0)
    per_day_usd: float | None = Field(default=None, gt=0)


class ModeratorSettings(Record):
    """How the moderator writes."""

    personality: Personality = "balanced"
    strategy: Strategy = "repair"
    language: str = Field(default="auto", min_length=1, max_length=40)
    """`auto` is the question's; else `en`, `es`, or the English name of any language."""
    temperature: float = Field(default=0.3, ge=0, le=2)
    length: Literal["short", "medium", "long"] = "medium"
    max_tokens: int = Field(default=4096, ge=256, le=100_000)
    start_when: Literal[0, 2, 3, 4, 5, 6, 7, 8] = 0
    """Usable answers with which it begins, though others still answer; 0: all that come."""


class EmbeddingSettings(Record):
    """Where the embedding model is, beyond the cache and the offline pack."""

    model_path: str | None = None
    threads: int = Field(default=1, ge=1, le=64)
    idle_seconds: Seconds = 120


class UiSettings(Record):
    """How the app looks and reacts."""

    theme: str = "orquix-dark"
    language: Language = "auto"
    """Of everything the program itself says; `auto` is the locale's."""
    newline_on_enter: bool = False
    animations: bool = True
    """Whether scrolling and tabs glide."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Keys of the person's own by the id of what they do, for example `export = "ctrl+e"`."""


class Settings(Record):
    """All of the configuration."""

    providers: dict[Name, ProviderSettings] = Field(default_factory=dict)
    councils: dict[Name, CouncilSettings] = Field(default_factory=dict)
    context: ContextSettings = ContextSettings()
    budget: BudgetSettings = BudgetSettings()
    moderator: ModeratorSettings = ModeratorSettings()
    embeddings: EmbeddingSettings = EmbeddingSettings()
    ui: UiSettings = UiSettings()

    @model_validator(mode="after")
    def _councils_name_known_providers(self) -> Settings:
        for name, council in self.councils.items():
            named = [m.provider for m in council.members]
            named += [ref.partition(":")[0] for ref in council.moderator if ref != EXTRACTIVE]
            for provider in named:
                if provider not in self.providers:
                    known = ", ".join(self.providers) or _("none")
                    raise ValueError(
                        _('councils.{name}: no provider "{provider}" (known: {known})').format(
                            name=name, provider=provider, known=known
                        )
                    )
        return self
