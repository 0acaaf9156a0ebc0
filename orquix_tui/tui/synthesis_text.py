"""What stands above and below a synthesis: its grade, what could be done about it, its lists."""

from __future__ import annotations

from textual.content import Content

from orquix_tui.domain.models import Synthesis
from orquix_tui.domain.status import Quality
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.keys import first_key, keyed
from orquix_tui.tui.ledger_text import agreement, who
from orquix_tui.tui.moderator_state import moderator_name
from orquix_tui.tui.shown import ShownRun

_QUALITY_STYLES = {
    Quality.HIGH: "$text-success",
    Quality.MEDIUM: "$text-warning",
    Quality.LOW: "$text-warning",
    Quality.FAILED: "$text-error",
}
_QUESTIONS = "suggested_questions"
_LISTS = (
    (N_("Key themes"), "key_themes"),
    (N_("Recommendations"), "recommendations"),
    (N_("Suggested questions"), _QUESTIONS),
    (N_("Research areas"), "research_areas"),
)
_MUTED = "$foreground-muted"
NOT_CHECKED = N_("It was not finished: what stands here has no grade, and nobody checked it.")


def grade(synthesis: Synthesis, voted: str = "", *, by: bool = True) -> Content:
    """The grade in words and signs, `by` whom, how far the answers agree, and why it is graded so."""
    quality = synthesis.quality
    said = _("quality {grade}").format(grade=_(quality.value))
    name = _("by {moderator}").format(moderator=moderator_name(synthesis.moderator)) if by else ""
    version = _("version {n}").format(n=synthesis.version) if synthesis.version > 1 else ""
    made = " · ".join(part for part in (name, version) if part)
    head = Content.assemble(
        (f"{words.QUALITY_SIGNS[quality]} {said}", f"bold {_QUALITY_STYLES[quality]}"),
        (f"   {made}" if made else "", _MUTED),
        (f"   {words.money(synthesis.cost_usd)}" if synthesis.cost_usd else "", _MUTED),
    )
    counted = agreement(synthesis.claims) if synthesis.claims else ""
    second = "   ".join(part for part in (counted, voted) if part)
    reasons = " ".join(synthesis.quality_reasons)
    lines = [head, Content(second) if second else None, Content.styled(reasons, _MUTED) if reasons else None]
    return Content("\n").join(line for line in lines if line is not None)


def vote(run: ShownRun) -> str:
    """What the person found better; empty when nothing was said."""
    if not run.voted:
        return ""
    chosen = _("the synthesis") if run.voted == "synthesis" else who((run.voted,), run.names)
    return _("★ your vote: {choice}").format(choice=chosen)


def offer(run: ShownRun, synthesis: Synthesis) -> str:
    """Why comparing again would give something else; empty when it would not."""
    told = []
    if synthesis.excluded:
        told.append(_("Made without {names}.").format(names=who(synthesis.excluded, run.names)))
    late = run.late(synthesis)
    if late:
        text = _("{names} answered after this comparison had begun.")
        told.append(text.format(names=who(late, run.names)))
    return " ".join([*told, keyed(_("{key[synthesis.again]} compares again."))]) if told else ""


def document(synthesis: Synthesis) -> str:
    """The synthesis with its lists, as Markdown."""
    return synthesis.text.rstrip() + lists(synthesis)


def beside_ledger(synthesis: Synthesis) -> str:
    """The same without the questions: they stand in the ledger, where they can be asked."""
    return synthesis.text.rstrip() + lists(synthesis, questions=False)


def lists(synthesis: Synthesis, *, questions: bool = True) -> str:
    """The themes, recommendations, questions and research areas as Markdown sections."""
    parts = []
    for heading, name in _LISTS:
        entries: tuple[str, ...] = getattr(synthesis, name) if questions or name != _QUESTIONS else ()
        if entries:
            parts.append(f"\n\n## {_(heading)}\n\n" + "\n".join(f"- {entry}" for entry in entries))
    return "".join(parts)


def no_synthesis(run: ShownRun) -> str:
    """Why there is none, and what makes one."""
    if run.synthesis_texts:
        told = _(NOT_CHECKED)
    elif sum(panel.status.usable for panel in run.panels) < 2:
        return _("This run has no synthesis: it takes two answers to compare.")
    else:
        told = _("This run has no synthesis.")
    again = _("{key} compares its answers now.").format(key=first_key("synthesis.again"))
    return f"{told} {again}"
