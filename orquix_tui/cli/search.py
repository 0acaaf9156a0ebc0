"""`search`: what was asked, answered and read, by meaning and by words, with the place where it stands."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from orquix_tui.cli.output import err, out, out_json, write
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.text import clean, one_line
from orquix_tui.domain.translate import _, ngettext, number
from orquix_tui.tui.marking import excerpt, marked

_EXCERPT_WIDTH = 160
_INDENT = " " * 7
_ON, _OFF = "\x1b[1;33m", "\x1b[0m"
_WITHOUT_LINES = {".pdf", ".docx"}
"""An uncompressed PDF holds its text in lines, but not in any that a person sees."""
_MOST_BYTES = 10_000_000
"""Larger files hold no text that was read line by line."""


def run(args: argparse.Namespace) -> int:
    """The best hits of one project or of all. Raises InputError for an empty query."""
    if not args.query.strip():
        raise InputError(_("There is nothing to search for."), _("Write a few words, or a whole question."))

    async def command(services: Services) -> int:
        project = await services.store.project(args.project) if args.project is not None else None
        hits = await services.context.search(args.query, project, top_k=args.top_k, threshold=args.threshold)
        notice = await services.context.words_only(project)  # now a model that failed just then is known too
        if notice:
            err(_("! Searched by words only: {notice}").format(notice=notice))
        elif waiting := await services.ingest.pending(project):
            err(
                ngettext(
                    "· {n} chunk is found by words only: `orquix-tui context index` goes on with it.",
                    "· {n} chunks are found by words only: `orquix-tui context index` goes on with them.",
                    waiting,
                ).format(n=waiting)
            )
        if args.json:
            out_json([_to_dict(hit) for hit in hits])
            return 0
        if not hits:
            out(_("Nothing was found."))
        for hit in hits:
            _print(hit, with_project=project is None)
        return 0

    return with_services(command)


def _to_dict(hit: Hit) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "score": hit.score,
        "source": chunk.source,
        "text": chunk.text,
        "interaction_event_id": chunk.interaction_id,
        **({"path": chunk.path} if chunk.path else {}),
        "chunk_id": chunk.id,
        "project": hit.project,
        "kind": chunk.kind,
        "words": list(hit.words),
        "heading": chunk.heading,
        "begins": chunk.begins,
        "ends": chunk.ends,
        "unverified": chunk.unverified,
        "created_at": chunk.created_at.isoformat(),
    }


def _print(hit: Hit, *, with_project: bool) -> None:
    chunk = hit.chunk
    date = f"{chunk.created_at:%Y-%m-%d}"
    about = [
        _("words") if hit.score is None else f"{number(hit.score, '.2f')} ",
        chunk.source if date in chunk.source else f"{date} · {chunk.source}",
        _("*unverified*") if chunk.unverified else "",
        f"[{hit.project}]" if with_project and hit.project else "",
        _("words: {words}").format(words=", ".join(hit.words)) if hit.words else "",
    ]
    out("  ".join(one_line(part, 120) for part in about if part))
    heading = f"  {chunk.heading}" if chunk.path and chunk.heading else ""
    out(f"{_INDENT}{_place(hit)}{heading}")
    write(f"{_INDENT}{_highlighted(one_line(_excerpt(hit), _EXCERPT_WIDTH), hit)}\n")


def _place(hit: Hit) -> str:
    """Where to look: `path:line` as editors take it, or the id that `show` takes."""
    chunk = hit.chunk
    if chunk.path is None:
        return chunk.interaction_id or chunk.id
    line = _line(chunk, hit.words)
    return one_line(chunk.path, 400) + (f":{line}" if line else "")


def _line(chunk: Chunk, words: tuple[str, ...]) -> int | None:
    """The line of the first word that hit, while the file still says what was read from it."""
    path = Path(chunk.path or "")
    try:
        if path.suffix.lower() in _WITHOUT_LINES or not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        text = path.read_text("utf-8-sig", errors="replace")
    except OSError:  # it is found all the same; only the line is not known
        return None
    here = text[chunk.begins : chunk.ends] == chunk.text
    begins = chunk.begins if here else text.find(chunk.text)
    if begins < 0:
        return None
    first = next(iter(marked(chunk.text, words)), (0, 0))[0]
    return text.count("\n", 0, begins + first) + 1


def _excerpt(hit: Hit) -> str:
    return excerpt(clean(hit.chunk.text), hit.words, _EXCERPT_WIDTH)


def _highlighted(text: str, hit: Hit) -> str:
    """The text (already without escapes) with the words that hit in colour, where colour is wanted."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    parts, end = [], 0
    for begins, ends in marked(text, hit.words):
        parts += [text[end:begins], _ON, text[begins:ends], _OFF]
        end = ends
    return "".join([*parts, text[end:]])
