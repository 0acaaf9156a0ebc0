"""Cuts growing Markdown into blocks that will never change again and a small tail that still may."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
LONG_FENCE = 8
"""Lines from which an open code block is no longer parsed as a whole."""
LONG_TAIL = 4096
"""Characters from which an open block (a huge table, a text without line ends) is only parsed again when it
has grown by `GROWTH`: what a piece costs then does not rise with the text."""
GROWTH = 1.25


@cache
def _block_parser() -> MarkdownIt:
    """Blocks alone: what stands inside a line is not parsed to find where blocks end."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


class Block(NamedTuple):
    """A finished piece of the source. `number` overrides where an ordered list begins to count;
    `joined` says that no blank row stands between this block and the one before."""

    source: str
    number: int | None = None
    joined: bool = False


@dataclass
class OpenFence:
    """A long code block that has not been closed: its lines need no parser."""

    opening: str
    marker: str
    info: str
    joined: bool
    lines: list[str] = field(default_factory=list)

    def closes(self, line: str) -> bool:
        """Whether this line is the closing marker."""
        text = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        return indent <= 3 and len(text) >= len(self.marker) and set(text) == {self.marker[0]}

    def block(self, closing: str) -> Block:
        """The whole code block as source."""
        return Block(self.opening + "".join(self.lines) + closing, joined=self.joined)


class MarkdownDoc:
    """The source of one text that only grows. `blocks` are final, `tail` and `fence` are not.

    What lies before the tail is never read again, so a long text costs no more per piece than a short one.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tail = Block("")
        self.fence: OpenFence | None = None
        self._source: list[str] = []
        self._parsed = 0
        """The length of the tail when it was last looked at for blocks."""

    @property
    def source(self) -> str:
        """All that was fed."""
        self._source = ["".join(self._source)]  # asked for often: the pieces are joined once
        return self._source[0]

    def feed(self, text: str) -> None:
        """More text. A block is final once another one has begun on a whole line."""
        if not text:
            return
        self._source.append(text)
        self.tail = Block(self.tail.source + text, self.tail.number, self.tail.joined)
        self._advance(finished=False)

    def finish(self) -> None:
        """No more text will come: the tail is final too."""
        if self.fence is not None:
            last = self.tail.source
            self.blocks.append(self.fence.block(last))
            self.fence = None
        else:
            self._advance(finished=True)
            if self.tail.source.strip():
                self.blocks.append(self.tail)
        self.tail = Block("")

    def _advance(self, *, finished: bool) -> None:
        while True:
            if self.fence is not None and not self._read_fence(self.fence):
                return
            self._cut(finished=finished)
            if self.fence is None:
                return

    # -- long code blocks ----------------------------------------------------------------------

    def _read_fence(self, fence: OpenFence) -> bool:
        """Take whole lines into the open fence; True when it was closed."""
        lines = self.tail.source.splitlines(keepends=True)
        for index, line in enumerate(lines):
            if not line.endswith("\n"):
                self.tail = Block("".join(lines[index:]))
                return False
            if fence.closes(line):
                self.blocks.append(fence.block(line))
                self.fence = None
                self.tail = Block("".join(lines[index + 1 :]))
                return True
            fence.lines.append(line)
        self.tail = Block("")
        return False

    def _open_fence(self) -> None:
        """Treat the tail as an open code block when it is one and has grown long."""
        source = self.tail.source
        if source.count("\n") <= LONG_FENCE:
            return
        lines = source.lstrip("\n").splitlines(keepends=True)
        match = _FENCE.match(lines[0])
        if match is None or ("`" in match[2] and match[1][0] == "`"):
            return
        self.fence = OpenFence(lines[0], match[1], match[2].strip(), self.tail.joined)
        self.tail = Block("".join(lines[1:]))

    # -- blocks --------------------------------------------------------------------------------

    def _cut(self, *, finished: bool) -> None:
        """Move all blocks but the last from the tail to the final ones; of lists, all items but the last."""
        source = self.tail.source
        if not source.strip() or (not finished and LONG_TAIL < len(source) < self._parsed * GROWTH):
            return
        tokens = _block_parser().parse(source)
        lines = source.splitlines(keepends=True)
        pieces = _pieces(tokens, self.tail)
        # A block whose first line is not whole yet may still turn out to continue the one before.
        while len(pieces) > 1 and not finished and not lines[pieces[-1].line].endswith("\n"):
            pieces.pop()
        begin = 0  # definitions above the first block have no token; they stay with it
        for piece, following in pairwise(pieces):
            self.blocks.append(Block("".join(lines[begin : following.line]), piece.number, piece.joined))
            begin = following.line
        if pieces:
            last = pieces[-1]
            self.tail = Block("".join(lines[begin:]), last.number, last.joined)
            if last.kind == "fence":
                self._open_fence()
        self._parsed = len(self.tail.source)


class _Piece(NamedTuple):
    """Where a block or an item of a list begins."""

    line: int
    kind: str
    number: int | None
    joined: bool


def _pieces(tokens: list[Token], tail: Block) -> list[_Piece]:
    """The top-level blocks, lists as their items. The first one continues what `tail` says."""
    pieces: list[_Piece] = []
    counter: int | None = None
    in_list = opens = False
    for token in tokens:
        if token.map is None or token.nesting < 0:
            continue
        first = not pieces
        if token.level == 0:
            in_list = token.type.endswith("list_open")
            if in_list:
                counter = int(token.attrs.get("start", 1)) if token.type[0] == "o" else None
                if first and tail.number is not None:
                    counter = tail.number
                opens = True
                continue
            pieces.append(_Piece(token.map[0], token.type, None, tail.joined if first else False))
        elif token.level == 1 and in_list and token.type == "list_item_open":
            pieces.append(_Piece(token.map[0], "item", counter, tail.joined if first else not opens))
            counter = None if counter is None else counter + 1
            opens = False
    return pieces


def code_blocks(source: str) -> list[str]:
    """The code of all code blocks in the order in which they begin, also of those inside lists and quotes."""
    if "```" not in source and "~~~" not in source and "    " not in source and "\t" not in source:
        return []
    tokens = _block_parser().parse(source)
    return [token.content for token in tokens if token.type in ("fence", "code_block")]
