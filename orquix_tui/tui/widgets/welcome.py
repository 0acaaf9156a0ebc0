"""What stands in the place of the answers before the first question: who would answer, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.models import Council
from orquix_tui.domain.surroundings import FoundServer
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.hanging import under
from orquix_tui.tui.keys import chord_of, key_of

NO_COUNCIL = N_("No council is configured. `orquix-tui doctor` says what is missing.")
_EMBEDDED = N_("The embedded model: 135 M parameters, English only, often wrong.")
_NAME = 12
_SIDE_BY_SIDE = 82
"""Cells from which there is room for a line per member."""


@dataclass(frozen=True)
class Facts:
    """All that the card tells. `problems` holds, by provider, why it cannot be asked now; `vendors` the
    variables that hold keys; `missing` what the two models on this machine lack."""

    council: Council | None
    embedded: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)
    servers: Sequence[FoundServer] = ()
    missing_embedded: str = ""
    memory: str = ""
    language: str = "auto"
    theme: str = ""


class WelcomeCard(Static):
    """Never takes the focus: the question can be typed at once."""

    def __init__(self) -> None:
        super().__init__(id="answers-empty", markup=False)
        self._facts = Facts(None)

    def show(self, facts: Facts) -> None:
        """Tell these."""
        self._facts = facts
        self.refresh()

    def render(self) -> Content:
        """For the width it has by then: an update at each resize would lay the whole screen out again."""
        return card(self._facts, self.size.width)


def card(facts: Facts, width: int) -> Content:
    """The card for so many cells."""
    if facts.council is None:
        return Content(_(NO_COUNCIL))
    lines = [*_who(facts, facts.council, width), Content("")]
    for name, said in _found(facts):
        lines += under(Content.styled(f"{name:<{_NAME}} ", "bold"), Content(said), width)
    lines += [Content(""), _keys()]
    return Content("\n").join(lines)


def _who(facts: Facts, council: Council, width: int) -> list[Content]:
    count = len(council.members)
    text = ngettext(
        "Type your question: {n} model answers it (council “{name}”).",
        "Type your question: {n} models answer it side by side (council “{name}”).",
        count,
    )
    lines = [Content.styled(text.format(n=count, name=council.name), "bold $text-primary")]
    if width >= _SIDE_BY_SIDE:
        lines += [_member(facts, n, council) for n in range(count)]
    else:
        labels = ", ".join(one_line(m.label, 24) for m in council.members)
        lines.append(Content(f"  {labels}"))
        asked = {m.provider for m in council.members}
        lines += [
            Content.styled(f"  ! {one_line(why, 160)}", "$text-warning")
            for name, why in facts.problems.items()
            if name in asked
        ]
    if facts.embedded:
        lines.append(Content.styled(f"! {_(_EMBEDDED)}", "$text-warning"))
    return lines


def _member(facts: Facts, number: int, council: Council) -> Content:
    member = council.members[number]
    why = facts.problems.get(member.provider, "")
    label, ref = words.middle(one_line(member.label, 200), 30), words.middle(one_line(member.ref, 200), 44)
    # Whom nobody named bears the model's name: it need not be said twice.
    named = not member.model.endswith(member.label)
    return Content.assemble(
        (f"  {number + 1}  ", "$foreground-muted"),
        (label if named else ref, "bold"),
        (f" · {ref}" if named else "", "$foreground-muted"),
        (f"  ! {one_line(why, 120)}" if why else "", "$text-warning"),
    )


def _found(facts: Facts) -> list[tuple[str, str]]:
    """What was found on this machine, and what is missing, each with the key that changes it."""
    rows: list[tuple[str, str]] = []
    if facts.vendors:
        rows.append((_("Keys"), ", ".join(facts.vendors.values())))
    for server in facts.servers:
        models = ", ".join(one_line(model, 30) for model in server.models[:2])
        more = f" +{len(server.models) - 2}" if len(server.models) > 2 else ""
        rows.append((server.name.capitalize(), (models or _("no model yet")) + more))
    if facts.embedded and (facts.vendors or any(server.models for server in facts.servers)):
        text = _("{key} asks these from now on, and writes it down").format(key=chord_of("found"))
        rows.append(("", text))
    elif facts.embedded and not facts.servers:
        rows.append((_("Found"), _("no key in the environment, no model server here: none is needed")))
    if facts.embedded and facts.missing_embedded:
        rows.append((_("Embedded"), one_line(facts.missing_embedded, 160)))
    rows.append((_("Memory"), facts.memory))
    rows.append((_("Look"), _("language {code} · {theme}").format(code=facts.language, theme=facts.theme)))
    return rows


def _keys() -> Content:
    pairs = [
        (chord_of("settings"), _("settings")),
        (key_of("council"), _("council")),
        (key_of("help"), _("keys")),
        (chord_of("documents"), _("documents")),
    ]
    parts: list[tuple[str, str] | str] = []
    for key, what in pairs:
        parts += [" · " if parts else "", (key, "bold $text-accent"), f" {what}"]
    return Content.assemble(*parts)
