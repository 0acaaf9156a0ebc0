"""What the person does with the text of the synthesis: read it elsewhere, keep it, have it written anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.moving import offers_of
from orquix_tui.tui.outside import run_pager
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.screens.errands import Errands, Work
from orquix_tui.tui.screens.keeping import keep
from orquix_tui.tui.widgets.moderator_head import WORDS, deeds_of
from orquix_tui.tui.widgets.synthesis_view import SynthesisView

if TYPE_CHECKING:
    from orquix_tui.core.again import Wish


class SynthesisDeeds:
    """Beside the comparing and checking, which have a desk of their own."""

    def __init__(
        self,
        screen: Screen[Any],
        presenter: Presenter,
        errands: Errands,
        compare: Callable[[Wish], None],
    ) -> None:
        self._screen = screen
        self._presenter = presenter
        self._errands = errands
        self._compare = compare
        self._view = screen.query_one(SynthesisView)

    def do(self, deed: str) -> bool:
        """Whether that was one of these."""
        match deed:
            case "retry":
                self._retry()
            case "menu":
                self._errands.start(self._menu, "menu", latest=True)
            case "zoom":
                self._view.toggle_class("-zoomed")
                self._view.go_to_text()
            case "pager":
                self._with_text(lambda text: partial(run_pager, self._screen.app, text), "pager")
            case "save":
                self._with_text(lambda text: partial(keep, self._screen, self._name(), text), "save")
            case _:
                return False
        return True

    def _retry(self) -> None:
        """The same moderator, once more, over the same answers."""
        from orquix_tui.core.again import Wish

        run = self._presenter.run
        out = [panel.response.letter for panel in run.panels if panel.left_out] if run else []
        self._compare(Wish(exclude=tuple(out)))

    async def _menu(self) -> None:
        offered = offers_of(self._screen)
        names = [name for name in deeds_of(self._presenter.run) if offered(f"synthesis.{name}")]
        lines = [f"{first_key(f'synthesis.{name}'):6} {_(WORDS[name])}" for name in names]
        at = await self._screen.app.push_screen_wait(Choose(_("The synthesis: what to do"), lines))
        if at is not None:
            await self._view.do(names[at])

    def _with_text(self, work: Callable[[str], Work], name: str) -> None:
        text = self._view.source
        if text.strip():
            self._errands.start(work(text), name, latest=True)
        else:
            self._screen.notify(_("There is no synthesis yet."), timeout=4)

    def _name(self) -> str:
        run = self._presenter.run
        return f"{one_line(run.interaction.prompt, 60) if run else ''} synthesis"
