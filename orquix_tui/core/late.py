"""Who answered when the comparison had begun: the warning of a run, and how it is read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from orquix_tui.domain.translate import _


def late_note(labels: Sequence[str]) -> str:
    """The warning that names the members whom the comparison did not wait for."""
    named = ", ".join(labels)
    return _("Answered after the comparison had begun: {named}. Compare again.").format(named=named)


def late_in(note: str, labels: Collection[str]) -> list[str]:
    """Those of the run's labels that such a warning names; none for any other warning.

    It was kept in the language of that day: only its form is read, names between a colon and a sentence.
    """
    named = note.partition(": ")[2].rpartition(". ")[0].split(", ")
    return named if all(name in labels for name in named) else []
