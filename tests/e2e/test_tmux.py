"""The installed command in tmux, where many live: asked at 80x24, read at 220x60, and quit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import KINDS, SAYS, House
from tests.loopback import Answer

FOUR = [(kind, f"{kind}-model") for kind in KINDS[1:]]
DEADLINE_S = 90.0
COMMAND = Path(sys.executable).with_name("orquix-tui")
Tmux = Callable[..., str]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here"),
    pytest.mark.skipif(not COMMAND.exists(), reason="the command is not installed beside this Python"),
]


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    """A server of its own, with nobody's configuration. Its socket needs a short path."""
    with tempfile.TemporaryDirectory() as folder:
        base = ["tmux", "-S", f"{folder}/s", "-f", "/dev/null"]

        def tell(*words: str, check: bool = True) -> str:
            done = subprocess.run([*base, *words], capture_output=True, text=True, check=check, timeout=60)
            return done.stdout

        yield tell
        tell("kill-server", check=False)


def seen(tmux: Tmux, wanted: str) -> str:
    """The screen, as soon as it shows that."""
    deadline = time.monotonic() + DEADLINE_S
    while wanted not in (screen := tmux("capture-pane", "-p")):
        assert time.monotonic() < deadline, f"{wanted!r} did not appear:\n{screen}"
        time.sleep(0.1)
    return screen


def test_a_question_is_asked_read_and_kept_in_tmux(house: House, tmux: Tmux) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))
    setting = {**house.env, "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    command = shlex.join([*(f"{name}={value}" for name, value in setting.items()), str(COMMAND)])
    # Nothing else of the tests' own surroundings: their COLUMNS would hold whatever size the window has.
    tmux("new-session", "-d", "-x", "80", "-y", "24", f"env -i TERM=$TERM {command}; echo ended with $?; cat")

    seen(tmux, "Ask your council")
    tmux("send-keys", "-l", "How is the weather?")
    seen(tmux, "How is the weather?")
    tmux("send-keys", "Enter")
    seen(tmux, "✓ saved")
    tmux("resize-window", "-x", "220", "-y", "60")
    seen(tmux, "Projects")  # there is room for the sidebar now
    tmux("send-keys", "F6")
    seen(tmux, "quality")
    tmux("send-keys", "C-q")
    seen(tmux, "ended with 0")
