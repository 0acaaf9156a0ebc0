"""The synthesis: banner, grade and its reasons, the text as it comes, and the ledger that checks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from orquix_tui.domain.models import Claim, Synthesis
from orquix_tui.domain.status import Quality
from orquix_tui.tui import words
from orquix_tui.tui.keys import Place, bindings
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.answer_panel import EMBEDDED_NOTE, AnswerPanel

_QUALITY_STYLES = {
    Quality.HIGH: "$text-success",
    Quality.MEDIUM: "$text-warning",
    Quality.LOW: "$text-warning",
    Quality.FAILED: "$text-error",
}
_LISTS = (
    ("Key themes", "key_themes"),
    ("Recommendations", "recommendations"),
    ("Suggested questions", "suggested_questions"),
    ("Research areas", "research_areas"),
)


class SynthesisText(LiveMarkdown, can_focus=True):
    """The text, with the keys of the synthesis."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SYNTHESIS)]
    PLACE = Place.SYNTHESIS

    class CancelWanted(Message):
        """Stop comparing; the answers are kept."""

    def action_cancel_moderator(self) -> None:
        """Stop it."""
        self.post_message(self.CancelWanted())

    def action_copy(self) -> None:
        """The synthesis, as Markdown."""
        self.post_message(AnswerPanel.CopyWanted(self.source, "the synthesis"))


class Ledger(VerticalScroll):
    """One card per claim, members by their names."""

    def __init__(self) -> None:
        super().__init__(id="ledger")
        self.border_title = "Ledger"

    def add(self, claim: Claim, names: Mapping[str, str]) -> None:
        """One more claim."""
        self.display = True
        self.mount(Static(claim_card(claim, names), classes="claim", markup=False))

    def show(self, claims: tuple[Claim, ...], names: Mapping[str, str]) -> None:
        """These claims and no others; without any the text has the room."""
        self.display = bool(claims)
        self.remove_children()
        self.mount_all([Static(claim_card(c, names), classes="claim", markup=False) for c in claims])


class SynthesisView(Vertical):
    """Live while the moderator writes, the same afterwards."""

    def __init__(self) -> None:
        super().__init__(id="synthesis-view")
        self._names: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        """Banner above everything, then the grade, then text and ledger."""
        yield Static("", id="synthesis-banner", markup=False)
        yield Static("", id="synthesis-grade", markup=False)
        with Container(id="synthesis-body"):
            yield SynthesisText(id="synthesis-text")
            yield Ledger()

    @property
    def _text(self) -> SynthesisText:
        return self.query_one(SynthesisText)

    def on_mount(self) -> None:
        """Nothing yet."""
        self.clear()

    def clear(self) -> None:
        """No run is shown."""
        self._text.clear()
        self.query_one(Ledger).show((), {})
        self._banner("")
        self._state("No synthesis yet: it begins when the answers are in.")

    # -- told from above -----------------------------------------------------------------------

    def show(self, run: ShownRun) -> None:
        """Another run."""
        self._names = run.names
        synthesis = run.interaction.synthesis
        if synthesis is not None:
            self._text.show(document(synthesis))
            self._finished(synthesis)
            return
        self._text.clear()
        self._text.append("".join(run.synthesis_texts))
        self._banner("")
        self.query_one(Ledger).show(tuple(run.claims), run.names)
        self._state("It begins when the answers are in." if run.live else "This run has no synthesis.")

    def begin(self, moderator: str, names: Mapping[str, str], *, embedded: bool) -> None:
        """A moderator begins; what an earlier one streamed is void."""
        self._names = names
        self._text.clear()
        self.query_one(Ledger).show((), {})
        note = f" · {EMBEDDED_NOTE}" if embedded else ""
        self._state(f"● {moderator} compares the answers…{note}")

    def append(self, text: str) -> None:
        """More of the synthesis."""
        self._text.append(text)

    def add_claim(self, claim: Claim) -> None:
        """One more claim of the ledger."""
        self.query_one(Ledger).add(claim, self._names)

    def finish(self, synthesis: Synthesis | None, names: Mapping[str, str]) -> None:
        """The result. The text that was streamed stays where the reader has it."""
        self._names = names
        if synthesis is None:
            self._state("No synthesis: fewer than two answers can be compared, or it was cancelled.")
            return
        if self._text.source and self._text.source.strip() == synthesis.text.strip():
            self._text.append(lists(synthesis))
            self._text.finish()
        else:
            self._text.show(document(synthesis))
        self._finished(synthesis)

    def reveal(self, passage: Passage) -> None:
        """Look at a passage of the text."""
        self._text.reveal(passage)
        self._text.focus()

    def focus_text(self) -> None:
        """Put the focus where it can scroll."""
        self._text.focus()

    # -- drawing -------------------------------------------------------------------------------

    def _finished(self, synthesis: Synthesis) -> None:
        self._banner(synthesis.banner if synthesis.fallback_used or synthesis.banner else "")
        self.query_one("#synthesis-grade", Static).update(grade(synthesis))
        self.query_one(Ledger).show(synthesis.claims, self._names)
        counts = f"{len(synthesis.consensus_areas)} agreed, {len(synthesis.contradictions)} contested"
        claims = words.plural(len(synthesis.claims), "claim")
        self.query_one(Ledger).border_title = f"{claims}: {counts}"

    def _banner(self, text: str) -> None:
        banner = self.query_one("#synthesis-banner", Static)
        banner.display = bool(text)
        banner.update(f"! {text}")

    def _state(self, text: str) -> None:
        self.query_one(Ledger).border_title = "Ledger"
        self.query_one("#synthesis-grade", Static).update(Content.styled(text, "$foreground-muted"))


