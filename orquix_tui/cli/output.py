"""What the commands print: lines, tables and JSON. Text of others is cleaned before it gets here."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TextIO

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _, dollars, ngettext, number

# What JSON leaves as it is, though a terminal may act on it or no encoding can write it.
_ACTIVE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def open_streams() -> None:
    """Give a program that was started without them its three streams; an odd character stops none."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123  # open until the end
            setattr(sys, name, stream)
        if mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def out(text: str = "") -> None:
    """A line on standard output."""
    write(clean(text) + "\n")


def err(text: str) -> None:
    """A line on standard error."""
    try:
        sys.stderr.write(clean(text) + "\n")
        sys.stderr.flush()
    except OSError:  # nobody reads it any more, and there is nothing else to tell it with
        _let_go(sys.stderr)


def out_json(value: object) -> None:
    """One JSON value, with everything escaped that a terminal could act on."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    write(_ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def write(text: str) -> None:
    """Text on standard output as it is; when its reader has gone, the rest is not missed.

    Raises InputError when it cannot be written: the disk is full.
    """
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        raise _unwritten(error) from error


def flush() -> None:
    """Write what is left, or let it go. Raises InputError as `write` does."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise _unwritten(error) from error


def _unwritten(error: OSError) -> InputError:
    return InputError(
        _("The output could not be written: {reason}.").format(reason=system_says(error)),
        _("Make room, or send it elsewhere."),
    )


def _let_go(stream: TextIO) -> None:
    """What is still in the stream's buffer must go somewhere when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def out_table(heads: str, rows: Sequence[Sequence[object]]) -> None:
    """Aligned columns under their heads, which `|` parts; numbers to the right."""
    headers = heads.split("|")
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(h), *(len(row[i]) for row in texts), 0) for i, h in enumerate(headers)]
    numeric = [all(isinstance(row[i], int | float | None) for row in rows) for i in range(len(headers))]
    for line in (headers, *texts):
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        out("  ".join(cells).rstrip())


def usd(cost: float | None) -> str:
    """A price, or a sign that it is not known."""
    return "?" if cost is None else dollars(cost)


def seconds(ms: float | None) -> str:
    """A duration for people."""
    return "-" if ms is None else f"{number(ms / 1000, ',.1f')} s"


def local_time(moment: datetime) -> str:
    """A time as the person's clock shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return number(round(value, 2), ",g")
    return number(value) if isinstance(value, int) else str(value)


def chunks(n: int) -> str:
    """1 chunk, 1,040 chunks."""
    return ngettext("{n} chunk", "{n} chunks", n).format(n=number(n))


def documents(n: int) -> str:
    """1 document, 1,040 documents."""
    return ngettext("{n} document", "{n} documents", n).format(n=number(n))
