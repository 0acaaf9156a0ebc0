"""Who answered when the comparison had begun: the warning of a run, and how it is read again."""

from __future__ import annotations

from collections.abc import Sequence

_LATE = "Answered after the comparison had begun: ", ". Compare again."


def late_note(labels: Sequence[str]) -> str:
    """The warning that names the members whom the comparison did not wait for."""
    return ", ".join(labels).join(_LATE)


def late_in(note: str) -> list[str]:
    """The labels that such a warning names; none for any other."""
    before, after = _LATE
    if not (note.startswith(before) and note.endswith(after)):
        return []
    return note.removeprefix(before).removesuffix(after).split(", ")
