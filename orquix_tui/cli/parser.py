"""The commands and their arguments. Each names the function that runs it; nothing heavy is imported here."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from orquix_tui import __version__
from orquix_tui.domain.translate import N_, _

if TYPE_CHECKING:
    Sub: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # it has no public name


STRATEGIES = ("repair", "select", "compare")
PERSONALITIES = ("analytical", "balanced", "creative", "critical", "supportive")
"""As in `domain`, which is not imported here: it would cost each command its start."""
_STRATEGY = N_("repair mends the best answer, select only chooses it, compare lists who says what")
_JSON = N_("for programs: JSON")
_IN, _ONE = N_("the project; `default` without it"), N_("of this project alone")


def build_parser() -> argparse.ArgumentParser:
    """All commands; without one the app opens."""
    parser = argparse.ArgumentParser(
        prog="orquix-tui",
        description=_(
            "Ask several AI models at once, watch them answer, and read a synthesis you can check."
        ),
        epilog=_(
            "Exit codes: 0 well, 1 nobody answered, 2 bad input or configuration, 3 degraded, 4 no such "
            "project or interaction, 5 the store cannot be used, 130 cancelled."
        ),
    )
    version = f"orquix-tui {__version__}"
    shows = _("show program's version number and exit")
    parser.add_argument("--version", "-V", action="version", version=version, help=shows)
    aloud = _("instead of the app, say how to do the same in linear text; with a command: that text")
    parser.add_argument("--plain", action="store_true", dest="linear", help=aloud)
    parser.set_defaults(command="app:run")
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    _add_ask(commands)
    _add_projects(commands)
    _add_context(commands)
    _add_memory(commands)
    _add_moderate(commands)
    _add_retry(commands)
    _add_metrics(commands)
    _add_setup(commands)
    return parser


def between(low: int, high: int) -> Callable[[str], int]:
    """An argument type: a whole number from `low` to `high`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(
                _("must be a whole number from {low} to {high}, not {text!r}").format(
                    low=low, high=high, text=text
                )
            )
        return number

    return read


def fraction(text: str) -> float:
    """An argument type: a number from 0 to 1."""
    return _number(text, 0, 1)


def temperature(text: str) -> float:
    """An argument type: a number from 0 to 2."""
    return _number(text, 0, 2)


def _number(text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(
            _("must be a number from {low:g} to {high:g}, not {text!r}").format(low=low, high=high, text=text)
        )
    return number


def _add_ask(commands: Sub) -> None:
    ask = commands.add_parser("ask", help=_("ask the council and print the synthesis"))
    ask.add_argument(
        "prompt",
        metavar=_("PROMPT|-"),
        nargs="?",
        help=_("the question; - reads standard input; behind a template's text when one is named"),
    )
    ask.add_argument("--project", default="default", metavar=_("NAME"), help=_(_IN))
    whose = _("who is asked; without it the project's own council, else the default one")
    ask.add_argument("--council", metavar=_("NAME"), help=whose)
    ask.add_argument(
        "--no-context", action="store_true", help=_("send nothing of the project's memory along")
    )
    ask.add_argument("--temperature", type=temperature, metavar="T", help=_("for every member, 0 to 2"))
    ask.add_argument("--max-tokens", type=between(1, 1_000_000), metavar="N", help=_("for every member"))
    thread = ask.add_mutually_exclusive_group()
    for mode, what in (
        ("continue", _("go on from the latest")),
        ("new", _("a new thread (the default)")),
        ("auto", _("go on from the latest when the question cannot stand alone")),
    ):
        thread.add_argument(f"--{mode}", dest="thread", action="store_const", const=mode, help=what)
    ask.add_argument(
        "--file", action="append", default=[], metavar=_("PATH"), help=_("a text file to send along")
    )
    ask.add_argument("--template", metavar=_("NAME"), help=_("a prompt from the folder of templates"))
    ask.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=_("NAME=VALUE"),
        help=_("what to put where the template says {{NAME}}"),
    )
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("one JSON object"))
    form.add_argument("--plain", action="store_true", help=_("linear text for screen readers and logs"))
    ask.add_argument("--no-save", action="store_true", help=_("keep nothing"))
    ask.add_argument(
        "--over-budget", action="store_true", help=_("ask although the estimate lies over a limit")
    )
    ask.add_argument("--no-moderate", action="store_true", help=_("answers only"))
    ask.add_argument("--strategy", choices=STRATEGIES, help=_(_STRATEGY))
    ask.set_defaults(command="ask:run", thread="new")


