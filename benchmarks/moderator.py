"""The moderator: what is put side by side without a language model, and what reading a moderation costs.

`python -m benchmarks.moderator --pairs` prints every pair that was put together wrongly, of the half that was
calibrated on (`--pairs test`: of the other).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from benchmarks.harness import Row, at, cpu_seconds, give, interleaved, lateness, median, ratio, within
from benchmarks.moderator_sets import Count, read
from orquix_tui.core.moderator.extractive import extract
from orquix_tui.core.moderator.form import FormParser, Parsed, SynthesisText
from orquix_tui.core.moderator.ledger import checked
from orquix_tui.core.moderator.quality import grade
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.core.moderator.sentences import units
from orquix_tui.domain.events import Event, ResponseEnded
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Claim
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.domain.status import Quality
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.pack import ensure
from tests.house import JUDGE, MODERATION, House
from tests.loopback import Answer, LoopbackServer

LANGUAGES: Mapping[str, Literal["es", "en"]] = {"Spanish": "es", "English": "en"}
MOST_WRONG = 0.1
DELTA = 12
CHARS_PER_TOKEN = 4
PARSE_ROUNDS, EXTRACT_ROUNDS, RUNS = 7, 5, 20
_SIDE, _COST, _START = "moderator: side by side", "moderator: cost", "moderator: start"

# -- what is put side by side --------------------------------------------------------------------


async def count(split: str, embedder: FastEmbedder) -> dict[str, Count]:
    """By language, with the program's own moderator."""
    counts = {name: Count() for name in LANGUAGES}
    for name, code in LANGUAGES.items():
        for answers in read(split):
            if answers["lang"] == code:
                found = await extract(answers["question"], answers["answers"], embedder, code)
                counts[name].take(answers, found)
    return counts


def judged(counts: Mapping[str, Count]) -> list[Row]:
    """Wrong pairs against the budget, over both languages; and how many of those there are were found."""
    counts = dict(counts)
    counts["both"] = Count(
        *(sum(getattr(c, name) for c in counts.values()) for name in ("right", "against", "wrong", "there"))
    )
    rows = []
    for name, c in counts.items():
        limit = MOST_WRONG * 100 if name == "both" else None
        strict = (c.wrong + c.against) * 100 / c.together
        what = f"{name}: of {c.together} pairs put together, not the same point"
        rows += [
            Row(_SIDE, what, strict, "%", judged=strict, limit=limit, limit_unit="%"),
            Row(_SIDE, f"{name}: the same, contradictions not counted", c.wrong * 100 / c.together, "%"),
            Row(_SIDE, f"{name}: of {c.there} pairs on the same point, found", c.right * 100 / c.there, "%"),
        ]
    return rows


# -- what it costs -------------------------------------------------------------------------------


class _Recording:
    """Passes on to the embedder and keeps the sentences."""

    def __init__(self, embedder: FastEmbedder) -> None:
        self._embedder = embedder
        self.sentences: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    async def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Vectors:
        """As the embedder does."""
        if role == "passage":
            self.sentences = list(texts)
        return await self._embedder.embed(texts, role)


def _cpu(embedder: FastEmbedder) -> float:
    return time.process_time() + cpu_seconds(embedder.pid or 0)


async def extraction(embedder: FastEmbedder) -> list[Row]:
    """CPU of both processes, with long answers: those of four sets that were joined by letter."""
    sets = [answers for answers in read() if answers["lang"] == "en"][:4]
    texts = {letter: "\n\n".join(s["answers"][letter] for s in sets) for letter in "ABC"}
    recording = _Recording(embedder)
    numbers = itertools.count()
    late: list[float] = []

    async def whole() -> float:
        used = _cpu(embedder)
        # A question of its own each time: the embedder remembers questions.
        await extract(f"Which of them is best, number {next(numbers)}?", texts, recording, "en")
        return (_cpu(embedder) - used) * 1000

    async def alone() -> float:
        used = _cpu(embedder)
        await embedder.embed(recording.sentences, "passage")
        return (_cpu(embedder) - used) * 1000

    took = await interleaved({"whole": whole, "alone": alone}, EXTRACT_ROUNDS)
    async with lateness(late):
        await whole()
    what = f"extractive moderation of {len(recording.sentences)} sentences against embedding them, CPU"
    return [
        ratio(_COST, what, took["whole"], "ms", took["alone"], 1.3),
        Row(_COST, "event loop late meanwhile, p95", at(late, 0.95), "ms"),
        Row(_COST, "event loop late meanwhile, worst", max(late), "ms"),
    ]


