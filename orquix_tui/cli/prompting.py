"""The question of `ask`: as it is written, from standard input, or from a template of the person's own."""

from __future__ import annotations

import argparse
import sys

from orquix_tui.core.services import Services
from orquix_tui.domain.desk_ports import Template
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.placeholders import filled, placeholders
from orquix_tui.domain.translate import _


def written_prompt(args: argparse.Namespace) -> str:
    """What the command line or standard input says; empty when only a template was named.

    Raises InputError when nothing was asked at all.
    """
    if args.prompt is None and args.template is None:
        raise InputError(
            _("There is no question."), _("Write one behind `ask`, or - to read it, or name a --template.")
        )
    if args.prompt == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    return args.prompt or ""


async def whole_prompt(services: Services, args: argparse.Namespace, written: str) -> str:
    """The template filled in, with what was written behind it; without a template what was written.

    Raises InputError for a template, a value or a blank that is not there; ConfigError.
    """
    if args.template is None:
        if args.set:
            raise InputError(_("--set fills in a template, and none was named."), _("Add --template NAME."))
        return written
    template = await _template(services, args.template)
    values = dict(_pair(text) for text in args.set)
    asked = placeholders(template.text)
    unknown = [name for name in values if name not in asked]
    if unknown:
        raise InputError(
            _("The template {name} does not ask for {what}.").format(
                name=template.name, what=", ".join(unknown)
            ),
            _("It asks for: {names}.").format(names=", ".join(asked) or "—"),
        )
    missing = [name for name, suggestion in asked.items() if not (values.get(name) or suggestion)]
    if missing:
        raise InputError(
            _("The template {name} asks for {what}.").format(name=template.name, what=", ".join(missing)),
            _('Add --set "{name}=…" for each.').format(name=missing[0]),
        )
    return "\n\n".join(filter(None, (filled(template.text, values), written.strip())))


async def _template(services: Services, name: str) -> Template:
    shelf = await services.templates.read()
    found = next((t for t in shelf.templates if t.name.casefold() == name.strip().casefold()), None)
    if found is None:
        known = ", ".join(t.name for t in shelf.templates)
        raise InputError(
            _("There is no template {name} in {folder}.").format(name=name, folder=shelf.folder),
            _("There are: {known}.").format(known=known)
            if known
            else _("A Markdown or text file there is one."),
        )
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(_('"{text}" is not NAME=VALUE.').format(text=text), _("Write --set NAME=VALUE."))
    return name.strip(), value