def _add_projects(commands: Sub) -> None:
    projects = commands.add_parser("projects", help=_("list, add, rename, archive or delete projects"))
    projects.set_defaults(command="projects:list_all", json=False, archived=False)
    actions = projects.add_subparsers(title=_("actions"), metavar=_("ACTION"))
    listing = actions.add_parser("list", help=_("all projects (the default)"))
    listing.add_argument("--json", action="store_true", help=_(_JSON))
    listing.add_argument("--archived", action="store_true", help=_("the archived ones too"))
    listing.set_defaults(command="projects:list_all")
    add = actions.add_parser("add", help=_("a new project"))
    add.add_argument("name")
    add.add_argument("--description", default="")
    add.set_defaults(command="projects:add")
    rename = actions.add_parser("rename", help=_("give it another name"))
    rename.add_argument("name")
    rename.add_argument("new_name")
    rename.set_defaults(command="projects:rename")
    archive = actions.add_parser("archive", help=_("hide it from the lists; nothing is deleted"))
    archive.add_argument("name")
    archive.add_argument("--undo", action="store_true", help=_("bring it back"))
    archive.set_defaults(command="projects:archive")
    delete = actions.add_parser("delete", help=_("remove it and all that it holds"))
    delete.add_argument("name")
    delete.add_argument("--yes", action="store_true", help=_("do not ask"))
    delete.set_defaults(command="projects:delete")


def _add_context(commands: Sub) -> None:
    context = commands.add_parser("context", help=_("the documents that a project knows"))
    context.set_defaults(command="context:list_documents", json=False, project="default")
    actions = context.add_subparsers(title=_("actions"), metavar=_("ACTION"))
    add = actions.add_parser("add", help=_("read files and folders; what .gitignore names is passed over"))
    add.add_argument("paths", nargs="+", metavar=_("PATH"))
    add.add_argument("--no-index", action="store_true", help=_("words only for now; `context index` goes on"))
    gone = add.add_mutually_exclusive_group()
    gone.add_argument(
        "--prune", action="store_true", help=_("remove documents whose files have gone; do not ask")
    )
    gone.add_argument(
        "--keep", action="store_true", help=_("keep documents whose files have gone; do not ask")
    )
    _in_project(add, "context:add")
    _in_project(actions.add_parser("list", help=_("all documents (the default)")), "context:list_documents")
    remove = actions.add_parser("remove", help=_("forget documents; the files are left alone"))
    remove.add_argument("paths", nargs="*", metavar=_("PATH"), help=_("a file, or a folder and all below it"))
    remove.add_argument("--missing", action="store_true", help=_("those whose files are no longer there"))
    remove.add_argument("--yes", action="store_true", help=_("do not ask"))
    _in_project(remove, "context:remove", json=False)
    index = actions.add_parser(
        "index", help=_("index by meaning what words alone find; goes on where it stopped")
    )
    _in_project(index, "context:index", default=None)
    for how, what, back in (
        ("pin", _("what always goes along"), _("take back that something always goes along")),
        ("ban", _("what never goes along"), _("take back that something never goes along")),
    ):
        _in_project(actions.add_parser(f"{how}s", help=what), f"steering:{how}s")
        undo = actions.add_parser(f"un{how}", help=back)
        undo.add_argument(
            "ids", nargs="+", metavar="ID", help=_("as `context {how}s` lists it").format(how=how)
        )
        _in_project(undo, f"steering:un{how}", json=False)


