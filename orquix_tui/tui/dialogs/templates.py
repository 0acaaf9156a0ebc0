"""A dialog that lists the templates of prompts: filtered as one types, each shown before it is taken."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from orquix_tui.domain.desk_ports import Shelf, Template
from orquix_tui.domain.placeholders import PLACEHOLDER, placeholders
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.widgets.options import Options


class Keep:
    """What was chosen: save what stands in the prompt as a template."""


KEEP = Keep()


class Templates(Dialog[Template | Keep | None]):
    """Gives back the template to use, or `KEEP`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TEMPLATES)]
    PLACE = Place.TEMPLATES

    def __init__(self, shelf: Shelf, *, can_keep: bool) -> None:
        super().__init__()
        self._shelf = shelf
        self._can_keep = can_keep
        self._listed: list[Template | Keep] = []

    def compose(self) -> ComposeResult:
        """The filter above the list, what is under the cursor beside it."""
        with Vertical(classes="dialog templates") as box:
            box.border_title = _("Templates")
            box.border_subtitle = keyed(_("{key[dialog.take]} takes it · {key[dialog.close]} cancels"))
            yield LineInput(placeholder=_("type to narrow the list"), id="template-filter")
            with Horizontal(id="template-body"):
                yield Options(id="template-list", markup=False, compact=True)
                with VerticalScroll(id="template-preview", can_focus=False):
                    yield Static(markup=False)
            yield Static("\n".join(self._shelf.troubles), id="template-troubles", markup=False)

    def on_mount(self) -> None:
        """All of them."""
        self.query_one("#template-troubles").display = bool(self._shelf.troubles)
        self._narrow("")

    @on(Input.Changed, "#template-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    @on(Input.Submitted, "#template-filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    @on(OptionList.OptionHighlighted)
    def _pointed_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._preview(event.option_index)

    def action_step(self, by: int) -> None:
        """The next or the previous one, while one goes on typing."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        templates = [t for t in self._shelf.templates if _holds(t, wanted)]
        self._listed = [*templates, *([KEEP] if self._can_keep else [])]
        self._list.clear_options()
        self._list.add_options(_line(one) for one in self._listed)
        self._list.highlighted = 0 if self._listed else None
        self._preview(0 if self._listed else None)

    def _preview(self, at: int | None) -> None:
        one = self._listed[at] if at is not None and at < len(self._listed) else None
        self.query_one("#template-preview Static", Static).update(self._shown(one))
        self.query_one("#template-preview", VerticalScroll).scroll_home(animate=False)

    def _shown(self, one: Template | Keep | None) -> Content:
        if isinstance(one, Template):
            asked = ", ".join(placeholders(one.text))
            head = _("asks for: {names}").format(names=asked) if asked else _("asks for nothing")
            text = Content(one.text).highlight_regex(PLACEHOLDER, style="bold $text-accent")
            return Content.assemble((f"{head}\n\n", "$foreground-muted"), text)
        if self._shelf.templates and one is None:
            return Content.styled(_("No template has these words in its name or text."), "$foreground-muted")
        return Content.styled(explained(self._shelf.folder), "$foreground-muted")

    def _take(self, at: int | None) -> None:
        if at is not None and at < len(self._listed) and self.is_active:
            self.dismiss(self._listed[at])


def explained(folder: str) -> str:
    """What a template is and where it lies."""
    return _(
        "A template is a prompt to use again: a Markdown or text file in\n{folder}\n\n"
        "Where {blank} or {suggested} stands in it, you are asked what to put there.\n\n"
        "Write a prompt and open this list again to keep it as one."
    ).format(folder=folder, blank="{{name}}", suggested="{{name|suggestion}}")


def _holds(template: Template, words: list[str]) -> bool:
    text = f"{template.name}\n{template.text}".casefold()
    return all(word in text for word in words)


def _line(one: Template | Keep) -> str:
    if isinstance(one, Keep):
        return _("+ Keep this prompt as a template…")
    holes = len(placeholders(one.text))
    return f"{one.name}  " + (ngettext("{n} blank", "{n} blanks", holes).format(n=holes) if holes else "")
