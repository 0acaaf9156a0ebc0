"""Another model: its vectors are not comparable, so all is indexed anew, and nothing of the old is left."""

from __future__ import annotations

import shutil
from pathlib import Path

from orquix_tui.bootstrap import build, configure
from orquix_tui.embeddings.files import MODEL
from orquix_tui.embeddings.hub import GRAPH, HubInstaller
from orquix_tui.embeddings.pack import cache_folder
from tests.hub import REVISION, Hub
from tests.question_pairs import PAIRS


async def test_what_an_older_model_indexed_is_indexed_anew_by_the_one_from_the_hub(
    model_cache: Path, tmp_path: Path
) -> None:
    packed = cache_folder(model_cache)
    shutil.copytree(packed, cache_folder(tmp_path / "cache"))
    notes = tmp_path / "notes.md"
    notes.write_text("\n\n".join(f"# {p[0]}\n\n{p[1]}" for p in PAIRS[:4]), "utf-8")
    env = {"ORQUIX_HOME": str(tmp_path)}

    before = build(configure(env))
    project = await before.store.project("default")
    await before.ingest.add(project, [notes])
    assert (await before.ingest.index(None)).left == 0
    old = before.embedder.model_id
    assert await before.store.count_vectors(old, None) > 0
    await before.aclose()

    names = ("tokenizer.json", "tokenizer_config.json")
    files = {GRAPH: (packed / MODEL).read_bytes(), **{n: (packed / n).read_bytes() for n in names}}
    with Hub(files) as hub:
        installer = HubInstaller(tmp_path / "cache", {"HF_ENDPOINT": hub.url})
        await installer.install(await installer.offer(), lambda *_: None)

    after = build(configure(env))
    new = after.embedder.model_id
    assert REVISION in new
    assert await after.store.count_vectors(new, None) == 0
    waiting = await after.ingest.pending(None)
    assert waiting > 0
    indexed = await after.ingest.index(None)
    assert (indexed.done, indexed.left, indexed.notice) == (waiting, 0, "")
    assert await after.store.count_vectors(old, None) == 0
    hits = await after.context.search(PAIRS[0][0], project)
    assert hits[0].score is not None
    await after.aclose()
