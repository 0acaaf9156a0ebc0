"""What texts are found by, word for word."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orquix_tui.store.words_terms import query_terms, text_terms, written_in

SENTENCE = {"es": "el de la que", "en": "the of that and"}
PROSE = st.text(max_size=300)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["canciones", "E-4021", "BC 547", "don't", "ErrConnRefused", "C++", "玫瑰花", "ภาษา", "the"]
        ),
        st.text(min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=12,
)


def forms(text: str) -> set[str]:
    return set(text_terms(text).split())


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "canción", "CANCIONES"),
        ("es", "cancion", "canciones"),
        ("es", "educación", "educacion"),
        ("es", "rosal", "rosales"),
        ("es", "podando", "podar"),
        ("es", "commits", "commit"),
        ("en", "rivers", "river"),
        ("en", "connected", "connecting"),
        ("en", "Straße", "STRASSE"),
        ("en", "E-4021", "e4021"),
        ("es", "BC 547", "BC547"),
        ("en", "BC-547", "bc 547"),
        ("en", "ERR_CONN_REFUSED", "ErrConnRefused"),
        ("en", "AX-200/B", "ax200b"),
        ("es", "RFC 9110", "rfc9110"),
        ("es", "ｆｕｌｌ", "full"),
    ],
)
def test_two_ways_to_write_a_word_share_a_form(language: str, one: str, other: str) -> None:
    asked = {form for term in query_terms(one) for form in term.forms}
    assert asked & forms(f"{SENTENCE[language]} {other}")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("AX-200/B", {"ax", "200", "b", "ax200", "200b", "ax200b"}),
        ("v2.3.1", {"v", "2", "3", "1", "v2.3.1"}),
        ("0x80070057", {"80070057", "0x80070057"}),
        ("ERR_CONN_REFUSED", {"err", "conn", "refus", "errconnrefus"}),
        ("getUserById", {"get", "user", "by", "id"}),
        ("file.names", {"file", "name"}),
        ("URLs", {"url"}),
        ("192.168.0.1", {"192.168.0.1", "192"}),
        ("玫瑰花", {"玫瑰", "瑰花", "花"}),
        ("C++", {"c", "c++"}),
    ],
)
def test_an_identifier_is_kept_whole_and_in_parts(written: str, parts: set[str]) -> None:
    assert parts <= forms(f"of the {written}")


def test_versions_that_differ_only_by_their_dots_stay_apart() -> None:
    assert "v2.3.1" not in forms("v23.1")
    assert not {form for term in query_terms("2.31") if term.whole for form in term.forms} & forms("23.1")


def test_function_words_are_asked_for_only_when_there_is_nothing_else() -> None:
    assert [term.written for term in query_terms("Why is the sea so salty?")] == ["sea", "salty"]
    assert [term.written for term in query_terms("¿Por qué es salado el mar?")] == ["salado", "mar"]
    assert [term.written for term in query_terms("The Who")] == ["The", "Who"]


def test_a_query_is_cut_before_it_is_read() -> None:
    assert len(query_terms("word1 " * 100_000)) < 10
    assert len(query_terms(" ".join(f"word{n}" for n in range(100_000)))) <= 200


@given(WORDS)
def test_every_word_of_a_text_finds_it(words: list[str]) -> None:
    text = " ".join(words)
    for word in words:
        for term in query_terms(word):
            assert term.whole or written_in([term], text), (word, term)


@given(PROSE)
@example("iF")
def test_a_text_is_found_by_itself_and_its_forms_never_hold_what_the_index_would_take_for_syntax(
    text: str,
) -> None:
    for form in text_terms(text).split():
        assert not set(form) & set("\"'()*^:-\x00"), form
    terms = query_terms(text)
    assert not terms or written_in(terms, text)
