"""The one JSON object of an interaction: the same for `ask`, `show` and every status."""

from __future__ import annotations

from typing import Any

from orquix_tui.domain.citing import cited_by
from orquix_tui.domain.models import Interaction, InteractionSummary, Response


def interaction_to_dict(interaction: Interaction) -> dict[str, Any]:
    """The original product's fields, unchanged, and what stands beside them since."""
    synthesis = interaction.synthesis
    metrics = interaction.metrics
    return {
        "interaction_event_id": interaction.id,
        "project": interaction.project,
        "prompt": interaction.prompt,
        "status": interaction.status.value,
        "synthesis_text": synthesis.text if synthesis else "",
        "moderator_quality": synthesis.quality.value if synthesis else None,
        "quality_reasons": list(synthesis.quality_reasons) if synthesis else [],
        "moderator": synthesis.moderator if synthesis else None,
        "fallback_used": synthesis.fallback_used if synthesis else None,
        "key_themes": list(synthesis.key_themes) if synthesis else [],
        "contradictions": list(synthesis.contradictions) if synthesis else [],
        "consensus_areas": list(synthesis.consensus_areas) if synthesis else [],
        "recommendations": list(synthesis.recommendations) if synthesis else [],
        "suggested_questions": list(synthesis.suggested_questions) if synthesis else [],
        "research_areas": list(synthesis.research_areas) if synthesis else [],
        "claims": [claim.model_dump(mode="json") for claim in synthesis.claims] if synthesis else [],
        "members": {r.letter: r.label for r in interaction.responses},
        "individual_responses": [_response(r) for r in interaction.responses],
        "context": _context(interaction),
        "processing_time_ms": metrics.total_processing_time_ms,
        "metrics": metrics.model_dump(mode="json", exclude={"errors", "warnings"}),
        "warnings": [note.message for note in (*metrics.errors, *metrics.warnings)],
        "cost_usd": interaction.cost_usd,
        "created_at": interaction.created_at.isoformat(),
    }


def summary_to_dict(summary: InteractionSummary) -> dict[str, Any]:
    """A line of the history."""
    return {
        "interaction_event_id": summary.id,
        "project": summary.project,
        "prompt": summary.prompt,
        "status": summary.status.value,
        "moderator_quality": summary.moderator_quality.value if summary.moderator_quality else None,
        "created_at": summary.created_at.isoformat(),
        "cost_usd": summary.cost_usd,
        "starred": summary.starred,
    }


def _context(interaction: Interaction) -> list[dict[str, Any]]:
    citing = cited_by(interaction)
    return [
        {
            "n": item.n,
            "source": item.source,
            "score": item.score,
            "text": item.text,
            "path": item.path,
            "interaction_event_id": item.interaction_id,
            "unverified": item.unverified,
            "pinned": item.pinned,
            "cited_by": list(citing[item.n]),
        }
        for item in interaction.context
    ]


def _response(response: Response) -> dict[str, Any]:
    error = response.error
    return {
        "letter": response.letter,
        "label": response.label,
        "provider": response.provider,
        "model": response.model,
        "status": response.status.value,
        "response_text": response.text,
        "ttft_ms": response.ttft_ms,
        "latency_ms": response.latency_ms,
        "usage": response.usage.model_dump(mode="json"),
        "cost_usd": response.cost_usd,
        "error": f"{error.cause} {error.remedy}".strip() if error else None,
    }
