"""Reads the source for the texts that people see: the marked ones, and those that nobody marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import orquix_tui

PACKAGE = Path(orquix_tui.__file__).parent
MARKERS = {"_", "N_", "ngettext"}
# Files whose sentences are not for the person: for models, for readers of the source, for machines.
_FOR_OTHERS = (
    "core/context/small_words.py",  # words of questions
    "core/context/followups.py",
    "core/context/block.py",  # what models are told
    "core/moderator/attribution.py",  # how models write
    "core/moderator/blind.py",
    "core/moderator/claims.py",
    "core/moderator/language.py",
    "core/moderator/marks.py",
    "core/moderator/opposed.py",
    "core/moderator/prompt.py",
    "core/prompt.py",
    "documents/kinds.py",  # endings of files
    "documents/outline.py",
    "documents/walking.py",
)
_NOT_SHOWN = {
    *("Smol plain", "Smol teacher", "Smol sceptic"),  # names, and what these are told
    "You answer in plain, short sentences. Give the direct answer first.",
    "You are a teacher. Explain the reason step by step, with one example.",
    "You are careful. Answer, then say what could be wrong or uncertain.",
    *("You wrote", "It wrote"),  # to a member whose claim is contradicted
    *("run {x}", "settle {x}", "member {x}", "ask again {x}", "begun first"),  # names of tasks, and ours
    *("{x} on {x}", "screen.do('quote', {x})"),  # colours, an action
    *("not needed", "in the keyring", "Ctrl+X"),  # values of an enumeration
    *("[its maker]", "[key removed]"),  # put into others' texts
    *("Value error, ", "Could not read enough bytes"),  # of libraries
    *("Indexing words", "Reading the vectors into memory", "Rolling back failed, too: {x}"),  # in the log
    *("another format", "A text of {x} characters was read to {x}.\n", "finishReason is {x}"),
    *("a folder with the model", "the folder that was filled from the hub"),  # of a child's arguments
    "the cache directory, filled at first need",
}
_SENTENCE = re.compile(r"[A-Za-z’']{2,}[,:;]? [a-z{]{2,}|\A[A-Z][a-z]+ [a-z]|[a-z]{3,}[.!?]\Z")
_OF_MACHINES = re.compile(
    r"\b(?:SELECT|INSERT|DELETE|UPDATE|CREATE|PRAGMA|QUALIFY|FROM|WHERE|DROP|ALTER|AND)\b"  # SQL
    r"|\A(?:ATTACH|DETACH|USE) "
    r"|\$\w|^\s*(?:bold|italic|dim|underline|strike|reverse|dialog|ledger-card|#\w+)\b|\breverse\Z"  # styles
    r"|\A(?:orquix-tui:?|pip install|Bearer|blob| --project) "  # what is typed, and what is sent
    r"|\(\?|\\[wsbdAZ]|\{ height|[a-z]-[a-z]+ = "  # patterns, style sheets, TOML
)
_WORD = re.compile(r"[A-Za-z]{3,}")
_SHOWING = {
    **dict.fromkeys(("Button", "Label", "TabPane", "Static", "Confirm", "Choose", "AskText", "notify"), 0),
    "Binding": 2,
    "Key": 3,
}
"""Where in these calls a text stands that is shown, be it one word."""
_SHOWN = {"border_title", "border_subtitle", "placeholder", "tooltip", "help", "description", "yes"}
"""Attributes and keywords that are shown."""
_QUIET_CALLS = re.compile(
    r"(?:\A|\.)(?:_?log(?:ger)?\.\w+|compile|debug|query|query_one|import_module|Literal|_?start|busy|run_worker)\Z"
)
_QUIET_ERRORS = {
    "RuntimeError",
    "ValueError",
    "AssertionError",
    "TypeError",
    "ExceptionGroup",
    "LineTooLongError",
}


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """The module's tree."""
    return ast.parse(path.read_text("utf-8"))


