"""Every word that a person sees is marked, has its Spanish, and the compiled catalogue is up to date."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from orquix_tui.domain.translate import CATALOGUES, DOMAIN
from tests.messages import PACKAGE, misfilled, misplaced, modules, placeholders, unmarked

_PO = CATALOGUES / "es" / "LC_MESSAGES" / f"{DOMAIN}.po"
_FIELD = re.compile(r"(?<!\{)\{\w+(?:![rs])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%\(\w+\)[sr]|%[srd]")
_MEND = "run `make messages`, and write what is missing into the .po file"


@cache
def _spanish() -> Catalog:
    with _PO.open("rb") as file:
        return read_po(file)


def _texts(of: object) -> tuple[str, ...]:
    """One text, or the forms of the singular and the plural; none where there is none."""
    forms = of if isinstance(of, tuple | list) else (of,)
    return tuple(str(form or "") for form in forms)


def _said(catalogue: Catalog) -> dict[tuple[str, ...], Message]:
    return {_texts(message.id): message for message in catalogue if message.id}


@cache
def _in_source() -> frozenset[tuple[str, ...]]:
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")])
    return frozenset(_texts(message) for _file, _line, message, _comments, _context in found)


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_every_message_of_the_source_has_its_spanish_and_none_is_left_over() -> None:
    known = _said(_spanish())
    missing = sorted(_in_source() - known.keys())
    untranslated = [texts for texts, m in known.items() if m.fuzzy or not all(_texts(m.string))]
    unused = sorted(known.keys() - _in_source())
    assert (missing, untranslated, unused) == ([], [], []), _MEND
    assert not _spanish().obsolete, "leave no old messages in the .po file"


def test_the_compiled_catalogue_is_that_of_the_file() -> None:
    with _PO.with_suffix(".mo").open("rb") as file:
        compiled = {texts: _texts(m.string) for texts, m in _said(read_mo(file)).items()}
    written = {texts: _texts(m.string) for texts, m in _said(_spanish()).items() if all(_texts(m.string))}
    assert compiled == written, _MEND


def test_every_translation_is_filled_with_what_its_original_is_filled_with() -> None:
    wrong = [
        text
        for originals, message in _said(_spanish()).items()
        for text in _texts(message.string)
        if text and _form(text) != _form(originals[-1])
    ]
    assert wrong == []


def _form(text: str) -> tuple[object, ...]:
    """What a translation must have in common with its original: also the columns of a table, and its ends."""
    ends = text.startswith(" "), text.startswith("\n"), text.endswith(" "), text.endswith("\n")
    filled = set(_FIELD.findall(text)) if placeholders(text) else set()
    return placeholders(text), filled, Counter(_PERCENT.findall(text)), text.count("|"), ends


@pytest.mark.parametrize("path", modules(), ids=_name)
def test_no_text_is_shown_without_a_mark_and_no_mark_is_misplaced(path: Path) -> None:
    assert [*unmarked(path), *misplaced(path), *misfilled(path)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('notify("Nothing was found.")', 1),
        ('notify(f"{n} things were found")', 1),
        ('notify(_("Nothing was found."))', 0),
        ('box.border_title = "Keys"', 1),
        ('Binding("x", "stop", "Stop")', 1),
        ('_log.warning("the index is made anew")', 0),
        ('style = "bold $text-accent"', 0),
        ('def f():\n    """Nothing to see here."""', 0),
    ],
)
def test_a_text_without_a_mark_is_found(
    source: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(list(unmarked(_module(source, tmp_path, monkeypatch)))) == found


@pytest.mark.parametrize(
    "source",
    [
        '_(f"{n} found")',
        "f\"{_('Nothing')}\"",
        'def f():\n    for _ in x:\n        print(_("a"))',
        '_("{a}").format(b=1)',
        '_(WORDS["a"])',
    ],
)
def test_a_mark_that_cannot_work_is_found(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _module(source, tmp_path, monkeypatch)
    assert [*misplaced(path), *misfilled(path)]


def _module(source: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tests.messages.PACKAGE", folder)
    path = folder / "module.py"
    path.write_text(source)
    return path
