"""The one table of keys: what the app binds, what the help shows, what a keymap may rebind by id."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding


class Place(Enum):
    """Where a key holds; the value is the heading in the help."""

    EVERYWHERE = "Everywhere"
    PROMPT = "In the prompt"
    ANSWERS = "On an answer"
    SYNTHESIS = "On the synthesis"
    PROJECTS = "In the list of projects"
    HISTORY = "In the history"


@dataclass(frozen=True)
class Key:
    """One binding. `palette` also lists it as a command; `footer` shows it in the last line."""

    id: str
    key: str
    action: str
    description: str
    place: Place
    footer: bool = False
    palette: bool = False
    priority: bool = False

    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(
            self.key, self.action, self.description, id=self.id, show=self.footer, priority=self.priority
        )


_E, _A, _S = Place.EVERYWHERE, Place.ANSWERS, Place.SYNTHESIS
_P, _H, _Q = Place.PROJECTS, Place.HISTORY, Place.PROMPT

KEYS = (
    Key("help", "f1", "help", "Keys", _E, footer=True, palette=True, priority=True),
    Key("help.mark", "question_mark", "help", "Keys (outside text fields)", _E),
    Key("cancel", "escape", "cancel", "Cancel / back", _E, footer=True),
    Key("interrupt", "ctrl+c", "interrupt", "Copy selection, else cancel the run", _E),
    Key("sidebar", "f2", "toggle_sidebar", "Sidebar", _E, footer=True, palette=True, priority=True),
    Key("council", "f3", "choose_council", "Council", _E, footer=True, palette=True, priority=True),
    Key("export", "f4", "export", "Export", _E, footer=True, palette=True, priority=True),
    Key("tab.answers", "f5", "tab('answers')", "Answers", _E, palette=True, priority=True),
    Key("tab.synthesis", "f6", "tab('synthesis')", "Synthesis", _E, palette=True, priority=True),
    Key("tab.context", "f7", "tab('context')", "Context", _E, palette=True, priority=True),
    Key("tab.metrics", "f8", "tab('metrics')", "Metrics", _E, palette=True, priority=True),
    Key("notices", "f9", "dismiss_notices", "Dismiss notices", _E, palette=True, priority=True),
    Key("go.prompt", "slash", "go('prompt')", "Go to the prompt (outside text fields)", _E, palette=True),
    Key("go.projects", "ctrl+g", "go('projects')", "Go to the projects", _E, palette=True),
    Key("go.history", "ctrl+r", "go('history')", "Go to the history", _E, palette=True),
    Key("go.answers", "ctrl+t", "go('answers')", "Go to the answers", _E, palette=True),
    Key("quit", "ctrl+q", "quit", "Quit", _E, palette=False, priority=True),
    Key("send", "enter", "send", "Send", _Q, footer=True),
    Key("newline", "shift+enter,alt+enter,ctrl+j", "newline", "New line", _Q),
    Key("panel.next", "right,n", "step(1)", "Next answer", _A, footer=True),
    Key("panel.previous", "left,p", "step(-1)", "Previous answer", _A),
    *(Key(f"panel.{n}", str(n), f"pick({n - 1})", f"Answer {n}", _A) for n in range(1, 9)),
    Key("panel.cancel", "x", "cancel_member", "Cancel this one", _A, footer=True),
    Key("panel.zoom", "z,enter", "zoom", "Zoom", _A, footer=True),
    Key("panel.copy", "c", "copy", "Copy", _A, footer=True),
    Key("panel.thinking", "t", "thinking", "Show or fold the thinking", _A),
    Key("synthesis.cancel", "x", "cancel_moderator", "Cancel the moderator", _S, footer=True),
    Key("synthesis.copy", "c", "copy", "Copy", _S, footer=True),
    Key("project.new", "n", "new", "New project", _P, footer=True),
    Key("project.rename", "r", "rename", "Rename", _P, footer=True),
    Key("project.archive", "a", "archive", "Archive or bring back", _P, footer=True),
    Key("project.archived", "v", "archived", "Show or hide the archived", _P),
    Key("history.reload", "r", "reload", "Read it again", _H),
)


def bindings(place: Place) -> list[Binding]:
    """The bindings of one place."""
    return [key.binding() for key in KEYS if key.place is place]


_SPELLING = {
    "question_mark": "?",
    "slash": "/",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
}


def spelled(keys: str) -> str:
    """Keys as a person reads them: `shift+enter,ctrl+j` is Shift+Enter, Ctrl+J."""
    return ", ".join(
        "+".join(_SPELLING.get(part, part.capitalize()) for part in key.split("+")) for key in keys.split(",")
    )
