"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from orquix_tui.documents.decoding import cleaned
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.memory import Heading
from orquix_tui.domain.translate import N_, _

if TYPE_CHECKING:
    from pypdf import PdfReader

MISSING = N_('a PDF needs: pip install "orquix-tui[docs]"')
_log = logging.getLogger(__name__)


def pdf_to_text(data: bytes) -> tuple[str, tuple[Heading, ...]]:
    """The pages, each with a heading at its beginning that is not part of the text. Raises DocumentError."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise DocumentError(_(MISSING)) from error
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not _opens_without_a_password(reader):
            raise DocumentError(_("encrypted: save it without a password"))
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(_("a damaged PDF")) from error
    parts: list[str] = []
    headings: list[Heading] = []
    start = 0
    for number in range(count):
        text = _page(reader, number)
        if text:
            headings.append(Heading(start, 1, _("page {number}").format(number=number + 1)))
            parts.append(text)
            start += len(text) + 2
    if not parts:
        raise DocumentError(_("a scanned PDF without text"))
    return "\n\n".join(parts), tuple(headings)


def _opens_without_a_password(reader: PdfReader) -> bool:
    """Many PDFs are encrypted with an empty one, to forbid printing."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _page(reader: PdfReader, number: int) -> str:
    """One page's text; a page that cannot be read does not cost the others."""
    try:
        return cleaned(reader.pages[number].extract_text()).strip()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # the library raises what it likes on a damaged page
        _log.warning("page %d cannot be read: %s", number + 1, type(error).__name__)
        return ""
