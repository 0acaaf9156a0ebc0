"""The whole program in the language of a Spanish locale: its help, an error, its screen."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house import House
from tests.terminal import Terminal

pytestmark = pytest.mark.slow


def test_a_spanish_locale_gets_spanish_words_everywhere(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    env = {"PATH": os.environ["PATH"], "LANG": "es_ES.UTF-8", "PYTHONUTF8": "1", **house.env}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "orquix_tui", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)

    helped = run("--help")
    assert helped.stdout.startswith("uso: orquix-tui")
    assert "pregunta al consejo y escribe la síntesis" in helped.stdout
    refused = run("show", "ffffffff")
    assert refused.returncode == 4
    assert "No hay ninguna interacción “ffffffff”" in refused.stderr
    assert "argumentos desconocidos: --nada" in run("ask", "x", "--nada").stderr

    with Terminal(("-m", "orquix_tui"), env, (120, 40)) as terminal:
        screen = terminal.wait_for("Teclas")  # in the last line
        assert "Pregunta a tu consejo" in screen
        assert "Respuestas" in screen
        terminal.send("\x11")
        assert terminal.wait_end() == 0
