"""Where keys hold, and what a key is."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

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
    METRICS = N_("In the metrics tab")
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
    COUNCILS = N_("In the list of councils")
    COUNCIL = N_("When editing a council")
    MODELS = N_("When choosing a model")
    MOVING = N_("In every list and text")
    ROWS = N_("In a list of rows")
    TEXT = N_("In the text of an answer")
    DIALOG = N_("In every dialog")
    CHOOSING = N_("When choosing a line")
    CONFIRMING = N_("When asked yes or no")
    SHOWN = N_("In what is only to be read")
    RESULT = N_("In what came of reading")


class Key(NamedTuple):
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
    n: int = 0
    """What its description counts."""

    @property
    def said(self) -> str:
        """What it does, in the language spoken now."""
        return _(self.description).format(n=self.n)

    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(self.key, self.action, self.said, id=self.id, show=self.footer, priority=self.priority)


NOTES = {
    Place.LEDGER: N_(
        "Agreement is counted, and is not truth: models that were taught the same make the same mistakes. "
        "Look at the quotes. FOUND means that the words stand in that answer, not that they are right."
    ),
}
"""What the help says of a place beyond its keys."""
