"""The memory of a project, over the real store and the real model."""

from __future__ import annotations

from pathlib import Path

from orquix_tui.core.context.learning import learned_text
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.domain.models import Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ContextSettings, EmbeddingSettings
from orquix_tui.domain.status import Quality
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.store.duck import DuckStore
from tests.answered import answered
from tests.question_pairs import PAIRS

BASIL, TOMATO, CHAIN, MUTEX, TIDES = 0, 1, 2, 4, 7
LONG = "\n\n".join(f"## {p[0]}\n\n{p[1]}" for p in PAIRS)


async def _save(store: DuckStore, memory: ContextManager, *interactions: Interaction) -> None:
    for interaction in interactions:
        await store.begin(interaction)
        await store.finish(interaction, await memory.learn(interaction), None)
        await memory.catch_up(Project(id=interaction.project_id, name=interaction.project))


def _english(project: Project, *numbers: int) -> list[Interaction]:
    return [answered(project, PAIRS[n][0], PAIRS[n][1]) for n in numbers]


async def test_earlier_work_is_found_by_its_meaning_and_the_rest_stays_away(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN, MUTEX, TIDES))
    block = await memory.find(project, "my bike's chain jumps over the teeth")
    assert [item.n for item in block.items] == list(range(1, len(block.items) + 1))
    best = block.items[0]
    assert PAIRS[CHAIN][1] in best.text
    assert best.source.endswith(PAIRS[CHAIN][0])
    assert best.score is not None
    assert best.score >= 0.82
    assert not any(PAIRS[TIDES][1] in item.text for item in block.items)
    assert block.notice == ""


async def test_a_spanish_question_finds_english_work(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN, MUTEX, TIDES))
    block = await memory.find(project, PAIRS[CHAIN][2])
    assert PAIRS[CHAIN][1] in block.items[0].text


async def test_an_empty_memory_starts_no_model(
    store: DuckStore, project: Project, model_cache: Path, tmp_path: Path
) -> None:
    cold = FastEmbedder(EmbeddingSettings(), model_cache, tmp_path)
    block = await ContextManager(store, cold, ContextSettings()).find(project, "anything?")
    assert (block.items, block.tokens, block.notice) == ((), 0, "")
    assert cold.pid is None


async def test_without_a_model_words_must_do_and_the_notice_says_how_to_get_it(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    await _save(store, by_words, *_english(project, BASIL, MUTEX))
    block = await by_words.find(project, "Why does the basil indoors die?")
    assert [PAIRS[BASIL][1] in item.text for item in block.items] == [True]
    assert block.items[0].score is None
    assert "basil" in block.items[0].words
    assert 'pip install "orquix-tui[offline]"' in block.notice
    assert (await by_words.search("mutex", project))[0].score is None


async def test_a_model_that_cannot_be_loaded_is_a_notice_and_words_must_do(
    store: DuckStore, project: Project, memory: ContextManager, embedder: FastEmbedder, tmp_path: Path
) -> None:
    for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_text("{}")
    broken = FastEmbedder(EmbeddingSettings(model_path=str(tmp_path)), tmp_path, tmp_path)
    interaction = _english(project, BASIL)[0]
    chunks = await memory.learn(interaction)
    vectors = await embedder.embed([c.passage for c in chunks if c.kind == "learned"], "passage")
    await store.begin(interaction)
    await store.finish(interaction, chunks, vectors, broken.model_id)
    doubtful = ContextManager(store, broken, ContextSettings())
    block = await doubtful.find(project, "How do I keep basil alive?")
    assert "cannot be loaded" in block.notice
    assert [item.score for item in block.items] == [None]
    assert await doubtful.catch_up(project) == 0
    assert {hit.score for hit in await doubtful.search("basil", project)} == {None}
    await broken.aclose()


async def test_what_has_no_vectors_of_this_model_is_a_notice(
    store: DuckStore, project: Project, by_words: ContextManager, memory: ContextManager
) -> None:
    assert await memory.words_only(project) == ""
    await _save(store, by_words, *_english(project, BASIL, CHAIN))

    block = await memory.find(project, PAIRS[CHAIN][0])
    assert PAIRS[CHAIN][1] in block.items[0].text
    assert "2 wait" in block.notice
    assert "orquix-tui context index" in block.notice
    assert await memory.words_only(None) == block.notice

    await memory.catch_up(project)
    assert (await memory.find(project, PAIRS[CHAIN][0])).notice == ""
    assert await memory.words_only(project) == ""


async def test_a_store_that_fails_is_a_notice(
    project: Project, embedder: FastEmbedder, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    broken = DuckStore(tmp_path / "file", Redactor())
    block = await ContextManager(broken, embedder, ContextSettings()).find(project, "anything?")
    assert block.items == ()
    assert block.notice.startswith("Earlier work could not be searched: ")
    await broken.aclose()


async def test_nothing_goes_along_from_a_project_that_could_not_be_read(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL))
    stand_in = Project(id="", name=project.name)
    block = await memory.find(stand_in, PAIRS[BASIL][0])
    assert block.items == ()
    assert "could not be read" in block.notice
    assert await memory.search(PAIRS[BASIL][0], stand_in) == []
    assert await memory.catch_up(stand_in) == 0


async def test_limits_of_the_settings_and_of_the_call_hold(
    store: DuckStore, project: Project, memory: ContextManager, embedder: FastEmbedder
) -> None:
    await _save(store, memory, *_english(project, *range(len(PAIRS))))
    question = "How do I look after plants such as basil and tomatoes?"
    assert len((await memory.find(project, question, top_k=2, threshold=0.1)).items) == 2
    assert len((await memory.find(project, question, top_k=50, threshold=0.1)).items) == len(PAIRS)
    found = await memory.find(project, question, threshold=0.999)
    assert {item.score for item in found.items} <= {None}  # by words alone
    strict = ContextManager(store, embedder, ContextSettings(similarity_threshold=0.999))
    assert {item.score for item in (await strict.find(project, question)).items} <= {None}
    assert len((await strict.find(project, question, top_k=50, threshold=0.0)).items) == len(PAIRS)
    tight = await memory.find(project, question, threshold=0.1, max_tokens=200)
    assert 0 < tight.tokens <= 200
    tiny = await memory.find(project, question, threshold=0.1, max_tokens=50)
    assert tiny.items == ()
    assert "50 tokens" in tiny.notice


async def test_the_same_answer_given_twice_goes_along_once(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, BASIL, BASIL, TOMATO))
    block = await memory.find(project, PAIRS[BASIL][0])
    assert sum(PAIRS[BASIL][1] in item.text for item in block.items) == 1


