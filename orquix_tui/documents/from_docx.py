"""A DOCX as Markdown: headings by their style, lists, and tables row by row."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from orquix_tui.documents.decoding import cleaned
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.translate import N_, _

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MISSING = N_('a DOCX needs: pip install "orquix-tui[docs]"')
_MOST_UNPACKED_BYTES = 200_000_000
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def docx_to_markdown(data: bytes) -> str:
    """The body of the document. Raises DocumentError, and what a damaged file makes the library raise."""
    try:
        import docx
    except ImportError as error:
        raise DocumentError(_(MISSING)) from error
    from docx.text.paragraph import Paragraph

    _check_the_archive(data)
    document = docx.Document(io.BytesIO(data))
    # Asked for paragraph by paragraph, the library looks through all styles each time.
    styles = {style.style_id: style.name or "" for style in document.styles}
    blocks = []
    in_list = False
    for item in document.iter_inner_content():
        block, is_item = _paragraph(item, styles) if isinstance(item, Paragraph) else (_table(item), False)
        if block:
            blocks.append(("\n" if is_item and in_list else "\n\n") + block)
            in_list = is_item
    return cleaned("".join(blocks)).strip() + "\n"


def _check_the_archive(data: bytes) -> None:
    """What it unpacks to stands in its directory, and no more than that is ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DocumentError(_("not a DOCX, whatever its name says")) from error
    if unpacked > _MOST_UNPACKED_BYTES:
        raise DocumentError(
            _("unpacks to more than {most} MB").format(most=_MOST_UNPACKED_BYTES // 1_000_000)
        )


def _paragraph(paragraph: Paragraph, styles: Mapping[str, str]) -> tuple[str, bool]:
    """The paragraph as Markdown, and whether it is an item of a list. `styles`: the names by the ids."""
    text = paragraph.text.strip()
    style = styles.get(paragraph._p.style or "", "")  # noqa: SLF001  # the id has no public name
    heading = _HEADING.match(style)
    if not text:
        return "", False
    if heading or style == "Title":
        level = min(int(heading[1]), 6) if heading else 1
        return f"{'#' * max(level, 1)} {' '.join(text.split())}", False
    if style.startswith("List"):
        return f"- {text}", True
    return text, False


def _table(table: Table) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in _rows(table)]
    if lines:
        lines.insert(1, "|" + " --- |" * lines[0].count(" | ") + " --- |")
    return "\n".join(lines)


def _rows(table: Table) -> Iterator[list[str]]:
    """The cells of each row; one that spans several columns is said once."""
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            if cell._tc is not before:  # noqa: SLF001  # the library has no other name for the same cell
                cells.append(" ".join(cell.text.split()).replace("|", "\\|"))
            before = cell._tc  # noqa: SLF001
        yield cells
