"""How many of what, in the person's language: 1 chunk, 1,040 chunks."""

from __future__ import annotations

from orquix_tui.domain.translate import ngettext
from orquix_tui.tui.words import count


def chunks(n: int) -> str:
    """Of the memory."""
    return ngettext("{n} chunk", "{n} chunks", n).format(n=count(n))


def documents(n: int) -> str:
    """Of a project."""
    return ngettext("{n} document", "{n} documents", n).format(n=count(n))


def claims(n: int) -> str:
    """Of a ledger."""
    return ngettext("{n} claim", "{n} claims", n).format(n=count(n))


def questions(n: int) -> str:
    """That were asked, or that a synthesis suggests."""
    return ngettext("{n} question", "{n} questions", n).format(n=count(n))


def hits(n: int) -> str:
    """Of a search."""
    return ngettext("{n} hit", "{n} hits", n).format(n=count(n))


def runs(n: int) -> str:
    """Of the council."""
    return ngettext("{n} run", "{n} runs", n).format(n=count(n))
