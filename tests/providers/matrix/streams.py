"""The fault matrix as data: what comes after a 200."""

from __future__ import annotations

from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import Answer, Fault
from tests.loopback_script import bytewise, with_comments, with_crlf, with_many_lines
from tests.providers.matrix.cell import SSE, Row
from tests.providers.matrix.rows import GOOD, PART, TEXT

ODD = "Señor 🐦 漢字 — “quotes” e\u0301\n"
MEGABYTE = "0123456789abcdef" * 65_536
BOOK = "All work and no play.\n" * 250_000
HOSTILE = "a\x1b[31mred\x1b[0m \x1b]0;title\x07b\x07\x08\x00\u202ec\r\nd\x9b2Je"
HARMLESS = "ared bc\nde"
MARKUP = "[bold red]not[/] [@click=app.quit]markup[/@click] [[x]] \\[y]"
BARE = {"gemini": Status.FAILED, "ollama": Status.FAILED}
BARE_NOTE = "Gemini and Ollama send nothing before the first word: nothing tells that it was their protocol."
SDKS = {"openai": Status.FAILED, "anthropic": Status.FAILED}

BROKEN = (
    Row("dropped in mid-stream", Status.INTERRUPTED, (Fault("drop", answer=GOOD),), text=PART),
    Row("reset in mid-stream", Status.INTERRUPTED, (Fault("reset", answer=GOOD),), text=PART),
    Row(
        "a clean end without the protocol's end", Status.INTERRUPTED, (Fault("end", answer=GOOD),), text=PART
    ),
    Row(
        "all the text, but no protocol's end",
        Status.INTERRUPTED,
        (Fault("end", after=99, answer=GOOD),),
        text=TEXT,
    ),
    Row("an error event in mid-stream", Status.INTERRUPTED, (Fault("error_event", answer=GOOD),), text=PART),
    Row(
        "an error event that echoes the key",
        Status.INTERRUPTED,
        (Fault("error_event", answer=GOOD, message="Bad key", echo_key=True),),
        text=PART,
    ),
    Row("broken JSON in one event", Status.INTERRUPTED, (Fault("garbage", answer=GOOD),), text=PART),
    Row(
        "dropped before the first word, once",
        Status.COMPLETE,
        (Fault("drop", after=0, answer=GOOD), GOOD),
        2,
        TEXT,
    ),
    Row(
        "an end before the first word, for ever",
        Status.INTERRUPTED,
        (Fault("end", after=0),),
        3,
        but=BARE,
        note=BARE_NOTE,
    ),
    Row(
        "an error event before the first word, once",
        Status.COMPLETE,
        (Fault("error_event", after=0, answer=GOOD), GOOD),
        2,
        TEXT,
    ),
    Row(
        "broken JSON before the first word, once",
        Status.COMPLETE,
        (Fault("garbage", after=0), GOOD),
        2,
        TEXT,
        but=BARE,
        note=BARE_NOTE,
    ),
)

NOT_THE_PROTOCOL = (
    Row("HTML with status 200", Status.FAILED, (Fault("html"),)),
    Row("plain text with status 200", Status.FAILED, (Fault("prose"),)),
    Row(
        "the right answer with the wrong content type",
        Status.COMPLETE,
        (Fault("mislabelled", answer=GOOD),),
        text=TEXT,
        but=SDKS,
        note="The vendors behind the SDKs never do this; gateways do.",
    ),
    Row("an empty body", Status.FAILED, (Fault("empty"),)),
    Row("an empty answer", Status.FAILED, (Fault("no_text"),)),
    Row("nothing but white space", Status.FAILED, (Answer(" \n "),), text=" \n "),
)

ENDS = (
    Row(
        "content filter",
        Status.FILTERED,
        (Answer(TEXT, finish="filter"),),
        text=TEXT,
        kinds=SSE,
    ),
    Row("length limit", Status.TRUNCATED, (Answer(TEXT, finish="length"),), text=TEXT),
    Row("length limit before any text", Status.FAILED, (Answer("", finish="length"),)),
)

FORMS = (
    Row("keep-alive comments", Status.COMPLETE, (Answer(TEXT, wire=with_comments),), text=TEXT, kinds=SSE),
    Row("a hollow event first, usage last", Status.COMPLETE, (Answer(TEXT, hollow=True),), text=TEXT),
    Row(
        "characters of many bytes split over writes",
        Status.COMPLETE,
        (Answer(ODD * 3, chunk=9, wire=bytewise),),
        text=ODD * 3,
    ),
    Row("CRLF for line ends", Status.COMPLETE, (Answer(ODD, wire=with_crlf),), text=ODD),
    Row(
        "an event on several data: lines",
        Status.COMPLETE,
        (Answer(ODD, wire=with_many_lines),),
        text=ODD,
        kinds=SSE,
    ),
    Row("a line of 1 MB", Status.COMPLETE, (Answer(MEGABYTE, chunk=len(MEGABYTE)),), text=MEGABYTE),
    Row("5 MB of text", Status.COMPLETE, (Answer(BOOK, chunk=50_000),), text=BOOK),
    Row("escapes and control characters", Status.COMPLETE, (Answer(HOSTILE, chunk=3),), text=HARMLESS),
    Row("square brackets like markup", Status.COMPLETE, (Answer(MARKUP, chunk=3),), text=MARKUP),
    Row(
        "reasoning of its own kind",
        Status.COMPLETE,
        (Answer(TEXT, reasoning="Let me think."),),
        text=TEXT,
        thought="Let me think.",
    ),
    Row(
        "reasoning inline, between think marks",
        Status.COMPLETE,
        (Answer(f"\n<think>\nLet me think.\n</think>\n\n{TEXT}", chunk=4),),
        text=TEXT,
        thought="Let me think.\n",
        kinds=("openai-compatible", "ollama"),
    ),
)