def grade(synthesis: Synthesis) -> Content:
    """The grade in words and signs, who wrote it, and why it is graded so."""
    quality = synthesis.quality
    head = Content.assemble(
        (f"{words.QUALITY_SIGNS[quality]} quality {quality.value}", f"bold {_QUALITY_STYLES[quality]}"),
        (f"   by {synthesis.moderator}", "$foreground-muted"),
        (f"   {words.money(synthesis.cost_usd)}" if synthesis.cost_usd else "", "$foreground-muted"),
    )
    reasons = " ".join(synthesis.quality_reasons)
    return head + Content.styled(f"\n{reasons}", "$foreground-muted") if reasons else head


def document(synthesis: Synthesis) -> str:
    """The synthesis with its lists, as Markdown."""
    return synthesis.text.rstrip() + lists(synthesis)


def lists(synthesis: Synthesis) -> str:
    """The themes, recommendations, questions and research areas as Markdown sections."""
    parts = []
    for heading, name in _LISTS:
        entries: tuple[str, ...] = getattr(synthesis, name)
        if entries:
            parts.append(f"\n\n## {heading}\n\n" + "\n".join(f"- {entry}" for entry in entries))
    return "".join(parts)


def standing(claim: Claim) -> tuple[str, str]:
    """How a claim stands, as a word and a style."""
    if claim.opponents:
        return "≠ contested", "bold $text-warning"
    if len(claim.supporters) >= 2:
        return f"= agreed by {len(claim.supporters)}", "bold $text-success"
    if claim.similar:
        return "? compare", "bold $text-primary"
    return "1 only one says", "bold $foreground-muted"


def claim_card(claim: Claim, names: Mapping[str, str]) -> Content:
    """A claim with who holds it, and each quote with whether it was found in that answer."""
    word, style = standing(claim)
    parts: list[Content | tuple[str, str] | str] = [
        (word, style),
        "  ",
        (_who(claim.supporters, names), "$foreground-muted"),
    ]
    if claim.opponents:
        parts.append((f"  against {_who(claim.opponents, names)}", "$text-warning"))
    if claim.similar:
        parts.append((f"  near it: {_who(claim.similar, names)}", "$foreground-muted"))
    parts.append(f"\n{claim.text}")
    for quote in claim.quotes:
        sign, tone = ("✓ found", "$text-success") if quote.found else ("✗ not found", "$text-error")
        parts += [
            "\n  ",
            (sign, tone),
            (f" {_who((quote.letter,), names)}: ", "$foreground-muted"),
            f"“{quote.text}”",
        ]
    return Content.assemble(*parts)


def _who(letters: tuple[str, ...], names: Mapping[str, str]) -> str:
    return ", ".join(f"{letter} {names[letter]}" if letter in names else letter for letter in letters)