async def test_neighbouring_pieces_of_a_long_answer_come_back_as_one_text(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, answered(project, "All that I asked this year", LONG))
    block = await memory.find(project, "All that I asked this year", top_k=50, threshold=0.1)
    assert len(block.items) == 1
    assert block.items[0].text.split() == f"All that I asked this year {LONG}".split()


async def test_what_was_never_learned_is_caught_up_once(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    for interaction in _english(project, BASIL, MUTEX, TIDES):
        await store.begin(interaction)
        await store.finish(interaction, [], None)
    assert (await memory.find(project, PAIRS[MUTEX][0])).items == ()
    assert await memory.catch_up(project, limit=2) == 2
    assert await memory.catch_up(project) == 1
    assert await memory.catch_up(project) == 0
    assert PAIRS[MUTEX][1] in (await memory.find(project, PAIRS[MUTEX][0])).items[0].text


async def test_what_was_learned_without_a_model_gets_its_vectors_later(
    store: DuckStore, project: Project, memory: ContextManager, by_words: ContextManager
) -> None:
    await _save(store, by_words, *_english(project, CHAIN, MUTEX))
    assert await by_words.catch_up(project) == 0
    assert {i.score for i in (await memory.find(project, "my bike jumps over its teeth")).items} <= {None}
    assert await memory.catch_up(project) == 0
    found = await memory.find(project, "my bike jumps over its teeth")
    assert PAIRS[CHAIN][1] in found.items[0].text
    assert found.items[0].score is not None


async def test_what_is_deleted_does_not_come_back(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    wrong = answered(project, PAIRS[BASIL][0], "", "Water it with vinegar.")
    await _save(store, memory, wrong)
    found = await memory.find(project, PAIRS[BASIL][0])
    assert [item.unverified for item in found.items] == [True]
    await store.delete_interaction(wrong.id)
    assert (await memory.find(project, PAIRS[BASIL][0])).items == ()


async def test_projects_keep_to_themselves_unless_all_are_searched(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    other = await store.add_project("garden")
    await _save(store, memory, *_english(other, BASIL))
    assert (await memory.find(project, PAIRS[BASIL][0])).items == ()
    assert await memory.search(PAIRS[BASIL][0], project, top_k=3, threshold=0.5) == []
    hits = await memory.search(PAIRS[BASIL][0], None, top_k=3, threshold=0.5)
    assert [hit.project for hit in hits] == ["garden"]


async def test_a_search_finds_rare_words_and_what_has_no_vectors(
    store: DuckStore, project: Project, memory: ContextManager, by_words: ContextManager
) -> None:
    odd = answered(project, "Where is part XK-4471 kept?", "In the blue drawer.")
    await _save(store, memory, *_english(project, BASIL, CHAIN))
    await _save(store, by_words, odd)
    hits = await memory.search("¿XK-4471?", project, top_k=3)
    assert {hit.chunk.interaction_id for hit in hits if hit.score is None} == {odd.id}
    assert hits[0].chunk.interaction_id == odd.id
    both = await memory.search("basil", project, top_k=3, threshold=0.5)
    assert PAIRS[BASIL][1] in both[0].chunk.text
    assert both[0].score is not None


async def test_what_waits_for_its_vector_competes_by_its_words(
    store: DuckStore, project: Project, memory: ContextManager, by_words: ContextManager
) -> None:
    await _save(store, memory, *_english(project, TOMATO, CHAIN, MUTEX, TIDES))
    await _save(store, by_words, *_english(project, BASIL))
    question = "Which window suits basil plants best?"
    for where in (project, None):
        found = await memory.search(question, where, threshold=0.5)
        assert PAIRS[BASIL][1] in found[0].chunk.text
        assert found[0].score is None
        assert any(hit.score is not None for hit in found[1:])
    await memory.catch_up(project)
    assert (await memory.search(question, project))[0].score is not None


async def test_what_only_a_member_said_is_found_by_a_search_and_never_sent_along(
    store: DuckStore, project: Project, by_words: ContextManager
) -> None:
    said = answered(project, "Why is it dark?", "The bulb broke.", "Perhaps the zeppelin.", "A bulb.")
    await _save(store, by_words, said)
    hits = await by_words.search("zeppelin", project)
    assert [(hit.chunk.kind, hit.chunk.interaction_id) for hit in hits] == [("record", said.id)]
    assert hits[0].chunk.heading == "Member 0 · Why is it dark?"
    assert (await by_words.find(project, "zeppelin")).items == ()


async def test_a_question_at_the_end_of_a_long_paste_is_searched_for(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN, MUTEX))
    prompt = "line of a log, nothing to see\n" * 500 + PAIRS[MUTEX][0] * 6
    block = await memory.find(project, prompt, threshold=0.1)
    assert PAIRS[MUTEX][1] in block.items[0].text


async def test_a_pin_comes_first_beyond_top_k_but_within_the_budget(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN, MUTEX, TIDES))
    tides = (await memory.find(project, PAIRS[TIDES][0])).items[0]
    await memory.steer(project, tides.chunk_ids, "pin")

    block = await memory.find(project, PAIRS[CHAIN][0], top_k=1)

    assert [(item.n, item.pinned) for item in block.items] == [(1, True), (2, False)]
    assert PAIRS[TIDES][1] in block.items[0].text
    assert PAIRS[CHAIN][1] in block.items[1].text
    tight = await memory.find(project, PAIRS[CHAIN][0], top_k=1, max_tokens=block.items[0].tokens + 120)
    assert tight.items[0].pinned
    assert tight.tokens <= block.items[0].tokens + 120
    await memory.steer(project, tides.chunk_ids, None)
    assert [item.pinned for item in (await memory.find(project, PAIRS[CHAIN][0], top_k=1)).items] == [False]


async def test_a_pin_that_was_found_too_comes_once_and_tells_why_it_was_found(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN))
    (chain, *_) = (await memory.find(project, PAIRS[CHAIN][0])).items
    await memory.steer(project, chain.chunk_ids, "pin")
    found = [item for item in (await memory.find(project, PAIRS[CHAIN][0])).items if item.pinned]
    assert [(item.chunk_id, item.score) for item in found] == [(chain.chunk_id, chain.score)]


