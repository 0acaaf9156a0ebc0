"""The page of keys: find one, press another, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from orquix_tui.domain.configuring import Change, Drop, Put
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.press_key import PressKey
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import chord_of, spelled
from orquix_tui.tui.places import Key
from orquix_tui.tui.rebinding import clashes, find, keys_of
from orquix_tui.tui.screens.settings_pages import Desk
from orquix_tui.tui.widgets.setting_rows import Row


class KeysPage:
    """Every key of the table, by place."""

    hint = (
        ("settings.choose", N_("another key")),
        ("settings.add", N_("one more")),
        ("settings.remove", N_("the default")),
        ("settings.find", N_("find")),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wanted = ""
        self._by_id = {key.id: key for key in KEYS}

    @property
    def _keymap(self) -> dict[str, str]:
        return self._desk.settings.ui.keys

    @property
    def title(self) -> str:
        """Its name."""
        return _("Keys")

    def rows(self) -> Sequence[Row]:
        """Those that were looked for, else all."""
        return [self._row(key) for key in find(self._keymap, self._wanted)]

    def _row(self, key: Key) -> Row:
        mine = key.id in self._keymap
        about = [f"{_(key.place.value)}: {key.said}."]
        if key.chord:
            about.append(_("Also {chord}.").format(chord=chord_of(key.id)))
        if mine:
            about.append(_("By default: {keys}.").format(keys=spelled(key.key)))
        taken = [text for one in keys_of(key, self._keymap) for text in clashes(key, one, self._keymap)]
        about += taken if mine else []
        return Row(
            key.id,
            key.said,
            spelled(self._keymap.get(key.id, key.key)),
            _("file") if mine else _("default"),
            " ".join(about) + f"\n[ui.keys] {key.id}",
            "warning" if mine and taken else "",
        )

    def choose(self, row: Row) -> None:
        """Another key in the place of those it has."""
        self._desk.start(partial(self._rebind, self._by_id[row.id], more=False))

    def deed(self, name: str, row: Row | None) -> None:
        """One key more, the default again, or the filter."""
        if name == "find":
            self._desk.start(self._find)
        elif row is None:
            return
        elif name == "add":
            self._desk.start(partial(self._rebind, self._by_id[row.id], more=True))
        elif name == "remove":
            self._desk.start(partial(self._desk.change, Drop(("ui", "keys", row.id))))

    def unfilter(self) -> bool:
        """All again; False when nothing was filtered."""
        filtered, self._wanted = bool(self._wanted), ""
        return filtered

    async def _find(self) -> None:
        dialog = AskText(_("Find a key"), self._wanted, _("A word, a place, or a key such as f4."))
        wanted = await self._desk.screen.app.push_screen_wait(dialog)
        if wanted is not None:
            self._wanted = wanted
            self._desk.draw()

    async def _rebind(self, key: Key, *, more: bool) -> None:
        app = self._desk.screen.app
        now = self._keymap.get(key.id, key.key)
        pressed = await app.push_screen_wait(PressKey(key.said, spelled(now)))
        if pressed is None or pressed in now.split(","):
            return
        lost = clashes(key, pressed, self._keymap)
        if lost:
            dialog = Confirm(
                _("{key} is taken").format(key=spelled(pressed)),
                "\n".join(lost),
                yes=_("take it all the same"),
                no=_("leave it"),
            )
            if not await app.push_screen_wait(dialog):
                return
        keys = f"{now},{pressed}" if more else pressed
        change: Change = Put(("ui", "keys", key.id), keys)
        if keys == key.key:
            change = Drop(("ui", "keys", key.id))
        await self._desk.change(change)
