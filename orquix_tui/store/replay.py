"""What a run yielded as far as its journal tells."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from orquix_tui.domain.askings import outcome, seated, standing
from orquix_tui.domain.models import (
    Claim,
    ContextItem,
    Failure,
    Interaction,
    Member,
    Note,
    Response,
    RunMetrics,
    Synthesis,
)
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.domain.translate import N_, _
from orquix_tui.store.journal import Line

STOPPED = N_("Orquix was stopped while this answer was arriving.")
NEVER_ASKED = N_("Orquix was stopped before this member began to answer.")
REMEDY = N_("What had arrived is kept; ask again on the answer, or with `orquix-tui retry`.")
UNFINISHED = N_("Orquix was stopped while this was being written.")
BEING_WRITTEN = N_("This is still being written.")
_log = logging.getLogger(__name__)


class Dead(NamedTuple):
    """What a run left whose process is gone. `asked_again`: it had been over, and `askings` came since."""

    interaction: Interaction
    asked_again: bool
    askings: tuple[Response, ...]


def replayed(path: Path) -> Replay | None:
    """The whole journal; None when even its request cannot be read. Raises OSError."""
    with path.open("rb") as file:
        lines = [line for raw in file if (line := decoded(raw)) is not None]
    request = begun(lines[0]) if lines else None
    if request is None:
        return None
    replay = Replay(request, int(lines[0].get("pid", 0)))
    for line in lines[1:]:
        replay.take(line)
    return replay


class Replay:
    """A run as far as its journal tells."""

    def __init__(self, request: Interaction, pid: int = 0) -> None:
        self._request = request
        self._pid = pid
        self._responses = {response.seat: response for response in request.responses}
        self._streams: dict[tuple[str, int], list[str]] = {}
        self._context = request.context
        self._moderator = ""
        self._claims: list[Claim] = []
        self._synthesis: Synthesis | None = request.synthesis
        self._warnings = list(request.metrics.warnings)
        self._finished: Interaction | None = None
        self._council = request.council
        self._before: dict[int, Response] = {}
        """What the seats held that were asked again."""
        self._askings: list[Response] = []

    def take(self, line: Line) -> None:
        """One line; a damaged one is left out."""
        try:
            self._take(line)
        except (ValidationError, KeyError, TypeError) as error:
            _log.warning(
                "A line of the journal of %s was left out: %s", self._request.id, type(error).__name__
            )

    def _take(self, line: Line) -> None:
        match line["is"]:
            case "text" | "reasoning" | "moderation" | "synthesis" as kind:
                self._streams.setdefault((kind, line["seat"]), []).append(line["text"])
            case "started":
                self._set(line["seat"], status=ResponseStatus.RUNNING)
            case "asked":
                self._asked(Response.model_validate(line["response"]), Member.model_validate(line["member"]))
            case "ended":
                self._responses[line["response"]["seat"]] = self._stands(
                    Response.model_validate(line["response"])
                )
            case "context":
                self._context = tuple(ContextItem.model_validate(item) for item in line["items"])
            case "moderator":
                self._moderator = line["name"]
                self._claims.clear()
                for kind in ("moderation", "synthesis"):
                    self._streams.pop((kind, -1), None)
            case "claim":
                self._claims.append(Claim.model_validate(line["claim"]))
            case "moderated" if line["synthesis"] is not None:
                self._synthesis = Synthesis.model_validate(line["synthesis"])
            case "finished":
                self._finished = Interaction.model_validate(line["interaction"])
            case "warned":
                self._warnings.append(Note(step=line["step"], message=line["message"], at=line["at"]))

    def _asked(self, blank: Response, member: Member) -> None:
        if blank.seat in self._responses:
            self._before[blank.seat] = self._responses[blank.seat]
        else:
            self._council = seated(self._council, member)
        self._responses[blank.seat] = blank
        for kind in ("text", "reasoning"):
            self._streams.pop((kind, blank.seat), None)

    def _stands(self, asked: Response) -> Response:
        self._askings.append(asked)
        return standing(self._before.pop(asked.seat, None), asked)

    def dead(self) -> Dead:
        """As it had ended, when only its saving failed; else interrupted, with all its text.

        What had been over stays as it was, but for what was asked since.
        """
        had_ended = self._request.status is not InteractionStatus.RUNNING
        ended = {"council": self._council, "responses": tuple(self._ended(one) for one in self._seats())}
        if self._finished is not None:
            item = self._finished
        elif had_ended:
            item = self._request.model_copy(update=ended)
            item = item.model_copy(update={"status": outcome(item)})
        else:
            rest = self._rest(_(UNFINISHED))
            status = InteractionStatus.INTERRUPTED
            item = self._request.model_copy(update={"status": status, **ended, **rest})
        return Dead(item, had_ended, tuple(self._askings))

    def active(self) -> ActiveRun:
        """How far it has come."""
        item = self._request
        ended = sum(response.status.final for response in self._responses.values())
        return ActiveRun(
            item.id,
            item.project,
            item.prompt,
            item.created_at,
            self._pid,
            ended=ended,
            members=len(self._responses),
            comparing=bool(self._moderator),
        )

    def alive(self, item: Interaction) -> Interaction:
        """The interaction as the store has it, with what has come since."""
        responses = tuple(
            response if response.status.final else response.model_copy(update=self._texts(response.seat))
            for response in self._seats()
        )
        return item.model_copy(
            update={"council": self._council, "responses": responses, **self._rest(_(BEING_WRITTEN))}
        )

    def _seats(self) -> list[Response]:
        return [self._responses[seat] for seat in sorted(self._responses)]

    def _rest(self, why_unfinished: str) -> dict[str, Any]:
        return {
            "context": self._context,
            "synthesis": self._synthesis or self._unfinished(why_unfinished),
            "metrics": RunMetrics(warnings=tuple(self._warnings)),
        }

    def _set(self, seat: int, **values: Any) -> None:
        self._responses[seat] = self._responses[seat].model_copy(update=values)

    def _ended(self, response: Response) -> Response:
        if response.status.final:
            return response
        texts = self._texts(response.seat)
        asked = response.status is ResponseStatus.RUNNING or any(texts.values())
        broken = response.model_copy(
            update={
                "status": ResponseStatus.INTERRUPTED,
                **texts,
                "error": Failure(cause=_(STOPPED if asked else NEVER_ASKED), remedy=_(REMEDY)),
            }
        )
        return self._stands(broken)

    def _texts(self, seat: int) -> dict[str, str]:
        return {kind: self._joined(kind, seat) for kind in ("text", "reasoning")}

    def _unfinished(self, why: str) -> Synthesis | None:
        text = self._joined("synthesis", -1) or self._joined("moderation", -1)
        if not text:
            return None
        return Synthesis(
            moderator=self._moderator or "unknown",
            text=text,
            quality=Quality.LOW,
            quality_reasons=(why,),
            claims=tuple(self._claims),
            banner=why,
        )

    def _joined(self, kind: str, seat: int) -> str:
        return "".join(self._streams.get((kind, seat), ()))


def decoded(raw: bytes) -> Line | None:
    """A line; None for the torn last one of a killed process."""
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def begun(first: Line | None) -> Interaction | None:
    """The interaction of a first line; None when it cannot be read."""
    try:
        return Interaction.model_validate((first or {}).get("interaction"))
    except ValidationError:
        return None