async def test_a_ban_lasts_when_the_same_is_learned_again(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    await _save(store, memory, *_english(project, BASIL, CHAIN))
    basil = (await memory.find(project, PAIRS[BASIL][0])).items[0]
    await memory.steer(project, basil.chunk_ids, "ban")
    await _save(store, memory, *_english(project, BASIL, BASIL))

    block = await memory.find(project, PAIRS[BASIL][0], threshold=0.1)

    assert block.items
    assert not any(PAIRS[BASIL][1] in item.text for item in block.items)
    assert [entry.how for entry in await memory.steered(project)] == ["ban"]
    await memory.steer(project, basil.chunk_ids, None)
    assert PAIRS[BASIL][1] in (await memory.find(project, PAIRS[BASIL][0])).items[0].text


async def test_the_turns_of_the_thread_do_not_come_back_as_context(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    basil, chain = _english(project, BASIL, CHAIN)
    await _save(store, memory, basil, chain)
    block = await memory.find(project, PAIRS[BASIL][0], thread=[basil], threshold=0.1)
    assert [item.interaction_id for item in block.items] == [chain.id]


async def test_a_follow_up_is_searched_with_the_questions_it_leans_on(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    asked = answered(project, "How often is basil watered indoors?", "Twice a week.")
    await _save(store, memory, *_english(project, BASIL, CHAIN, MUTEX), asked)
    leaning = await memory.find(project, "and in winter?", thread=[asked])
    assert PAIRS[BASIL][1] in leaning.items[0].text
    own = await memory.find(project, PAIRS[MUTEX][0], thread=[asked], top_k=1)
    assert PAIRS[MUTEX][1] in own.items[0].text


async def test_an_item_tells_where_it_stands_and_why_it_was_found(
    store: DuckStore, project: Project, memory: ContextManager
) -> None:
    long = answered(project, "All that I asked this year", LONG, quality=Quality.MEDIUM)
    await _save(store, memory, long)
    (item,) = (await memory.find(project, PAIRS[CHAIN][0], top_k=1)).items
    assert item.chunk_ids == (item.chunk_id,)
    assert item.interaction_id == long.id
    assert item.quality is Quality.MEDIUM
    assert item.text == learned_text(long)[item.begins : item.begins + len(item.text)]
    assert "chain" in item.words