def _in_project(
    action: argparse.ArgumentParser, command: str, *, default: str | None = "default", json: bool = True
) -> None:
    """What the actions on a project's memory share."""
    action.add_argument("--project", default=default, metavar=_("NAME"), help=_(_IN if default else _ONE))
    if json:
        action.add_argument("--json", action="store_true", help=_(_JSON))
    action.set_defaults(command=command)


def _add_memory(commands: Sub) -> None:
    history = commands.add_parser("history", help=_("what was asked, newest first"))
    history.add_argument("--project", metavar=_("NAME"), help=_(_ONE))
    history.add_argument("--limit", type=between(1, 100_000), default=200, metavar="N")
    history.add_argument("--starred", action="store_true", help=_("only what has a star"))
    history.add_argument("--json", action="store_true", help=_(_JSON))
    history.set_defaults(command="memory:history")
    search = commands.add_parser(
        "search", help=_("find by meaning and by words in all that was asked and read")
    )
    search.add_argument("query")
    search.add_argument("--project", metavar=_("NAME"), help=_(_ONE))
    search.add_argument("--top-k", type=between(1, 50), default=10, metavar="N")
    search.add_argument("--threshold", type=fraction, metavar="S", help=_("the lowest cosine, 0 to 1"))
    search.add_argument("--json", action="store_true", help=_(_JSON))
    search.set_defaults(command="search:run")
    show = commands.add_parser("show", help=_("one interaction"))
    show.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    show.add_argument("--json", action="store_true", help=_(_JSON))
    show.set_defaults(command="memory:show")
    delete = commands.add_parser("delete", help=_("remove an interaction and what it taught"))
    delete.add_argument("id", metavar="ID")
    delete.add_argument("--yes", action="store_true", help=_("do not ask"))
    delete.set_defaults(command="memory:delete")
    export = commands.add_parser("export", help=_("write one interaction, a project or everything"))
    export.add_argument("id", nargs="?", metavar="ID")
    export.add_argument("--project", metavar=_("NAME"), help=_("every interaction of this project"))
    export.add_argument("--all", action="store_true", help=_("everything, a folder for each project"))
    export.add_argument("--output", metavar=_("PATH"), help=_("a file, or a folder for more than one"))
    export.add_argument("--format", choices=("markdown", "parquet"), default="markdown",
                        help=_("parquet: every table, with --all"))  # fmt: skip
    export.set_defaults(command="export:run")
    backup = commands.add_parser("backup", help=_("copy the whole store to a file"))
    backup.add_argument("path", metavar=_("PATH"))
    backup.set_defaults(command="backup:backup")
    restore = commands.add_parser("restore", help=_("put a copy in the store's place; the old one is kept"))
    restore.add_argument("path", metavar=_("PATH"))
    restore.add_argument("--yes", action="store_true", help=_("do not ask"))
    restore.set_defaults(command="backup:restore")


def _add_moderate(commands: Sub) -> None:
    moderate = commands.add_parser("moderate", help=_("compare the same answers again; asks no member anew"))
    moderate.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    again = _("another moderator; again for a substitute")
    moderate.add_argument(
        "--with", dest="moderator", action="append", default=[], metavar=_("PROVIDER:MODEL"), help=again
    )
    moderate.add_argument(
        "--exclude", action="append", default=[], metavar=_("LABEL"), help=_("leave an answer out")
    )
    moderate.add_argument("--strategy", choices=STRATEGIES, help=_(_STRATEGY))
    moderate.add_argument("--personality", choices=PERSONALITIES)
    moderate.add_argument("--length", choices=("short", "medium", "long"))
    moderate.add_argument("--language", metavar=_("NAME"), help=_("auto, en, es, or any language in English"))
    moderate.add_argument("--temperature", type=temperature, metavar="T", help=_("0 to 2"))
    deed = moderate.add_mutually_exclusive_group()
    deed.add_argument("--versions", action="store_true", help=_("list what was made of these answers"))
    deed.add_argument("--version", type=between(1, 100_000), metavar="N", help=_("let this version hold"))
    deed.add_argument("--resolve", type=between(1, 100_000), metavar="N",
                      help=_("ask those concerned by claim N for their evidence"))  # fmt: skip
    deed.add_argument("--vote", metavar=_("LABEL|synthesis"), help=_("say which text was better"))
    form = moderate.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_(_JSON))
    form.add_argument("--plain", action="store_true", help=_("linear text for screen readers and logs"))
    moderate.set_defaults(command="moderate:run")


