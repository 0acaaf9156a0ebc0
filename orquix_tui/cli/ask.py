"""`ask`: one run without a screen, consuming the same events as the app."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from orquix_tui.cli.keys import settle
from orquix_tui.cli.output import chunks, err, out, out_json, seconds
from orquix_tui.cli.prompting import whole_prompt, written_prompt
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.events import (
    ContextFound,
    Event,
    ModelAwaited,
    ModerationStarted,
    ResponseAsked,
    ResponseEnded,
    ResponseRetrying,
    ResponseStarted,
    RunStarted,
    Saved,
    SaveFailed,
    Warned,
)
from orquix_tui.domain.models import EXTRACTIVE, Attachment, Council, Interaction, Project, RunRequest
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, number
from orquix_tui.export.jsonable import interaction_to_dict

STORE_FAILED = 5
DEFAULT = "default"
"""The council that there always is."""
_MOST_FILE_BYTES = 1_000_000


def run(args: argparse.Namespace) -> int:
    """Ask, print in the form that was chosen, and return the outcome's exit code."""
    written = written_prompt(args)
    attachments = tuple(_read(Path(path)) for path in args.file)

    async def command(services: Services) -> int:
        return await _ask(services, args, await whole_prompt(services, args, written), attachments)

    if args.council:
        settle(args.council)
    return with_services(command)


async def _ask(
    services: Services, args: argparse.Namespace, prompt: str, attachments: tuple[Attachment, ...]
) -> int:
    named = _named(services, args.council) if args.council else None
    teller = Teller(services, plain=args.plain)
    project = await _project(services, args.project)
    council = named or await _own(services, project)
    teller.start(default=council.name == DEFAULT)
    request = RunRequest(
        project=project,
        prompt=prompt,
        council=council,
        include_context=False if args.no_context else None,
        thread=args.thread,
        temperature=args.temperature,
        max_tokens=args.max_tokens,
        attachments=attachments,
        moderate=not args.no_moderate,
        save=not args.no_save,
        strategy=args.strategy,
        over_budget=args.over_budget,
    )
    looking = asyncio.create_task(_look_around(services))
    running = await services.orchestrator.start(request, teller.tell)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, running.cancel)
    interaction = await running.wait()
    looking.cancel()
    interaction = scrubbed(services.redact, interaction)
    if args.thread == "auto" and interaction.continues:
        err(_("· went on from {continues} (--new begins anew)").format(continues=interaction.continues))
    if args.json:
        out_json(interaction_to_dict(interaction))
    elif args.plain:
        print_plain_synthesis(interaction)
    else:
        print_markdown(interaction)
    return STORE_FAILED if teller.store_failed else interaction.status.exit_code


def _named(services: Services, name: str) -> Council:
    """The council of that name. Raises InputError."""
    council = services.councils.get(name)
    if council is None:
        known = ", ".join(services.councils)
        raise InputError(
            _('There is no council "{council}".').format(council=name),
            _("Configured: {known}.").format(known=known),
        )
    return council


async def _own(services: Services, project: Project) -> Council:
    """The project's own council; when that has gone or there is none, the default one, and it is said."""
    name = project.council or DEFAULT
    if name not in services.councils:
        gone = _("! The council “{name}” of this project has gone: “{default}” is asked.")
        err(gone.format(name=name, default=DEFAULT))
        name = DEFAULT
    if settle(name):  # only now is it known whose keys would go out
        services.become(await services.rebuild(services))
    return _named(services, name)


async def _look_around(services: Services) -> None:
    """Say what else could be asked, if it is found while the answers come: nobody waits for it."""
    for notice in await services.look_around():
        err(f"· {notice}")


async def _project(services: Services, name: str) -> Project:
    """The project; when the store cannot be used, a stand-in, so that the question is still answered."""
    try:
        return await services.store.project(name)
    except StoreError as error:
        err(services.redact(f"! {error}"))
        return Project(id="", name=name)


