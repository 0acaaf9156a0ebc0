"""Draws the README's pictures: the real app over the real core; the answers come from a server on loopback.

    make screenshots        writes screenshots/*.svg

What the models "say" stands below, so that the pictures can be drawn anywhere and again; all else is real:
HTTP, parsing, moderation, the check of the quotes, the store, the embedding model behind the context.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from orquix_tui.bootstrap import build, configure  # noqa: E402
from orquix_tui.tui.app import OrquixApp  # noqa: E402
from tests.loopback import Answer, Fault, Gate, LoopbackServer  # noqa: E402

SIZES = ((80, 24), (120, 40), (220, 60))
FIRST = "What is a good rhythm for backups of a small office?"
QUESTION = "Should our nightly backup be full or incremental?"
NEXT = "How do we test a restore of the invoices with RB-204?"
NOTES = {
    "runbook.md": """\
# Run-book

## RB-204: restore of the invoices

Restore the newest archive into the database `scratch`, run `verify_counts.py` and compare the row counts
with the sheet on the wiki. More than 2 % of difference: stop, and call Ana.

## RB-210: the tape robot

Tapes 11 to 14 are for the monthly archive. The robot wants its door closed for ten seconds before it
counts them.
""",
    "reunión.md": """\
# Reunión de marzo

Ana probó la restauración de las facturas: tardó cuarenta minutos y faltaban dos días. Acordamos repetirla
cada mes y guardar una copia fuera del edificio.
""",
}
MEMBERS = {
    "sonnet": ("anthropic", "Sonnet"),
    "mixtral": ("openai-compatible", "Mixtral"),
    "flash": ("gemini", "Flash"),
    "llama": ("ollama", "Llama at home"),
}
SAYS = {
    "sonnet": """\
**Incremental every night, a full one every week.** A full backup each night copies the same data again
and again; an incremental one copies only what changed.

| | full | incremental |
|---|---|---|
| night | 4 h | 20 min |
| restore | one step | full, then each night |

1. Run a full backup on Sunday.
2. Run incremental backups from Monday to Saturday.
3. Test a restore every month: a backup that was never restored is a hope.
""",
    "mixtral": """\
I would keep **full backups every night** as long as they fit into the night.

> The simplest restore wins when everybody is nervous.

- A restore from one full backup needs no chain of files.
- If one increment is damaged, everything after it is lost.

Test a restore every month, whatever you choose:

```bash
restic restore latest --target /tmp/check
diff -r /srv/data /tmp/check/srv/data
```
""",
    "flash": """\
Incremental backups save time and space. Run a full backup on Sunday and copy only the changes on other
nights.

Keep one copy **outside the building**, and one that cannot be overwritten: malware encrypts backups, too.
""",
}
CLAIMS = (
    ("Run a full backup once a week and incremental ones on the other nights.",
     {"sonnet": "Run a full backup on Sunday", "flash": "Run a full backup on Sunday"},
     {"mixtral": "full backups every night"}),
    ("Test a restore every month.",
     {"sonnet": "Test a restore every month", "mixtral": "Test a restore every month"}, {}),
    ("A damaged increment makes everything after it useless.",
     {"mixtral": "If one increment is damaged, everything after it is lost"}, {}),
    ("Keep one copy outside the building, and one that cannot be overwritten.",
     {"flash": "Keep one copy **outside the building**"}, {}),
)  # fmt: skip

JUDGED = """\
@@base {s}: it gives a plan with days and reasons
@@synthesis
**One full backup a week, increments on the other nights** [{s}][{f}], and a restore tested every month
[{s}][{m}].

The answers contradict each other on one point: [{m}] prefers a full backup every night, because a restore
then needs no chain of files. What decides it is whether the full backup fits into the night; the other two
assume that it does not.

