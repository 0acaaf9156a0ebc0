"""`context` and `search` over documents: what is added, told, found, and taken back."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.cli.search import _place
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk
from tests.house import House
from tests.loopback import Answer

Call = Callable[..., tuple[int, str, str]]
SLOW = "# a\n" * 400_000
"""Takes the reader seconds."""


@pytest.fixture
def call(house: House, command: Call) -> Call:
    """The commands, with a member that answers and no embedding model."""
    house.configure([("ollama", "m")])
    return command


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of three documents and two files that are none."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "roses.md").write_text(
        "# Roses\n\nPrune in January.\n\n## Water\n\nPump error ERR-4711: no water.\n"
    )
    (folder / "pump.py").write_text("import os\n\n\ndef start():\n    raise OSError('ERR-4711')\n")
    (folder / "notas.txt").write_text("El riego de los rosales\nes por la mañana.\n")
    (folder / "picture.png").write_bytes(b"x")
    (folder / "empty.txt").write_text("")
    return folder


def _json(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result[2]
    return json.loads(result[1])


def test_documents_are_added_listed_found_and_removed(call: Call, docs: Path) -> None:
    code, out, err = call("context", "add", docs)
    assert code == 0
    assert out.startswith("3 added, 2 skipped; 3 new chunks.\n")
    assert f"{docs / 'picture.png'}: binary" in out
    assert f"{docs / 'empty.txt'}: empty" in out
    assert "Found by words only" in err  # no model in this house
    assert [d["path"] for d in _json(call("context", "list", "--json"))] == [
        str(docs / name) for name in ("notas.txt", "pump.py", "roses.md")
    ]
    assert "roses.md" in call("context")[1]
    hits = _json(call("search", "ERR-4711", "--json"))
    assert {Path(hit["path"]).name for hit in hits} == {"roses.md", "pump.py"}
    assert all(hit["score"] is None and hit["words"] and hit["kind"] == "document" for hit in hits)
    assert call("context", "remove", docs / "pump.py", "--yes")[0] == 0
    hits = _json(call("search", "ERR-4711", "--json"))
    assert [Path(hit["path"]).name for hit in hits] == ["roses.md"]
    assert call("context", "remove", docs, "--yes")[1].startswith("Removed 2 documents")
    assert _json(call("context", "list", "--json")) == []
    assert docs.joinpath("roses.md").exists()


def test_only_what_changed_is_read_again(call: Call, docs: Path) -> None:
    call("context", "add", docs)
    (docs / "roses.md").write_text("# Roses\n\nPrune in March.\n")
    added = _json(call("context", "add", docs, "--json"))
    assert (added["added"], added["changed"], added["unchanged"]) == (0, 1, 2)
    assert _json(call("search", "January", "--json")) == []
    assert len(_json(call("search", "March", "--json"))) == 1


def test_what_has_gone_is_offered_for_removal(call: Call, docs: Path) -> None:
    call("context", "add", docs)
    (docs / "pump.py").unlink()
    _, _, err = call("context", "add", docs)
    assert "1 document no longer there" in err
    assert "--prune" in err
    assert _json(call("context", "add", docs, "--json"))["gone"] == [str(docs / "pump.py")]
    assert "no longer" not in call("context", "add", docs, "--keep")[2]
    pruned = _json(call("context", "add", docs, "--prune", "--json"))
    assert (pruned["gone"], pruned["removed"]) == ([], [str(docs / "pump.py")])
    (docs / "roses.md").unlink()
    assert call("context", "remove", "--missing", "--yes")[1].startswith("Removed 1 document;")
    assert call("context", "remove", "--missing")[1] == "Every document is where it was.\n"


def test_on_a_terminal_the_person_is_asked_about_what_has_gone(call: Call, docs: Path, house: House) -> None:
    call("context", "add", docs)
    (docs / "pump.py").unlink()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "orquix_tui", "context", "add", str(docs), "--no-index"],
        env={**os.environ, **house.env}, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(ours, 1000)
    os.write(ours, b"y\n")
    out, _ = process.communicate(timeout=30)
    os.close(ours)
    assert b"pump.py" in shown
    assert out.startswith("2 unchanged, 1 removed, 2 skipped;")
    assert len(_json(call("context", "list", "--json"))) == 2


def test_what_cannot_be_done_has_its_exit_code(call: Call, docs: Path, tmp_path: Path) -> None:
    assert call("context", "add", tmp_path / "nowhere")[0] == 2
    assert call("context", "add", docs, "--project", "nobody")[0] == 4
    assert call("context", "list", "--project", "nobody")[0] == 4
    code, out, _ = call("context", "add", docs / "picture.png")
    assert (code, out) == (1, f"1 skipped; 0 new chunks.\n  {docs / 'picture.png'}: binary\n")
    assert call("context", "remove", docs)[0] == 2
    assert call("context", "remove")[0] == 2
    call("context", "add", docs)
    assert call("context", "remove", docs)[0] == 2  # nobody to ask
    assert call("context", "index")[0] == 1  # no model
    assert call("context", "unpin", "nothing")[0] == 2


def test_many_skipped_files_are_counted(call: Call, tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / "many" / f"{number:02}.png").parent.mkdir(exist_ok=True)
        (tmp_path / "many" / f"{number:02}.png").write_bytes(b"x")
    code, out, _ = call("context", "add", tmp_path / "many")
    assert (code, out.count("binary")) == (1, 20)
    assert "and 10 more" in out


def test_search_shows_why_and_where(call: Call, docs: Path) -> None:
    call("projects", "add", "garden")
    call("context", "add", docs, "--project", "garden")
    _, out, _ = call("search", "mañana riego")
    first, place, text = out.splitlines()
    assert first.startswith("words  ")
    assert first.endswith("notas.txt  [garden]  words: riego, mañana") or "words: mañana, riego" in first
    assert place.strip() == f"{docs / 'notas.txt'}:1  notas.txt"
    assert "El riego de los rosales" in text
    _, out, _ = call("search", "OSError", "--project", "garden")
    assert "[garden]" not in out
    assert f"{docs / 'pump.py'}:5" in out
    (docs / "pump.py").write_text("all different\n")
    out = call("search", "OSError")[1]
    assert str(docs / "pump.py") in out
    assert "pump.py:" not in out


def test_an_empty_query_is_refused(call: Call, docs: Path) -> None:
    call("context", "add", docs)
    code, out, err = call("search", "  ")
    assert (code, out) == (2, "")
    assert "nothing to search for" in err


def test_a_hit_in_a_pdf_has_its_page_and_no_line(tmp_path: Path) -> None:
    pdf = tmp_path / "plain.pdf"
    pdf.write_text("%PDF\nThe boiler")
    chunk = Chunk(
        id="c",
        project_id="p",
        path=str(pdf),
        source="plain.pdf",
        text="The boiler",
        tokens=2,
        heading="page 1",
    )
    assert _place(Hit(chunk, None)) == str(pdf)


def test_one_chunk_is_no_chunks(call: Call, docs: Path) -> None:
    _, out, err = call("context", "add", docs / "notas.txt")
    assert out == "1 added; 1 new chunk.\n"
    assert "Found by words only so far: 1 chunk." in err
    assert "1 chunk." in call("context", "list")[2]


def test_what_is_not_verified_says_so(call: Call, house: House) -> None:
    house.server.script("m", Answer("Beavers build dams."))
    asked = json.loads(call("ask", "Who builds dams?", "--json")[1])
    _, out, _ = call("search", "beavers")
    assert "*unverified*" in out
    assert asked["interaction_event_id"] in out
    assert all(hit["unverified"] for hit in _json(call("search", "beavers", "--json")))


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_hits_are_coloured_on_a_terminal_alone(
    call: Call, docs: Path, house: House, no_color: str, *, coloured: bool
) -> None:
    call("context", "add", docs)
    ours, theirs = pty.openpty()
    environment = {**os.environ, **house.env, "TERM": "xterm", "NO_COLOR": no_color}
    subprocess.run(
        [sys.executable, "-m", "orquix_tui", "search", "rosales"],
        env=environment, stdout=theirs, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert ("\x1b[1;33mrosales\x1b[0m" in shown) is coloured
    assert "rosales" in shown


def test_pins_and_bans_are_listed_and_taken_back(call: Call, docs: Path, house: House) -> None:
    call("context", "add", docs)

    async def steer() -> Hit:
        async with house.open() as services:
            project = await services.store.project("default")
            hit = (await services.context.search("January", project))[0]
            await services.context.steer(project, [hit.chunk.id], "pin")
            return hit

    pinned = asyncio.run(steer()).chunk
    listed = _json(call("context", "pins", "--json"))
    assert [entry["text"] for entry in listed] == [pinned.text]
    assert "banned" in call("context", "bans")[1]
    assert pinned.id[-8:] in call("context", "pins")[1]
    assert call("context", "unban", pinned.id[-8:])[0] == 2
    assert "No longer pinned" in call("context", "unpin", pinned.id[-8:])[1]
    assert _json(call("context", "pins", "--json")) == []


def test_the_end_of_an_id_that_is_not_enough_takes_nothing_back(call: Call, docs: Path, house: House) -> None:
    call("context", "add", docs)

    async def pin_two() -> None:
        async with house.open() as services:
            project = await services.store.project("default")
            hits = await services.context.search("ERR-4711", project)
            await services.context.steer(project, [hit.chunk.id for hit in hits], "pin")

    asyncio.run(pin_two())
    code, _, err = call("context", "unpin", "")
    assert code == 2
    assert "More than one thing" in err
    assert len(_json(call("context", "pins", "--json"))) == 2


def test_ctrl_c_keeps_what_was_read_and_says_how_to_go_on(call: Call, docs: Path, house: House) -> None:
    (docs / "zz-slow.md").write_text(SLOW)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "orquix_tui", "context", "add", str(docs), "--no-index"],
        env={**os.environ, **house.env}, stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while b"slow.md" not in shown:
        shown += os.read(ours, 1000)
    process.send_signal(signal.SIGINT)
    code = process.wait(30)
    shown += os.read(ours, 10_000)
    os.close(ours)
    assert code == 130, shown
    assert b"reading" in shown
    assert b"the same command goes on" in shown
