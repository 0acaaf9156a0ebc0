"""One interaction as a Markdown document that reads well on a forge and in a notes program."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from orquix_tui.domain.citing import cited_by
from orquix_tui.domain.models import Claim, ContextItem, Interaction, Quote, Response, RunMetrics, Synthesis
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, dollars, number
from orquix_tui.export.embed import cell, embed, inline

_PATH = re.compile(r"(?<![\w:/.<\\])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\:'\"<>|()]+)*[/\\]([^\s/\\:'\"<>|()]+)")
_SLUG_CHARS = 48
_TITLE_CHARS = 90
_STATEMENT_CHARS = 1200
_QUOTE_CHARS = 200
_STEPS = (
    (N_("Context search"), "context_retrieval_time_ms"),
    (N_("Council"), "ai_orchestration_time_ms"),
    (N_("Moderation"), "moderator_synthesis_time_ms"),
    (N_("Saving"), "background_save_time_ms"),
    (N_("Whole run"), "total_processing_time_ms"),
)
_COUNTS = (
    (N_("Context chunks"), "context_chunks_found"),
    (N_("Answers"), "ai_responses_count"),
    (N_("Failures"), "ai_failures_count"),
)


_SETTLED = (N_("upholds"), N_("withdraws"), N_("unclear"), N_("upheld"), N_("withdrawn"), N_("open"))
"""What members say when they are asked for their evidence, and what comes of it."""


def to_markdown(interaction: Interaction, redact: Redactor) -> str:
    """The whole document; every key is masked, nothing in it is active."""
    parts = [_front_matter(interaction), *_question(interaction)]
    if interaction.synthesis:
        parts += _synthesis(interaction.synthesis)
    parts += _answers(interaction.responses)
    parts += _context(interaction)
    parts += _metrics(interaction.metrics)
    return redact("\n\n".join(part for part in parts if part)) + "\n"


def file_name(interaction: Interaction) -> str:
    """A short safe name: the date, the question's first words in ASCII, the end of the id."""
    plain = unicodedata.normalize("NFKD", interaction.prompt[:400]).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain) or ["question"]
    while len(words) > 1 and len("-".join(words)) > _SLUG_CHARS:
        words.pop()
    slug = "-".join(words)[:_SLUG_CHARS]
    tail = re.sub(r"[^A-Za-z0-9]", "", interaction.id)[-6:]
    return f"{interaction.created_at:%Y-%m-%d}-{slug}-{tail}.md"


# -- the parts -------------------------------------------------------------------------------------


def _front_matter(interaction: Interaction) -> str:
    synthesis = interaction.synthesis
    fields = {
        "project": one_line(interaction.project, 200),
        "date": f"{interaction.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "council": one_line(interaction.council.name, 200),
        "status": interaction.status.value,
        "quality": synthesis.quality.value if synthesis else None,
        "cost_usd": interaction.cost_usd,
        "id": interaction.id,
    }
    # A JSON string is a YAML string too, whatever colons, quotes or dashes it holds.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---"])


def _question(interaction: Interaction) -> list[str]:
    parts = [
        f"# {inline(one_line(interaction.prompt, _TITLE_CHARS))}",
        "## " + _("Question"),
        embed(interaction.prompt, 3),
    ]
    if interaction.attachments:
        names = ", ".join(inline(PurePath(file.name).name) for file in interaction.attachments)
        parts.append(_("Files sent along: {names}").format(names=names))
    return parts


def _synthesis(synthesis: Synthesis) -> list[str]:
    about = _("Quality: **{quality}**. Moderator: {moderator}.").format(
        quality=_(synthesis.quality.value), moderator=inline(synthesis.moderator)
    )
    if synthesis.base_letter:
        reason = f" ({inline(synthesis.base_reason)})" if synthesis.base_reason else ""
        about += _(" Base: {letter}{reason}.").format(letter=inline(synthesis.base_letter), reason=reason)
    parts = ["## " + _("Synthesis")]
    if synthesis.banner:
        parts.append(f"> **{inline(synthesis.banner)}**")
    parts += [about, _list(synthesis.quality_reasons), embed(synthesis.text, 3)]
    for title, entries in (
        (N_("Key themes"), synthesis.key_themes),
        (N_("Recommendations"), synthesis.recommendations),
        (N_("Suggested questions"), synthesis.suggested_questions),
        (N_("Research areas"), synthesis.research_areas),
    ):
        if entries:
            parts += [f"### {_(title)}", _list(entries)]
    if synthesis.claims:
        parts += ["## " + _("Ledger"), _ledger(synthesis.claims)]
        parts += [
            _settled(number, claim) for number, claim in enumerate(synthesis.claims, 1) if claim.outcome
        ]
    return parts


