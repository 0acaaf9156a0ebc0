"""One file: its bytes, their hash, and the text that they hold."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import PurePath

from orquix_tui.documents.decoding import to_text
from orquix_tui.documents.kinds import Kind, kind_of, most_bytes, too_large, unread_by_name
from orquix_tui.documents.outline import code_headings, markdown_headings
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.memory import Heading, ReadText, TextForm
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _

_MOST_CHARACTERS = 20_000_000
"""Of text; more is no document that a person reads, and every character is cut, stored and searched."""
_TITLE_WIDTH = 160
Headings = tuple[Heading, ...]


def read(path: str, known: str) -> ReadText:
    """The text of a file, unless its hash is `known`. Raises DocumentError, and what a broken file causes."""
    kind = kind_of(path)
    reason = unread_by_name(path)
    if reason:
        raise DocumentError(reason)
    data = _bytes(path, kind)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 == known:
        return ReadText(sha256, len(data), unchanged=True)
    form, title, text, headings = _READERS[_by_content(data, kind)](data, PurePath(path).name)
    if len(text) > _MOST_CHARACTERS:
        raise DocumentError(
            _("holds more than {most} million characters of text").format(most=_MOST_CHARACTERS // 1_000_000)
        )
    if not text.strip():
        raise DocumentError(_("empty: there is no text in it"))
    return ReadText(sha256, len(data), False, text, form, one_line(title, _TITLE_WIDTH), headings)


def _bytes(path: str, kind: Kind) -> bytes:
    """The file whole. It may have gone, grown, or become something else since it was met."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise DocumentError(_("not a file but a device, a pipe or a socket"))
            reason = too_large(status.st_size, kind)
            data = b"" if reason else file.read(most_bytes(kind) + 1)
    except FileNotFoundError as error:
        raise DocumentError(_("no longer there")) from error
    except OSError as error:
        raise DocumentError(_("not readable: {reason}").format(reason=system_says(error).lower())) from error
    reason = reason or too_large(len(data), kind)
    if reason or not data:
        raise DocumentError(reason or "empty")
    return data


def _open_at_once(path: str, flags: int) -> int:
    """A pipe in the place of the file would be waited for without end."""
    return os.open(path, flags | os.O_NONBLOCK)


def _by_content(data: bytes, kind: Kind) -> Kind:
    """The kind that the name gives, corrected where the content is plainly another."""
    start = data[:1024].lstrip()
    if start.startswith(b"%PDF-"):
        return "pdf"
    if kind == "text" and start[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return kind


def _plain(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    return "plain", name, to_text(data), ()


def _code(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    text = to_text(data)
    return "plain", name, text, code_headings(text)


def _markdown(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    return _titled(to_text(data), name)


def _html(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    from orquix_tui.documents.from_html import html_to_markdown

    text, title = html_to_markdown(data)
    return _titled(text, title or name)


def _notebook(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    from orquix_tui.documents.from_notebook import notebook_to_markdown

    return _titled(notebook_to_markdown(to_text(data)), name)


def _docx(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    from orquix_tui.documents.from_docx import docx_to_markdown

    return _titled(docx_to_markdown(data), name)


def _pdf(data: bytes, name: str) -> tuple[TextForm, str, str, Headings]:
    from orquix_tui.documents.from_pdf import pdf_to_text

    text, headings = pdf_to_text(data)
    return "plain", name, text, headings


def _titled(text: str, otherwise: str) -> tuple[TextForm, str, str, Headings]:
    """Markdown under its first title of the top level."""
    headings = markdown_headings(text)
    return "markdown", next((h.title for h in headings if h.level == 1), otherwise), text, headings


_READERS: dict[Kind, Callable[[bytes, str], tuple[TextForm, str, str, Headings]]] = {
    "text": _plain,
    "code": _code,
    "markdown": _markdown,
    "html": _html,
    "notebook": _notebook,
    "docx": _docx,
    "pdf": _pdf,
}
