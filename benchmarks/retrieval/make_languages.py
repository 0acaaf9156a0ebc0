"""Write the means of Spanish and English that `orquix_tui/embeddings/languages.py` works with.

Only what is marked `dev` is used, so that the figures of `run.py` on `test` stay honest.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.languages import MEANS

DATA = Path(__file__).parent / "data"
TARGET = Path(__file__).parents[2] / "orquix_tui" / "embeddings" / MEANS


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


async def main() -> int:
    """Embed, average, write."""
    questions = [q for q in _read("questions.jsonl") if q["split"] == "dev"]
    wanted = {answer for q in questions for answer in q["answers"]}
    passages = [p for p in _read("passages.jsonl") if p["id"] in wanted]
    with tempfile.TemporaryDirectory() as folder:
        embedder = FastEmbedder(EmbeddingSettings(), Path(folder), Path(folder))
        try:
            texts = await embedder.embed([f"{p['title']}\n\n{p['text']}" for p in passages], "passage")
            asked = await embedder.embed([q["text"] for q in questions], "query")
        finally:
            await embedder.aclose()
    means = [
        rows[[item["lang"] == lang for item in items]].mean(axis=0)
        for rows, items in ((texts, passages), (asked, questions))
        for lang in ("es", "en")
    ]
    np.save(TARGET, np.stack(means).astype(np.float32))
    print(f"{TARGET.name}: {len(passages)} passages, {len(questions)} questions")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
