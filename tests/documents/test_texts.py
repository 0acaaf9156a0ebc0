"""What a file says: decoding, cleaning, headings at their places, and reasons."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from orquix_tui.documents.outline import code_headings, markdown_headings
from orquix_tui.documents.reading import read
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.memory import ReadText

MARKDOWN = """---
title: front
---
# The *first* [title](http://x) #

para
Setext of
two lines
=========

```sh
# no heading
```

    # code, no heading

> ## quoted

- item
  ### in a list

Under
-----
#no space, no heading
####### too deep
"""
CODE = '''import x
class Reader(Base):
    """class of things that read."""
    async def read(self, path: str) -> str:
        def inner(): pass
def top(): ...
export async function fetchAll(a) {
  return call(a) {
const go = async (x) => {
func (s *Store) Find(id string) error {
pub(crate) fn new<T>(x: T) -> Self {
impl Display for Foo {
    public static void main(String[] args) throws X {
        if (x) {
        } else if (y(z)) {
CREATE TABLE foo (
interface A extends B {
  def self.x
deploy() {
'''


def _read(folder: Path, name: str, content: str | bytes) -> ReadText:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read(str(folder / name), "")


def _reason(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        _read(folder, name, content)
    return caught.value.cause


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("año\r\nnuevo\rya\n".encode(), "año\nnuevo\nya\n"),
        ("\ufeffaño".encode(), "año"),
        ("año".encode("utf-16"), "año"),
        (b"\xfe\xff" + "año".encode("utf-16-be"), "año"),
        ("año".encode("utf-32"), "año"),
        ("El año “pasado” costó 5 €, señor".encode("cp1252"), "El año “pasado” costó 5 €, señor"),
        ("ñandú y más ñandúes ".encode() * 10 + b"\xff!", "ñandú y más ñandúes " * 10 + "\ufffd!"),
        (b"red \x1b[31mtext\x1b[0m\x07 page\x0cnext", "red text page\nnext"),
        ("a\u202eb\U000e0041c".encode(), "abc"),
    ],
    ids=[
        "utf-8", "mark", "utf-16", "utf-16-be", "utf-32", "western", "a bad byte", "controls", "invisible"
    ],
)  # fmt: skip
def test_text_is_decoded_and_cleaned(tmp_path: Path, data: bytes, text: str) -> None:
    found = _read(tmp_path, "notes.unknown", data)
    assert (found.text, found.form, found.title, found.headings) == (text, "plain", "notes.unknown", ())


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"ab\0cd", "binary"),
        ("a.txt", bytes(range(1, 256)) * 20, "binary"),
        ("a.txt", "Привет, как дела".encode("koi8-r"), "unknown encoding"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t \n", "empty: there is no text in it"),
        ("a.png", b"text", "binary"),
        ("a.ipynb", b"[1, 2]", "not a notebook"),
    ],
)
def test_what_is_no_text_has_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert reason in _reason(tmp_path, name, data)


def test_a_file_that_changed_since_it_was_met_has_its_reason(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no longer there"):
        read(str(tmp_path / "gone.txt"), "")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="a pipe"):
        read(str(tmp_path / "pipe.txt"), "")
    (tmp_path / "dir.txt").mkdir()
    with pytest.raises(DocumentError, match="is a directory"):
        read(str(tmp_path / "dir.txt"), "")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DocumentError, match="larger than 10 MB"):
        read(str(tmp_path / "large.txt"), "")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_file_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(DocumentError, match="not readable: permission denied"):
        read(str(tmp_path / "a.txt"), "")


def test_markdown_has_its_headings_where_they_stand(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.md", MARKDOWN)
    assert [(h.level, h.title) for h in found.headings] == [
        (1, "The first title"),
        (1, "para Setext of two lines"),
        (2, "quoted"),
        (3, "in a list"),
        (2, "Under"),
    ]
    lines = [found.text[h.start :].split("\n", 1)[0].strip() for h in found.headings]
    assert lines == ["# The *first* [title](http://x) #", "para", "> ## quoted", "### in a list", "Under"]
    assert (found.title, found.form) == ("The first title", "markdown")
    assert found.text.startswith("---\ntitle: front")
    assert _read(tmp_path, "b.md", "## only\n").title == "b.md"


def test_code_is_headed_by_what_it_defines(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.py", CODE)
    assert [(h.level, h.title) for h in found.headings] == [
        (1, "class Reader(Base)"),
        (2, "async def read(self, path: str) -> str"),
        (3, "def inner(): pass"),
        (1, "def top(): ..."),
        (1, "export async function fetchAll(a)"),
        (1, "const go = async (x) =>"),
        (1, "func (s *Store) Find(id string) error"),
        (1, "pub(crate) fn new<T>(x: T) -> Self"),
        (1, "impl Display for Foo"),
        (2, "public static void main(String[] args) throws X"),
        (1, "CREATE TABLE foo"),
        (1, "interface A extends B"),
        (2, "def self.x"),
        (1, "deploy()"),
    ]
    assert all(found.text[h.start :].lstrip().startswith(h.title[:8]) for h in found.headings)
    assert (found.title, found.form) == ("a.py", "plain")


@pytest.mark.parametrize("line", ["a " * 149, "(" * 299, "a<" * 149, "def " * 74, "x=" * 149, "[a, " * 74])
def test_no_line_of_code_makes_the_pattern_wander(line: str) -> None:
    start = time.process_time()
    code_headings("\n".join([line] * 100))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "line", ["> " * 5000, "- " * 5000, "[" * 10_000, "`" * 9999 + "\n# a", "# " + "*a " * 5000]
)
def test_no_markdown_makes_the_parser_wander(line: str) -> None:
    start = time.process_time()
    markdown_headings(line + "\n# end\n")
    assert time.process_time() - start < 5


def test_html_keeps_what_a_reader_would_read(tmp_path: Path) -> None:
    page = """<!doctype html><html><head><title>Page  title</title><style>x{}</style></head><body>
    <nav>menu</nav><h2>Sección <em>dos</em></h2><p>Hello <b>bold</b> snake_case_name 2*3
    <a href="https://x.org/a">link</a> <img src="data:image/png;base64,AAAA" alt="a rose"></p>
    <ul><li>one</li><li>two</li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
    <pre>def f():
    # no heading
    return 1</pre><!-- comment --><script>alert(1)</script><template>tpl</template></body></html>"""
    found = _read(tmp_path, "a.html", page)
    assert found.text == (
        "## Sección *dos*\n\nHello **bold** snake_case_name 2*3\n"
        "    [link](https://x.org/a) a rose\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n"
        "```\ndef f():\n    # no heading\n    return 1\n```\n"
    ).replace("\n    [", "\n[")
    assert (found.title, found.form) == ("Page  title".replace("  ", " "), "markdown")
    assert [h.title for h in found.headings] == ["Sección dos"]
    assert _read(tmp_path, "b.txt", page).text == found.text
    assert _read(tmp_path, "c.html", "<h1>Uno</h1>x").title == "Uno"


def test_html_says_its_own_encoding(tmp_path: Path) -> None:
    page = '<html><head><meta charset="koi8-r"></head><body>Привет</body></html>'
    assert _read(tmp_path, "a.html", page.encode("koi8-r")).text == "Привет\n"


def test_html_that_is_nested_without_end_keeps_its_words(tmp_path: Path) -> None:
    assert "word" in _read(tmp_path, "a.html", "<div>" * 3000 + "word" + "</div>" * 3000).text


def test_a_notebook_is_its_cells(tmp_path: Path) -> None:
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": ["# Bees\n", "and honey"]},
            {"cell_type": "code", "source": "print(1)", "outputs": [{"text": "1"}]},
            {"cell_type": "code", "source": []},
        ],
        "metadata": {},
    }
    found = _read(tmp_path, "a.ipynb", json.dumps(notebook))
    assert found.text == "# Bees\nand honey\n\n```python\nprint(1)\n```\n"
    assert (found.title, found.form) == ("Bees", "markdown")
