"""Which numbers of the context a text cites, and who cites them."""

from __future__ import annotations

import pytest

from orquix_tui.domain.citing import cited, cited_by
from orquix_tui.domain.models import ContextItem, Project
from tests.answered import answered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Blue [1]. Red[2], as said.", {1, 2}),
        ("Both [1, 3] and [2;3].", {1, 2, 3}),
        ("All of [1-3], also as [2–3].", {1, 2, 3}),
        ("Unknown [9], letters [A], a link [1](https://example.org), none.", set()),
        ("`rows[1]` and ``a ` b[2]`` are code, [3] is not.", {3}),
        ("```python\nx = rows[1]\n```\nThen [2].", {2}),
        ("~~~\n[1]\n~~~~\n[3]", {3}),
        ("A fence that never ends\n```\n[1]", set()),
        ("A stray ` tick.\n\nAnother paragraph [2] with ` one.", {2}),
        ("Mixed [A, 2], wide 【3】, and [B; 1-2].", {1, 2, 3}),
        ("[0] [0001] [] [1", set()),
        ("", set()),
    ],
)
def test_only_known_numbers_outside_of_code_are_citations(text: str, found: set[int]) -> None:
    assert cited(text, [1, 2, 3]) == found


def test_who_cites_what_is_told_by_label_and_who_had_no_context_cites_nothing() -> None:
    asked = answered(Project(id="p", name="p"), "Why?", "", "Blue [1].", "Red [2, 1].", "Row [2].", "None.")
    spared = asked.council.members[2].model_copy(update={"send_context": False})
    members = (*asked.council.members[:2], spared, asked.council.members[3])
    items = tuple(ContextItem(n=n, chunk_id=str(n), source="s", text="t", tokens=1) for n in (1, 2, 3))
    asked = asked.model_copy(
        update={"council": asked.council.model_copy(update={"members": members}), "context": items}
    )

    assert cited_by(asked) == {1: ("Member 0", "Member 1"), 2: ("Member 1",), 3: ()}