Two things only one answer names are worth taking over: verify each increment, for a damaged one costs all
that follow [{m}], and keep a copy outside the building that cannot be overwritten [{f}].
@@themes
- time against simplicity
- tested restores
@@recommendations
- Measure how long a full backup takes tonight.
- Put a restore test into the calendar.
@@questions
- How long may we be down after a failure?
@@research
- Immutable storage and what it costs
@@end
"""


def judge(request: dict[str, Any]) -> str:
    """The section form, with the letters under which the moderator got the answers."""
    sent = "\n".join(m["content"] for m in request["messages"])
    blocks = re.findall(r"<<<RESPONSE (\w) \w+>>>\n(.*?)\n<<<END", sent, re.DOTALL)
    letter = {name: ltr for name, text in SAYS.items() for ltr, body in blocks if body[:40] == text[:40]}
    lines = ["@@claims"]
    for text, supporters, opponents in CLAIMS:
        sides = " | ".join(
            ", ".join(letter[name] for name in side) for side in (supporters, opponents) if side
        )
        lines.append(f"- ({sides}) {text}")
        lines += [f'  > {letter[name]}: "{quote}"' for name, quote in {**supporters, **opponents}.items()]
    sections = JUDGED.format(s=letter["sonnet"], m=letter["mixtral"], f=letter["flash"])
    return "\n".join(lines) + "\n" + sections


def write_config(home: Path, server: LoopbackServer) -> None:
    """Four kinds of providers, one council, and a moderator that sits in none of its seats."""
    text = ""
    for kind in dict.fromkeys(kind for kind, _ in MEMBERS.values()):
        text += f'[providers.{kind}]\nkind = "{kind}"\nbase_url = "{server.base_url(kind)}"\n'
        text += 'api_key_env = "DEMO_KEY"\n'
    text += '[councils.default]\nmoderator = ["openai-compatible:judge"]\n'
    for model, (kind, label) in MEMBERS.items():
        text += f'[[councils.default.members]]\nprovider = "{kind}"\nmodel = "{model}"\nlabel = "{label}"\n'
    file = home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")


def script(server: LoopbackServer, gate: Gate | None = None) -> None:
    """All answer; with a gate they stop in the middle, and one is not there."""
    for model, text in SAYS.items():
        server.script(model, Answer(text, chunk=12, gate=gate))
    server.script("llama", Answer("A full backup every Sunday night, increments on the others."))
    if gate is not None:
        server.script("llama", Fault(404, message="model 'llama' not found, try pulling it first"))
    server.script("judge", Answer(judge, chunk=60))


class Studio:
    """One app at one size and theme, and the pictures taken of it."""

    def __init__(self, home: Path, size: tuple[int, int], dark: bool) -> None:
        self._size = size
        self._suffix = f"{size[0]}x{size[1]}-{'dark' if dark else 'light'}"
        self.env = {
            "ORQUIX_HOME": str(home),
            "DEMO_KEY": "demo",
            "ORQUIX_UI_THEME": "orquix-dark" if dark else "orquix-light",
        }
        self.app = OrquixApp(build(configure(self.env)))

    def take(self, name: str) -> None:
        """Save the screen as it is."""
        svg = self.app.export_screenshot(title="Orquix TUI")
        (ROOT / "screenshots" / f"{name}-{self._suffix}.svg").write_text(svg, "utf-8")

    async def until(self, pilot: Any, text: str) -> None:
        """Wait until the screen shows it."""
        for _ in range(600):
            await pilot.pause(0.1)
            if text in self.app.export_screenshot().replace("&#160;", " "):
                return
        raise TimeoutError(f"{text!r} did not appear")

    async def ask(self, pilot: Any, prompt: str) -> None:
        """Type and send."""
        await pilot.press("escape")
        self.app.screen.query_one("PromptArea").insert(prompt)  # type: ignore[attr-defined]  # a TextArea
        await pilot.press("enter")


async def shoot(size: tuple[int, int], *, dark: bool, full: bool) -> None:
    """Ask twice, so that the second question has a context; `full` draws every view."""
    with tempfile.TemporaryDirectory() as folder, LoopbackServer() as server:
        home = Path(folder) / "home"
        write_config(home, server)
        script(server)
        studio = Studio(home, size, dark)
        if full:
            await add_notes(home, studio.env)
        async with studio.app.run_test(size=size) as pilot:
            await studio.until(pilot, "council")
            if full:
                await studio.until(pilot, "nothing asked yet")
                studio.take("start")
            await studio.ask(pilot, FIRST)
            await studio.until(pilot, "saved")
            gate = Gate()
            script(server, gate)
            await studio.ask(pilot, QUESTION)
            await asyncio.to_thread(gate.reached.wait, 30)
            gate.release(70)
            await pilot.pause(1.5)
            if full:
                studio.take("streaming")
            gate.open()
            await pilot.pause(0.5)
            await studio.until(pilot, "saved")
            await pilot.press("f5")
            await pilot.pause(0.5)
            studio.take("answers")
            for key, view in (("f6", "synthesis"), ("f8", "metrics")):
                await pilot.press(key)
                await pilot.pause(1.0)
                if full or view == "synthesis":
                    studio.take(view)
            if full:
                await shoot_memory(studio, pilot)


async def shoot_memory(studio: Studio, pilot: Any) -> None:
    """The block before it is sent, a search, and the documents."""
    await pilot.press("f7", "escape")
    studio.app.screen.query_one("PromptArea").insert(NEXT)  # type: ignore[attr-defined]  # a TextArea
    await studio.until(pilot, "will go along with this question")
    await pilot.pause(0.5)
    studio.take("context")
    await pilot.press("ctrl+x", "f")
    await pilot.press(*"restore")
    await studio.until(pilot, "hits")
    await pilot.pause(1.0)
    studio.take("search")
    await pilot.press("escape", "ctrl+x", "d")
    await studio.until(pilot, "runbook.md")
    studio.take("documents")


async def add_notes(home: Path, env: dict[str, str]) -> None:
    """Two documents of the project, with their vectors."""
    folder = home.parent / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    services = build(configure(env))
    try:
        project = await services.store.project("default")
        await services.ingest.add(project, [folder])
        await services.ingest.index(project)
    finally:
        await services.aclose()


async def main() -> None:
    """Every view at 120x40 in the dark; answers and synthesis at every size, dark and light."""
    wanted = sys.argv[1:]  # one size, for example 120x40: only that one, in the dark
    for size in SIZES:
        for dark in (True, False):
            if wanted and not (dark and f"{size[0]}x{size[1]}" in wanted):
                continue
            await shoot(size, dark=dark, full=dark and size == (120, 40))


if __name__ == "__main__":
    asyncio.run(main())
