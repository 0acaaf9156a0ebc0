"""What git would leave out: nested .gitignore files, negations, and .git/info/exclude."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pathspec import GitIgnoreSpec

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold in a folder; those that were added last, deeper down, are asked first."""

    layers: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def entering(self, folder: str) -> Rules:
        """The rules inside of `folder`; another repository begins with its own."""
        own = _read(folder, Path(folder, ".gitignore"))
        git = Path(folder, ".git")
        if git.exists():
            return Rules((*_read(folder, git / "info" / "exclude"), *own))
        return Rules((*self.layers, *own)) if own else self

    def ignore(self, path: str, *, is_folder: bool) -> bool:
        """Whether a file or folder is left out. Its parents are not asked: they would not be entered."""
        for base, spec in reversed(self.layers):
            found = spec.check_file(os.path.relpath(path, base) + ("/" if is_folder else "")).include
            if found is not None:
                return found
        return False


def rules_above(folder: str) -> Rules:
    """What the repository around `folder` says, unless it leaves out the folder itself: it was asked for."""
    parents = list(Path(folder).parents)
    top = next((n for n, parent in enumerate(parents) if (parent / ".git").exists()), None)
    if top is None or Path(folder, ".git").exists():
        return Rules()
    rules = Rules()
    below = [str(parent) for parent in reversed(parents[: top + 1])] + [folder]
    for parent, child in pairwise(below):
        rules = rules.entering(parent)
        if rules.ignore(child, is_folder=True):
            return Rules()
    return rules


def _read(base: str, file: Path) -> tuple[tuple[str, GitIgnoreSpec], ...]:
    try:
        if not file.is_file():
            return ()
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES)
    except OSError:
        return ()  # git goes on without what it may not read; the files in question are listed either way
    return ((base, _spec(os.fsdecode(data).removeprefix("\ufeff"))),)


def _spec(text: str) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(line for line in text.splitlines() if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    """Whether it can be understood; git passes over the other lines, too."""
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
