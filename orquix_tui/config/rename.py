"""Gives a table of the TOML file another name, in the text itself: whatever is written around it stays."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from orquix_tui.domain.configuring import Drop, Put, Rename

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def renamed(text: str, change: Rename) -> tuple[str, list[Put | Drop]]:
    """The text with the name changed in its headers. Where that does not say what it should (dotted keys,
    inline tables), the text as it was and the changes that do the same, without the table's comments."""
    wanted = tomllib.loads(text)
    apply(wanted, change)
    table, name = change.where
    new = change.name if _BARE.fullmatch(change.name) else json.dumps(change.name, ensure_ascii=False)
    header = re.compile(
        rf"^([ \t]*\[\[?[ \t]*{re.escape(table)}[ \t]*\.[ \t]*)"
        rf"""(?:{re.escape(name)}|"{re.escape(name)}"|'{re.escape(name)}')(?=[ \t]*[.\]])""",
        re.MULTILINE,
    )
    after = header.sub(lambda found: found[1] + new, text)
    try:
        same = tomllib.loads(after) == wanted
    except ValueError:
        same = False
    if same:
        return after, []
    value = wanted.get(table, {}).get(change.name)
    put = [] if value is None else [Put((table, change.name), value)]
    return text, [Drop(change.where), *put]


def apply(data: dict[str, Any], change: Rename) -> None:
    """The change on plain dictionaries: the table keeps its place."""
    table, name = change.where
    if name in data.get(table, {}):
        data[table] = {change.name if key == name else key: part for key, part in data[table].items()}
