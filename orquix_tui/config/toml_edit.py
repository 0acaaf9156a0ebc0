"""A TOML text that can be edited in place, on tomlkit.

tomlkit keeps what stands between two sections (comments, blank lines) at the end of the first of them: what
is added to a section would come after the comment that introduces the next, and what is removed would take
that comment along. Here it is moved to the head of the section that it precedes, where people mean it to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AbstractTable, AoT, Array, Comment, InlineTable, Item, Null, Table, Whitespace

from orquix_tui.domain.configuring import Drop, Put, Where


class Document:
    """One text. `apply` may raise what tomlkit raises; whoever uses it checks what came out."""

    def __init__(self, text: str) -> None:
        self._windows = "\r\n" in text and "\n" not in text.replace("\r\n", "")
        if text and not text.endswith("\n"):
            text += "\n"
        self._root = tomlkit.parse(text)
        self._heads: dict[int, str] = {}
        """By the id of a table with a header: the comments and blank lines above it."""
        self._tail = self._lift(self._root, "")

    def text(self) -> str:
        """All of it; nothing can be applied any more."""
        for table in _headers(self._root):
            table.trivia.indent = self._heads.get(id(table), "") + table.trivia.indent
        text = tomlkit.dumps(self._root) + self._tail
        return text.replace("\r\n", "\n").replace("\n", "\r\n") if self._windows else text

    def apply(self, change: Put | Drop) -> None:
        """Do what is wanted."""
        if isinstance(change, Put):
            self._put(change.where, change.value)
        else:
            self._drop(change.where)

    def _lift(self, container: Container, above: str) -> str:
        """Take what stands above each header into `_heads`; returns what follows the last value or header."""
        loose: list[int] = []
        for at, (key, item) in enumerate(container.body):
            if isinstance(item, Comment | Whitespace):
                loose.append(at)
            elif not isinstance(item, Table | AoT) or _is_dotted(key):
                loose = []
            else:
                above += _cut(container, loose)
                for table in _tables_of(item):
                    if not table.is_super_table():
                        self._heads[id(table)], above = above, ""
                    above = self._lift(table.value, above)
        return above + _cut(container, loose)

    # -- putting -------------------------------------------------------------------------------

    def _put(self, where: Where, value: Any) -> None:
        *way, last = where
        holder: Container | AbstractTable = self._root
        for depth, name in enumerate(way):
            found = _tables(holder, name, [*way[depth + 1 :], last])
            holder = found if found is not None else self._new_table(holder, name, implied=depth == 0)
        self._set(holder, last, value)

    def _new_table(
        self, holder: Container | AbstractTable, name: str, *, implied: bool = False
    ) -> AbstractTable:
        if isinstance(holder, InlineTable):
            holder.append(name, tomlkit.inline_table())
        elif implied and name in _OF_TABLES:
            holder.append(name, table := tomlkit.table(is_super_table=True))
            table.trivia.indent = ""
        else:
            self._add_table(holder, name, tomlkit.table(is_super_table=False))
        made = _tables(holder, name, [])
        if made is None:
            raise KeyError(name)
        return made

    def _add_table(self, holder: Container | AbstractTable, name: str, table: Table) -> None:
        """One with a header: a blank line goes before it, and at the end of the text what stands there."""
        holder.append(name, table)
        table.trivia.indent = ""
        headers = list(_headers(self._root))
        head = ""
        if headers and headers[-1] is table:
            head, self._tail = self._tail, ""
        blank = len(headers) > 1 or head.strip()
        self._heads[id(table)] = head + ("\n" if blank and not head.endswith("\n\n") else "")

    def _set(self, holder: Container | AbstractTable, name: str, value: Any) -> None:
        old = _entry(holder, name)
        if old is not None and old.unwrap() == value and type(old.unwrap()) is type(value):
            return
        if isinstance(old, AbstractTable) and isinstance(value, Mapping):
            self._merge(old, value)
        elif isinstance(old, AoT) and _are_tables(value):
            self._members(old, value)
        elif isinstance(old, Array) and isinstance(value, list):
            _fill(old, value)
        elif old is not None and not isinstance(old, Table | AoT):
            holder[name] = _inline(value)
        else:
            if old is not None:
                self._remove(holder, name)
            self._add(holder, name, value)

    def _add(self, holder: Container | AbstractTable, name: str, value: Any) -> None:
        """A value that was not there; a table in a table of providers, councils or the root has a header."""
        if isinstance(holder, InlineTable):
            holder.append(name, _inline(value))
        elif isinstance(value, Mapping) and _has_header(holder):
            table = self._new_table(holder, name)
            for key, part in value.items():
                self._add(table, key, part)
        elif _are_tables(value):
            tables = AoT([])
            for part in value:
                tables.append(_member(part))
            holder.append(name, tables)
            for number, table in enumerate(tables.body):
                table.trivia.indent = ""
                self._heads[id(table)] = "\n" if number else ""
        else:
            holder.append(name, _inline(value))

    def _merge(self, table: AbstractTable, value: Mapping[str, Any]) -> None:
        for name in [key for key in table if key not in value]:
            self._remove(table, name)
        for name, part in value.items():
            self._set(table, name, part)

    def _members(self, tables: AoT, value: Sequence[Mapping[str, Any]]) -> None:
        """The tables of a list in their new order; those that stay keep their comments."""
        left = list(tables.body)
        ordered: list[Table] = []
        for part in value:
            same = _same(left, part)
            if same is None:
                same = _member(part)
                self._heads[id(same)] = "\n"
            else:
                left.remove(same)
                self._merge(same, part)
            ordered.append(same)
        for table in left:
            self._pass_on_head(table)
        tables.body[:] = ordered

    # -- taking out ----------------------------------------------------------------------------

    def _drop(self, where: Where) -> None:
        *way, last = where
        holder: Container | AbstractTable = self._root
        for depth, name in enumerate(way):
            found = _tables(holder, name, [*way[depth + 1 :], last])
            if found is None:
                return
            holder = found
        if _entry(holder, last) is not None:
            self._remove(holder, last)

    def _remove(self, holder: Container | AbstractTable, name: str) -> None:
        for key, item in _container(holder).body:
            if key is not None and key.key == name and isinstance(item, Table | AoT):
                for table in _tables_of(item):
                    self._pass_on_head(table)
        holder.remove(name)

    def _pass_on_head(self, table: Table) -> None:
        """A comment above a section that goes stays: above the next one, or at the end of the text."""
        head = self._heads.pop(id(table), "")
        if "#" not in head:
            return
        headers = list(_headers(self._root))
        inside = {id(table), *(id(one) for one in _headers(table.value))}
        at = max((number for number, header in enumerate(headers) if id(header) in inside), default=-1)
        if at + 1 < len(headers):
            after = id(headers[at + 1])
            self._heads[after] = head + self._heads.get(after, "")
        else:
            self._tail = head + self._tail


def _cut(container: Container, at: Sequence[int]) -> str:
    """Take these entries out, without moving the others."""
    text = "".join(container.body[number][1].as_string() for number in at)
    for number in at:
        container.body[number] = (None, Null())
    return text


def _tables_of(item: Table | AoT) -> list[Table]:
    return [item] if isinstance(item, Table) else item.body


def _headers(container: Container) -> Iterator[Table]:
    """The tables that have a line of their own, in the order of the text."""
    for key, item in container.body:
        for table in _tables_of(item) if isinstance(item, Table | AoT) and not _is_dotted(key) else ():
            if not table.is_super_table():
                yield table
            yield from _headers(table.value)


def _is_dotted(key: Any) -> bool:
    return key is not None and bool(key.is_dotted())


def _container(holder: Container | AbstractTable) -> Container:
    return holder.value if isinstance(holder, AbstractTable) else holder


def _entry(holder: Container | AbstractTable, name: str) -> Item | None:
    """The value of that name; of a table that is written in several places, the last one."""
    entries = [item for key, item in _container(holder).body if key is not None and key.key == name]
    return entries[-1] if entries else None


def _tables(holder: Container | AbstractTable, name: str, rest: Sequence[str]) -> AbstractTable | None:
    """The table of that name: of several, the one that holds what comes next, else the last."""
    entries = [
        item
        for key, item in _container(holder).body
        if key is not None and key.key == name and isinstance(item, AbstractTable)
    ]
    holding = [table for table in entries if rest and _entry(table, rest[0]) is not None]
    found = holding or entries
    return found[-1] if found else None


def _has_header(holder: Container | AbstractTable) -> bool:
    """Whether tables inside this one have a line of their own: in the root, and in tables of tables."""
    if isinstance(holder, Table):
        return holder.is_super_table() or holder.name in _OF_TABLES
    return not isinstance(holder, AbstractTable)


_OF_TABLES = {"providers", "councils"}


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, Mapping) for part in value)


def _same(tables: Sequence[Table], value: Mapping[str, Any]) -> Table | None:
    """The table that this value was: the very same, else of the same provider, model and label."""
    for keys in (None, ("provider", "model", "label"), ("provider", "model")):
        for table in tables:
            plain = table.unwrap()
            if plain == value if keys is None else all(plain.get(k) == value.get(k) for k in keys):
                return table
    return None


def _member(value: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, part in value.items():
        table.append(key, _inline(part))
    return table


def _inline(value: Any) -> Item:
    """A value on one line; tables inside it, too."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, part in value.items():
            table.append(key, _inline(part))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for part in value:
            array.append(_inline(part))
        return array
    item: Item = tomlkit.item(value)
    return item


def _fill(array: Array, value: Sequence[Any]) -> None:
    """Other values in the same array: lines that stay the same keep their comments."""
    for at, part in enumerate(value):
        if at >= len(array):
            array.append(_inline(part))
        elif array[at].unwrap() != part if hasattr(array[at], "unwrap") else array[at] != part:
            array[at] = _inline(part)
    while len(array) > len(value):
        del array[-1]
