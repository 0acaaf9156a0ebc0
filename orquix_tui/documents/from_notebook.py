"""A notebook as Markdown: its texts and its code, without what the code printed."""

from __future__ import annotations

import json
from typing import Any

from orquix_tui.documents.decoding import cleaned
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.translate import _


def notebook_to_markdown(text: str) -> str:
    """The cells in order. Raises DocumentError."""
    try:
        notebook = json.loads(text)
        language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        cells = [_cell(cell, language) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError(_("not a notebook of the current form")) from error
    return cleaned("\n\n".join(cell for cell in cells if cell) + "\n")


def _cell(cell: dict[str, Any], language: str) -> str:
    source = cell.get("source", "")
    text = str(source if isinstance(source, str) else "".join(source)).strip()
    if cell.get("cell_type") != "code" or not text:
        return text
    fence = "```" if "```" not in text else "~~~~"
    return f"{fence}{language}\n{text}\n{fence}"