class Teller:
    """Says on standard error what goes on; with `plain`, prints whole answers as they end."""

    def __init__(self, services: Services, *, plain: bool) -> None:
        self._services = services
        self._plain = plain
        self._labels: dict[int, str] = {}
        self.store_failed = False

    def start(self, *, default: bool = True) -> None:
        """What the person should know first; also how the default council came about, if that is asked."""
        for notice in (*self._services.notices, *(self._services.situation if default else ())):
            err(f"· {notice}")

    def tell(self, event: Event) -> None:
        """One event, one line, or none."""
        match event:
            case RunStarted(interaction):
                self._labels = {r.seat: r.label for r in interaction.responses}
                if self._plain:
                    out(_("Question") + f"\n{self._services.redact(interaction.prompt)}\n")
            case ResponseAsked(response):
                self._labels[response.seat] = response.label
            case ResponseEnded(response) if self._plain:
                text = self._services.redact(response.text)
                _print_plain_answer(response.label, _(response.status.value), text)
                self._note(self._line(event))
            case ModelAwaited():
                self._note(_("· context: waiting for the embedding model"))
            case SaveFailed(_id, failure):
                self.store_failed = True
                self._note(
                    _("! NOT SAVED: {cause} {remedy}").format(cause=failure.cause, remedy=failure.remedy)
                )
            case _:
                self._note(self._line(event))

    def _note(self, line: str) -> None:
        if line:
            err(self._services.redact(line))

    def _line(self, event: Event) -> str:
        match event:
            case ContextFound(items, tokens):
                nothing = _("· context: nothing near enough was found")
                sent = _("· context: {chunks}, {tokens} tokens") if items else nothing
                return sent.format(chunks=chunks(len(items)), tokens=number(tokens))
            case ResponseStarted(seat):
                return _("· {label}: asked").format(label=self._labels[seat])
            case ResponseRetrying(seat, attempt, wait, failure):
                return _("· {label}: {cause} Attempt {attempt} in {wait} s.").format(
                    label=self._labels[seat], cause=failure.cause, attempt=attempt, wait=number(wait, ".1f")
                )
            case ResponseEnded(response):
                error = f" {response.error.cause} {response.error.remedy}" if response.error else ""
                took = seconds(response.latency_ms)
                return f"· {response.label}: {_(response.status.value)}, {took}.{error}"
            case ModerationStarted(moderator):
                how = _("· comparing the answers by {moderator}")
                if moderator == EXTRACTIVE:
                    how = _("· comparing the answers without a language model")
                return how.format(moderator=moderator)
            case Warned(_step, message):
                return f"! {message}"
            case Saved(interaction_id):
                return _("· saved as {interaction_id}").format(interaction_id=interaction_id)
            case _:
                return ""


def _print_plain_answer(label: str, status: str, text: str) -> None:
    out(_("Answer of {label} ({status})").format(label=label, status=status))
    out((text or _("(no text)")) + "\n")


def print_plain_synthesis(interaction: Interaction) -> None:
    """Linear text for screen readers and logs."""
    synthesis = interaction.synthesis
    if synthesis is None:
        return
    out(
        _("Synthesis (quality {quality}, by {moderator})").format(
            quality=_(synthesis.quality.value), moderator=synthesis.moderator
        )
    )
    if synthesis.banner:
        out(synthesis.banner)
    out(synthesis.text)
    names = {r.letter: r.label for r in interaction.responses}
    named = ", ".join(
        _("{letter} is {name}").format(letter=letter, name=names[letter]) for letter in sorted(names)
    )
    out("\n" + _("Members: {named}").format(named=named))


def print_markdown(interaction: Interaction) -> None:
    """The synthesis, or the one answer there is."""
    synthesis = interaction.synthesis
    if synthesis is None:
        answers = [r for r in interaction.responses if r.status.usable]
        for answer in answers:
            out(f"## {one_line(answer.label, 80)}\n\n{answer.text}\n" if len(answers) > 1 else answer.text)
        return
    if synthesis.banner:
        out(f"> **{synthesis.banner}**\n")
    out(synthesis.text)
    names = ", ".join(
        f"[{r.letter}] {r.label}" for r in sorted(interaction.responses, key=lambda r: r.letter)
    )
    out(
        "\n---\n"
        + _("Quality: {quality}. Moderator: {moderator}. {names}.").format(
            quality=_(synthesis.quality.value), moderator=synthesis.moderator, names=names
        )
    )


def _read(path: Path) -> Attachment:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_FILE_BYTES + 1)  # no more: a device has no end
        if len(data) > _MOST_FILE_BYTES:
            raise InputError(
                _("{name} is too large: {most} bytes are the most.").format(
                    name=path.name, most=number(_MOST_FILE_BYTES)
                ),
                _("Cut it."),
            )
        return Attachment(name=path.name, text=data.decode("utf-8"))
    except OSError as error:
        raise InputError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=system_says(error)),
            _("Check the path."),
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            _("{path} is not UTF-8 text.").format(path=path.name), _("Send text files only.")
        ) from error
