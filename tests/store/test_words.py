"""Finding by words: over the real file, with everything that may happen to the index beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk, Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.store import words_query
from orquix_tui.store.duck import DuckStore

Learn = Callable[..., Awaitable[list[Chunk]]]
SALT = "Why is the sea salty? Rain dissolves minerals from the rocks and rivers carry them down."
ROSES = "¿Cuándo podar los rosales? En invierno, cuando duermen; una canción no hace daño."
CODE = "La bomba se detiene con el código E-4021 (ERR_CONN_REFUSED); cambie la pieza BC 547 por una AX-200/B."
GERMAN = "Die Straße führt über die Brücke."


def texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.chunk.text for hit in hits]


@pytest.fixture
def learn(store: DuckStore, project: Project) -> Learn:
    """Remember these texts, each as one chunk, together."""

    async def remember(*pieces: str, into: DuckStore = store, **values: object) -> list[Chunk]:
        interaction = new_id()
        chunks = [
            Chunk.model_validate(
                {
                    "id": new_id(),
                    "project_id": project.id,
                    "interaction_id": interaction,
                    "ord": n,
                    "source": "s",
                    "text": text,
                    "tokens": 5,
                    **values,
                }
            )
            for n, text in enumerate(pieces)
        ]
        await into.index(interaction, chunks, None, "")
        return chunks

    return remember


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[DuckStore]:
    """A second owner thread with its own lock, as another process has it."""
    second = DuckStore(tmp_path / "data", Redactor())
    yield second
    await second.aclose()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("podando rosales", ROSES),
        ("PODÁ un rosal", ROSES),
        ("canciones", ROSES),
        ("cancion", ROSES),
        ("dissolving minerals", SALT),
        ("a rock in the river", SALT),
        ("e4021", CODE),
        ("¿Qué significa E-4021?", CODE),
        ("conn refused", CODE),
        ("ErrConnRefused", CODE),
        ("BC547", CODE),
        ("bc-547", CODE),
        ("AX-200", CODE),
        ("strasse", GERMAN),
        ("BRUCKE", GERMAN),
    ],
)
async def test_a_word_is_found_in_each_of_its_forms(
    store: DuckStore, learn: Learn, query: str, found: str
) -> None:
    await learn(SALT, ROSES, CODE, GERMAN)
    assert texts(await store.search_words(query, None, 5))[:1] == [found]


async def test_a_hit_says_which_words_stand_in_it_and_how_much_of_the_question_that_is(
    store: DuckStore, learn: Learn
) -> None:
    await learn(SALT, ROSES, CODE)
    best, *_ = await store.search_words("Why do the Rivers carry gold?", None, 5)
    assert best.words == ("Rivers", "carry")
    assert best.score is None
    assert best.project == "default"
    assert 0.5 < best.coverage < 0.7
    (whole,) = await store.search_words("E-4021", None, 5)
    assert (whole.coverage, whole.words) == (1.0, ("4021", "E-4021"))


async def test_the_chunk_that_holds_more_and_rarer_words_comes_first(store: DuckStore, learn: Learn) -> None:
    await learn("a motor", "a pump", "pump motor", "pump motor valve", *["motor"] * 5)
    assert texts(await store.search_words("a motor valve for the pump", None, 2)) == [
        "pump motor valve",
        "pump motor",
    ]


async def test_in_a_large_project_the_common_words_of_a_question_are_not_searched_for(
    store: DuckStore, project: Project, learn: Learn, monkeypatch: pytest.MonkeyPatch
) -> None:
    await learn("a motor", "a pump", "a pump", "the motor valve", "a motor", "sand")
    monkeypatch.setattr(words_query, "_MOST_READ", 3)
    few = await store.search_words("motor pump valve", project.id, 10)
    assert len(few) == 5
    monkeypatch.setattr(words_query, "_FEW", 5)
    many = await store.search_words("motor pump valve", project.id, 10)
    assert texts(many) == ["the motor valve", "a pump", "a pump"]
    assert many[0].words == ("motor", "valve")


async def test_what_is_removed_or_replaced_is_found_no_more(
    store: DuckStore, make: Callable[..., Interaction], learn: Learn
) -> None:
    item = make()
    await store.finish(item, [], None)
    (chunk,) = await learn(SALT)
    old = chunk.model_copy(update={"id": new_id(), "interaction_id": item.id})
    await store.index(item.id, [old], None, "")
    assert len(await store.search_words("salty", None, 5)) == 2
    await store.index(item.id, [old.model_copy(update={"id": new_id(), "text": ROSES})], None, "")
    assert texts(await store.search_words("salty rosal", None, 5)) == [ROSES, SALT]
    await store.delete_interaction(item.id)
    assert texts(await store.search_words("salty rosal", None, 5)) == [SALT]


async def test_what_another_process_adds_or_removes_is_noticed(
    store: DuckStore, other: DuckStore, make: Callable[..., Interaction], learn: Learn
) -> None:
    await learn(SALT)
    assert len(await store.search_words("minerals", None, 5)) == 1
    item = make()
    await other.finish(item, [], None)
    (theirs,) = await learn("More minerals.", into=other, interaction_id=item.id)
    assert len(await store.search_words("minerals", None, 5)) == 2
    await other.index(item.id, [theirs.model_copy(update={"id": new_id(), "text": "None."})], None, "")
    assert texts(await store.search_words("minerals", None, 5)) == [SALT]


async def test_project_and_kind_bound_the_search(store: DuckStore, project: Project, learn: Learn) -> None:
    garden = await store.add_project("garden")
    await learn("here learned")
    await learn("here document", kind="document", path="/a.md", interaction_id=None)
    await learn("here record", kind="record")
    await learn("here too", project_id=garden.id)
    assert len(await store.search_words("here", None, 9)) == 4
    assert len(await store.search_words("here", project.id, 9)) == 3
    assert texts(await store.search_words("here", garden.id, 9)) == ["here too"]
    found = await store.search_words("here", project.id, 9, kinds=("learned", "document"))
    assert set(texts(found)) == {"here learned", "here document"}
    for nowhere in ("", "no such project"):
        assert await store.search_words("here", nowhere, 9) == []
    assert await store.search_words("here", None, 0) == []


async def test_a_heading_is_found_too(store: DuckStore, learn: Learn) -> None:
    await learn("Press twice.", heading="Manual › Defrosting")
    assert texts(await store.search_words("defrost", None, 5)) == ["Press twice."]


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00 and then nothing"])
async def test_a_damaged_index_is_made_anew(
    store: DuckStore, other: DuckStore, learn: Learn, tmp_path: Path, damage: bytes
) -> None:
    await learn(SALT, ROSES)
    await store.search_words("sea", None, 5)
    await store.aclose()
    (tmp_path / "data" / "orquix.words").write_bytes(damage)
    assert texts(await other.search_words("salty", None, 5)) == [SALT]


async def test_an_index_that_is_gone_or_of_another_format_is_made_anew(
    store: DuckStore, other: DuckStore, learn: Learn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await learn(SALT, ROSES)
    file = tmp_path / "data" / "orquix.words"
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    assert texts(await store.search_words("salty", None, 5)) == [SALT]
    monkeypatch.setattr("orquix_tui.store.words_index.FORMAT", "another")
    assert texts(await other.search_words("salty", None, 5)) == [SALT]


async def test_no_query_is_ever_a_command_to_the_index(store: DuckStore, learn: Learn) -> None:
    await learn(SALT)
    for query in (
        'salty"',
        '"salty OR',
        "salty*",
        "text:salty",
        "salty NEAR/2 (",
        "-salty AND NOT",
        "^salty",
        "{text}: salty",
        "salty'; DROP TABLE doc; --",
        "salty\x00\udc9b",
        "salty " + "x y z " * 17_000,
    ):
        assert texts(await store.search_words(query, None, 5)) == [SALT], query
    for query in ("", "  ", "…", "\udc9b", ".*", '"', "* NEAR", "(", "\x00"):
        assert await store.search_words(query, None, 5) == [], query


async def test_an_index_of_mostly_removed_chunks_is_made_anew(
    store: DuckStore, learn: Learn, make: Callable[..., Interaction], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.store.words_index._FEWEST_DEAD", 3)
    await learn(SALT)
    item = make()
    await store.finish(item, [], None)
    for _ in range(4):
        again = [_chunk(item, text) for text in (ROSES, CODE)]
        await store.index(item.id, again, None, "")
    assert len(await store.search_words("rosal salty", None, 5)) == 2
    rows = store._words._con
    assert rows is not None
    assert rows.execute("SELECT value FROM meta WHERE key = 'serial'").fetchone() == (3,)


def _chunk(item: Interaction, text: str) -> Chunk:
    return Chunk(
        id=new_id(), project_id=item.project_id, interaction_id=item.id, source="s", text=text, tokens=5
    )


async def test_a_large_index_that_was_lost_lets_other_calls_in_while_it_is_made(
    store: DuckStore, other: DuckStore, learn: Learn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.store.words_index.SLICE_S", 0.0)  # a batch a turn
    monkeypatch.setattr("orquix_tui.store.words_index._BATCH", 8)
    await learn(SALT, *[f"text {n}" for n in range(64)])
    await store.aclose()
    (tmp_path / "data" / "orquix.words").unlink(missing_ok=True)
    served = 0
    search = asyncio.create_task(other.search_words("salty", None, 5))
    while not search.done():
        await other.count_vectors("m", None)
        served += 1
    assert texts(await search) == [SALT]
    assert served > 2


async def test_a_search_that_ran_out_of_patience_answers_from_what_is_ready(
    store: DuckStore, other: DuckStore, learn: Learn, monkeypatch: pytest.MonkeyPatch
) -> None:
    await learn(SALT)
    monkeypatch.setattr("orquix_tui.store.words.PATIENCE_S", -1.0)
    monkeypatch.setattr("orquix_tui.store.words_index._BATCH", 1)
    monkeypatch.setattr("orquix_tui.store.words_index.SLICE_S", 0.0)
    await learn("rocks one", "rocks two", into=other)
    found = [len(await other.search_words("rocks", None, 5)) for _ in range(4)]
    assert found == sorted(found)
    assert found[-1] == 3
