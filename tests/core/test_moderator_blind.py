"""Who wrote an answer does not show in what the moderator reads; talk about products does."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from orquix_tui.core.moderator.blind import blind, cut, fair_cap
from orquix_tui.core.moderator.form import FormParser
from orquix_tui.core.moderator.letters import letters, shuffled

NAMES = re.compile(
    "Claude|ChatGPT|GPT|Gemini|Grok|OpenAI|Anthropic|Google|Llama|Meta|Mistral|DeepSeek|my-model"
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("As Claude, I think that yes.", "I think that yes."),
        ("As Claude, the answer is 42.", "the answer is 42."),
        ("I'm ChatGPT, a model by OpenAI. Restore it.", "Restore it."),
        ("I’m ChatGPT, a large language model trained by OpenAI, and I cannot browse.", "I cannot browse."),
        (
            "Hello! I am Claude, an AI assistant created by Anthropic to be helpful and honest. Yes.",
            "Yes.",
        ),
        ("Yes. As an AI language model developed by Google, I have no opinion.", "Yes. I have no opinion."),
        ("My name is Gemini 2.5 Pro. Hello.", "Hello."),
        ("I am **Grok**, built by xAI.\n\nNo.", "No."),
        ("Como modelo de OpenAI, no puedo opinar.", "no puedo opinar."),
        ("Soy Gemini, un modelo de lenguaje de Google. La respuesta es no.", "La respuesta es no."),
        (
            "¡Hola! Soy Claude, un asistente de IA creado por Anthropic, y puedo ayudar.",
            "¡Hola! puedo ayudar.",
        ),
        ("Como ChatGPT, no tengo acceso a internet.", "no tengo acceso a internet."),
        ("Me llamo DeepSeek-V3. Sí.", "Sí."),
        ("Creo que, como Claude, no puedo saberlo.", "Creo que, no puedo saberlo."),
        ("ChatGPT: It depends.", "It depends."),
        ("It depends.\n\n— Claude", "It depends."),
        ("I am my-model, and I say no.", "I say no."),
        ("I was trained by Meta on books.", "I was trained on books."),
        ("Well, I am Claude (yes) here.", "Well, I am [a model] (yes) here."),
    ],
)
def test_self_identification_is_removed(text: str, rest: str) -> None:
    seen = blind(text, ["my-model", "A"])

    assert seen.strip() == rest
    assert not NAMES.search(seen)


@pytest.mark.parametrize(
    "text",
    [
        "ChatGPT and Claude are chatbots; OpenAI makes the first.",
        "Tools such as ChatGPT, Gemini and Claude help, I believe.",
        "As Claude Shannon showed, information has a unit.",
        "As ChatGPT, Gemini and Claude show, my point holds.",
        "Herramientas como Claude, Gemini o ChatGPT no bastan.",
        "Modelos como Gemini, no obstante, fallan.",
        "Google trained Gemini on many languages. Anthropic created Claude.",
        "I am Claude Monet's greatest admirer.",
        "Choose a model from OpenAI, or a model by Mistral, as you like.",
        "Use `GPT-4` here:\n\n```python\nmodel = 'gpt-4'\n```",
        "I like Claude. Soy partidario de Gemini.",
    ],
)
def test_ordinary_text_about_models_stays(text: str) -> None:
    assert blind(text) == text


def test_a_hundred_thousand_characters_are_blinded_quickly() -> None:
    text = "As a rule, I am of the opinion that models made by people fail. " * 1600

    assert blind(text) == text


def test_the_cap_is_equal_for_all_and_as_wide_as_fits() -> None:
    assert fair_cap([10, 20], 30) is None
    assert fair_cap([10, 50, 90], 100) == 45
    assert fair_cap([40, 40, 40], 60) == 20
    assert cut("abcdef", 3) == "abc\n[cut here to 3 characters for all]"
    assert cut("abc", 3) == cut("abc", None) == "abc"


def test_letters_come_from_the_seed_and_not_from_the_seats() -> None:
    drawn = [letters(seed, 4) for seed in range(50)]

    assert letters(7, 4) == letters(7, 4)
    assert all(sorted(one.values()) == ["A", "B", "C", "D"] and list(one) == [0, 1, 2, 3] for one in drawn)
    assert len({tuple(one.values()) for one in drawn}) > 10


def test_each_moderation_has_its_own_order_of_blocks() -> None:
    orders = {tuple(shuffled("ABCD", 7, version)) for version in range(1, 20)}

    assert shuffled("ABCD", 7, 1) == shuffled("DCBA", 7, 1)
    assert len(orders) > 5
    for letters_ in ("AB", "ABC"):
        told = [shuffled(letters_, 3, version) for version in range(1, 12)]
        assert all(one != other for one, other in pairwise(told)), "never that of the version before"


_PIECES = [
    "\n", " ", "I am an AI model ", "As a model, ", ", ", ". ", "@@", "- (A, ", "> ", "[A] ", '" ', "(A) ",
    "|", "\n- (A) ", ' > A: "', "<", "**", "… ", "@ ", "1. ", "\\",
    "@@claims ", "> A: \n", "</think>", "\n| A ",
]  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", _PIECES)
def test_hostile_repetition_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    parser = FormParser()

    blind(text)
    parser.feed(f"@@claims\n- (A) x\n{text}\n@@synthesis\n{text}")

    assert parser.finish() is not None
