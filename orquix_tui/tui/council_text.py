"""Councils in words: the rows of the editor, and the card that tells who sits in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from orquix_tui.domain.labels import distinct, label_of
from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.settings import CouncilSettings, MemberSettings
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, ngettext, number
from orquix_tui.tui.council_form import CouncilForm, sitting, write_extra
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.widgets.setting_rows import Row

"""US dollars for 1,000 tokens read and 1,000 written; None: not known."""
STRATEGIES: Mapping[str, str] = {
    "": N_("as the settings say"),
    "repair": N_("one answer, mended with what the others add"),
    "select": N_("the best answer as it is, and why"),
    "compare": N_("the ledger alone, nothing merged"),
}
EXTRACTIVE_ABOUT = N_(
    "Needs no language model: it puts what the members say side by side, and claims no agreement."
)
SITS = N_("{ref} also sits in the council: it may prefer itself.")
_PERSONA = 200


@dataclass(frozen=True)
class Told:
    """What is known of a council beyond itself: where it stands, who uses it, whom it cannot ask."""

    source: str = ""
    asked: bool = False
    projects: Sequence[str] = ()
    """The names of the projects that ask it by default."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """By provider: why it cannot be asked now."""
    cost: Callable[[str], str] = lambda _ref: ""
    """What a member costs, in a few cells."""


def labels_of(council: CouncilSettings) -> list[str]:
    """What its members are called."""
    return distinct([member.label or label_of(member.model) for member in council.members])


# -- the card ----------------------------------------------------------------------------------


def card(name: str, council: CouncilSettings, told: Told) -> Content:
    """All of a council, as one reads it."""
    lines = [Content.assemble((name, "bold $text-primary"), "   ", (_standing(told), "$foreground-muted"))]
    for project in told.projects:
        text = _("★ The project “{project}” asks it by default.").format(project=one_line(project, 40))
        lines.append(Content.styled(text, "$text-accent"))
    lines.append(Content(""))
    for at, (label, member) in enumerate(zip(labels_of(council), council.members, strict=True), 1):
        lines += _member(at, label, member, told)
    lines += [Content(""), *_moderator(council)]
    return Content("\n").join(lines)


def _standing(told: Told) -> str:
    parts = [_("● asked now")] if told.asked else []
    return " · ".join([*parts, told.source] if told.source else parts)


def _member(at: int, label: str, member: MemberSettings, told: Told) -> list[Content]:
    ref, problem = f"{member.provider}:{member.model}", told.problems.get(member.provider, "")
    cost = told.cost(ref)
    about = (f"  · {cost}" if cost else "", "$foreground-muted")
    lines = [Content.assemble((f" {at} ", "$foreground-muted"), (label, "bold"), "  ", ref, about)]
    if member.persona:
        lines.append(Content.styled(f"   “{one_line(member.persona, _PERSONA)}”", "italic $foreground-muted"))
    if settings := parameters(member):
        lines.append(Content.styled(f"   {settings}", "$foreground-muted"))
    if problem:
        lines.append(Content.styled(f"   ! {problem}", "$text-warning"))
    return lines


def parameters(member: MemberSettings) -> str:
    """What is not the default of it, in one line."""
    parts = []
    if member.temperature is not None:
        parts.append(_("temperature {value}").format(value=number(member.temperature, "g")))
    if member.max_tokens != MemberSettings.model_fields["max_tokens"].default:
        parts.append(_("at most {n} tokens").format(n=number(member.max_tokens)))
    if not member.send_context:
        parts.append(_("without context"))
    if member.extra:
        parts.append(one_line(write_extra(member.extra), 80))
    return " · ".join(parts)


def _moderator(council: CouncilSettings) -> list[Content]:
    chain = list(council.moderator) or [EXTRACTIVE]
    wanted = council.strategy or ""
    strategy = _(STRATEGIES[wanted])
    lines = [
        Content.assemble((_("Compared by") + " ", "$foreground-muted"), " → ".join(chain)),
        Content.assemble((_("What it makes") + " ", "$foreground-muted"), strategy),
    ]
    warned = ("! " + _(SITS).format(ref=ref) for ref in sitting(chain, council.members))
    return [*lines, *(Content.styled(text, "$text-warning") for text in warned)]


# -- the rows of the editor --------------------------------------------------------------------


def council_rows(form: CouncilForm) -> list[Row]:
    """The council itself."""
    about = _("Its name in the file, after --council, and in the list of councils.")
    strategy = form.strategy or ""
    making = _("What the moderator makes of the answers: {meaning}.").format(meaning=_(STRATEGIES[strategy]))
    adding = keyed(_("One to eight; {key[council.add]} adds one."))

    return [
        Row("name", _("Name"), form.name, "", about),
        Row("strategy", _("Strategy"), strategy or _("as the settings say"), "", making),
        Row("members", _("Members"), many_members(len(form.seats)), "", adding),
    ]


def many_members(n: int) -> str:
    """How many sit there."""
    return ngettext("{n} member", "{n} members", n).format(n=n)


def member_rows(form: CouncilForm, at: int, cost: str, problem: str) -> list[Row]:
    """The values of a member. `cost`: a sentence, `problem`: why nobody can ask it."""
    member = form.seats[at].member
    about = {name: _(text) for name, text in _ABOUT.items()}
    ref = f"{member.provider}:{member.model}"
    sits = "! " + _(SITS).format(ref=ref) if ref in form.chain else ""
    provider_about = "\n".join(part for part in (about["provider"], problem and f"! {problem}") if part)
    model_about = "\n".join(part for part in (_("What is asked."), cost, sits) if part)
    persona = one_line(member.persona or "", _PERSONA)
    temperature = _("the vendor's own") if member.temperature is None else number(member.temperature, "g")
    return [
        Row("provider", _("Provider"), member.provider, "", provider_about, "warning" if problem else ""),
        Row("model", _("Model"), member.model, "", model_about, "warning" if sits else ""),
        Row("label", _("Label"), form.labels[at], "", about["label"]),
        Row("persona", _("Persona"), persona or "—", "", about["persona"]),
        Row("temperature", _("Temperature"), temperature, "", about["temperature"]),
        Row("max_tokens", _("Longest answer"), number(member.max_tokens), "", about["max_tokens"]),
        Row(
            "send_context",
            _("Context"),
            _("goes along") if member.send_context else _("stays here"),
            "",
            about["send_context"],
        ),
        Row("extra", _("Sent as it is"), write_extra(member.extra) or "—", "", about["extra"]),
    ]


_ABOUT = {
    "provider": N_("The connection it is asked through; its address and its key stand in the settings."),
    "label": N_("How its answers are headed. Empty: the model's name; the same name twice is numbered."),
    "persona": N_("What the model is told to be: it goes ahead of every question."),
    "temperature": N_("0 is sober, 2 is wild; some models refuse it. Empty: what the vendor thinks best."),
    "max_tokens": N_("Tokens; an answer that would be longer is cut there, and is still used."),
    "send_context": N_("Whether what the project remembers goes to this member, too."),
    "extra": N_("Further parameters of this vendor, as JSON or TOML: a reasoning effort, for example."),
}


def moderator_rows(form: CouncilForm, cost: Callable[[str], str]) -> list[Row]:
    """The chain: the first that works compares the answers. `cost` says in a sentence what one costs."""
    sits = form.sitting()
    rows = []
    for at, ref in enumerate(form.chain):
        about = [_(EXTRACTIVE_ABOUT) if ref == EXTRACTIVE else cost(ref)]
        if ref in sits:
            about.append("! " + _(SITS).format(ref=ref))
        name = _("First") if at == 0 else _("Substitute {n}").format(n=at)
        rows.append(Row(str(at), name, ref, "", "\n".join(about), "warning" if ref in sits else ""))
    if EXTRACTIVE not in form.chain:
        rows.append(Row("", _("Always last"), EXTRACTIVE, "", _(EXTRACTIVE_ABOUT)))
    return rows
