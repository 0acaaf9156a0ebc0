"""A saved interaction, compared again without asking its members; a contradiction, put to those concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.desk import Desk
from orquix_tui.core.moderator import AIModerator, ModerationJob
from orquix_tui.core.moderator.resolve import resolve
from orquix_tui.core.prompt import moderator_context
from orquix_tui.core.turns import turns_before
from orquix_tui.domain.askings import outcome
from orquix_tui.domain.errors import InputError, ModerationError
from orquix_tui.domain.models import Interaction, Response, Synthesis, now
from orquix_tui.domain.ports import Emit, Store
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.translate import _


@dataclass(frozen=True, slots=True)
class Wish:
    """How to compare this time. Empty and None: as it was, or as the configuration says.

    `exclude` are labels or letters of responses to leave out.
    """

    chain: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    settings: ModeratorSettings | None = None


class Again:
    """Every result is a further version, and holds from then on: it is shown, exported and remembered."""

    def __init__(
        self,
        store: Store,
        moderator: AIModerator,
        context: ContextManager,
        desk: Desk,
        settings: ModeratorSettings,
    ) -> None:
        self._store = store
        self._moderator = moderator
        self._context = context
        self._desk = desk
        self._settings = settings

    async def moderate(self, interaction: Interaction, wish: Wish, emit: Emit) -> Interaction:
        """The interaction with its new synthesis.

        Raises InputError when fewer than two usable responses are left, ModerationError when the moderators
        gave nothing (what there was stays), StoreError.
        """
        versions = await self._store.syntheses(interaction.id)
        job = ModerationJob(
            question=interaction.prompt,
            context_text=moderator_context(interaction, await turns_before(self._context, interaction)),
            responses=interaction.responses,
            chain=wish.chain or interaction.council.moderator,
            seed=interaction.seed,
            previous_version=max((s.version for s in versions), default=0),
            settings=wish.settings,
            excluded=_letters(interaction, wish.exclude),
        )
        if len(job.usable()) < 2:
            raise InputError(
                _("Fewer than two usable answers are left: there is nothing to compare."), _("Exclude fewer.")
            )
        synthesis = await self._moderator.moderate(job, emit)
        if synthesis is None or synthesis.fallback_used:
            raise ModerationError(
                _("None of {chain} gave a synthesis; nothing was changed.").format(
                    chain=", ".join(job.chain)
                ),
                _("Choose another moderator."),
            )
        return await self._keep(interaction, synthesis)

    async def resolve(self, interaction: Interaction, claim: int, emit: Emit) -> Interaction:
        """Ask those concerned by the contradiction at this place of the ledger (from 0) for their evidence.

        Raises InputError for a place that does not exist, ModerationError, StoreError.
        """
        synthesis = interaction.synthesis
        if synthesis is None or not 0 <= claim < len(synthesis.claims):
            raise InputError(_("There is no such claim."), _("Choose one of the ledger."))
        settled = await resolve(synthesis.claims[claim], interaction, self._desk, self._settings, emit)
        claims = (*synthesis.claims[:claim], settled.claim, *synthesis.claims[claim + 1 :])
        # What the text cost was counted with the version before: this one cost what the asking did.
        update = {"claims": claims, "usage": settled.usage, "cost_usd": settled.cost_usd}
        return await self._keep(interaction, synthesis.model_copy(update=update), same_text=True)

    async def choose(self, interaction: Interaction, version: int) -> Interaction:
        """Let an earlier version hold again. Raises NotFoundError, StoreError."""
        await self._store.choose_synthesis(interaction.id, version)
        chosen = await self._store.interaction(interaction.id)
        await self._context.relearn(chosen)
        return chosen

    async def _keep(
        self, interaction: Interaction, synthesis: Synthesis, *, same_text: bool = False
    ) -> Interaction:
        fresh = synthesis.model_copy(update={"created_at": now()})
        changed = interaction.model_copy(update={"synthesis": fresh})
        if all(response.status.usable for response in interaction.responses):
            # A run that broke off before its comparison lacks nothing any more.
            changed = changed.model_copy(update={"status": outcome(changed)})
        other = changed.status if changed.status is not interaction.status else None
        version = await self._store.add_synthesis(interaction.id, fresh, other)
        changed = changed.model_copy(update={"synthesis": fresh.model_copy(update={"version": version})})
        if not same_text:
            await self._context.relearn(changed)
        return changed


def named(interaction: Interaction, name: str) -> list[Response]:
    """The responses of that label or letter.

    As it is written rather than in another case, and a label rather than a letter: a label may be another's
    letter.
    """
    wanted = name.strip()
    folded = wanted.casefold()
    for found in (
        [r for r in interaction.responses if r.label == wanted],
        [r for r in interaction.responses if r.letter == wanted],
        [r for r in interaction.responses if r.label.casefold() == folded],
        [r for r in interaction.responses if r.letter.casefold() == folded],
    ):
        if found:
            return found
    return []


def _letters(interaction: Interaction, names: Sequence[str]) -> frozenset[str]:
    """The letters of responses that are named by their label or letter. Raises InputError."""
    found = set()
    for name in names:
        responses = named(interaction, name)
        if not responses:
            known = ", ".join(f"{r.letter} ({r.label})" for r in interaction.responses)
            raise InputError(
                _('No answer is called "{name}".').format(name=name),
                _("There are: {known}.").format(known=known),
            )
        found |= {response.letter for response in responses}
    return frozenset(found)
