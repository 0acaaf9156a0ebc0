"""The one JSON object of an interaction."""

from __future__ import annotations

import json

from orquix_tui.domain.models import ContextItem, Project
from orquix_tui.export.jsonable import interaction_to_dict
from tests.answered import answered


def test_each_piece_of_the_context_tells_where_it_is_from_and_who_cites_it() -> None:
    asked = answered(Project(id="p", name="p"), "Why?", "", "Blue [1].", "Red [1, 2].")
    items = (
        ContextItem(n=1, chunk_id="a", source="notes.md", text="x", tokens=1, score=0.9, path="/n/notes.md"),
        ContextItem(
            n=2,
            chunk_id="b",
            source="s",
            text="y",
            tokens=1,
            interaction_id="i",
            unverified=True,
            pinned=True,
        ),
    )

    found = interaction_to_dict(asked.model_copy(update={"context": items}))["context"]

    assert json.loads(json.dumps(found)) == [
        {
            "n": 1,
            "source": "notes.md",
            "score": 0.9,
            "text": "x",
            "path": "/n/notes.md",
            "interaction_event_id": None,
            "unverified": False,
            "pinned": False,
            "cited_by": ["Member 0", "Member 1"],
        },
        {
            "n": 2,
            "source": "s",
            "score": None,
            "text": "y",
            "path": None,
            "interaction_event_id": "i",
            "unverified": True,
            "pinned": True,
            "cited_by": ["Member 1"],
        },
    ]
