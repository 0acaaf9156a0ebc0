"""Parts that are made at their first use."""

from __future__ import annotations

import subprocess
import sys

from orquix_tui.bootstrap import build, configure
from orquix_tui.on_demand import on_demand


class _Part:
    name = ""
    made = 0
    closed = 0

    def __init__(self) -> None:
        _Part.made += 1

    def answer(self) -> int:
        return 42

    async def aclose(self) -> None:
        _Part.closed += 1


async def test_a_part_is_made_once_at_its_first_use_and_closed_only_when_it_was_made() -> None:
    part = on_demand(_Part)
    await part.aclose()
    assert (_Part.made, _Part.closed) == (0, 0)

    assert (part.answer(), part.answer()) == (42, 42)
    part.name = "known"
    assert part.name == "known"
    await part.aclose()
    assert (_Part.made, _Part.closed) == (1, 1)


async def test_what_is_put_together_closes_without_having_been_used(tmp_path: object) -> None:
    services = build(configure({"ORQUIX_HOME": str(tmp_path)}))

    assert await services.aclose() == ()


def test_the_app_opens_without_what_only_a_question_or_a_dialog_needs() -> None:
    script = "import orquix_tui.cli.app, orquix_tui.tui.app, sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())

    ours = ("core.moderator", "core.again", "core.run", "export.markdown", "embeddings.hub")
    screens = ("screens.search", "screens.documents", "screens.document_view", "screens.settings_pages")
    dialogs = ("dialogs.compare_again", "dialogs.versions", "dialogs.pick_files", "dialogs.templates")
    late = {f"orquix_tui.{name}" for name in ours} | {
        f"orquix_tui.tui.{name}" for name in (*screens, *dialogs)
    }
    assert not loaded & (late | {"argparse", "markdown_it", "rich.markdown", "pygments", "tomlkit"})
