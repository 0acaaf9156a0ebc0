"""The head of the synthesis: who compares, and how it stands, for this moment of the clock."""

from __future__ import annotations

from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.moderator_state import moderator_name
from orquix_tui.tui.panel_state import Header
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.answer_panel import TONES
from orquix_tui.tui.widgets.deed_line import Deed, DeedLine
from orquix_tui.tui.widgets.lines import Line

_LEAST = 8
WORDS = {
    "cancel": N_("cancel"),
    "again": N_("compare again"),
    "retry": N_("the same once more"),
    "copy": N_("copy"),
    "pager": N_("pager"),
    "save": N_("save"),
    "zoom": N_("zoom"),
    "find": N_("find"),
    "versions": N_("versions"),
    "vote": N_("vote"),
}
_GOING_ON = ("cancel", "copy", "pager", "find", "zoom")
_OVER = ("again", "retry", "copy", "pager", "save", "find", "zoom", "versions", "vote")


def deeds_of(run: ShownRun | None) -> tuple[str, ...]:
    """What can be done now, by the names of the keys, most useful first."""
    return _GOING_ON if run is not None and run.moderating.going_on else _OVER


class ModeratorHead(Line):
    """There while something is being compared, and afterwards with what it took."""

    _who = ""
    _said = Header("", ("",), "wait")

    def show(self, run: ShownRun | None, now: float) -> None:
        """Draw it; without a moderation of now there is nothing to say."""
        self.display = run is not None and (run.live or run.moderating.asked_at is not None)
        if run is None or not self.display:
            return
        usable = sum(panel.status.usable for panel in run.panels)
        answers = _("{n} of {all} are in").format(n=usable, all=len(run.panels))
        self._said = run.moderating.header(now, answers=answers)
        self._who = moderator_name(run.moderating.name) or _("moderator")
        self.on_resize()

    def on_resize(self) -> None:
        """Another width: as much of it as fits now."""
        width, name, header = self.content_size.width, self._who, self._said
        status = header.fit(max(width - min(len(name), _LEAST) - 3, 1))
        self.left = ((f" {words.middle(name, max(width - len(status) - 3, _LEAST))}", "bold"),)
        self.right = ((f"{status} ", TONES[header.tone]),)


class ModeratorDeeds(DeedLine):
    """What can be done with the synthesis."""

    def show(self, run: ShownRun | None) -> None:
        """As it stands now."""
        going_on = run is not None and run.moderating.going_on
        there = run is not None and run.interaction.synthesis is not None
        self.display = going_on or there
        names = deeds_of(run)
        self.deeds = tuple(Deed(name, first_key(f"synthesis.{name}"), _(WORDS[name])) for name in names)
