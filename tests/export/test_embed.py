"""Model text in a document of ours: read by a real Markdown parser, nothing in it acts."""

from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt

from orquix_tui.export.embed import cell, embed, inline

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "<script>alert(1)</script>",
    "Text <img src=x onerror=alert(1)> more",
    "\\\\<script>alert(1)</script>",
    "\\`<script>alert(1)</script>`",
    "`` ` <b>x</b>",
    "`a\n\n<script>b</script>`",
    "<!-- a comment that never ends",
    "<https://example.org/<b>>",
    "<javascript:alert(1)>",
    "[click](javascript:alert(1))",
    '[click](https://evil.example "harmless")',
    "[click]( <https://evil.example/a b> )",
    "[a [nested] text](https://evil.example)",
    "[A][evil]\n\n[evil]: https://evil.example",
    "[A]: https://evil.example\n[A]: https://evil.example/2\n\nSee [A].",
    "> [B]: https://evil.example\n\nSee [B].",
    "![pixel](https://evil.example/track.png)",
    "![pixel][p]\n\n[p]: https://evil.example/track.png",
    "![[private note]]",
    "[![x](https://a.example/i.png)](https://b.example)",
    "- item\n\n  <div onclick=x>\n\n  text",
    "| a |\n|---|\n| <svg/onload=x> |",
    "<details>\n\n```\n</details>",
    "&lt;script&gt; stays",
    "[x](<javascript:alert(1)>)",
    "[x\\](y)](https://evil.example)",
    "*[x*](https://evil.example)*",
]


def actives(text: str) -> list[str]:
    found = []
    for token in READER.parse(text):
        for part in [token, *(token.children or [])]:
            hidden = part.type == "link_open" and part.markup != "autolink"
            if part.type in {"html_block", "html_inline", "image"} or hidden:
                found.append(part.type)
            if part.type == "link_open":
                assert str(part.attrs["href"]).startswith(("https://", "http://", "mailto:"))
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_embedded_text_acts(text: str) -> None:
    assert actives(embed(text, 3)) == []
    assert actives(inline(text)) == []
    assert actives(f"| a | b |\n|---|---|\n| {cell(text)} | x |") == []
    assert actives(f"See [A] and [B].\n\n{embed(text, 3)}\n\nAnd [A] again.") == []


@pytest.mark.parametrize("seed", range(150))
def test_no_mixture_of_hostile_pieces_acts_either(seed: int) -> None:
    dice = random.Random(seed)
    glue = [
        "",
        " ",
        "\n",
        "\n\n",
        "`",
        "```\n",
        "\n```\n",
        "> ",
        "\n- ",
        "\\",
        "    ",
        "\n# ",
        "[",
        "](",
        "<",
    ]
    glue += ["\t", "\n===\n", "~~~\n"]
    text = "".join(dice.choice(HOSTILE) + dice.choice(glue) for _ in range(6))

    assert actives(embed(text, 3)) == []
    assert actives(inline(text)) == []
    assert actives(f"See [p].\n\n{embed(text, 3)}\n\n[A] again, [evil] and [B].") == []


def test_code_stays_letter_for_letter() -> None:
    text = (
        "Use `List<int>` and:\n\n```html\n<script>x</script>\n[a](b)\n# no heading\n```\n\n"
        "    <b>indented</b>\n"
    )

    assert embed(text, 3) == text.strip("\n")


def test_link_targets_are_shown() -> None:
    assert (
        embed("See [the docs](https://example.org/a_(b)).", 3)
        == "See the docs (<https://example.org/a_(b)>)."
    )
    assert embed("[x](javascript:alert(1))", 3) == "x (`javascript:alert(1)`)"
    assert embed("![a cat](https://example.org/c.png)", 3) == "a cat, picture (<https://example.org/c.png>)"
    assert embed("<https://example.org>", 3) == "<https://example.org>"


def test_headings_go_below_the_documents_own() -> None:
    text = (
        "# One\n\n### Three\n\nTwo\n---\n\ntext\n\nBig\ntitle\n===\n\n"
        "###### Six\n\n> ## Quoted\n\n#nohash\n\n```\n# code\n```"
    )
    tokens = [(t.tag, t.markup) for t in READER.parse(embed(text, 3)) if t.type == "heading_open"]

    assert [tag for tag, _ in tokens] == ["h3", "h5", "h4", "h3", "h6", "h4"]
    assert all(markup.startswith("#") for _, markup in tokens)
    assert "### Big title" in embed(text, 3)
    assert "```\n# code\n```" in embed(text, 3)


@pytest.mark.parametrize("text", ["```python\nprint(1)", "~~~~\nx\n~~~", "```", "> ```\n> x", "- ```\n  x"])
def test_a_block_of_code_never_swallows_what_follows(text: str) -> None:
    tokens = READER.parse(f"{embed(text, 3)}\n\n## Next\n")

    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h2"]


def test_escapes_and_direction_marks_never_reach_the_document() -> None:
    assert embed("a\x1b[31mb\u202ec", 3) == "abc"


def test_a_cell_stays_one_cell_on_one_line() -> None:
    assert cell("a | b\n`c|d` \\| e") == "a \\| b `c\\|d` \\| e"


@pytest.mark.parametrize("text", ["# x", "- x", "1. x", "> x", "---", "=== x"])
def test_one_line_of_text_is_never_a_block(text: str) -> None:
    types = {token.type for token in READER.parse(inline(text))}

    assert types == {"paragraph_open", "inline", "paragraph_close"}


def test_ordinary_markdown_is_left_alone() -> None:
    text = "Some *text*, 2 < 3, a <- b, `x`.\n\n1. one\n2. two\n\n| a |\n|---|\n| 1 |\n\nSee [A] [1]."

    assert embed(text, 3) == text
