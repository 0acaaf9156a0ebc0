"""HTML as Markdown: what a reader of the page would read, without what only a browser needs."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from markdownify import MarkdownConverter

from orquix_tui.documents.decoding import to_text
from orquix_tui.domain.text import one_line

_DROPPED = ("script", "style", "nav", "template", "noscript", "svg", "iframe", "object", "head")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_TITLE_WIDTH = 160


def html_to_markdown(data: bytes) -> tuple[str, str]:
    """The text and the page's title (empty when it has none). Raises DocumentError."""
    text = to_text(data, EncodingDetector.find_declared_encoding(data, is_html=True))
    # Python's own parser: always there, and the same everywhere.
    soup = BeautifulSoup(text, "html.parser")
    title = one_line(soup.title.get_text(), _TITLE_WIDTH) if soup.title else ""
    for element in soup(list(_DROPPED)):
        element.decompose()
    for image in soup("img"):
        image.replace_with(str(image.get("alt") or ""))
    try:
        # Nothing is escaped: words with an underscore must be found as they are written.
        converter = MarkdownConverter(
            heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False
        )
        markdown = converter.convert_soup(soup)
    except RecursionError:
        markdown = soup.get_text("\n")  # nested deeper than the converter follows: its words at least
    return _EMPTY_LINES.sub("\n\n", markdown).strip() + "\n", title
