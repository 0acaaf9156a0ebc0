"""What belongs to the prompt: drafts, files, price, templates and the editor, by their keys."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events
from textual.content import Content
from textual.widgets import Input

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.forecast import Forecast
from orquix_tui.domain.desk_ports import Draft
from orquix_tui.domain.models import PROMPT_LIMIT, Attachment, Project
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.pick_files import PickFiles
from orquix_tui.tui.dialogs.template_form import TemplateForm
from orquix_tui.tui.dialogs.templates import Templates
from orquix_tui.tui.prompt_words import cost_told, frame, tokens_told
from orquix_tui.tui.widgets.prompt_pane import PromptArea, PromptPane
from tests.house import House
from tests.loopback import Answer, Fault
from tests.tui.conftest import Desk, OpenDesk, drawn

TWO = [("openai-compatible", "one"), ("ollama", "two")]


def area(d: Desk) -> PromptArea:
    return d.screen.query_one(PromptPane).area


def frame_of(d: Desk) -> str:
    return Content.from_markup(area(d).border_title or "").plain


async def opened(d: Desk, letter: str, dialog: type) -> None:
    await d.pilot.press("ctrl+x", letter)
    await d.until(lambda: isinstance(d.app.screen, dialog), "the dialog is open")
    await d.pilot.pause()


async def back(d: Desk) -> None:
    await d.until(lambda: d.app.screen is d.screen, "the dialog is gone")
    await d.pilot.pause()


def drafts(house: House) -> list[str]:
    return [file.read_text("utf-8") for file in (house.home / "data" / "drafts").glob("*.json")]


# -- the words on the frame --------------------------------------------------------------------


def test_the_frame_says_what_is_known_and_that_the_rest_is_not() -> None:
    assert tokens_told(Forecast((812, 812), True, 0.0), 1) == "≈ 812 tok × 2"
    assert tokens_told(Forecast((600, 1200), False, 0.0), 1) == "≈ 600-1,200 tok × 2 + context"
    assert cost_told(Forecast((1,), True, 0.0), 1) == "free"
    assert cost_told(Forecast((1,), True, 0.0, ("a:b",)), 1) == "price unknown"
    assert cost_told(Forecast((1,), True, 0.12), 1) == "≤ $0.12"
    assert cost_told(Forecast((1,), True, 0.12, ("a:b",)), 1) == "≤ $0.12 + unknown"
    over = Forecast((1,), True, 0.62, (), "run", 0.5)
    assert cost_told(over, 1) == "over a run's limit, $0.50: ≤ $0.62"
    assert cost_told(over, 0) == "over $0.50: ≤ $0.62"
    assert cost_told(Forecast((1,), True, 0.62, (), "day", 5), 1) == "over today's limit, $5.00: ≤ $0.62"


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (90, "with notes.md, b.txt  ·  ≈ 9 tok × 1 + context  ·  over a run's limit, $0.50: ≤ $0.62"),
        (70, "with 2 files  ·  ≈ 9 tok × 1  ·  over a run's limit, $0.50: ≤ $0.62"),
        (55, "with 2 files  ·  ≈ 9 tok × 1  ·  over $0.50: ≤ $0.62"),
        (40, "with 2 files  ·  over $0.50: ≤ $0.62"),
        (20, "over $0.50: ≤ $0.62"),
    ],
)
def test_where_there_is_less_room_the_limit_is_still_told(width: int, told: str) -> None:
    files = [Attachment(name="notes.md", text="x" * 3012), Attachment(name="b\x1b[1m.txt", text="")]
    shown = str(frame(files, Forecast((9,), False, 0.62, (), "run", 0.5), width))
    assert shown == told
    assert str(frame([], None, width)) == ""


def test_files_are_told_by_name_and_size() -> None:
    assert str(frame([Attachment(name="a.md", text="x" * 3012)], None, 60)) == "with a.md (3,012 characters)"


# -- drafts ------------------------------------------------------------------------------------


async def test_a_draft_outlives_a_crash_and_is_gone_when_it_is_sent(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO[:1], moderator=("extractive",))
    monkeypatch.setattr("orquix_tui.tui.screens.prompt_drafts.EVERY_S", 0.05)
    warmed: list[str] = []

    async def warm(_manager: ContextManager, project: Project | None = None) -> None:
        warmed.extend([project.name] if project else [])

    monkeypatch.setattr(ContextManager, "warm", warm)
    async with desk() as d:
        await d.pilot.press("H", "ctrl+j", "t")
        await d.until(lambda: any("H\\nt" in text for text in drafts(house)), "it is on the disk")
        # The app goes without a word, as in a crash: what is on the disk is all there is.
    warmed.clear()
    async with desk() as d:
        await d.until(lambda: area(d).text == "H\nt", "the draft is back")
        await d.pilot.pause()
        assert warmed == []  # nobody has written anything yet
        await d.pilot.press("!", "space")
        await d.until(lambda: warmed == ["default"], "the model begins to load with the first key")
        await d.pilot.press("enter")
        await d.until(lambda: area(d).text == "", "it is on its way, though its end is trimmed")
        await d.finished()
        assert area(d).text == ""
        monkeypatch.setattr("orquix_tui.tui.screens.prompt_drafts.EVERY_S", 60.0)
        area(d).show("next")
        await d.pilot.pause()
        await d.screen.may_quit()
        assert any('"next"' in text for text in drafts(house))  # at the end at once
        area(d).show("")
        await d.pilot.pause()
        await d.screen.may_quit()
        await d.until(lambda: not drafts(house), "nothing is left of an empty prompt")


async def test_each_project_has_its_draft_and_one_without_takes_along_what_is_written(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        library = d.screen._library
        store = d.screen._services.store

        async def go(name: str) -> None:
            await library.choose(name)
            wanted = (await store.project(name)).id
            d.screen._show_library()
            await d.until(lambda: d.screen._prompting._project_id == wanted, "the project has changed")

        await store.add_project("thesis")
        await d.pilot.press(*"one")
        await go("thesis")
        assert area(d).text == "one"
        # It left no copy behind.
        await d.screen._prompting._keeper.flush()
        default = (await store.project("default")).id
        assert not await d.screen._services.drafts.read(default)
        await d.screen._services.drafts.write(default, Draft("waiting"))
        await go("default")
        assert area(d).text == "waiting"
        await d.pilot.press("ctrl+e", "!")
        await go("thesis")
        assert area(d).text == "one"
        await go("default")
        assert area(d).text == "waiting!"


# -- price, files, pastes ----------------------------------------------------------------------


async def test_tokens_and_price_follow_the_typing_and_a_limit_is_told(house: House, desk: OpenDesk) -> None:
    extra = '[providers.openai]\nkind = "openai"\napi_key_env = "LOOPBACK_KEY"\n'
    house.configure(TWO, extra='[embeddings]\nmodel_path = "/nowhere"\n[context]\ninclude = false\n')
    file = house.home / "config" / "config.toml"
    more = '[[councils.default.members]]\nprovider = "openai"\nmodel = "gpt-4o"\n'
    file.write_text(extra + "[budget]\nper_run_usd = 0.001\n" + file.read_text("utf-8") + more, "utf-8")
    async with desk() as d:
        assert frame_of(d) == ""
        await d.pilot.press(*"Why?")
        await d.until(lambda: "≈ 1 tok × 3" in frame_of(d), "the tokens are counted")
        assert "over a run's limit, $0.0010: ≤ $" in frame_of(d)
        assert "+ unknown" in frame_of(d)
        assert "≈ 1 tok" in d.text("#prompt")
        await d.pilot.resize_terminal(50, 40)
        await d.until(lambda: "over $0.0010: ≤ $" in frame_of(d), "the rest is told in less room")
        await d.pilot.press("ctrl+u")
        await d.until(lambda: frame_of(d) == "", "nothing is asked")


async def test_a_paste_is_cleaned_and_a_huge_one_goes_along_as_a_file_without_a_stall(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.pilot.press(*"ab", "ctrl+b")
        area(d).post_message(events.Paste("\x1b[31mred\x00\r\nrow\x1b]0;t\x07"))
        await d.pilot.pause()
        assert area(d).text == "ared\nrowb"

        huge = ("word " * 15 + "\n") * 14_000
        begun = time.thread_time()
        area(d).post_message(events.Paste(huge))
        await d.until(lambda: d.screen._prompting._files.held, "it is taken")
        assert time.thread_time() - begun < 2.0
        assert area(d).text == "ared\nrowb"
        note = " ".join(d.text("#prompt-note").split())
        assert "1,064,000 characters were pasted, and a prompt takes 100,000" in note
        (held,) = d.screen._prompting._files.held
        assert (held.name, held.text) == ("pasted text.txt", huge)
        await d.until(lambda: "≈ 266,003 tok" in frame_of(d), "it is told")

        assert "with pasted text.txt" in frame_of(d)
        # A prompt that grew too long says so while one types, and can become a file too.
        area(d).show("x" * (PROMPT_LIMIT + 1))
        await d.until(lambda: "100,001 characters" in d.text("#prompt-note"), "it is said")
        await opened(d, "l", Choose)
        await d.pilot.press("down", "enter")
        await back(d)
        await d.until(lambda: len(d.screen._prompting._files.held) == 2, "it is a file")
        assert area(d).text == ""
        assert d.screen._prompting._files.held[1].name == "prompt.txt"


async def test_picked_files_go_along_and_come_back_when_nobody_answers(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "picked"
    folder.mkdir()
    (folder / "notes.md").write_text("Rain falls.", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    monkeypatch.chdir(folder)
    house.configure(TWO)
    async with desk() as d:
        await opened(d, "l", PickFiles)
        await d.until(lambda: "notes.md" in drawn(d.app.screen.query_one("#folder-tree")), "it is listed")
        await d.pilot.press("down", "space", "space", "ctrl+s")
        await back(d)
        await d.until(lambda: d.screen._prompting._files.held, "it is read")
        await d.until(lambda: "picture.png: binary" in d.text("#prompt-trouble"), "the other is named")
        await d.until(lambda: "with notes.md" in frame_of(d), "it is told")

        for model in ("one", "two"):
            house.server.script(model, Fault(422), Answer("Done."))
        await d.ask("What does it say?")
        await d.until(lambda: "Nobody answered" in d.text("#prompt-trouble"), "it is told why")
        assert [file.name for file in d.screen._prompting._files.held] == ["notes.md"]
        await d.pilot.press("enter")
        await d.until(lambda: not d.screen._prompting._files.held, "it is on its way")
        await d.finished()
        (last, *_) = await d.screen._services.store.history("default")
        saved = await d.screen._services.store.interaction(last.id)
        assert saved.attachments == (Attachment(name="notes.md", text="Rain falls."),)

        d.screen._prompting._files.add([Attachment(name="notes.md", text="x")] * 2)
        assert [file.name for file in d.screen._prompting._files.held] == ["notes.md", "notes 2.md"]
        await opened(d, "l", Choose)
        await d.pilot.press("down", "enter")
        await back(d)
        await d.until(lambda: "with notes 2.md" in frame_of(d), "one is taken off")


# -- templates and the editor ------------------------------------------------------------------


async def test_a_template_is_kept_found_filled_in_and_replaced_only_when_asked(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await opened(d, "t", Templates)
        assert str(house.home / "config" / "prompts") in "".join(drawn(d.app.screen).split())
        assert "{{name|suggestion}}" in " ".join(drawn(d.app.screen).split())
        await d.pilot.press("escape")
        await back(d)

        area(d).show("Compare {{this}} with {{that|the usual}}: {{this}}?")
        await opened(d, "t", Templates)
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a name is asked for")
        d.app.screen.query_one(Input).value = "Compare/two"
        await d.pilot.press("enter")
        await back(d)
        file = house.home / "config" / "prompts" / "Compare two.md"
        await d.until(file.exists, "it is kept")

        (file.parent / "Other.txt").write_text("Something else", "utf-8")
        await d.pilot.press("ctrl+u")
        await opened(d, "t", Templates)
        assert "2 blanks" in drawn(d.app.screen)
        await d.pilot.press("down")
        await d.until(lambda: "Something else" in drawn(d.app.screen), "the second is shown")
        await d.pilot.press(*"usual")
        assert "Other" not in drawn(d.app.screen)
        assert "asks for: this, that" in drawn(d.app.screen)
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, TemplateForm), "it asks")
        d.app.screen.query(Input).first().value = "[b]tea[/b]"
        await d.pilot.press("enter")
        assert [line.value for line in d.app.screen.query(Input)] == ["[b]tea[/b]", "the usual"]
        await d.pilot.press("enter")
        await back(d)
        await d.until(lambda: area(d).text, "it is in the prompt")
        assert area(d).text == "Compare [b]tea[/b] with the usual: [b]tea[/b]?"

        await opened(d, "t", Templates)
        await d.pilot.press("up", "enter")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a name is asked for again")
        d.app.screen.query_one(Input).value = "compare two"
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "the name is taken")
        await d.pilot.press("n")
        await back(d)
        assert "{{this}}" in file.read_text("utf-8")


async def test_the_editor_writes_the_prompt_and_one_that_fails_is_told(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\nf = pathlib.Path(sys.argv[1])\nf.write_text(f.read_text() + ' end\\x00\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")

    @contextmanager
    def lent() -> Iterator[None]:
        yield

    async with desk() as d:
        monkeypatch.setattr(d.app, "suspend", lent)
        await d.pilot.press(*"begun")
        await d.pilot.press("ctrl+x", "ctrl+e")
        await d.until(lambda: area(d).text == "begun end", "the text comes back")
        monkeypatch.setenv("VISUAL", "no-such-editor-here")
        await d.pilot.press("ctrl+x", "e")
        await d.until(lambda: "no-such-editor-here" in d.text("#prompt-trouble"), "it is told")
        assert "EDITOR" in d.text("#prompt-trouble")
        assert area(d).text == "begun end"
        await d.pilot.press("ctrl+z")
        assert area(d).text == "begun"


async def test_a_draft_that_cannot_be_kept_is_told_once(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    monkeypatch.setattr("orquix_tui.store.drafts.MOST_CHARACTERS", 3)
    monkeypatch.setattr("orquix_tui.tui.screens.prompt_drafts.EVERY_S", 0.01)
    async with desk() as d:
        await d.pilot.press(*"four")
        await d.until(lambda: "4 characters; 3 are the most" in d.text("#notices"), "it is told")
        await d.pilot.press("f9", "s")
        await d.until(lambda: not d.screen._prompting._keeper._waiting, "it was tried again")
        await d.until(lambda: not d.screen._errands.busy("draft"), "and failed again")
        assert d.text("#notices") == ""
        assert area(d).text == "fours"
