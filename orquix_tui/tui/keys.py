"""The one table of keys: what the app binds, what the help shows, what a keymap may rebind by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding

from orquix_tui.domain.translate import N_, _


class Place(Enum):
    """Where a key holds; the value is the heading in the help."""

    EVERYWHERE = N_("Everywhere")
    PROMPT = N_("In the prompt")
    FIELD = N_("In every text field")
    ANSWERS = N_("On an answer")
    SYNTHESIS = N_("On the synthesis")
    LEDGER = N_("On the ledger")
    VERSIONS = N_("In the list of versions")
    COMPARING = N_("When comparing again")
    CONTEXT = N_("On the context")
    CONTEXT_VIEW = N_("In the context tab")
    PROJECTS = N_("In the list of projects")
    HISTORY = N_("In the history")
    SEARCH = N_("In the search")
    DOCUMENTS = N_("In the list of documents")
    READING = N_("In a document")
    PICKING = N_("When picking files")
    FILTER = N_("When narrowing a list")
    TWO = N_("On two interactions")
    TEMPLATES = N_("In the list of templates")
    FINDING = N_("When finding in a text")
    SETTINGS = N_("In the settings")
    FORM = N_("In a form")


@dataclass(frozen=True)
class Key:
    """One binding. `palette` also lists it as a command; `footer` shows it in the last line; `chord` is the
    letter that does it after Ctrl+X, from anywhere."""

    id: str
    key: str
    action: str
    description: str
    place: Place
    footer: bool = False
    palette: bool = False
    priority: bool = False
    chord: str = ""

    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(
            self.key, self.action, _(self.description), id=self.id, show=self.footer, priority=self.priority
        )


_E, _A, _S = Place.EVERYWHERE, Place.ANSWERS, Place.SYNTHESIS
_L, _N, _M = Place.LEDGER, Place.VERSIONS, Place.COMPARING
_C, _V = Place.CONTEXT, Place.CONTEXT_VIEW
_P, _H, _Q, _T = Place.PROJECTS, Place.HISTORY, Place.PROMPT, Place.FIELD
_F, _D, _R, _K = Place.SEARCH, Place.DOCUMENTS, Place.READING, Place.PICKING

KEYS = (
    Key("help", "f1", "help", N_("Keys"), _E, footer=True, palette=True, priority=True, chord="k"),
    Key("help.mark", "question_mark", "help", N_("Keys (outside text fields)"), _E),
    Key("cancel", "escape", "cancel", N_("Cancel / back"), _E, footer=True),
    Key("interrupt", "ctrl+c", "interrupt", N_("Copy selection, else cancel the run"), _E),
    Key(
        "sidebar",
        "f2",
        "toggle_sidebar",
        N_("Sidebar"),
        _E,
        footer=True,
        palette=True,
        priority=True,
        chord="b",
    ),
    Key(
        "council",
        "f3",
        "choose_council",
        N_("Council"),
        _E,
        footer=True,
        palette=True,
        priority=True,
        chord="u",
    ),
    Key("export", "f4", "export", N_("Export"), _E, footer=True, palette=True, priority=True, chord="x"),
    Key("tab.answers", "f5", "tab('answers')", N_("Answers"), _E, palette=True, priority=True, chord="1"),
    Key(
        "tab.synthesis",
        "f6",
        "tab('synthesis')",
        N_("Synthesis (again: in)"),
        _E,
        palette=True,
        priority=True,
        chord="2",
    ),
    Key(
        "tab.context",
        "f7",
        "tab('context')",
        N_("Context (again: into it)"),
        _E,
        palette=True,
        priority=True,
        chord="3",
    ),
    Key("tab.metrics", "f8", "tab('metrics')", N_("Metrics"), _E, palette=True, priority=True, chord="4"),
    Key(
        "notices", "f9", "dismiss_notices", N_("Dismiss notices"), _E, palette=True, priority=True, chord="z"
    ),
    Key("search", "ctrl+f", "search", N_("Search"), _E, footer=True, palette=True, chord="f"),
    Key("search.slash", "slash", "search", N_("Search (outside text fields)"), _E),
    Key("documents", "ctrl+l", "documents", N_("Documents"), _E, palette=True, chord="d"),
    Key("vectors", "f10", "index", N_("Index what waits, or stop"), _E, palette=True, chord="v"),
    Key(
        "go.prompt",
        "i",
        "go('prompt')",
        N_("Go to the prompt (outside text fields)"),
        _E,
        palette=True,
        chord="i",
    ),
    Key("go.projects", "ctrl+g", "go('projects')", N_("Go to the projects"), _E, palette=True, chord="p"),
    Key("go.history", "ctrl+r", "go('history')", N_("Go to the history"), _E, palette=True, chord="h"),
    Key("go.answers", "ctrl+t", "go('answers')", N_("Go to the answers"), _E, palette=True, chord="a"),
    Key(
        "thread",
        "ctrl+o",
        "next_thread",
        N_("Thread: auto, continue, new"),
        _E,
        palette=True,
        chord="o",
    ),
    # In a text field readline's keys mean what they mean in a shell: there the ones above are chords.
    Key("palette", "ctrl+p", "app.command_palette", N_("Commands"), _E, footer=True, chord="y"),
    Key("editor", "ctrl+e", "edit_prompt", N_("Write it in $EDITOR"), _E, palette=True, chord="e"),
    Key("templates", "f11", "templates", N_("Templates"), _E, palette=True, priority=True, chord="t"),
    Key("attach", "f12", "attach", N_("Files that go along"), _E, palette=True, priority=True, chord="l"),
    Key("settings", "alt+comma", "settings", N_("Settings"), _E, palette=True, priority=True, chord=","),
    Key(
        "found",
        "alt+g",
        "take_found",
        N_("Ask who was found here"),
        _E,
        palette=True,
        priority=True,
        chord="g",
    ),
    Key("chord", "ctrl+x", "chord", N_("More, by letter"), _E, footer=True, priority=True),
    Key("undo", "u", "undo", N_("Bring back what was deleted"), _E, palette=True, chord="r"),
    Key("ask_again", "C", "ask_again", N_("Ask again with another council"), _E, palette=True, chord="c"),
    Key("export.project", "E", "export_project", N_("Export this project"), _E, palette=True, chord="w"),
    Key("quit", "ctrl+q", "quit", N_("Quit"), _E, palette=False, priority=True),
    Key("send", "enter", "send", N_("Send"), _Q, footer=True),
    Key("newline", "shift+enter,alt+enter,ctrl+j", "newline", N_("New line"), _Q),
    Key("prompt.up", "up", "cursor_up", N_("Line up; on the first: earlier questions"), _Q),
    Key("prompt.down", "down", "cursor_down", N_("Line down; on the last: later questions"), _Q),
    Key("prompt.seek", "ctrl+r", "seek", N_("Search the earlier questions"), _Q),
    Key("prompt.undo", "ctrl+z,ctrl+underscore", "undo", N_("Undo"), _Q),
    Key("prompt.redo", "alt+z", "redo", N_("Redo"), _Q),
    Key("field.start", "ctrl+a", "to_line_start", N_("To the line's beginning"), _T),
    Key("field.end", "ctrl+e", "to_line_end", N_("To the line's end"), _T),
    Key("field.left", "ctrl+b", "cursor_left", N_("One sign left"), _T),
    Key("field.right", "ctrl+f", "cursor_right", N_("One sign right"), _T),
    Key("field.word_left", "alt+b", "to_word_left", N_("One word left"), _T),
    Key("field.word_right", "alt+f", "to_word_right", N_("One word right"), _T),
    Key("field.up", "ctrl+p", "arrow('up')", N_("What the arrow up does"), _T),
    Key("field.down", "ctrl+n", "arrow('down')", N_("What the arrow down does"), _T),
    Key("field.delete_left", "ctrl+h", "delete_left", N_("Delete to the left"), _T),
    Key("field.delete_right", "delete,ctrl+d", "delete_right", N_("Delete to the right"), _T),
    Key("field.kill_end", "ctrl+k", "kill('end')", N_("Cut to the line's end"), _T),
    Key("field.kill_start", "ctrl+u", "kill('start')", N_("Cut to the line's beginning"), _T),
    Key("field.kill_blank", "ctrl+w", "kill('blank_left')", N_("Cut back to the last blank"), _T),
    Key(
        "field.kill_left",
        "alt+backspace,ctrl+backspace",
        "kill('word_left')",
        N_("Cut the word on the left"),
        _T,
    ),
    Key(
        "prompt.delete_word",
        "alt+d,alt+delete,ctrl+delete",
        "kill('word_right')",
        N_("Cut the word on the right"),
        _T,
    ),
    Key("field.yank", "ctrl+y", "yank", N_("Put in what was cut"), _T),
    Key("field.transpose", "ctrl+t", "transpose", N_("Swap two signs"), _T),
    Key("field.redraw", "ctrl+l", "redraw", N_("Draw the screen anew"), _T),
    Key("field.give_up", "ctrl+g", "give_up", N_("Give up the search or the selection"), _T),
    Key("field.nothing", "ctrl+o", "nothing", N_("Does nothing in a text field"), _T),
    Key("panel.next", "right,n", "step(1)", N_("Next answer"), _A, footer=True),
    Key("panel.previous", "left,p", "step(-1)", N_("Previous answer"), _A),
    *(Key(f"panel.{n}", str(n), f"pick({n - 1})", _("Answer {n}").format(n=n), _A) for n in range(1, 9)),
    Key("panel.cancel", "x", "screen.answer('cancel')", N_("Cancel this one"), _A, footer=True),
    Key(
        "panel.retry", "r", "screen.answer('retry')", N_("Ask this one again"), _A, footer=True, palette=True
    ),
    Key("panel.resume", "R", "screen.answer('resume')", N_("Ask all who failed again"), _A, palette=True),
    Key("panel.leave", "e", "screen.answer('leave')", N_("Leave out / take in"), _A, palette=True),
    Key("panel.add", "a", "screen.answer('add')", N_("Add a member"), _A, palette=True),
    Key("panel.compare", "m", "screen.do('again')", N_("Compare again"), _A),
    Key("panel.zoom", "z,enter", "screen.answer('zoom')", N_("Zoom"), _A, footer=True, palette=True),
    Key("panel.copy", "c", "screen.answer('copy')", N_("Copy"), _A, footer=True),
    Key("panel.code", "y", "screen.answer('code')", N_("Copy a block of code"), _A, palette=True),
    Key("panel.pager", "o", "screen.answer('pager')", N_("Open in the pager"), _A, palette=True),
    Key("panel.save", "s", "screen.answer('save')", N_("Save this answer"), _A, palette=True),
    Key("panel.find", "f", "screen.answer('find')", N_("Find in this answer"), _A),
    Key("panel.menu", "full_stop", "screen.answer('menu')", N_("All that can be done with it"), _A),
    Key("panel.back", "backspace", "screen.do('back')", N_("Back to the claim"), _A),
    Key("panel.thinking", "t", "screen.answer('thinking')", N_("Show or fold the thinking"), _A),
    Key("synthesis.again", "m", "screen.do('again')", N_("Compare again"), _S, footer=True, palette=True),
    Key("synthesis.versions", "v", "screen.do('versions')", N_("Versions"), _S, footer=True, palette=True),
    Key("synthesis.turn", "t", "screen.do('turn')", N_("Best single / added"), _S, footer=True, palette=True),
    Key("synthesis.vote", "w,plus", "screen.do('vote')", N_("Vote"), _S, footer=True, palette=True),
    Key("synthesis.copy", "c", "copy", N_("Copy"), _S, footer=True),
    Key("synthesis.find", "f", "find", N_("Find in the synthesis"), _S),
    Key("synthesis.retry", "r", "screen.do('retry')", N_("The same moderator once more"), _S),
    Key("synthesis.pager", "o", "screen.do('pager')", N_("Open in the pager"), _S),
    Key("synthesis.save", "s", "screen.do('save')", N_("Save the synthesis"), _S),
    Key("synthesis.zoom", "z", "screen.do('zoom')", N_("Zoom"), _S),
    Key("synthesis.cancel", "x", "screen.do('cancel')", N_("Cancel the moderator"), _S, footer=True),
    Key("claim.open", "enter", "screen.do('open')", N_("Source of the claim; ask the question"), _L),
    *(
        Key(f"claim.{n}", str(n), f"screen.do('quote', {n - 1})", _("Source of quote {n}").format(n=n), _L)
        for n in range(1, 9)
    ),
    Key("claim.resolve", "r", "screen.do('resolve')", N_("Resolve"), _L, footer=True),
    Key("claim.ask", "n", "screen.do('ask')", N_("Ask next"), _L, footer=True),
    Key("claim.next", "down,j", "step(1)", N_("Next claim"), _L),
    Key("claim.previous", "up,k", "step(-1)", N_("Previous claim"), _L),
    Key("claim.first", "home", "edge(0)", N_("First claim"), _L),
    Key("claim.last", "end", "edge(-1)", N_("Last claim"), _L),
    Key("versions.hold", "enter", "hold", N_("Let it hold"), _N),
    Key("versions.mark", "space", "mark", N_("Mark"), _N),
    Key("versions.diff", "d", "diff", N_("Difference from the marked one, else from the one that holds"), _N),
    Key("comparing.start", "ctrl+s", "start", N_("Compare"), _M),
    Key("context.next", "down,j", "step(1)", N_("Next piece"), _C),
    Key("context.previous", "up,k", "step(-1)", N_("Previous piece"), _C),
    Key("context.first", "home", "edge(0)", N_("First piece"), _C),
    Key("context.last", "end", "edge(-1)", N_("Last piece"), _C),
    Key("context.unfold", "space,e", "unfold", N_("Unfold"), _C, footer=True),
    Key("context.pin", "p", "deed('pin')", N_("Pin"), _C, footer=True),
    Key("context.remove", "x", "deed('remove')", N_("Leave out"), _C, footer=True),
    Key("context.ban", "b", "deed('ban')", N_("Ban"), _C, footer=True),
    Key("context.undo", "u", "deed('undo')", N_("Undo"), _C, footer=True),
    Key("context.source", "o", "open_source", N_("Source"), _C, footer=True),
    Key("context.enter", "enter", "enter", N_("Send when asked to, else open the source"), _C),
    Key("context.steered", "m", "deed('steered')", N_("Pins and bans"), _C, footer=True),
    Key("context.turn", "v", "turn", N_("Next question or this run"), _V),
    Key("project.next", "j", "cursor_down", N_("Next project"), _P),
    Key("project.previous", "k", "cursor_up", N_("Previous project"), _P),
    Key("project.new", "n", "want('new')", N_("New project"), _P, footer=True),
    Key("project.rename", "r", "want('rename')", N_("Rename"), _P, footer=True),
    Key("project.archive", "a", "want('archive')", N_("Archive or bring back"), _P, footer=True),
    Key("project.archived", "v", "want('archived')", N_("Show or hide the archived"), _P),
    Key("project.delete", "d,delete", "want('delete')", N_("Delete"), _P, footer=True),
    Key("project.filter", "f", "filter", N_("Narrow"), _P, footer=True),
    Key("project.all", "escape", "unfilter", N_("The whole list again"), _P),
    Key("history.open", "enter", "choose", N_("Open"), _H, footer=True),
    Key("history.next", "j", "move(1)", N_("Next one"), _H),
    Key("history.previous", "k", "move(-1)", N_("Previous one"), _H),
    Key("history.filter", "f", "filter", N_("Narrow"), _H, footer=True),
    Key("history.all", "escape", "unfilter", N_("The whole list again"), _H),
    Key("history.star", "s", "want('star')", N_("Star"), _H, footer=True),
    Key("history.starred", "S", "want('starred')", N_("Only what has a star, or all"), _H),
    Key("history.delete", "d,delete", "want('delete')", N_("Delete"), _H, footer=True),
    Key("history.again", "c", "want('again')", N_("Ask again"), _H, footer=True),
    Key("history.mark", "space", "want('mark')", N_("Mark"), _H, footer=True),
    Key("history.compare", "equals_sign", "want('compare')", N_("Compare"), _H, footer=True),
    Key("history.resume", "R", "want('resume')", N_("Ask those who failed again"), _H),
    Key("history.export", "e", "want('export')", N_("Export"), _H, footer=True),
    Key("history.older", "o", "want('older')", N_("Read older ones"), _H),
    Key("history.reload", "r", "want('reload')", N_("Read it again"), _H),
    Key("filter.next", "down", "step(1)", N_("Next line of the list"), Place.FILTER),
    Key("filter.previous", "up", "step(-1)", N_("Previous line of the list"), Place.FILTER),
    Key("filter.leave", "escape", "leave", N_("The whole list again"), Place.FILTER),
    Key("two.next", "right,l", "step(1)", N_("Right"), Place.TWO, footer=True, priority=True),
    Key("two.previous", "left,h", "step(-1)", N_("Left"), Place.TWO, footer=True, priority=True),
    Key("two.difference", "d", "difference", N_("Difference"), Place.TWO, footer=True),
    Key("search.open", "enter", "open", N_("Open"), _F, footer=True),
    Key("search.next", "down", "step(1)", N_("Next hit"), _F),
    Key("search.previous", "up", "step(-1)", N_("Previous hit"), _F),
    Key("search.scope", "f2", "scope", N_("This project / all"), _F, footer=True),
    Key("documents.add", "a", "add", N_("Add"), _D, footer=True),
    Key("documents.open", "enter", "open", N_("Open"), _D, footer=True),
    Key("documents.remove", "d,delete", "remove", N_("Remove"), _D, footer=True),
    Key("documents.refresh", "r", "refresh", N_("Reread all"), _D, footer=True),
    Key("documents.result", "s", "result", N_("Last result"), _D, footer=True),
    Key("documents.index", "f10", "index", N_("Index what waits, or stop"), _D),
    Key("documents.stop", "x", "stop", N_("Stop"), _D, footer=True),
    Key("reading.next", "n", "hit(1)", N_("Next hit"), _R, footer=True),
    Key("reading.previous", "p", "hit(-1)", N_("Previous hit"), _R, footer=True),
    Key("templates.next", "down", "step(1)", N_("Next template"), Place.TEMPLATES),
    Key("templates.previous", "up", "step(-1)", N_("Previous template"), Place.TEMPLATES),
    Key("picking.mark", "space", "mark", N_("Mark"), _K, footer=True),
    Key("picking.done", "ctrl+s", "done", N_("Add the marked"), _K, footer=True),
    Key("picking.up", "backspace", "up", N_("The folder above"), _K),
    Key("picking.hidden", "full_stop", "hidden", N_("Hidden files"), _K, footer=True),
    Key("finding.next", "enter,down", "step(1)", N_("Next hit"), Place.FINDING, footer=True),
    Key("finding.previous", "shift+enter,up", "step(-1)", N_("Previous hit"), Place.FINDING, footer=True),
    Key("finding.close", "escape", "leave", N_("Close"), Place.FINDING, footer=True),
    Key("settings.choose", "enter", "choose", N_("Change"), Place.SETTINGS, footer=True),
    Key("settings.add", "a", "deed('add')", N_("Add"), Place.SETTINGS),
    Key(
        "settings.remove",
        "d,delete",
        "deed('remove')",
        N_("Remove; the default"),
        Place.SETTINGS,
    ),
    Key("settings.test", "t", "deed('test')", N_("Test"), Place.SETTINGS),
    Key("settings.secret", "s", "deed('secret')", N_("Store its key"), Place.SETTINGS),
    Key("settings.find", "slash,f", "deed('find')", N_("Find"), Place.SETTINGS),
    Key("settings.stop", "x", "deed('stop')", N_("Stop"), Place.SETTINGS),
    Key("settings.next", "j", "step(1)", N_("Next line"), Place.SETTINGS),
    Key("settings.previous", "k", "step(-1)", N_("Previous line"), Place.SETTINGS),
    Key("settings.left", "left,h", "side('left')", N_("To the sections"), Place.SETTINGS),
    Key("settings.right", "right,l", "side('right')", N_("To the values"), Place.SETTINGS),
    Key("settings.section", "n", "section(1)", N_("Next section"), Place.SETTINGS),
    Key("settings.section_back", "p", "section(-1)", N_("Previous section"), Place.SETTINGS),
    Key("form.save", "ctrl+s", "save", N_("Save"), Place.FORM),
)

NOTES = {
    Place.LEDGER: N_(
        "Agreement is counted, and is not truth: models that were taught the same make the same mistakes. "
        "Look at the quotes. FOUND means that the words stand in that answer, not that they are right."
    ),
}
"""What the help says of a place beyond its keys."""


def bindings(place: Place) -> list[Binding]:
    """The bindings of one place."""
    return [key.binding() for key in KEYS if key.place is place]


_SPELLING = {
    "question_mark": "?",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "underscore": "_",
    "up": "↑",
    "down": "↓",
    "equals_sign": "=",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
}


def spelled(keys: str) -> str:
    """Keys as a person reads them: `shift+enter,ctrl+j` is Shift+Enter, Ctrl+J."""
    return ", ".join(
        "+".join(_SPELLING.get(part) or _as_pressed(part) for part in key.split("+"))
        for key in keys.split(",")
    )


def _as_pressed(part: str) -> str:
    """A capital letter is another key than the small one."""
    return f"Shift+{part}" if len(part) == 1 and part.isupper() else part.capitalize()


def key_of(key_id: str, keymap: Mapping[str, str]) -> str:
    """The keys of that deed as a person reads them; `keymap` holds what was rebound."""
    return spelled(next(keymap.get(key.id, key.key) for key in KEYS if key.id == key_id))


def first_key(key_id: str, keymap: Mapping[str, str]) -> str:
    """The first of its keys, short: a letter as it is pressed."""
    spelling = key_of(key_id, keymap).partition(", ")[0]
    return spelling.lower() if len(spelling) == 1 else spelling


def chord_of(key_id: str) -> str:
    """The letter that does it after Ctrl+X, as a person reads it: it works in text fields too."""
    return "Ctrl+X " + next(key.chord for key in KEYS if key.id == key_id).upper()
