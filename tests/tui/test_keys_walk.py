"""Every key of the table, walked: who binds it, what it calls, what it covers, and that it does no harm."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input, TextArea

import orquix_tui.tui
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.moving import Placed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import ReadlineKeys
from orquix_tui.tui.screens.workspace import Workspace

NOT_BY_KEY = {
    "scroll_home",  # what Textual's tree calls by Home and End
    "scroll_end",
    "page_up",  # what its lists call by Page up and Page down
    "page_down",
    "choose",  # of a list of rows: where it is a deed, the place of that list binds it
    "command_palette",  # Textual's, in the language spoken
    "help_quit",  # Textual's Ctrl+C
    "tell_keys",  # what `help` of every screen asks the app for
}
READLINE = [*(f"ctrl+{letter}" for letter in "abdefhknptuwy"), "alt+b", "alt+d", "alt+f"]
BY_ID = {key.id: key for key in KEYS}


def ours() -> list[type[DOMNode]]:
    """All widgets, screens and dialogs of the app."""
    for module in pkgutil.walk_packages(orquix_tui.tui.__path__, "orquix_tui.tui."):
        importlib.import_module(module.name)
    found: dict[type[DOMNode], None] = {}

    def walk(kind: type[DOMNode]) -> None:
        for child in kind.__subclasses__():
            if child.__module__.startswith("orquix_tui."):
                found[child] = None
            walk(child)

    walk(DOMNode)
    return list(found)


def bound() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Every binding that a class of ours writes down itself."""
    for kind in ours():
        for binding in Binding.make_bindings(kind.__dict__.get("BINDINGS", [])):
            yield kind, binding


def test_every_key_of_the_table_is_bound_and_nothing_is_bound_beside_it() -> None:
    ids = {binding.id for _kind, binding in bound()}
    assert set(BY_ID) <= ids
    beside = [(kind.__name__, b.key) for kind, b in bound() if b.id not in BY_ID]
    assert not beside


def test_no_binding_is_written_down_outside_the_table() -> None:
    """One place turns a key of the table into a binding; nobody else makes one."""
    package = Path(orquix_tui.tui.__file__).parent
    made = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Binding"
    }
    assert made == {"places.py"}
    for kind in ours():
        for binding in kind.__dict__.get("BINDINGS", []):
            assert isinstance(binding, Binding), kind  # and no tuple beside it


def test_every_place_has_keys_and_somebody_who_says_that_it_is_this_place() -> None:
    places = {kind.__dict__["PLACE"] for kind in ours() if isinstance(kind.__dict__.get("PLACE"), Place)}
    assert places == {key.place for key in KEYS} == set(Place)
    for kind, binding in bound():
        if binding.id in BY_ID and BY_ID[binding.id].place is not Place.EVERYWHERE:
            said = [base.__dict__.get("PLACE") for base in kind.__mro__]
            part = kind.__name__ == "FolderTree" or BY_ID[binding.id].place is Place.CHOOSING
            assert BY_ID[binding.id].place in said or part, (kind, binding.id)


def test_every_binding_calls_something_that_is_there_and_takes_what_it_is_given() -> None:
    for kind, binding in bound():
        namespace, name, given = parse(binding.action)
        target = {"": kind, "screen": Workspace, "app": OrquixApp}[namespace]
        method = getattr(target, f"action_{name}", None)
        assert method is not None, (kind.__name__, binding.action)
        inspect.signature(method).bind(None, *given)  # the first is the widget itself


def test_every_action_has_a_key() -> None:
    called = {parse(binding.action)[1] for _kind, binding in bound()} | NOT_BY_KEY
    actions = {
        (kind.__name__, name.removeprefix("action_"))
        for kind in ours()
        for base in kind.__mro__
        if base.__module__.startswith("orquix_tui.")
        for name in base.__dict__
        if name.startswith("action_")
    }
    assert not {(kind, name) for kind, name in actions if name not in called}


def test_every_field_is_one_that_knows_readline_and_nothing_goes_before_its_keys() -> None:
    fields = [kind for kind in ours() if issubclass(kind, Input | TextArea)]
    assert len(fields) > 3
    for kind in fields:
        assert issubclass(kind, ReadlineKeys)
        merged = kind._merge_bindings().key_to_bindings
        for key in READLINE:
            assert [b.id.partition(".")[0] for b in merged[key] if b.id] in (["field"], ["prompt"]), (
                kind,
                key,
            )
    first = {k for _kind, b in bound() if b.priority for k in b.key.split(",")}
    assert not first & set(READLINE)
    # tmux has it: nothing but the field's own "one sign left", which the arrow does as well.
    assert {b.id for _kind, b in bound() if "ctrl+b" in b.key.split(",")} == {"field.left"}


def test_every_screen_and_dialog_moves_by_letters_and_tells_its_keys() -> None:
    whole = {"PressKey", "Chords", "Palette"}  # which wait for any key at all; Textual's own
    for kind in ours():
        if issubclass(kind, Screen) and kind.__name__ not in whole:
            assert issubclass(kind, Placed), kind


def test_what_holds_in_text_fields_too_is_no_letter() -> None:
    first = [key for key in KEYS if key.priority and key.place is not Place.TWO]  # which has no field
    assert first
    assert all(len(part) > 1 for key in first for part in key.key.split(","))
