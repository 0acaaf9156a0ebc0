"""How well the right passage is found: by meaning, by words, by both, and as a person gets it.

`python -m benchmarks.retrieval.run` prints the figures of the half that nothing was tuned on; `--split dev`
those of the other half; `--waiting 0.5` those of an index that is half done, which are not judged; `--speed`
how long it takes among 10 000 and 100 000 chunks. Ends with 1 when both together are worse than the better of
the two, in any group, by more than TOLERANCE, or too slow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness import table
from benchmarks.retrieval.speed import speed
from orquix_tui.core.context.choosing import fused
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import Hit, NewDocument
from orquix_tui.domain.models import Chunk, Document, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ContextSettings, EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.store.duck import DuckStore

DATA = Path(__file__).parent / "data"
TOLERANCE = 0.03
"""One question in a group of the usual size."""
DEPTH = 20
"""How deep each ranking is asked for; a place beyond it counts as not found."""
METHODS = ("meaning", "words", "both", "search")
FIGURES = ("hit@1", "hit@5", "MRR")
_GROUPS = {
    "es": "Spanish to Spanish",
    "en": "English to English",
    "cross": "across languages",
    "identifier": "with an identifier",
    "all": "all",
}

Record = Mapping[str, Any]
Figures = dict[str, dict[str, tuple[float, ...]]]
"""By group and method: hit@1, hit@5, MRR."""


@dataclass(frozen=True)
class Bench:
    """A real store with the passages in it, and what searches it."""

    store: DuckStore
    embedder: FastEmbedder
    manager: ContextManager
    project: Project

    async def fill(self, passages: Sequence[Record], waiting: float = 0.0) -> None:
        """Each passage as a document of one chunk, embedded as the program does; a share is left waiting."""
        documents = [_document(self.project, passage) for passage in passages]
        await self.store.put_documents(documents)
        chunks = [chunk for document in documents for chunk in document.chunks]
        chunks = random.Random(1).sample(chunks, round(len(chunks) * (1 - waiting)))
        vectors = await self.embedder.embed([chunk.passage for chunk in chunks], "passage")
        await self.store.add_vectors([chunk.id for chunk in chunks], vectors, self.embedder.model_id)

    async def rankings(self, question: str) -> dict[str, list[Hit]]:
        """What each method finds, best first."""
        vector = (await self.embedder.embed([question], "query"))[0]
        bridge = self.embedder.bridge(vector)
        meaning = await self.store.search(vector, self.embedder.model_id, self.project.id, DEPTH, bridge)
        words = await self.store.search_words(question, self.project.id, DEPTH)
        by_words = [hit.chunk.id for hit in words]
        unseen = await self.store.lacking(by_words, self.embedder.model_id, self.project.id)
        found = await self.manager.search(question, self.project)
        return {"meaning": meaning, "words": words, "both": fused(meaning, words, unseen), "search": found}


def read(name: str) -> list[Record]:
    """The records of one file of the set."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def _document(project: Project, passage: Record) -> NewDocument:
    path = f"/notes/{passage['id']}.md"
    chunk = Chunk(
        id=new_id(),
        project_id=project.id,
        path=path,
        source=passage["id"],
        heading=passage["title"],
        text=passage["text"],
        ends=len(passage["text"]),
        tokens=150,
        kind="document",
    )
    document = Document(
        project_id=project.id, path=path, root=path, title=passage["id"], sha256=passage["id"], size=1
    )
    return NewDocument(document, [chunk])


def _groups_of(question: Record) -> list[str]:
    if question["kind"] == "cross":
        return ["cross", "all"]
    return [question["lang"], "all", *(["identifier"] if question["kind"] == "identifier" else [])]


def _figures(places: Sequence[int | None]) -> tuple[float, ...]:
    sums = [(place == 1, place is not None and place <= 5, 1 / place if place else 0.0) for place in places]
    return tuple(sum(column) / len(places) for column in zip(*sums, strict=True))


async def measure(bench: Bench, questions: Sequence[Record]) -> tuple[Figures, dict[str, int]]:
    """The figures of every group, and how many questions each has."""
    places: defaultdict[str, defaultdict[str, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        for method, hits in (await bench.rankings(question["text"])).items():
            right = (n for n, hit in enumerate(hits, 1) if hit.chunk.source in question["answers"])
            place = next(right, None)
            for group in _groups_of(question):
                places[group][method].append(place)
    figures = {
        group: {method: _figures(found) for method, found in by_method.items()}
        for group, by_method in places.items()
    }
    return figures, {group: len(by_method["both"]) for group, by_method in places.items()}


def losses(figures: Figures) -> list[str]:
    """Where both together, or what a person gets, are worse than the better of the two."""
    return [
        f"{_GROUPS[group]}: {name} of {method} {by_method[method][number]:.2f} < {best:.2f}"
        for group, by_method in figures.items()
        for number, name in enumerate(FIGURES)
        for best in [max(by_method[method][number] for method in ("meaning", "words"))]
        for method in ("both", "search")
        # What a person gets ends after five: a place beyond counts nothing in its MRR.
        if not (name == "MRR" and method == "search") and by_method[method][number] < best - TOLERANCE
    ]


def as_table(figures: Figures, counts: Mapping[str, int]) -> str:
    """Markdown: a line per group and method."""
    lines = ["| questions | found by | hit@1 | hit@5 | MRR |", "|---|---|---|---|---|"]
    for group, title in _GROUPS.items():
        for method in METHODS:
            name = f"**{title}** ({counts[group]})" if method == METHODS[0] else ""
            cells = " | ".join(f"{value:.2f}" for value in figures[group][method])
            lines.append(f"| {name} | {method} | {cells} |")
    return "\n".join(lines)


async def quality(split: str, waiting: float) -> bool:
    """Print the figures of one half of the questions, or of all; whether they hold."""
    questions = [q for q in read("questions.jsonl") if split in {"all", q["split"]}]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = DuckStore(home / "data", Redactor())
        embedder = FastEmbedder(EmbeddingSettings(), home / "cache", home)
        try:
            project = await store.project("default")
            bench = Bench(store, embedder, ContextManager(store, embedder, ContextSettings()), project)
            await bench.fill(read("passages.jsonl"), waiting)
            figures, counts = await measure(bench, questions)
        finally:
            await embedder.aclose()
            await store.aclose()
    print(as_table(figures, counts))
    worse = [] if waiting else losses(figures)
    if not waiting:
        print("\n".join(f"WORSE: {line}" for line in worse) or f"\nNowhere worse by more than {TOLERANCE}.")
    return not worse


async def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.run")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="test")
    parser.add_argument(
        "--speed", action="store_true", help="how long it takes, instead of how well it finds"
    )
    parser.add_argument("--waiting", type=float, default=0.0, help="share of the passages without a vector")
    arguments = parser.parse_args()
    if not arguments.speed:
        return 0 if await quality(arguments.split, arguments.waiting) else 1
    rows = await speed(
        [passage["text"] for passage in read("passages.jsonl")], [q["text"] for q in read("questions.jsonl")]
    )
    print(table(rows))
    return 1 if any(row.verdict == "OVER" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