def _settled(number: int, claim: Claim) -> str:
    """What came of asking those concerned by a contradiction."""
    said = [
        f"{inline(one_line(s.letter, 20))} {_(s.stance)}: {inline(one_line(s.text, _STATEMENT_CHARS))}"
        for s in claim.statements
    ]
    put = _("Claim {number} was put to those concerned, and is **{outcome}**:")
    return f"{put.format(number=number, outcome=_(claim.outcome))}\n\n{_list(said)}"


def _ledger(claims: Sequence[Claim]) -> str:
    rows = [
        (
            str(number),
            cell(claim.text),
            _letters(claim.supporters),
            _letters(claim.opponents),
            _letters(claim.similar),
            " · ".join(_quote(quote) for quote in claim.quotes),
        )
        for number, claim in enumerate(claims, 1)
    ]
    return _table(_("#|Claim|For|Against|Similar|Quotes").split("|"), rows)


def _letters(letters: Iterable[str]) -> str:
    return ", ".join(cell(one_line(letter, 20)) for letter in letters)


def _quote(quote: Quote) -> str:
    mark = "" if quote.found else _(" (not found)")
    return f"{cell(one_line(quote.letter, 20))}: “{cell(one_line(quote.text, _QUOTE_CHARS))}”{mark}"


def _answers(responses: Sequence[Response]) -> list[str]:
    parts = ["## " + _("Answers")]
    for response in responses:
        letter = f"{response.letter} · " if response.letter else ""
        parts.append(f"### {letter}{inline(response.label)}")
        parts.append(f"{inline(f'{response.provider}:{response.model}')} · {_figures(response)}")
        if response.error:
            parts.append(f"> **{_message(response.error.cause)}** {_message(response.error.remedy)}".rstrip())
        if response.text.strip():
            parts.append(embed(response.text, 4))
    return parts


def _figures(response: Response) -> str:
    usage = response.usage
    figures = [_(response.status.value)]
    if response.ttft_ms is not None:
        figures.append(_("first token {seconds}").format(seconds=_seconds(response.ttft_ms)))
    if response.latency_ms is not None:
        figures.append(_("{seconds} in all").format(seconds=_seconds(response.latency_ms)))
    if usage.output_tokens is not None:
        given = number(usage.input_tokens) if usage.input_tokens is not None else "?"
        counted = _("{given} tokens in, {returned} out")
        if usage.estimated:
            counted = _("about {given} tokens in, {returned} out")
        figures.append(counted.format(given=given, returned=number(usage.output_tokens)))
    if response.cost_usd is not None:
        figures.append(dollars(response.cost_usd))
    return " · ".join(figures)


def _context(interaction: Interaction) -> list[str]:
    if not interaction.context:
        return []
    citing = cited_by(interaction)
    parts = ["## " + _("Context used")]
    for item in interaction.context:
        parts.append(f"### {item.n} · {inline(item.source)}")
        parts.append(" · ".join(_about(item)))
        parts.append("\n".join(f"> {line}".rstrip() for line in embed(item.text, 4).split("\n")))
        names = ", ".join(inline(label) for label in citing[item.n])
        parts.append(_("Cited by: {names}").format(names=names) if names else _("Cited by nobody."))
    return parts


def _about(item: ContextItem) -> list[str]:
    about = [_("{tokens} tokens").format(tokens=number(item.tokens))]
    if item.score is not None:
        about.append(_("score {score}").format(score=number(item.score, ".2f")))
    if item.words:
        about.append(_("words: {words}").format(words=", ".join(inline(word) for word in item.words)))
    if item.created_at:
        about.append(f"{item.created_at:%Y-%m-%d}")
    if item.pinned:
        about.append(_("pinned"))
    if item.unverified:
        about.append(_("**unverified**"))
    return about


def _metrics(metrics: RunMetrics) -> list[str]:
    rows = [(_(name), _seconds(getattr(metrics, field))) for name, field in _STEPS]
    rows += [(_(name), _number(getattr(metrics, field))) for name, field in _COUNTS]
    parts = ["## " + _("Metrics"), _table(_("Figure|Value").split("|"), rows)]
    for title, notes in ((_("Errors"), metrics.errors), (_("Warnings"), metrics.warnings)):
        if notes:
            parts += [
                f"### {title}",
                "\n".join(f"- {_(note.step)}: {_message(note.message)}" for note in notes),
            ]
    return parts


# -- small forms -----------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(entries: Iterable[str]) -> str:
    return "\n".join(f"- {inline(entry)}" for entry in entries)


def _message(text: str) -> str:
    """A message of the program: of a path of this machine only the last name is told."""
    return inline(_PATH.sub(r"…/\1", text))


def _seconds(ms: float | None) -> str:
    return "–" if ms is None else f"{number(ms / 1000, ',.2f')} s"


def _number(value: int | None) -> str:
    return "–" if value is None else number(value)
