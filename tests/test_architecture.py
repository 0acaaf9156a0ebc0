"""The layers, proved: who may import whom, what an import drags in, and how big a room may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "orquix_tui"
MAY_IMPORT = {
    "domain": {"domain"},
    "core": {"core", "domain"},
    "tui": {"tui", "core", "domain"},
    "providers": {"providers", "domain"},
    "store": {"store", "domain"},
    "children": {"children"},
    "embeddings": {"embeddings", "children", "domain"},
    "documents": {"documents", "children", "domain"},
    "export": {"export", "domain"},
    "config": {"config", "domain"},
}
"""`cli` and `bootstrap` join everything and are free to."""
NOT_IN_THE_CORE = {
    "textual", "rich", "openai", "anthropic", "httpx", "httpx2", "duckdb", "fastembed", "onnxruntime",
    "xllamacpp", "sqlite3", "socket", "subprocess", "http", "urllib",
}  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in MODULES
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            submodules = [name for name in inside if name in NAMES]
            yield from submodules
            if len(submodules) < len(inside):
                yield node.module


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_layer_imports_only_the_layers_below_it(path: Path) -> None:
    layer = path.relative_to(PACKAGE).parts[0]
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("orquix_tui.")}
    # Inside the package root lie only __init__, __main__, bootstrap and on_demand, which join the layers.
    allowed = MAY_IMPORT.get(layer, ours)

    assert ours <= allowed


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(PACKAGE / "core")], ids=_name)
def test_the_core_knows_no_screen_no_vendor_and_no_database(path: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(path)}

    assert not roots & NOT_IN_THE_CORE


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(PACKAGE / "domain")], ids=_name)
def test_the_domain_knows_the_standard_library_and_pydantic_alone(path: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(path)} - sys.stdlib_module_names
    # numpy gives the name of an array type, to the type-checker only.
    assert roots <= {"orquix_tui", "pydantic", "numpy"}


def test_there_are_no_cycles_between_modules_not_even_hidden_ones() -> None:
    graph = {name: {target for target in _imports(path) if target in NAMES} for name, path in NAMES.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module in done:
            return
        for target in graph.get(module, set()):
            visit(target, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_file_and_no_function_outgrows_one_sitting(path: Path) -> None:
    source = path.read_text("utf-8")
    long = [
        f"{node.name}: {length}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    ]

    assert len(source.splitlines()) <= 400
    assert long == []


def _loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running the code."""
    script = f"{code}\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {line.split(".")[0] for line in done.stdout.splitlines()}


def test_the_version_costs_neither_the_screen_nor_a_vendor() -> None:
    loaded = _loaded("import sys; sys.argv = ['orquix-tui', '--version']\n"
                     "from orquix_tui.__main__ import main\nmain()")  # fmt: skip

    assert not loaded & {"textual", "openai", "anthropic", "httpx", "duckdb", "pydantic", "argparse"}


def test_putting_the_program_together_imports_nothing_heavy() -> None:
    loaded = _loaded("import orquix_tui.bootstrap, orquix_tui.cli.ask")

    assert not loaded & {"textual", "openai", "anthropic", "httpx", "duckdb", "fastembed", "numpy"}


def test_the_app_paints_before_anything_heavy_is_imported() -> None:
    loaded = _loaded("import orquix_tui.tui.app")

    assert not loaded & {"openai", "anthropic", "httpx", "duckdb", "fastembed", "numpy", "onnxruntime"}
