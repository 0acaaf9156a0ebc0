"""The app: themes, commands, and one screen."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from traceback import walk_tb
from typing import Any, ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from orquix_tui.core.services import Services
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import themes
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.giving_back import give_rows_back
from orquix_tui.tui.key_by_key import KeyByKey
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import hold, keyed, pressed_for, spelled
from orquix_tui.tui.moving import Placed, commands, elsewhere, found, offers_of
from orquix_tui.tui.palette import Palette
from orquix_tui.tui.places import Key
from orquix_tui.tui.screens.workspace import Workspace

_GC_THRESHOLDS = (20_000, 50, 1_000)
"""Rarer collections: with the default ones a quarter of the streaming time goes into them."""
_COMMANDS = (
    *(
        N_("Theme"),
        N_("Change the current theme"),
        N_("Quit"),
        N_("Quit the application as soon as possible"),
    ),
    *(N_("Keys"), N_("Show help for the focused widget and a summary of available keys")),
    *(N_("Hide the keys and widget help panel"), N_("Save an SVG 'screenshot' of the current screen")),
    *(N_("Maximize"), N_("Maximize the focused widget"), N_("Screenshot")),
    *(N_("Minimize"), N_("Minimize the widget and restore to normal size")),
)
"""What Textual calls its own commands."""
_STARTED_S = 2.0
"""After that all is shown, also on a slow machine."""


class OrquixApp(KeyByKey):
    """Sees ports and the core alone; closes the services when it ends."""

    TITLE = "Orquix"
    CSS_PATH = "orquix.tcss"
    # In a text field the key is readline's: so it is a common binding here, and none that goes first.
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in KEYS if key.id == "palette"]
    COMMAND_PALETTE_BINDING = "none"  # which footers would show a second time

    def __init__(self, services: Services, clock: Clock | None = None) -> None:
        give_rows_back()
        super().__init__()
        self._services = services
        self._clock = clock or Clock()
        wanted = services.settings.ui.theme
        self.theme = wanted if wanted in self.available_themes else themes.DEFAULT
        self.set_keymap(services.settings.ui.keys)
        if not services.settings.ui.animations:
            self.animation_level = "none"

    def refresh_css(self, animate: bool = True) -> None:
        """Also called for the first theme, when nothing is there to style: the sheet is not read twice."""
        if any(screen.is_mounted for screen in self.screen_stack):
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def set_keymap(self, keymap: Mapping[str, str]) -> None:
        """Other keys hold, and every text that names one says so."""
        hold(keymap)
        super().set_keymap(keymap)

    def get_default_screen(self) -> Screen[None]:
        """The workspace."""
        return Workspace(self._services, self._clock)

    def on_mount(self) -> None:
        """What exists after the start stays: the collector, at rest until then, need not look at it again."""
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        if not self.is_headless:
            self.set_timer(_STARTED_S, _start_the_collector)

    def _theme_changed(self, theme: Theme) -> None:
        """A theme that was chosen in the palette is kept, as one chosen in the settings is."""
        workspace = self.screen_stack[0]
        if isinstance(workspace, Workspace) and not getattr(self.screen, "TRIES_THEMES", False):
            workspace.keep_theme(theme.name)

    async def on_unmount(self) -> None:
        """Close stores, children and connections."""
        await self._services.aclose()
        gc.unfreeze()  # libraries look at the end for what they made, and call leaked what they cannot see

    def _handle_exception(self, error: Exception) -> None:
        """Whoever is still building or drawing may find no more what is taken away: it, or the whole app."""
        vain = isinstance(error, NoMatches | NoScreen)
        if not (vain and (not self.is_running or _is_going(error))):
            super()._handle_exception(error)

    def action_tell_keys(self) -> None:
        """The keys of where the person stands, then all others."""
        from orquix_tui.tui.dialogs.help import Help

        here = self.screen
        self.push_screen(Help(here.places if isinstance(here, Placed) else (), offers_of(here)))

    async def action_quit(self) -> None:
        """Quit; a run under way is not lost."""
        workspace = self.screen_stack[0]
        if not isinstance(workspace, Workspace):
            self.exit()
        elif await workspace.may_quit():
            self.exit(message=workspace.farewell or None)
        elif self.screen is not workspace:  # under which the reason stands
            self.notify(workspace.stays_for, markup=False)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Our commands first, then Textual's own."""
        ours = isinstance(screen, Placed)
        if ours:
            yield from (self._command(screen, key, node) for key, node in commands(screen))
            yield from (self._there(screen, key, way) for key, way in elsewhere(screen))
        # Our own help shows the keys: a second command of that name would only confuse.
        theirs = (c for c in super().get_system_commands(screen) if c.title != "Keys" or not ours)
        yield from (SystemCommand(_(c.title), _(c.help), c.callback) for c in theirs)

    def _command(self, screen: Screen[Any], key: Key, node: DOMNode) -> SystemCommand:
        """One key as a command, to be carried out by who binds it."""
        return _listed(key, partial(screen.call_later, self.run_action, key.action, node))

    def _there(self, screen: Screen[Any], key: Key, way: str) -> SystemCommand:
        """A deed of another place: go there, so that it is seen what it is done to, and do it."""

        async def do() -> None:
            if (node := found(screen, key.place)) is not None:
                await self.run_action(key.action, node)

        async def go() -> None:
            await self.run_action(f"go({way!r})", screen)
            screen.call_after_refresh(do)

        return _listed(key, partial(screen.call_later, go))

    def action_help_quit(self) -> None:
        """Textual's Ctrl+C where nothing is selected: how to quit, in the language spoken."""
        self.notify(keyed(_("{key[quit]} quits.")), timeout=2)

    def get_key_display(self, binding: Binding) -> str:
        """Textual's short signs; what it writes out is said in the language spoken."""
        return spelled("space").lower() if binding.key == "space" else super().get_key_display(binding)

    @on(events.DeliveryComplete)
    def _picture_kept(self, event: events.DeliveryComplete) -> None:
        event.prevent_default()
        self.notify(_("Saved to {path}").format(path=event.path), markup=False)

    @on(events.DeliveryFailed)
    def _picture_lost(self, event: events.DeliveryFailed) -> None:
        event.prevent_default()
        self.notify(_("The picture could not be saved."), severity="error")

    def action_command_palette(self) -> None:
        """Textual's own palette, in the language spoken."""
        if not isinstance(self.screen, CommandPalette):
            # Without an id: the one before may not quite be gone.
            self.push_screen(Palette(placeholder=_("Search for commands…")))


def _listed(key: Key, run: Callable[[], object]) -> SystemCommand:
    return SystemCommand(key.said, f"{_(key.place.value)}: {spelled(pressed_for(key))}", run)


def _start_the_collector() -> None:
    gc.freeze()  # without looking for garbage first: there is little, and the search takes 50 ms
    gc.set_threshold(*_GC_THRESHOLDS)
    gc.enable()


def _is_going(error: Exception) -> bool:
    """Whether who looked for something is being taken away, as a dialog that is closed before it is built."""
    selves = [frame.f_locals.get("self") for frame, _line in walk_tb(error.__traceback__)]
    seekers = [one for one in selves if isinstance(one, Widget)]
    nodes = seekers[-1].ancestors_with_self if seekers else ()
    return any(isinstance(node, Widget) and node._pruning for node in nodes)  # noqa: SLF001  # nothing else tells
