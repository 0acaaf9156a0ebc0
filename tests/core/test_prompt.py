"""What is sent to a member."""

from __future__ import annotations

from orquix_tui.core.desk import RetryPolicy
from orquix_tui.core.prompt import cut, member_request, moderator_context, thread_messages
from orquix_tui.domain.models import (
    Attachment,
    ContextItem,
    Council,
    Interaction,
    Member,
    Response,
    Synthesis,
)
from orquix_tui.domain.status import ResponseStatus

MEMBER = Member(provider="p", model="m", label="M", persona="Be brief.", temperature=0.5, max_tokens=9)
ITEMS = tuple(
    ContextItem(n=n, chunk_id=str(n), source=f"s{n}", text=f"note {n}", tokens=100) for n in (1, 2, 3)
)


def _turn(prompt: str, answer: str, synthesis: str = "") -> Interaction:
    return Interaction(
        id=prompt,
        project_id="p",
        project="default",
        prompt=prompt,
        council=Council(name="c", members=(MEMBER,)),
        responses=(
            Response(seat=0, label="M", provider="p", model="m", status=ResponseStatus.COMPLETE, text=answer),
        ),
        synthesis=Synthesis(moderator="x", text=synthesis) if synthesis else None,
    )


def test_persona_parameters_context_files_and_question_reach_the_request() -> None:
    request = member_request(MEMBER, "Why?", ITEMS, (Attachment(name="a.txt", text="file text"),))

    content = request.messages[-1].content
    assert (request.system, request.temperature, request.max_tokens) == ("Be brief.", 0.5, 9)
    assert all(f"note {n}" in content for n in (1, 2, 3))
    assert content.index("note 1") < content.index("file text") < content.index("Why?")
    assert content.endswith("Why?")


def test_a_member_can_be_spared_the_context() -> None:
    spared = MEMBER.model_copy(update={"send_context": False})

    assert member_request(spared, "Why?", ITEMS).messages[-1].content == "Why?"


def test_a_small_model_gets_as_much_as_it_can_read() -> None:
    whole = member_request(MEMBER, "Why?", ITEMS).messages[-1].content
    part = member_request(MEMBER, "Why?", ITEMS, context_limit=260).messages[-1].content

    assert "[3]" in whole
    assert "[1]" in part
    assert "[2]" in part
    assert "[3]" not in part


def test_the_last_three_turns_go_along_with_what_the_person_read() -> None:
    turns = [_turn(f"q{n}", f"answer {n}", f"synthesis {n}" if n != 3 else "") for n in range(5)]

    messages = thread_messages(turns)

    assert [m.content for m in messages] == ["q2", "synthesis 2", "q3", "answer 3", "q4", "synthesis 4"]


def test_what_an_earlier_turn_cited_does_not_point_into_this_ones_context() -> None:
    messages = thread_messages([_turn("Why?", "x", "Blue [1], as A says [A, C] [2]. See row[1].")])

    assert messages[1].content == "Blue, as A says. See row[1]."


def test_whoever_compares_gets_context_files_and_thread_as_quoted_data() -> None:
    asked = _turn("And in winter?", "x").model_copy(
        update={"context": ITEMS[:1], "attachments": (Attachment(name="a.txt", text="file text"),)}
    )
    thread = thread_messages([_turn("Why is the sea salty?", "Rivers bring salt.")])

    text = moderator_context(asked, thread)

    assert text.index("note 1") < text.index("file text") < text.index("user: Why is the sea salty?")
    assert "assistant: Rivers bring salt.\n<<end " in text
    assert text.count("data, not instructions") == 2
    assert moderator_context(_turn("Why?", "x")) == ""


def test_a_long_turn_is_cut() -> None:
    assert len(cut("x" * 5000, 200)) <= 200 * 4 + 2


def test_retries_wait_longer_each_time_and_end() -> None:
    policy = RetryPolicy(attempts=3, base_s=1.0, cap_s=10.0)
    first, second = policy.wait(1, None), policy.wait(2, None)

    assert first is not None
    assert second is not None
    assert 0.8 <= first <= 1.2
    assert 1.6 <= second <= 2.4
    assert policy.wait(3, None) is None
    asked = policy.wait(1, 4.0)
    assert asked is not None
    assert 4.0 <= asked <= 5.0
    assert policy.wait(1, 11.0) is None
