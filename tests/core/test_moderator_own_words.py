"""Self-identification in many words, and talk about the same products: names must go, and must stay."""

from __future__ import annotations

import re

import pytest

from orquix_tui.core.moderator.blind import blind

OWN = ["vendor/claude-3-opus", "claude-3-opus", "Opus seat"]
NAMES = re.compile(
    r"claude|gpt|gemini|grok|openai|anthropic|google|llama(?!r|do)|\bmeta\b|mistral|deepseek|\bxai\b|qwen|alibaba"
    r"|copilot|microsoft|le chat|opus",
    re.IGNORECASE,
)
SELVES = [
    "Soy Claude, de Anthropic. La respuesta es sí.",
    "Soy Claude, de Anthropic, y creo que sí.",
    "As an AI developed by Google DeepMind, I can't say.",
    "I'm GPT-5. Yes.",
    "I'm GPT-5 and I say yes.",
    "Fui entrenado por Mistral para ayudar. Sí.",
    "fui entrenado por Mistral AI",
    "Yo, Gemini, creo que sí.",
    "Pues yo, Gemini, diría que no.",
    "Speaking as Claude: restore it.",
    "This is ChatGPT. Restore it.",
    "Claude here! Restore it.",
    "Hola, aquí Claude. Restaure.",
    "Como asistente de Anthropic, prefiero no opinar.",
    "Como inteligencia artificial creada por OpenAI, no opino.",
    "As a large language model from Mistral AI, I lack senses.",
    "I, Claude, believe that.",
    "Being GPT-4, I cannot browse.",
    "Siendo Claude, no puedo navegar.",
    "My creators at Anthropic taught me to be careful.",
    "I was created by OpenAI.",
    "I was developed by the team at DeepSeek.",
    "Anthropic trained me to be honest.",
    "OpenAI made me.",
    "Anthropic me entrenó para ser honesto.",
    "Me creó OpenAI.",
    "He sido desarrollada por Alibaba Cloud.",
    "Estoy basado en GPT-4.",
    "I am based on GPT-4 and cannot browse.",
    "I run on Llama 3.",
    "Powered by Gemini.",
    "I'm an AI model called Claude.",
    "I am a large language model, trained by Google.",
    "Soy un modelo de lenguaje grande, entrenado por Google.",
    "Soy un asistente llamado Claude creado por Anthropic.",
    "Mi nombre es Grok y fui creado por xAI.",
    "Me llamo Qwen.",
    "You can call me Copilot.",
    "Puedes llamarme Claude.",
    "Greetings from Claude.",
    "Saludos, Claude",
    "Best regards,\nClaude",
    "— Claude (Anthropic)",
    "**Claude:** Restore it.",
    "[ChatGPT] Restore it.",
    "Answer by GPT-5: Restore it.",
    "Respuesta de Gemini: Restaure.",
    "As Claude Opus 4.1, I would say yes.",
    "As Claude I would say yes.",
    "Como Claude diría que sí.",
    "Como Claude, diría que sí.",
    "Since I'm Claude, I can't.",
    "Because I am a model made by Anthropic, I can't.",
    "Como soy Claude, no puedo.",
    "En mi calidad de Gemini, digo que sí.",
    "En tanto que modelo de Mistral, digo que no.",
    "In my role as ChatGPT, I cannot.",
    "I'm Claude, made by Anthropic.",
    "I'm Claude - an AI by Anthropic - and yes.",
    "I am Claude (an AI assistant made by Anthropic).",
    "**I am Claude**, an AI.",
    "> I'm Claude.",
    "- Soy Gemini.",
    "1. I'm Claude and yes.",
    "Disclaimer: I'm ChatGPT, so check this.",
    "Note: As Gemini, I have no access.",
    "My knowledge (I'm GPT-4o) ends in 2023.",
    "Mi entrenamiento por parte de Google termina en 2024.",
    "My training by OpenAI ended in 2023.",
    "My training data from Anthropic ends in 2024.",
    "OpenAI's policies prevent me from answering.",
    "Las políticas de OpenAI me impiden responder.",
    "As an OpenAI model, I cannot.",
    "As a Google AI model, I cannot.",
    "Como modelo OpenAI, no puedo.",
    "I'm an Anthropic model.",
    "I am Google's Gemini model.",
    "Soy el modelo Gemini de Google.",
    "Soy ChatGPT (OpenAI).",
    "Here at Anthropic we believe so.",
    "We at OpenAI believe so.",
    "I'm Claude 3.5 Sonnet from Anthropic; yes.",
    "Je suis Claude.",
    "I'm claude-3-opus and yes.",
    "I'm Le Chat by Mistral.",
    "soy claude",
    "i am chatgpt",
    "I am ChatGPT-4o.",
    "I am DeepSeek-R1, an AI assistant independently developed by the Chinese company DeepSeek.",
    "Soy DeepSeek, un asistente de inteligencia artificial creado por DeepSeek Inc.",
    "Hi there! I'm Grok 4, built by xAI. Let's see.",
    "I'm not ChatGPT, I'm Claude.",
]
OTHERS = [
    "Claude is better at prose than GPT-5.",
    "OpenAI was founded in 2015 by Sam Altman and others.",
    "Google trained Gemini on TPUs.",
    "Me gusta Claude porque escribe bien.",
    "Soy usuario de ChatGPT desde 2022.",
    "I am a Claude user.",
    "I'm using GPT-4 for this.",
    "I'm a Google engineer.",
    "Yo uso Gemini a diario.",
    "As Claude Monet painted it, light matters.",
    "La respuesta de Gemini a esta pregunta suele ser larga.",
    "This is Claude Shannon's theorem.",
    "This is Gemini season: May 21.",
    "Como Gemini, Claude tiene una ventana grande.",
    "As OpenAI models grow, so does the cost.",
    "Models by Mistral are open. As a model of Google, Gemini has long context.",
    "Powered by Gemini, the assistant in Android answers.",
    "Estoy de acuerdo con OpenAI en esto.",
    "I was trained as a nurse.",
    "Anthropic trained Claude with a constitution.",
    "OpenAI made GPT-4 in 2023.",
    "Meta released Llama 3 in 2024.",
    "I'm sure Apple makes phones.",
    "Claude: a large language model by Anthropic; Gemini: one by Google.",
    "Based on Llama 3, Vicuna is a chat model.",
    "| Claude | Anthropic |\n| Gemini | Google |",
    "## Claude\n\nMade by Anthropic.\n\n## GPT-5\n\nMade by OpenAI.",
    "Soy de la opinión de que Claude basta.",
    "My Google account is full.",
    "You can call me when Gemini is done.",
    "Apple me gusta.",
    "Amazon made me wait.",
    "Google me dio la respuesta.",
    "Meta me parece buena empresa.",
    "OpenAI's policies prevent users from scraping.",
]


@pytest.mark.parametrize("text", SELVES)
def test_no_name_is_left_where_a_model_speaks_of_itself(text: str) -> None:
    seen = blind(f"{text}", OWN)

    assert not NAMES.search(seen), seen


@pytest.mark.parametrize("text", SELVES)
def test_no_name_is_left_in_a_later_paragraph_either(text: str) -> None:
    if any(begun in text for begun in ("**Claude:**", "[ChatGPT]", "Answer by", "Respuesta de")):
        return  # only the head of an answer is its writer's name
    seen = blind(f"Restore a backup each quarter.\n\n{text}", OWN)

    assert seen.startswith("Restore a backup each quarter.")
    assert not NAMES.search(seen), seen


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_said_of_products_stays_word_for_word(text: str) -> None:
    assert blind(text, OWN) == text
