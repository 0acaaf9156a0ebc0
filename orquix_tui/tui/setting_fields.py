"""The plain settings that the screen offers: what they are called, what they may be, what they mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from orquix_tui.domain.configuring import Where
from orquix_tui.domain.models import Record
from orquix_tui.domain.settings import Personality, Settings
from orquix_tui.domain.translate import N_, _, number, to_number

Kind = Literal["choice", "flag", "number", "text"]


@dataclass(frozen=True)
class Field:
    """One value of the file. `title` and `about` are marked for translation and translated when shown."""

    where: Where
    title: str
    about: str
    kind: Kind
    choices: Mapping[str, str] | None = None
    """By the value as it is written: what it means, in a few words."""
    empty: str = ""
    """What is shown for a value that is not set."""

    def value(self, settings: Settings) -> Any:
        """What holds."""
        return getattr(getattr(settings, self.where[0]), self.where[1])

    def shown(self, settings: Settings) -> str:
        """What holds, as a person reads it."""
        value = self.value(settings)
        if value is None or value == "":
            return _(self.empty) or "—"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return value if isinstance(value, str) else number(value, ",g")


def _same(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


_STRATEGIES: Mapping[str, str] = {
    "repair": N_("one answer, mended with what the others add"),
    "select": N_("the best answer as it is, and why"),
    "compare": N_("the ledger alone, nothing merged"),
}
_THREADS: Mapping[str, str] = {
    "auto": N_("goes on from the last question where it seems to"),
    "continue": N_("always goes on from the last question"),
    "new": N_("every question stands alone"),
}
_LANGUAGES: Mapping[str, str] = {"auto": N_("that of the locale"), "en": "English", "es": "Español"}

INTERFACE = (
    Field(
        ("ui", "language"),
        N_("Language"),
        N_("Of everything the program itself says."),
        "choice",
        _LANGUAGES,
    ),
    Field(("ui", "theme"), N_("Theme"), N_("Choose with the arrows: each is shown at once."), "choice"),
    Field(
        ("ui", "animations"),
        N_("Animations"),
        N_("Whether scrolling and tabs glide. Off is calmer, and better over a slow line."),
        "flag",
    ),
    Field(
        ("ui", "newline_on_enter"),
        N_("Swap sending and new line"),
        N_("The key that sends then makes a line, and the one for a new line sends."),
        "flag",
    ),
    Field(
        ("context", "review"),
        N_("See the context first"),
        N_("Whether the block from your memory is shown before a question is sent."),
        "choice",
        {
            "off": N_("not unasked"),
            "beside": N_("beside the prompt, where there is room"),
            "ask": N_("to be approved each time"),
        },
    ),
)
CONTEXT = (
    Field(
        ("context", "include"),
        N_("Send context along"),
        N_("Whether what the project remembers goes along with a question."),
        "flag",
    ),
    Field(("context", "top_k"), N_("Pieces at most"), N_("How many pieces go along: 1 to 50."), "number"),
    Field(
        ("context", "similarity_threshold"),
        N_("Similarity from"),
        N_("A cosine between 0 and 1; 0 is what was measured for the embedding model."),
        "number",
    ),
    Field(
        ("context", "max_tokens"),
        N_("Tokens at most"),
        N_("Of the whole block: 50 to 100,000."),
        "number",
    ),
    Field(
        ("context", "thread"),
        N_("Follow-up questions"),
        N_("How a question finds what it goes on from."),
        "choice",
        _THREADS,
    ),
)
MODERATOR = (
    Field(
        ("moderator", "personality"),
        N_("Personality"),
        N_("How the moderator writes."),
        "choice",
        _same(*get_args(Personality)),
    ),
    Field(
        ("moderator", "strategy"),
        N_("Strategy"),
        N_("What it makes of the answers, unless the council says otherwise."),
        "choice",
        _STRATEGIES,
    ),
    Field(
        ("moderator", "language"),
        N_("Language"),
        N_("“auto” is that of the question; else en, es, or the English name of any language."),
        "text",
    ),
    Field(
        ("moderator", "temperature"),
        N_("Temperature"),
        N_("0 to 2: higher is freer."),
        "number",
    ),
    Field(
        ("moderator", "length"),
        N_("Length"),
        N_("Of the synthesis."),
        "choice",
        _same("short", "medium", "long"),
    ),
    Field(
        ("moderator", "max_tokens"),
        N_("Tokens at most"),
        N_("Of what it writes: 256 to 100,000."),
        "number",
    ),
    Field(
        ("moderator", "start_when"),
        N_("Begin early"),
        N_("With how many answers it begins though others still write; 0 waits for all."),
        "choice",
        {"0": N_("waits for all"), **_same("2", "3", "4", "5", "6", "7", "8")},
    ),
)
BUDGET = (
    Field(
        ("budget", "per_run_usd"),
        N_("Per question"),
        N_("US dollars that one question may cost; more is asked about first."),
        "number",
        empty=N_("no limit"),
    ),
    Field(
        ("budget", "per_day_usd"),
        N_("Per day"),
        N_("US dollars that a day may cost; more is asked about first."),
        "number",
        empty=N_("no limit"),
    ),
)
EMBEDDING = (
    Field(
        ("embeddings", "model_path"),
        N_("Folder of a model"),
        N_("An ONNX export of multilingual-e5-small of your own; it wins over what is installed."),
        "text",
        empty=N_("not set"),
    ),
    Field(
        ("embeddings", "threads"),
        N_("Threads"),
        N_("Of the embedding model: 1 to 64."),
        "number",
    ),
    Field(
        ("embeddings", "idle_seconds"),
        N_("Stops after"),
        N_("Seconds without work until its process ends and gives its memory back."),
        "number",
    ),
)


def parse(field: Field, text: str) -> Any:
    """What was typed, as the file wants it; None where nothing was. Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    if field.kind == "number" or (field.choices and set(field.choices) & set("0123456789")):
        return to_number(text)
    return text


def checker(field: Field) -> Callable[[str], str]:
    """Says what is wrong with what is typed, as far as the field alone can tell."""

    def check(text: str) -> str:
        try:
            value = parse(field, text)
        except ValueError:
            return _("That is no number.")
        table: Any = Settings.model_fields[field.where[0]].annotation
        return beyond(table, field.where[1], value) if isinstance(value, int | float) else ""

    return check


def beyond(table: type[Record], name: str, value: float) -> str:
    """Between which numbers this value must lie, when it does not: the settings themselves know."""
    rules = table.model_fields[name].metadata
    ends = {end: getattr(rule, end) for rule in rules for end in ("ge", "gt", "le") if hasattr(rule, end)}
    low, high = ends.get("ge", ends.get("gt", -math.inf)), ends.get("le", math.inf)
    if low <= value <= high and value != ends.get("gt"):
        return ""
    told = _("A number from {low} to {high}.")
    if "gt" in ends:
        told = _("A number above {low}.") if math.isinf(high) else _("A number above {low}, {high} at most.")
    return told.format(low=number(low), high=number(high))
