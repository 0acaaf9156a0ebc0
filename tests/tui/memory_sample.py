"""Documents and interactions of known days, as the store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

from orquix_tui.core.context.cutting import rough
from orquix_tui.core.context.learning import learn
from orquix_tui.core.services import Services
from orquix_tui.domain.memory import NewDocument
from orquix_tui.domain.models import Chunk, Document, Interaction
from tests.tui import sample

READ = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
RIVERS = """# Rivers

A river carries water from the hills to the sea. [b]This is no markup[/b].

## Meanders

The thalweg swings from bank to bank, and each bend grows until the neck is cut. What is left behind is an
oxbow lake: a curved pond that fills with mud and reeds within some centuries.

## Gauges

The gauge at the old bridge has the part number QX-4471-B. It was last checked in spring, when the water
stood two metres above its mean. Meandering rivers flood their inner banks first.

"""
NOTES = "\n".join(f"Line {n} of the notes: nothing about water here." for n in range(1, 400))
ROOT = "/home/ann/notes"


def document(
    project_id: str, name: str, text: str, title: str = "", size: int = 0, piece: int = 400
) -> NewDocument:
    path = f"{ROOT}/{name}"
    pieces = rough(text, piece)
    about = Document(
        project_id=project_id,
        path=path,
        root=ROOT,
        title=title or name,
        sha256="0" * 64,
        size=size or len(text.encode()),
        chunks=len(pieces),
        tokens=sum(piece.tokens for piece in pieces),
        added_at=READ,
    )
    chunks = [
        Chunk(
            id=f"{name}-{number}",
            project_id=project_id,
            path=path,
            ord=number,
            source=about.title,
            text=piece.text,
            tokens=piece.tokens,
            created_at=READ,
            kind="document",
            heading=_heading(text, piece.start),
            begins=piece.start,
            ends=piece.end,
        )
        for number, piece in enumerate(pieces)
    ]
    return NewDocument(about, chunks)


def _heading(text: str, place: int) -> str:
    if "#" not in text:
        return ""
    titles = [line.lstrip("# ") for line in text[: place + 12].split("\n") if line.startswith("#")]
    return " › ".join(dict.fromkeys(titles[:1] + titles[-1:]))


async def remember(services: Services, interaction: Interaction) -> None:
    """Save an interaction with what it teaches."""
    learned = await learn(interaction, services.embedder)
    await services.store.begin(interaction)
    await services.store.finish(interaction, learned, None)


async def furnish(services: Services) -> None:
    """Two projects: `default` with two documents and the sample's run, `garden` with a run of its own."""
    store = services.store
    project = await store.project("default")
    await store.put_documents(
        [
            document(project.id, "rivers.md", RIVERS, "Rivers"),
            document(project.id, "sub/notes.txt", NOTES),
        ]
    )
    await remember(services, sample.interaction(project.id))
    garden = await store.add_project("garden")
    other = sample.interaction(garden.id, "garden").model_copy(
        update={
            "id": "01900000-0000-7000-8000-000000000002",
            "prompt": "How do I water roses?",
            "created_at": datetime(2025, 11, 21, 9, 0, tzinfo=UTC),
            "synthesis": None,
            "context": (),
            "responses": tuple(
                r.model_copy(
                    update={"text": f"Water roses at dawn, away from the river bank. {r.label} says so."}
                )
                for r in sample.responses()[:2]
            ),
        }
    )
    await remember(services, other)
