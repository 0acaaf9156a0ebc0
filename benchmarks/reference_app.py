"""What the app is compared with: Textual's own Markdown widgets, fed by its own `MarkdownStream`.

`python -m benchmarks.reference_app PANELS RATE HEAD COUNT FILE`: the same texts as the vendor's server sends,
made in the process itself, without network, council or store. How many pieces were shown until when goes to
the file.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import Grid, VerticalScroll
from textual.widgets import Input, Markdown

from benchmarks.prose import pieces

_LOOK = 0.005


class Reference(App[None]):
    """Panels in a grid and a text field."""

    CSS = """
    Grid { height: 1fr; grid-gutter: 0 1; }
    VerticalScroll { border: round $primary; }
    """

    def __init__(self, panels: int, rate: int, head: int, count: int, notes: Path) -> None:
        super().__init__()
        self._panels, self._rate, self._head, self._count = panels, rate, head, count
        self._notes = notes.open("a", encoding="utf-8", buffering=1)
        self._shown = 0

    def compose(self) -> ComposeResult:
        """The text field is below."""
        with Grid() as grid:
            grid.styles.grid_size_columns = 2 if self._panels <= 4 else 4
            for _ in range(self._panels):
                with VerticalScroll():
                    yield Markdown("")
        yield Input()

    async def on_mount(self) -> None:
        """Begin by itself."""
        self.query_one(Input).focus()
        for scroll in self.query(VerticalScroll):
            scroll.anchor()
        for panel, markdown in enumerate(self.query(Markdown)):
            self.run_worker(self._stream(markdown, pieces(self._count, panel)))
        self.set_timer(2, self._rest)

    def _rest(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 50, 1_000)  # as in the app: the collector is not what is compared

    async def _stream(self, markdown: Markdown, text: tuple[str, ...]) -> None:
        await markdown.update("".join(text[: self._head]))
        await asyncio.sleep(3)
        stream = Markdown.get_stream(markdown)
        sent, begun = self._head, time.monotonic()
        while sent < len(text):
            due = self._head + int((time.monotonic() - begun) * self._rate)
            for piece in text[sent:due]:
                await stream.write(piece)
                self._shown += 1
            sent = max(sent, due)
            self._notes.write(f"{time.monotonic()} {self._shown}\n")
            await asyncio.sleep(_LOOK)
        await stream.stop()


if __name__ == "__main__":
    *numbers, file = sys.argv[1:]
    panels_, rate_, head_, count_ = map(int, numbers)
    Reference(panels_, rate_, head_, count_, Path(file)).run()
