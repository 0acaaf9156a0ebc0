from __future__ import annotations

import pytest

from orquix_tui.domain.citing import cited


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
        ("[0] [0001] [] [1", set()),
        ("", set()),
    ],
)
def test_only_known_numbers_outside_of_code_are_citations(text: str, found: set[int]) -> None:
    assert cited(text, [1, 2, 3]) == found