def moderation(tokens: int) -> tuple[dict[str, str], str]:
    """Answers, and a moderation of them of that length: half claims with quotes, half text."""
    chance = random.Random(1)
    sentences = [unit.text for s in read() for text in s["answers"].values() for unit in units(text)]
    sentences = [" ".join(text.split()) for text in sentences if "`" not in text and "|" not in text]
    texts = {letter: " ".join(chance.sample(sentences, 120)) for letter in "ABC"}
    said = {letter: [unit.text for unit in units(text)] for letter, text in texts.items()}
    lines, length = ["@@claims"], 0
    while length < tokens * CHARS_PER_TOKEN / 2:
        claim = [f"- (A, B | C) {chance.choice(sentences)}"]
        claim += [f'  > {letter}: "{chance.choice(said[letter])}"' for letter in "ABC"]
        lines, length = lines + claim, length + sum(map(len, claim))
    lines += ["@@base A: it is the clearest", "@@synthesis"]
    while length < tokens * CHARS_PER_TOKEN:
        paragraph = " ".join(f"{chance.choice(sentences)} [A]" for _ in range(5))
        lines, length = [*lines, paragraph, ""], length + len(paragraph)
    for name in ("themes", "recommendations", "questions", "research"):
        lines += [f"@@{name}", *(f"- {text}" for text in chance.sample(sentences, 4))]
    return texts, "\n".join([*lines, "@@end", ""])


def _read(texts: Mapping[str, str], answer: str) -> float:
    """CPU, ms, from the answers' texts to the grade."""
    used = time.process_time()
    originals = {letter: Original(text) for letter, text in texts.items()}
    parser = FormParser()
    claims: list[Claim] = []

    def take(parsed: Sequence[Parsed]) -> None:
        claims.extend(checked(item, originals) for item in parsed if not isinstance(item, SynthesisText))

    for start in range(0, len(answer), DELTA):
        take(parser.feed(answer[start : start + DELTA]))
    take(parser.finish())
    verdict = grade(claims, texts, parser.form.synthesis, whole=parser.form.ended)
    used = time.process_time() - used
    assert verdict.quality in {Quality.HIGH, Quality.MEDIUM}, verdict
    return used * 1000


def parsing() -> list[Row]:
    """Reading, checking and grading, fed in deltas of 12 characters."""
    short, long = moderation(8000), moderation(16_000)
    took = [(_read(*short), _read(*long)) for _ in range(PARSE_ROUNDS)]
    one, two = (median([pair[i] for pair in took]) for i in (0, 1))
    return [
        within(_COST, "8000 tokens of moderation read, checked and graded, CPU", one, "ms", 50),
        ratio(_COST, "16,000 tokens against 8000, CPU", two, "ms", one, 2.4),
    ]


# -- when it starts ------------------------------------------------------------------------------


async def starting(home: Path) -> list[Row]:
    """From the last answer's end to the moderator's request at the server, in whole runs of three members."""
    texts = read()[0]["answers"]
    took: list[float] = []
    with LoopbackServer() as server:
        house = House(home, server)
        models = [f"model-{letter}" for letter in "abc"]
        house.configure([("openai-compatible", model) for model in models])
        server.script(JUDGE.partition(":")[2], Answer(MODERATION, chunk=len(MODERATION)))
        for model, text in zip(models, texts.values(), strict=True):
            server.script(model, Answer(text, chunk=DELTA))
        async with house.open() as services:
            for turn in range(RUNS + 2):
                ended: list[float] = []

                def listen(event: Event, ended: list[float] = ended) -> None:
                    if isinstance(event, ResponseEnded):
                        ended.append(time.monotonic())

                request = await house.request(services, f"What do you think of number {turn}?")
                await services.orchestrator.run(request, listen)
                asked = server.asked(JUDGE.partition(":")[2])[-1]
                took.append((asked.at - max(ended)) * 1000)
    took = took[2:]
    return [
        within(_START, "from the last answer's end to the moderator's request, p50", median(took), "ms", 20),
        Row(_START, "from the last answer's end to the moderator's request, p95", at(took, 0.95), "ms"),
    ]


async def measured(home: Path) -> list[Row]:
    """All rows."""
    ensure(home / "cache")
    embedder = FastEmbedder(EmbeddingSettings(idle_seconds=600), home / "cache", home)
    try:
        rows = judged(await count("test", embedder))
        rows += await extraction(embedder)
    finally:
        await embedder.aclose()
    return [*rows, *parsing(), *await starting(home / "house")]


async def mistakes(split: str, home: Path) -> list[str]:
    """What was put together wrongly."""
    ensure(home / "cache")
    embedder = FastEmbedder(EmbeddingSettings(idle_seconds=600), home / "cache", home)
    try:
        counts = await count(split, embedder)
    finally:
        await embedder.aclose()
    return [mistake for found in counts.values() for mistake in found.mistakes]


def main() -> None:
    """The rows for `run.py`, or the wrong pairs."""
    os.environ["ORQUIX_HOME"] = ""  # nothing of the person's own is touched
    with tempfile.TemporaryDirectory() as folder:
        if "--pairs" in sys.argv:
            split = "test" if "test" in sys.argv else "dev"
            sys.stdout.write("\n".join(asyncio.run(mistakes(split, Path(folder)))) + "\n")
        else:
            give(asyncio.run(measured(Path(folder))))


if __name__ == "__main__":
    main()
