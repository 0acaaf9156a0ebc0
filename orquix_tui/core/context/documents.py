"""From a file's text to a document with its chunks, each with its place and the titles above it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from orquix_tui.core.context.learning import HEADING_WIDTH
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import FoundFile, Heading, NewDocument, Piece, ReadText
from orquix_tui.domain.models import Chunk, Document, Project
from orquix_tui.domain.text import one_line

_TITLE_WIDTH = 80
_HEAD = 5
"""The part of a piece, one in so many, that may repeat the piece before."""


def document_of(file: FoundFile, read: ReadText, pieces: Sequence[Piece], project: Project) -> NewDocument:
    """The document and its chunks, ready to be stored."""
    path = PurePath(file.path)
    relative = path.name if file.path == file.root else str(path.relative_to(file.root))
    title = relative if read.title in {"", path.name} else read.title
    document = Document(
        project_id=project.id,
        path=file.path,
        root=file.root,
        title=one_line(title, _TITLE_WIDTH),
        sha256=read.sha256,
        size=read.size,
        chunks=len(pieces),
        tokens=sum(piece.tokens for piece in pieces),
    )
    chunks = [
        Chunk(
            id=new_id(),
            project_id=project.id,
            path=file.path,
            ord=number,
            source=document.title,
            text=piece.text,
            tokens=piece.tokens,
            created_at=document.added_at,
            kind="document",
            heading=titles or document.title,
            begins=piece.start,
            ends=piece.end,
        )
        for number, (piece, titles) in enumerate(zip(pieces, _titles(pieces, read.headings), strict=True))
    ]
    return NewDocument(document, chunks)


def _titles(pieces: Iterable[Piece], headings: Iterable[Heading]) -> Iterator[str]:
    """The titles above each piece, `Install › Linux`; empty before the first."""
    ahead = deque(headings)
    above: list[Heading] = []
    for piece in pieces:
        # Its beginning may repeat the end of the section before.
        place = piece.start + (piece.end - piece.start) // _HEAD
        while ahead and ahead[0].start <= place:
            heading = ahead.popleft()
            above = [*(h for h in above if h.level < heading.level), heading]
        yield _path_of([heading.title for heading in above])


def _path_of(titles: list[str]) -> str:
    """As many of the titles, from the last, as are short enough."""
    while len(titles) > 1 and sum(map(len, titles)) + 3 * len(titles) > HEADING_WIDTH:
        titles = titles[1:]
    return one_line(" › ".join(titles), HEADING_WIDTH)