def unmarked(path: Path) -> Iterator[str]:
    """The sentences of a module that stand in no `_()`; style sheets, SQL, logs and patterns are none."""
    if path.relative_to(PACKAGE).as_posix() in _FOR_OTHERS:
        return
    tree = parsed(path)
    shown = [(text, line) for text, line in _in_view(tree) if _WORD.search(text)]
    for text, line in _texts(tree, within=""):
        if _SENTENCE.search(text) and not _OF_MACHINES.search(text):
            shown.append((text, line))
    for text, line in dict.fromkeys(shown):
        if text not in _NOT_SHOWN:
            yield f"{path.relative_to(PACKAGE)}:{line}: {text!r}"


def _texts(node: ast.AST, within: str) -> Iterator[tuple[str, int]]:
    """Literals with their lines; not docstrings, nor what lies in a call that shows nothing."""
    if isinstance(node, ast.Call):
        within = ast.unparse(node.func)
        if within in MARKERS | _QUIET_ERRORS or _QUIET_CALLS.search(within):
            return
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else "{x}" for p in node.values]
        yield "".join(str(part) for part in parts), node.lineno
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value, within)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno
        return
    compared = isinstance(node, ast.Compare | ast.Subscript)
    for child in ast.iter_child_nodes(node):
        if not (_is_prose_of_the_source(child) or (compared and isinstance(child, ast.Constant))):
            yield from _texts(child, within)


def _in_view(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Literals in places that are shown."""
    for node in ast.walk(tree):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Call):
            at = _SHOWING.get(ast.unparse(node.func).rpartition(".")[2])
            shown = node.args[at : at + 1] if at is not None else []
            shown += [keyword.value for keyword in node.keywords if keyword.arg in _SHOWN]
        elif isinstance(node, ast.Assign):
            attributes = (t.attr for t in node.targets if isinstance(t, ast.Attribute))
            shown = [node.value] if any(name in _SHOWN for name in attributes) else []
        for value in shown:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value, value.lineno


def _is_prose_of_the_source(node: ast.AST) -> bool:
    """A docstring, a style sheet, or a list of names."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    names = [t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)]
    return isinstance(node, ast.Assign) and bool({*names} & {"DEFAULT_CSS", "CSS", "__all__"})


def marked_calls(path: Path) -> Iterator[ast.Call]:
    """The calls of `_`, `N_` and `ngettext`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            yield node


def misplaced(path: Path) -> Iterator[str]:
    """Marks that the extraction cannot read, and names that hide `_` from the code beside them."""
    where = path.relative_to(PACKAGE)
    for call in marked_calls(path):
        for argument in call.args[:2]:  # the third of ngettext is a number
            if isinstance(argument, ast.JoinedStr | ast.BinOp):
                yield f"{where}:{call.lineno}: the text of a mark is put together"
            inner = (n for n in ast.walk(argument) if n is not argument and isinstance(n, ast.Constant))
            if any(isinstance(n.value, str) for n in inner):  # which would be gathered as a message
                yield f"{where}:{call.lineno}: a text inside what a mark is given"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.JoinedStr):
            marks = [c for c in ast.walk(node) if isinstance(c, ast.Call) and _marks_a_text(c)]
            yield from (f"{where}:{mark.lineno}: a mark inside an f-string" for mark in marks)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _binds_the_mark(node):
            yield f"{where}:{node.lineno}: {node.name} uses _ for something else"


def _marks_a_text(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Name)
        and call.func.id in MARKERS
        and bool(call.args)
        and isinstance(call.args[0], ast.Constant)
    )


def _binds_the_mark(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    scopes = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
    inner = {id(n) for scope in ast.walk(function) if isinstance(scope, scopes) for n in ast.walk(scope)}
    nodes = [n for n in ast.walk(function) if id(n) not in inner]
    bound = any(isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store) for n in nodes)
    used = any(isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Load) for n in nodes)
    return bound and used


def misfilled(path: Path) -> Iterator[str]:
    """`_("… {a} …").format(b=…)`: a text and what it is filled with at once, which do not fit."""
    for node in ast.walk(parsed(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        mark = node.func.value
        if node.func.attr != "format" or not (isinstance(mark, ast.Call) and _marks_a_text(mark)):
            continue
        given = {keyword.arg for keyword in node.keywords}
        texts = [a.value for a in mark.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if None not in given and any(placeholders(text) != given for text in texts):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno}: {texts[0]!r} is not given what it names"


def placeholders(text: str) -> set[str]:
    """The names in braces; a text with a lone brace is filled with nothing."""
    try:
        return {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()
