from __future__ import annotations

import pytest

from orquix_tui.core.context.block import ContextBlock
from orquix_tui.domain.events import ContextFound, ModelAwaited, StepStarted
from orquix_tui.domain.models import Response
from orquix_tui.domain.status import ResponseStatus, Step
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.marking import excerpt, marked
from orquix_tui.tui.next_block import Asked, NextBlock
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.thread_choice import Turn, goes_on, next_mode, told
from orquix_tui.tui.widgets.context_card import CardState, highlighted, reason, title, why
from orquix_tui.tui.widgets.context_view import cited_by
from orquix_tui.tui.widgets.status_bar import StatusBar
from tests.tui import sample
from tests.tui.context_sample import PROMPT, block

TURN = Turn("t", "Why is the sky blue?")


def short(text: str) -> bool:
    return len(text.split()) < 4


# -- marking -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Los Filtros, el FILTRO y filtrado", ("filtro",), ["Filtros", "FILTRO", "filtrado"]),
        ("La canción y las canciones", ("cancion",), ["canción", "canciones"]),
        ("La cancion", ("canción",), ["cancion"]),
        ("E-4021, E-40211 y e-4021", ("E-4021",), ["E-4021", "e-4021"]),
        ("the sun, the sunset", ("sun",), ["sun"]),
        ("infiltrated", ("filtro",), []),
        ("İstanbul straße", ("straße",), ["straße"]),
        ("[b]a+b[/b]", ("a+b",), ["a+b"]),
        ("anything", (), []),
        ("anything", ("",), []),
    ],
)
def test_words_are_marked_in_their_forms_whatever_their_case_and_accents(
    text: str, words: tuple[str, ...], found: list[str]
) -> None:
    assert [text[begin:end] for begin, end in marked(text, words)] == found


def test_an_excerpt_begins_where_the_words_are() -> None:
    far = "Nothing of it here. " * 30 + "At last the filter, and more. " + "After that. " * 30

    assert excerpt(far, ("filter",), 200).startswith("… ")
    assert "the filter" in excerpt(far, ("filter",), 200)[:90]
    assert excerpt("The filter. " + far, ("filter",), 200).startswith("The filter.")
    assert excerpt(far, ("absent",), 200).startswith("Nothing")
    assert excerpt(" a\n\n  b \n", (), 10) == "a\nb"
    assert "filter" in excerpt("x" * 300 + "filter" + " filter", ("filter",), 100)


# -- waiting -----------------------------------------------------------------------------------


def test_the_status_line_says_what_the_context_waits_for_and_not_before_its_end_that_there_is_none() -> None:
    run, bar = ShownRun(sample.interaction(), live=True), StatusBar()
    said = []
    for event in (StepStarted(Step.CONTEXT), ModelAwaited(), ContextFound((), 0), StepStarted(Step.COUNCIL)):
        run.apply(Arrival(event, 0.0, 0.0))
        bar.run_changed(run)
        said.append("".join(piece[0] for piece in bar.left).split("  │  ")[1:])
    seeks, waits = ["● looking for context"], ["● waiting for the embedding model"]
    assert said == [seeks, waits, seeks, ["● asking", "no context"]]


# -- threads -----------------------------------------------------------------------------------


def test_the_thread_is_told_in_every_mode() -> None:
    assert told("auto", None, empty=True) == "thread: auto"
    assert told("auto", TURN, empty=False) == "↳ goes on from: Why is the sky blue? (auto: a follow-up)"
    assert told("auto", None, empty=False) == "new thread (auto)"
    assert told("continue", TURN, empty=True) == "↳ goes on from: Why is the sky blue?"
    assert told("continue", None, empty=False) == "new thread: nothing here to go on from"
    assert told("new", None, empty=False) == "new thread"


def test_only_a_follow_up_or_the_person_s_choice_goes_on() -> None:
    assert goes_on("auto", "And why?", TURN, short) is TURN
    assert goes_on("auto", "How do I keep basil alive?", TURN, short) is None
    assert goes_on("continue", "How do I keep basil alive?", TURN, short) is TURN
    assert goes_on("continue", "And why?", None, short) is None
    assert goes_on("new", "And why?", TURN, short) is None


def test_one_key_goes_through_the_modes() -> None:
    assert [next_mode("auto"), next_mode("continue"), next_mode("new")] == ["continue", "new", "auto"]


# -- the block ---------------------------------------------------------------------------------


def coming(found: ContextBlock | None, **values: object) -> NextBlock:
    asked = Asked("p", PROMPT, "auto", None)
    return NextBlock(asked, 4000, found, **values)  # type: ignore[arg-type]  # named fields of the block


