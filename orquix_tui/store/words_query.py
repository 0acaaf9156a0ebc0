"""A query against the index of words: what each of its terms weighs, and which chunks hold most of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

from orquix_tui.domain.models import ChunkKind
from orquix_tui.store.words_terms import Term

_MOST_TERMS = 32
"""Of a query, the rarest: the others would cost time and change nothing."""
_TELLING = 0.35
"""Share of the rarest term's weight from which on a term is searched for. What stands in a tenth of 100 000
texts has less, beside a word of a hundred: it moves nothing but the time."""
_MOST_READ = 8000
"""Entries of the index that a search reads; each takes about a microsecond. Beyond that the commoner terms of
a query are left out: that finds no fewer right answers (`benchmarks/retrieval/README.md`)."""
_FEW = 5000
"""Chunks up to which a project is searched for every term: the index reads only its part."""
_ELSEWHERE = 200
"""Texts imagined beside those of a small store, where a word that all of them share may be rare still."""
_KINDS: dict[ChunkKind, int] = {"learned": 0, "record": 1, "document": 2}
_KIND_BITS, _SCOPE_BITS = 2, 40
# The best first, then without those that are gone: to look each match up would cost more than the search.
_SEARCH = """
SELECT doc.chunk_id FROM (
    SELECT rowid AS no, bm25(words) AS rank FROM words WHERE words MATCH ? {where}
    ORDER BY rank LIMIT ?
) JOIN doc USING (no) ORDER BY rank LIMIT ?
"""
_BEYOND = "SELECT 1 FROM doc WHERE no BETWEEN ? AND ? LIMIT 1 OFFSET ?"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term of a query with its inverse document frequency; `forms` are those that some text holds.

    `texts` is how many hold it, of all projects.
    """

    term: Term
    forms: tuple[str, ...]
    weight: float
    texts: int


def number(scope: int, serial: int, kind: ChunkKind) -> int:
    """A chunk's number in the index: those of a project lie side by side, so that it is searched alone."""
    return scope << _SCOPE_BITS | serial << _KIND_BITS | _KINDS[kind]


def weigh(side: sqlite3.Connection, terms: Sequence[Term], count: int) -> list[Weighed]:
    """The terms with their weights. A whole that no text holds is left out: its parts stand for it."""
    weighed = []
    for term in terms:
        found = {form: _frequency(side, form) for form in term.forms}
        frequency = min(sum(found.values()), count)
        if not frequency and term.whole:
            continue
        # What no text holds weighs as if one did: nobody knows how rare it is.
        frequency = max(frequency, 1)
        weight = log(1 + (_ELSEWHERE + count - frequency + 0.5) / (frequency + 0.5))
        forms = tuple(form for form, number in found.items() if number)
        weighed.append(Weighed(term, forms, weight, frequency))
    return weighed


def _frequency(side: sqlite3.Connection, form: str) -> int:
    where, value = ("term GLOB ?", form) if form.endswith("*") else ("term = ?", form)
    row = side.execute(f"SELECT coalesce(sum(doc), 0) FROM vocabulary WHERE {where}", [value]).fetchone()  # noqa: S608  # constants
    return int(row[0])


def best(
    side: sqlite3.Connection,
    weighed: Sequence[Weighed],
    project_id: str | None,
    kinds: Sequence[ChunkKind],
    limit: int,
) -> list[str]:
    """The ids of the best chunks, best first."""
    known = sorted((item for item in weighed if item.forms), key=lambda item: -item.weight)[:_MOST_TERMS]
    if not known:
        return []
    where, values, most = "", [], float(_MOST_READ)
    if project_id is not None:
        row = side.execute("SELECT no FROM scope WHERE project_id = ?", [project_id]).fetchone()
        if row is None:
            return []
        values = [row[0] << _SCOPE_BITS, ((row[0] + 1) << _SCOPE_BITS) - 1]
        where = "AND rowid BETWEEN ? AND ?"
        if side.execute(_BEYOND, [*values, _FEW]).fetchone() is None:
            most = inf
    if kinds:
        where += f" AND rowid & {(1 << _KIND_BITS) - 1} IN ({', '.join(str(_KINDS[kind]) for kind in kinds)})"
    wanted = " OR ".join(_quoted(form) for item in _telling(known, most) for form in item.forms)
    found = side.execute(_SEARCH.format(where=where), [wanted, *values, 2 * limit + 50, limit])
    return [row[0] for row in found]


def _telling(known: Sequence[Weighed], most: float) -> list[Weighed]:
    """Those of the terms, rarest first, that are worth their time; the first always is."""
    telling = [known[0]]
    texts = known[0].texts
    for item in known[1:]:
        texts += item.texts
        if texts > most or item.weight <= _TELLING * known[0].weight:
            break
        telling.append(item)
    return telling


def _quoted(form: str) -> str:
    """A form as the index's query language takes it; none of its characters means anything there."""
    return f'"{form[:-1]}"*' if form.endswith("*") else f'"{form}"'
