"""A whole Orquix in a temporary folder, talking to the loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orquix_tui.bootstrap import build, configure
from orquix_tui.core.desk import RetryPolicy
from orquix_tui.core.services import Services
from orquix_tui.domain.events import Event
from orquix_tui.domain.models import Interaction, RunRequest
from tests.loopback import Answer, LoopbackServer

KEY = "planted-key-0123456789"
KINDS = ("openai", "anthropic", "openai-compatible", "gemini", "ollama")
JUDGE = "openai-compatible:judge"
SAYS = "Rain falls in winter. Snow falls on the hills. The river rises in spring."
MODERATION = """@@claims
- (A, B) Rain falls in winter.
  > A: "Rain falls in winter"
  > B: "Rain falls in winter"
- (B, C, D) Snow falls on the hills.
  > B: "Snow falls on the hills"
  > C: "Snow falls on the hills"
- (A | D) The river rises in spring.
  > A: "The river rises in spring"
@@base A: it is the clearest
@@synthesis
Rain in winter, snow on the hills [A].
@@themes
- weather
@@recommendations
- look outside
@@questions
- And in summer?
@@research
- rivers
@@end
"""
NO_MODEL = '[embeddings]\nmodel_path = "/nowhere"\n'
"""Switches meaning off: no model process for tests that are about something else."""


@dataclass
class House:
    """Folders, environment and configuration of one test."""

    home: Path
    server: LoopbackServer
    events: list[Event] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """What the program sees; nothing of the machine's own keys."""
        return {"ORQUIX_HOME": str(self.home), "LOOPBACK_KEY": KEY}

    def configure(
        self,
        members: Sequence[tuple[str, str]],
        *,
        moderator: Sequence[str] = (JUDGE,),
        extra: str = NO_MODEL,
    ) -> None:
        """A council of (kind, model) pairs; the provider of a kind bears its name. The judge can judge."""
        self.server.script(JUDGE.partition(":")[2], Answer(MODERATION))
        kinds = list(
            dict.fromkeys([kind for kind, _ in members] + [ref.partition(":")[0] for ref in moderator])
        )
        text = extra
        for kind in kinds:
            if kind != "extractive":
                text += (
                    f'[providers.{kind}]\nkind = "{kind}"\nbase_url = "{self.server.base_url(kind)}"\n'
                    'api_key_env = "LOOPBACK_KEY"\ntimeouts = { first_token = 20, idle = 20, total = 60 }\n'
                )
        chain = ", ".join(f'"{ref}"' for ref in moderator)
        text += f"[councils.default]\nmoderator = [{chain}]\n"
        for kind, model in members:
            text += f'[[councils.default.members]]\nprovider = "{kind}"\nmodel = "{model}"\n'
        file = self.home / "config" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Services]:
        """The program as `bootstrap` builds it, with retries that do not wait."""
        services = build(configure(self.env), retry=RetryPolicy(base_s=0.0, cap_s=0.2))
        try:
            yield services
        finally:
            await services.aclose()

    async def ask(self, services: Services, prompt: str, **options: object) -> Interaction:
        """One run of the default council in the default project; its events are kept."""
        request = await self.request(services, prompt, **options)
        return await services.orchestrator.run(request, self.events.append)

    async def request(self, services: Services, prompt: str, **options: object) -> RunRequest:
        """A request for the default council in the default project."""
        project = await services.store.project("default")
        values = {"project": project, "prompt": prompt, "council": services.councils["default"], **options}
        return RunRequest.model_validate(values)