def test_what_is_left_out_is_not_sent_and_the_rest_is_numbered_anew() -> None:
    whole = coming(block(), looking=False)
    assert whole.sent == block()
    assert whole.ready

    less = whole.leaving(block().items[1], out=True)
    assert [(item.n, item.chunk_id) for item in less.sent.items] == [(1, "k2"), (2, "k3"), (3, "k4")]
    assert 0 < less.sent.tokens < whole.sent.tokens
    assert less.leaving(block().items[1], out=True) == less
    assert less.leaving(block().items[1], out=False).sent == block()


def test_what_is_looked_for_is_not_ready() -> None:
    assert not coming(None).ready
    assert not coming(block()).ready
    assert coming(None).sent == ContextBlock()


# -- the card ----------------------------------------------------------------------------------


def test_a_card_says_what_it_is_and_why_it_was_found() -> None:
    pinned, manual, learned, base = block().items

    assert str(title(CardState(pinned, sample.NOON, 1))) == "[1] casa/notas.md › Piscina › Rutina · pinned"
    assert str(title(CardState(learned, sample.NOON, 3))) == "[3] ¿Qué presión aguanta la bomba?"
    assert str(title(CardState(base, sample.NOON, 4))).endswith(" · ! unverified")
    assert str(title(CardState(manual, sample.NOON, 0))).startswith("[-] bombas/manual-serie-e.pdf")
    assert str(title(CardState(manual, sample.NOON, 0))).endswith(" · not sent")
    assert str(title(CardState(manual, sample.NOON, 2, "ban"))).endswith(" · banned")
    assert str(reason(manual, sample.NOON)) == (
        "found by meaning 0.87 · words: filtro, E-4021 · 2025-11-20 · 388 tok"
    )
    assert str(reason(learned, sample.NOON)).endswith("24 tok · ●●● high")
    assert why(base) == "words: E-4021"
    assert why(base.model_copy(update={"words": ()})) == "words"
    assert why(pinned.model_copy(update={"words": ()})) == "your pin"


def test_a_card_names_the_titles_above_its_place_though_they_begin_with_the_source() -> None:
    item = block().items[0].model_copy(update={"source": "Guide", "heading": "Guide › Install"})

    assert str(title(CardState(item, sample.NOON, 1))).startswith("[1] Guide › Install")


def test_what_came_from_outside_is_no_markup_and_no_escape() -> None:
    item = (
        block()
        .items[0]
        .model_copy(
            update={"source": "[red]x[/red]\x1b[31m\ny", "heading": "[b]h[/b]", "words": ("[i]w[/i]",)}
        )
    )

    assert str(title(CardState(item, sample.NOON, 1))).startswith("[1] [red]x[/red] y › [b]h[/b]")
    assert "[i]w[/i]" in str(reason(item, sample.NOON))
    assert str(highlighted("[b]w[/b]", ("w",))) == "[b]w[/b]"


# -- citations ---------------------------------------------------------------------------------


def answer(seat: int, text: str, status: ResponseStatus = ResponseStatus.COMPLETE) -> Response:
    return Response(seat=seat, label=f"M{seat}", provider="p", model="m", status=status, text=text)


def run_of(*answers: Response, live: bool = False) -> ShownRun:
    saved = sample.interaction().model_copy(update={"responses": answers, "synthesis": None})
    return ShownRun(saved, live=live)


def test_a_piece_names_who_cited_it_and_numbers_nobody_gave_are_nothing() -> None:
    run = run_of(answer(0, "So [1] and [9]."), answer(1, "[1, 2]"), answer(2, "`x[2]`"))

    assert cited_by(run, 1, [1, 2]) == "cited by M0, M1"
    assert cited_by(run, 2, [1, 2]) == "cited by M1"
    assert cited_by(run, 3, [1, 2, 3]) == "nobody cited it"
    assert cited_by(run_of(), 1, [1]) == ""


def test_while_others_still_write_nobody_is_said_to_have_cited_nothing() -> None:
    waiting = answer(1, "", ResponseStatus.RUNNING)

    assert cited_by(run_of(answer(0, "none"), waiting, live=True), 1, [1]) == "not cited so far"
    assert cited_by(run_of(waiting, live=True), 1, [1]) == ""


def test_the_synthesis_is_named_too() -> None:
    run = run_of(answer(0, "none"))
    synthesis = sample.synthesis().model_copy(update={"text": "As [1] says."})
    run.interaction = run.interaction.model_copy(update={"synthesis": synthesis})

    assert cited_by(run, 1, [1]) == "cited by the synthesis"