def _add_retry(commands: Sub) -> None:
    retry = commands.add_parser("retry", help=_("ask again who did not answer, and compare; resumes a run"))
    retry.add_argument("id", metavar="ID", help=_("its id, or the beginning of it"))
    retry.add_argument("--member", action="append", default=[], metavar=_("LABEL"),
                       help=_("this one, though it has answered; again for more"))  # fmt: skip
    retry.add_argument("--add", action="append", default=[], metavar=_("PROVIDER:MODEL"),
                       help=_("a further member; again for more"))  # fmt: skip
    retry.add_argument("--no-moderate", action="store_true", help=_("do not compare"))
    retry.add_argument("--over-budget", action="store_true", help=_("ask in spite of the budget"))
    form = retry.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_(_JSON))
    form.add_argument("--plain", action="store_true", help=_("linear text for screen readers and logs"))
    retry.set_defaults(command="retry:run")


def _add_metrics(commands: Sub) -> None:
    metrics = commands.add_parser("metrics", help=_("figures of your own use"))
    metrics.add_argument("view", nargs="?", choices=("active", "performance", "cleanup"), metavar=_("VIEW"),
                         help=_("active, performance or cleanup; without one: totals"))  # fmt: skip
    metrics.add_argument("--days", type=between(1, 30), metavar="1..30", help=_("the last days (7)"))
    metrics.add_argument("--days-to-keep", type=between(7, 90), metavar="7..90", help=_("for cleanup"))
    metrics.add_argument("--json", action="store_true", help=_(_JSON))
    metrics.set_defaults(command="metrics:run")


def _add_setup(commands: Sub) -> None:
    providers = commands.add_parser("providers", help=_("the configured connections"))
    providers.add_argument("--check", action="store_true", help=_("see which of them answer"))
    providers.add_argument("--json", action="store_true", help=_(_JSON))
    providers.set_defaults(command="setup:providers")
    _add_keys(providers.add_subparsers(title=_("actions"), metavar=_("ACTION")))
    models = commands.add_parser(
        "models", help=_("what can be asked; `models install embedded` or `embeddings` fetches a model")
    )
    models.add_argument("provider", nargs="*", metavar=_("PROVIDER"))
    models.add_argument("--refresh", action="store_true", help=_("ask anew; a list is kept for a day"))
    models.add_argument("--json", action="store_true", help=_(_JSON))
    models.add_argument("--yes", action="store_true", help=_("with install: do not ask"))
    models.set_defaults(command="setup:models")
    doctor = commands.add_parser("doctor", help=_("what is installed, configured, reachable and writable"))
    doctor.add_argument("--json", action="store_true", help=_(_JSON))
    doctor.set_defaults(command="doctor:run")
    config = commands.add_parser("config", help=_("the configuration's file and values"))
    config.add_argument("what", choices=("path", "show"))
    config.set_defaults(command="setup:config")


def _add_keys(actions: Sub) -> None:
    set_key = actions.add_parser("set-key", help=_("keep a key in the keyring of the system; asks for it"))
    set_key.add_argument("name", metavar=_("NAME"))
    set_key.set_defaults(command="keys:set_key")
    forget = actions.add_parser("forget-key", help=_("remove a key from the keyring"))
    forget.add_argument("name", metavar=_("NAME"))
    forget.set_defaults(command="keys:forget_key")
    allow = actions.add_parser("allow", help=_("let a key go over plain http to another machine"))
    allow.add_argument("name", metavar=_("NAME"))
    allow.add_argument("--yes", action="store_true", help=_("do not ask"))
    allow.add_argument("--undo", action="store_true", help=_("no longer"))
    allow.set_defaults(command="keys:allow")
