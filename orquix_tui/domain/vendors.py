"""What we know about the vendors by heart: one dated table. What a vendor lists itself wins over it."""

from __future__ import annotations

from typing import NamedTuple

from orquix_tui.domain.models import ProviderKind

AS_OF = "2026-11-22"
"""When the model names below were last looked at. They age; nothing in the logic depends on them."""

BASE_URL: dict[ProviderKind, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "gemini": "https://generativelanguage.googleapis.com/v1beta",
    "ollama": "http://127.0.0.1:11434",
}
"""Where a kind is reached when `base_url` is not set."""

KEY_ENV: dict[ProviderKind, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "gemini": "GEMINI_API_KEY",
}
"""Whose key a kind takes when `api_key_env` is not set; only ever sent to the vendor's own address."""


EMBEDDED_MODEL = "smollm2-135m"
"""What the embedded model is called after `provider:`."""


class Vendor(NamedTuple):
    """A vendor that a key in the environment gives away; `base_url` is None where the kind knows it."""

    key_env: str
    name: str
    kind: ProviderKind
    base_url: str | None
    models: tuple[str, str]
    """Two sensible models: the stronger first."""


VENDORS: tuple[Vendor, ...] = (
    Vendor("OPENAI_API_KEY", "openai", "openai", None, ("gpt-6.1-terra", "gpt-6-luna")),
    Vendor("ANTHROPIC_API_KEY", "anthropic", "anthropic", None, ("claude-sonnet-5-5", "claude-haiku-5-5")),
    Vendor("GEMINI_API_KEY", "gemini", "gemini", None, ("gemini-3.8-flash", "gemini-3.5-flash-lite")),
    Vendor(
        "OPENROUTER_API_KEY",
        "openrouter",
        "openai-compatible",
        "https://openrouter.ai/api/v1",
        ("deepseek/deepseek-v4-pro", "deepseek/deepseek-v4-flash"),
    ),
    Vendor(
        "GROQ_API_KEY",
        "groq",
        "openai-compatible",
        "https://api.groq.com/openai/v1",
        ("openai/gpt-oss-120b", "openai/gpt-oss-20b"),
    ),
    Vendor(
        "MISTRAL_API_KEY",
        "mistral",
        "openai-compatible",
        "https://api.mistral.ai/v1",
        ("mistral-medium-latest", "mistral-small-latest"),
    ),
    Vendor(
        "DEEPSEEK_API_KEY",
        "deepseek",
        "openai-compatible",
        "https://api.deepseek.com/v1",
        ("deepseek-v4-pro", "deepseek-v4-flash"),
    ),
    Vendor("XAI_API_KEY", "xai", "openai-compatible", "https://api.x.ai/v1", ("grok-4.7", "grok-4.3")),
)
"""In the order in which they are offered."""


class LocalServer(NamedTuple):
    """A server that people run on their own machine, and where it listens unless told otherwise."""

    name: str
    kind: ProviderKind
    base_url: str


LOCAL_SERVERS: tuple[LocalServer, ...] = (
    LocalServer("ollama", "ollama", "http://127.0.0.1:11434"),
    LocalServer("lmstudio", "openai-compatible", "http://127.0.0.1:1234/v1"),
    LocalServer("llamacpp", "openai-compatible", "http://127.0.0.1:8080/v1"),
)
"""Looked for on loopback at the first start."""
