"""The synthesis: banner, grade and its reasons, the text as it comes, and the ledger that checks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.models import Claim, Response, Synthesis
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.ledger_text import who
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.places import Place
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.synthesis_text import (
    NOT_CHECKED,
    beside_ledger,
    document,
    grade,
    lists,
    no_synthesis,
    offer,
    vote,
)
from orquix_tui.tui.widgets.answer_panel import EMBEDDED_NOTE, AnswerPanel
from orquix_tui.tui.widgets.cut_text import CutText
from orquix_tui.tui.widgets.deed_line import DeedLine
from orquix_tui.tui.widgets.diff_text import DiffText
from orquix_tui.tui.widgets.find_bar import FindBar
from orquix_tui.tui.widgets.ledger import Ledger
from orquix_tui.tui.widgets.moderator_head import ModeratorDeeds, ModeratorHead

_MUTED = "$foreground-muted"
_NOT_YET = N_("No synthesis yet: it begins when the answers are in.")
Look = Literal["synthesis", "base", "added"]
_LOOKS: tuple[Look, ...] = ("synthesis", "base", "added")


class SynthesisText(LiveMarkdown, can_focus=True):
    """The text; its keys are those of the view."""


class SynthesisView(Vertical):
    """Live while the moderator writes, the same afterwards."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SYNTHESIS)]
    PLACE = Place.SYNTHESIS

    def __init__(self) -> None:
        super().__init__(id="synthesis-view")
        self._run: ShownRun | None = None
        self._look: Look = "synthesis"
        self._built = False
        # Held, not looked up: an app that ends may still mount what it no longer builds.
        self._text = SynthesisText(id="synthesis-text")
        self._find = FindBar(self._text, self._text)
        self._added = DiffText(id="synthesis-added")
        self.ledger = Ledger()
        self._head, self._deeds = ModeratorHead(id="moderator-head"), ModeratorDeeds(id="synthesis-deeds")
        self._banner, self._offer, self._grade, self._looking = (
            CutText("synthesis.zoom", id=f"synthesis-{name}") for name in ("banner", "offer", "grade", "look")
        )

    def compose(self) -> ComposeResult:
        """One line; the rest comes with the first run: a start is spared a third of its widgets."""
        yield self._grade

    def on_mount(self) -> None:
        """Nothing yet."""
        self.clear()

    async def build(self) -> None:
        """Who compares, the banner, what could be done and the grade, then text and ledger. Once."""
        if self._built:
            return
        self._built = True
        reading = Vertical(self._looking, self._text, self._find, self._added, id="synthesis-reading")
        with self.app.batch_update():
            await self.mount(self._head, self._banner, self._offer, before=self._grade)
            await self.mount(Container(reading, self.ledger, id="synthesis-body"), self._deeds)
            self.clear()

    def clear(self) -> None:
        """No run is shown."""
        self._run = None
        self._state(_(_NOT_YET))
        if not self._built:
            return
        self._text.clear()
        self._list((), ())
        self._turn_to("synthesis")
        _say(self._banner, "")
        self.note("")
        self._head.show(None, 0.0)

    # -- told from above -----------------------------------------------------------------------

    def show(self, run: ShownRun) -> None:
        """Another run."""
        self._run = run
        self._turn_to("synthesis")
        synthesis = run.interaction.synthesis
        if synthesis is not None and not run.comparing:
            self._text.show(beside_ledger(synthesis))
            self._finished(synthesis)
            return
        self._text.clear()
        self._text.append("".join(run.synthesis_texts))
        _say(self._banner, "")
        self.note("")
        self._list(run.claims, ())
        self._going_on(run)

    def reword(self) -> None:
        """What was written stays; what is said of it is said again."""
        run, synthesis = self._run, self.synthesis
        if run is None:
            self._state(_(_NOT_YET))
        elif synthesis is None:
            self._going_on(run)
        else:
            self._finished(synthesis)
            self._turn_to(self._look)

    def _going_on(self, run: ShownRun) -> None:
        self._state("" if run.live or run.comparing else no_synthesis(run))  # the head tells of what goes on

    def tick(self, now: float) -> None:
        """Draw the head for this moment."""
        self._head.show(self._run, now)
        self._deeds.show(self._run)

    @property
    def source(self) -> str:
        """What is read, as Markdown; of the synthesis all, also the questions."""
        whole = self.synthesis if self._look == "synthesis" else None
        return document(whole) if whole else self._reading.source

    @property
    def has_text(self) -> bool:
        """Whether there is something to read."""
        return bool(self._text.source.strip())

    def go_to_text(self) -> None:
        """Put the focus on what is read."""
        self._reading.focus()

    async def on_deed_line_chosen(self, event: DeedLine.Chosen) -> None:
        """A click on a word is as good as its key."""
        event.stop()
        self.go_to_text()
        await self.do(event.deed)

    async def do(self, deed: str) -> None:
        """What a word of the last line says."""
        await self.run_action(deed if deed in {"copy", "find"} else f"screen.do('{deed}')")

    def on_descendant_focus(self) -> None:
        """The keys hold here now."""
        self._deeds.lit = True

    def on_descendant_blur(self) -> None:
        """They hold elsewhere."""
        self._deeds.lit = False

    def begin(self, *, embedded: bool) -> None:
        """A moderator begins; what an earlier one streamed is void."""
        self._turn_to("synthesis")
        self._text.clear()
        self._list((), ())
        _say(self._banner, "")
        self.note("")
        self._state(f"! {_(EMBEDDED_NOTE)}" if embedded else "")

    def append(self, text: str) -> None:
        """More of the synthesis."""
        self._text.append(text)

    def add_claim(self, claim: Claim) -> None:
        """One more claim of the ledger."""
        self.ledger.add_claim(claim, self._run.names if self._run else {})

    def finish(self, synthesis: Synthesis | None) -> None:
        """The result. The text that was streamed stays where the reader has it."""
        if synthesis is None:
            self._state(_(NOT_CHECKED) if self.has_text else "")
            return
        self._turn_to("synthesis")
        seen = self._text.source.strip()
        if seen and seen == synthesis.text.strip():
            self._text.append(lists(synthesis, questions=False))
            self._text.finish()
        elif seen != beside_ledger(synthesis).strip():
            self._text.show(beside_ledger(synthesis))
        self._finished(synthesis)

    def refresh_marks(self) -> None:
        """The vote, or what could be done about it, is another one now."""
        synthesis = self.synthesis
        if self._run is not None and synthesis is not None:
            now = self._run.moderating.synthesis  # whose moderator the head names
            by = now is None or now.version != synthesis.version
            _say(self._grade, grade(synthesis, vote(self._run), by=by))
            self.note(offer(self._run, synthesis))

    def note(self, text: str) -> None:
        """A line above the text; empty takes it away."""
        _say(self._offer, f"→ {text}" if text else "")

    def reveal(self, passage: Passage) -> None:
        """Look at a passage of the text."""
        self._turn_to("synthesis")
        self._text.reveal(passage)
        self._text.focus()

    def go_into(self) -> None:
        """Put the focus on the ledger, or on the text when there is none."""
        self.call_next(self._go_into)

    async def _go_into(self) -> None:
        await self.build()
        if self.ledger.display:
            self.ledger.focus()
        else:
            self._reading.focus()

    @property
    def synthesis(self) -> Synthesis | None:
        """The one that is shown, when it is whole."""
        if self._run is None or self._run.comparing:
            return None
        return self._run.interaction.synthesis

    # -- synthesis, best single response, what was added -----------------------------------------

    def turn(self) -> bool:
        """The next of the three; False when this synthesis is built on no single response."""
        synthesis, base = self.synthesis, self._base()
        if synthesis is None or base is None:
            return False
        look = _LOOKS[(_LOOKS.index(self._look) + 1) % len(_LOOKS)]
        if look == "base":
            self._text.show(base.text)
        elif look == "added":
            self._added.show(base.text, synthesis.text)
        else:
            self._text.show(beside_ledger(synthesis))
        self._turn_to(look)
        self._reading.focus()
        return True

    def _turn_to(self, look: Look) -> None:
        focused = self._reading.has_focus
        self._look = look
        self._text.display, self._added.display = look != "added", look == "added"
        if focused:
            self._reading.focus()
        base = self._base()
        if look == "synthesis" or base is None or self._run is None or self.synthesis is None:
            _say(self._looking, "")
            return
        name = who((base.letter,), self._run.names)
        reason = self.synthesis.base_reason
        texts = {
            "base": _("Best single response: {name}").format(name=name) + (f" — {reason}" if reason else ""),
            "added": _("From the best single response ({name}) to the synthesis").format(name=name),
        }
        _say(self._looking, texts[look])

    @property
    def _reading(self) -> SynthesisText | DiffText:
        return self._added if self._look == "added" else self._text

    def _base(self) -> Response | None:
        """The response that the synthesis is built on."""
        synthesis = self.synthesis
        if self._run is None or synthesis is None or not synthesis.base_letter:
            return None
        responses = self._run.interaction.responses
        return next((r for r in responses if r.letter == synthesis.base_letter), None)

    def action_copy(self) -> None:
        """What is read, as Markdown."""
        if not self.has_text:
            self.notify(_("There is no synthesis yet."), timeout=4)
            return
        names = {
            "synthesis": _("the synthesis"),
            "base": _("the best single response"),
            "added": _("what was added"),
        }
        self.post_message(AnswerPanel.CopyWanted(self.source, names[self._look]))

    def action_find(self) -> None:
        """Find words in the text; what was added is read as a whole."""
        if not self.has_text:
            self.notify(_("There is no synthesis yet."), timeout=4)
        elif self._look != "added":
            self._find.open()

    # -- drawing -------------------------------------------------------------------------------

    def _finished(self, synthesis: Synthesis) -> None:
        _say(self._banner, f"! {synthesis.banner}" if synthesis.banner else "")
        self._list(synthesis.claims, synthesis.suggested_questions)
        self.refresh_marks()

    def _list(self, claims: Sequence[Claim], questions: Sequence[str]) -> None:
        """Fill the ledger; when nothing is left to stand on, who stood there goes on in the text."""
        held = self.ledger.has_focus
        self.ledger.show(claims, questions, self._run.names if self._run else {})
        if held and not self.ledger.display:
            self._reading.focus()

    def _state(self, text: str) -> None:
        _say(self._grade, Content.styled(text, _MUTED))


def _say(line: Static, text: str | Content) -> None:
    """A line that is there only when it says something."""
    line.display = bool(text)
    line.update(text)
