from __future__ import annotations

import pytest

from orquix_tui.providers.wire import LONGEST_LINE, EventStream, Frames, JsonLines, LineTooLongError


def frames(parser: Frames, *reads: bytes) -> list[tuple[str, str]]:
    found = [frame for data in reads for frame in parser.feed(data)]
    return found + parser.close()


def one_by_one(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_ends_a_line(end: bytes) -> None:
    data = end.join([b"event: delta", b"data: one", b"data: two", b"", b"data: three", b"", b""])
    expected = [("delta", "one\ntwo"), ("", "three")]
    assert frames(EventStream(), data) == expected
    assert frames(EventStream(), *one_by_one(data)) == expected


def test_comments_ids_and_retry_times_are_nothing() -> None:
    assert frames(EventStream(), b": ping\n\nid: 7\nretry: 3\n\ndata:x\n\n") == [("", "x")]


def test_only_one_space_after_the_colon_is_dropped() -> None:
    assert frames(EventStream(), b"data:  two spaces\n\ndata\n\n") == [("", " two spaces"), ("", "")]


def test_a_character_cut_by_a_read_stays_whole() -> None:
    text = "señal 🐦 漢字"
    assert frames(EventStream(), *one_by_one(f"data: {text}\n\n".encode())) == [("", text)]
    assert frames(JsonLines(), *one_by_one(f'"{text}"\n'.encode())) == [("", f'"{text}"')]


def test_a_byte_order_mark_at_the_beginning_is_dropped() -> None:
    assert frames(EventStream(), b"\xef\xbb\xbfdata: x\n\n") == [("", "x")]


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    assert frames(EventStream(), b"data: a\xffb\n\n") == [("", "a\ufffdb")]


def test_a_megabyte_in_one_line_comes_through_in_small_reads() -> None:
    line = b"data: " + b"x" * 1_000_000 + b"\n\n"
    reads = [line[i : i + 1000] for i in range(0, len(line), 1000)]
    [(_, data)] = frames(EventStream(), *reads)
    assert len(data) == 1_000_000


def test_a_line_that_never_ends_is_refused() -> None:
    parser = JsonLines()
    parser.feed(b"x" * LONGEST_LINE)
    with pytest.raises(LineTooLongError):
        parser.feed(b"x")


def test_the_last_event_may_lack_its_blank_line() -> None:
    assert frames(EventStream(), b"data: [DONE]") == [("", "[DONE]")]
    assert frames(JsonLines(), b'{"a": 1}\n\n{"b": 2}') == [("", '{"a": 1}'), ("", '{"b": 2}')]


def test_an_empty_read_is_nothing() -> None:
    assert frames(EventStream(), b"", b"data: x\n", b"", b"\n") == [("", "x")]
