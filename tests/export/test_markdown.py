"""The exported document: its outline, its figures, and what it must never hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from markdown_it import MarkdownIt

from orquix_tui.domain.models import (
    Attachment,
    Claim,
    ContextItem,
    Council,
    Failure,
    Interaction,
    Member,
    Note,
    Quote,
    Response,
    RunMetrics,
    Synthesis,
    Usage,
)
from orquix_tui.domain.redact import MASK, Redactor
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.export.markdown import file_name, to_markdown

KEY = "planted-key-value-1234"
AT = datetime(2026, 11, 22, 17, 35, tzinfo=UTC)


def interaction() -> Interaction:
    return Interaction(
        id="019ab0c4-5e6f-7aaa-8bbb-ccccddddeeff",
        project_id="p",
        project='thesis: "a" - b',
        prompt="¿Cada cuánto pruebo\nuna copia de seguridad?",
        status=InteractionStatus.PARTIAL,
        created_at=AT,
        council=Council(name="default", members=(Member(provider="router", model="a", label="Router A"),)),
        attachments=(Attachment(name="/home/someone/notes.md", text="secret"),),
        context=(
            ContextItem(n=1, chunk_id="c", source="old notes", text="# Old\ntext", tokens=9, score=0.871),
        ),
        responses=(
            Response(
                seat=0,
                letter="B",
                label="Router A",
                provider="router",
                model="a",
                status=ResponseStatus.COMPLETE,
                text=f"# Answer\n\nThe key {KEY} is <b>bold</b>.\n\n```\nopen",
                usage=Usage(input_tokens=10, output_tokens=20, estimated=True),
                cost_usd=0.00123,
                ttft_ms=120,
                latency_ms=3400,
            ),
            Response(
                seat=1,
                letter="A",
                label="Router B",
                provider="router",
                model="b",
                status=ResponseStatus.AUTH_ERROR,
                error=Failure(cause="The key was refused.", remedy="Set ROUTER_KEY."),
            ),
        ),
        synthesis=Synthesis(
            moderator="extractive",
            text="# Sum\n\nDo it [B].",
            quality=Quality.LOW,
            quality_reasons=("No language model compared the answers.",),
            claims=(
                Claim(
                    text="a | b",
                    supporters=("B",),
                    similar=("A",),
                    quotes=(
                        Quote(letter="B", text="words | here", found=True),
                        Quote(letter="A", text="gone"),
                    ),
                ),
            ),
            key_themes=("theme",),
            suggested_questions=("Why?",),
            base_letter="B",
            base_reason="closest",
            fallback_used=True,
            banner="No moderator answered.",
        ),
        metrics=RunMetrics(
            total_processing_time_ms=4321,
            ai_responses_count=1,
            warnings=(
                Note(
                    step="moderate",
                    message="gave <i>nothing</i>: /home/someone/.orquix/data.db is full, see https://example.org/a/b",
                    at=AT,
                ),
            ),
        ),
    )


@pytest.fixture
def document() -> str:
    return to_markdown(interaction(), Redactor([KEY]))


def headings(document: str) -> list[tuple[str, str]]:
    body = document.split("\n---\n", 1)[1]
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    return [
        (token.tag, tokens[i + 1].content)
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def test_the_outline_is_the_documents_own(document: str) -> None:
    assert headings(document) == [
        ("h1", "¿Cada cuánto pruebo una copia de seguridad?"),
        ("h2", "Question"),
        ("h2", "Synthesis"),
        ("h3", "Sum"),
        ("h3", "Key themes"),
        ("h3", "Suggested questions"),
        ("h2", "Ledger"),
        ("h2", "Answers"),
        ("h3", "B · Router A"),
        ("h4", "Answer"),
        ("h3", "A · Router B"),
        ("h2", "Context used"),
        ("h3", "1 · old notes"),
        ("h2", "Metrics"),
        ("h3", "Warnings"),
    ]


def test_the_front_matter_is_quoted(document: str) -> None:
    _, front, _ = document.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.strip().split("\n"))

    assert json.loads(fields["project"]) == 'thesis: "a" - b'
    assert json.loads(fields["date"]) == "2026-11-22T17:35:00Z"
    assert json.loads(fields["quality"]) == "low"
    assert float(fields["cost_usd"]) == 0.00123
    assert list(fields) == ["project", "date", "council", "status", "quality", "cost_usd", "id"]


def test_it_holds_no_key_no_tag_and_no_path(document: str) -> None:
    assert KEY not in document
    assert MASK in document
    assert "<b>" not in document
    assert "<i>" not in document
    assert "/home" not in document
    assert ": …/data.db is full, see https://example.org/a/b" in document
    assert "Files sent along: notes.md" in document


def test_the_banner_stands_above_the_text(document: str) -> None:
    assert document.index("> **No moderator answered.**") < document.index("Do it [B].")


def test_the_ledger_is_one_table_row_per_claim(document: str) -> None:
    row = next(line for line in document.split("\n") if line.startswith("| 1 |"))

    assert row == "| 1 | a \\| b | B |  | A | B: “words \\| here” · A: “gone” (not found) |"


def test_each_answer_has_its_status_and_its_figures(document: str) -> None:
    assert "complete · first token 0.12 s · 3.40 s in all · about 10 tokens in, 20 out · $0.0012" in document
    assert "auth_error\n\n> **The key was refused.** Set ROUTER_KEY." in document


def test_each_piece_of_the_context_tells_what_it_is_worth_and_who_cites_it() -> None:
    pieces = (
        ContextItem(
            n=1, chunk_id="a", source="old [notes]", text="x", tokens=9, score=0.871, unverified=True
        ),
        ContextItem(n=2, chunk_id="b", source="s", text="y", tokens=3, words=("AX-200",), pinned=True),
    )
    answer = interaction().responses[0].model_copy(update={"text": "As written [1], not `[2]`."})
    used = interaction().model_copy(update={"context": pieces, "responses": (answer,)})

    context = to_markdown(used, Redactor()).partition("## Context used")[2].partition("## Metrics")[0]

    assert (
        "### 1 · old [notes]\n\n9 tokens · score 0.87 · **unverified**\n\n> x\n\nCited by: Router A"
        in context
    )
    assert "3 tokens · words: AX-200 · pinned\n\n> y\n\nCited by nobody." in context


def test_an_interaction_without_a_synthesis_has_its_answers() -> None:
    bare = interaction().model_copy(update={"synthesis": None, "context": (), "responses": ()})
    document = to_markdown(bare, Redactor())

    assert "quality: null" in document
    assert "## Synthesis" not in document
    assert "## Answers" in document


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("¿Cada cuánto pruebo una copia?", "2026-11-22-cada-cuanto-pruebo-una-copia-ddeeff.md"),
        ("../../etc/passwd\x00 <x>", "2026-11-22-etc-passwd-x-ddeeff.md"),
        ("备份", "2026-11-22-question-ddeeff.md"),
        ("word " * 50, "2026-11-22-word-word-word-word-word-word-word-word-word-ddeeff.md"),
        ("x" * 200, f"2026-11-22-{'x' * 48}-ddeeff.md"),
    ],
)
def test_file_names_are_safe_and_short(prompt: str, name: str) -> None:
    assert file_name(interaction().model_copy(update={"prompt": prompt})) == name
