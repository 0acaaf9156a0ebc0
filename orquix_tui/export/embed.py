"""Puts a model's Markdown into a document of ours: nothing in it may act, hide a target or bend the outline.

What stays is checked with a real parser; a text that still holds something active is shown as plain code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_TAG = re.compile(r"(?<!\\)<(?!(?:https?://|mailto:)[^\s<>]*>)(?=[A-Za-z/!?])")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*<?(?P<url>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_SHOWN = re.compile(r"(?:https?://|mailto:)[^\s<>]+\Z")
_ATX = re.compile(r"#{1,6}(?=[ \t]|$)")
_ROUNDS = 2
"""A raw tag may hide code and links from the parser until it is tamed itself."""
_CONTAINER = re.compile(r"(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])(?=[ \t]))*[ \t]*")


def embed(text: str, level: int) -> str:
    """The text as a part below a heading of `level - 1`: its highest heading gets `level`."""
    text = clean(text).strip("\n").expandtabs(4)
    safe = text
    for _round in range(_ROUNDS):
        safe = _outside_code(safe, _tamed)
    safe = _with_plain_blocks(safe, level)
    if _acts(safe):
        safe = _with_plain_blocks(_outside_code(safe, _disarmed), level)
    if _acts(safe):
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        return f"{fence}\n{text}\n{fence}"
    return _with_closed_fence(safe)


def inline(text: str) -> str:
    """The text on one line, for a heading, a list entry or a table cell; block marks mean nothing in it."""
    flat = " ".join(clean(text).split())
    safe = _spans(flat, _tamed)
    safe = _disarmed(safe) if _acts(safe) else safe
    return re.sub(r"^([#>+\-=~]|\d+(?=[.)]\s))", r"\\\1", safe)


def cell(text: str) -> str:
    """The text in a table's cell."""
    return re.sub(r"(?<!\\)\|", r"\|", inline(text))


# -- what may not act ----------------------------------------------------------------------------


def _tamed(text: str) -> str:
    """Prose without tags; links and pictures are replaced by their text and their target."""
    text = _LINK.sub(_with_target, text)
    text = _TAG.sub("&lt;", text)
    return text.replace("![[", "!\\[\\[")


def _with_target(match: re.Match[str]) -> str:
    url, text = match["url"], match["text"]
    target = f"<{url}>" if _SHOWN.match(url) else f"`{url}`"
    if match["image"]:
        text = _("{text}, picture").format(text=text) if text else _("picture")
    return target if text == url else f"{text} ({target})"


def _disarmed(text: str) -> str:
    """The last means: no angle bracket and no link is left, at the price of visible backslashes."""
    return text.replace("<", "&lt;").replace("](", "]\\(").replace("][", "]\\[").replace("]:", "]\\:")


def _acts(text: str) -> bool:
    """Whether a reader finds raw HTML, a picture, a link that hides its target, or a definition of one."""
    tokens, env = _parse(text)
    return bool(env.get("references")) or any(
        token.type in {"html_block", "html_inline", "image"}
        or (token.type == "link_open" and token.markup != "autolink")
        for token in _all(tokens)
    )


# -- blocks --------------------------------------------------------------------------------------


def _with_plain_blocks(text: str, level: int) -> str:
    """Headings below `level`; definitions of links, which would reach the whole document, escaped."""
    tokens, env = _parse(text)
    lines = text.split("\n")
    headings = [token for token in tokens if token.type == "heading_open" and token.map]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        start, end = token.map or (0, 0)
        marks = "#" * min(int(token.tag[1]) - highest + level, 6)
        _demote(lines, start, end, marks, underlined=token.markup in {"=", "-"})
    duplicates = [found["map"] for found in env.get("duplicate_refs", ())]
    for first, _last in [*(found["map"] for found in env.get("references", {}).values()), *duplicates]:
        lines[first] = lines[first].replace("[", "\\[", 1)
    return "\n".join(lines)


def _demote(lines: list[str], start: int, end: int, marks: str, *, underlined: bool) -> None:
    container = _CONTAINER.match(lines[start])
    indent = container.end() if container else 0
    if underlined:
        more = [line.strip("> \t") for line in lines[start + 1 : end - 1]]
        words = " ".join([lines[start][indent:], *more])
        lines[start] = f"{lines[start][:indent]}{marks} {words}"
        for index in range(start + 1, end):
            lines[index] = lines[start][:indent].rstrip() if ">" in lines[start][:indent] else ""
    else:
        lines[start] = lines[start][:indent] + _ATX.sub(marks, lines[start][indent:], count=1)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with what is neither a block nor a span of code changed."""
    lines = text.split("\n")
    code = {
        index
        for token in _parse(text)[0]
        if token.type in {"fence", "code_block"} and token.map
        for index in range(*token.map)
    }
    out: list[str] = []
    prose: list[str] = []
    for index, line in enumerate(lines):
        if index in code:
            if prose:
                out.append(_spans("\n".join(prose), change))
                prose = []
            out.append(line)
        else:
            prose.append(line)
    if prose:
        out.append(_spans("\n".join(prose), change))
    return "\n".join(out)


def _spans(text: str, change: Callable[[str], str]) -> str:
    done, at = [], 0
    for span in _SPAN.finditer(text):
        done += [change(text[at : span.start()]), span[0]]
        at = span.end()
    return "".join([*done, change(text[at:])])


def _with_closed_fence(text: str) -> str:
    """A block of code that was never closed would swallow the rest of the document."""
    lines = text.split("\n")
    for token in _parse(text)[0]:
        # One inside a list or a block quote ends with it.
        if token.type == "fence" and token.level == 0 and token.map and token.map[1] >= len(lines):
            closing = re.compile(rf" {{0,3}}{re.escape(token.markup[0])}{{{len(token.markup)},}}[ ]*\Z")
            if token.map[1] - token.map[0] < 2 or not closing.match(lines[-1]):
                return f"{text}\n{token.markup}"
    return text


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _parse(text: str) -> tuple[list[Token], dict[str, Any]]:
    env: dict[str, Any] = {}
    return _reader().parse(text, env), env


def _all(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())
