"""What is known of a council while it is edited, without an app."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from orquix_tui.config.write import edit
from orquix_tui.domain.models import EXTRACTIVE, ModelInfo
from orquix_tui.domain.settings import CouncilSettings
from orquix_tui.tui.council_form import CouncilForm, free_name, name_problem, read_extra, write_extra
from orquix_tui.tui.council_text import (
    Told,
    card,
    council_rows,
    member_rows,
    moderator_rows,
)
from orquix_tui.tui.model_offers import ModelOffers
from orquix_tui.tui.prices import Rates, price, row

GIVEN: dict[str, Any] = {
    "moderator": "box:judge",
    "members": [
        {"provider": "box", "model": "a", "label": "Ann", "max_tokens": 4096},
        {"provider": "box", "model": "b", "extra": {"effort": "low"}, "send_context": False},
    ],
}


def form(given: dict[str, Any] = GIVEN, *, new: bool = False) -> CouncilForm:
    return CouncilForm("mine", CouncilSettings.model_validate(given), {} if new else given, new=new)


def test_what_was_not_touched_is_written_as_it_stood() -> None:
    assert form().table() == GIVEN
    assert not form().changed
    assert form(new=True).table()["members"][0] == {"provider": "box", "model": "a", "label": "Ann"}


def test_a_council_is_changed_in_the_file_without_its_comments_getting_lost() -> None:
    text = """# all mine
[councils.mine]
moderator = "box:judge"   # the fair one
# Ann knows birds
[[councils.mine.members]]
provider = "box"
model = "a"   # big
label = "Ann"
# Bob
[[councils.mine.members]]
provider = "box"
model = "b"
"""
    ann = {"provider": "box", "model": "a", "label": "Ann"}
    given = {"moderator": "box:judge", "members": [ann, {"provider": "box", "model": "b"}]}
    one = form(given)
    one.put(1, persona='Says "no".\nTwice.', temperature=0.5)
    assert one.move(1, -1) == 0
    one.add("box:a")

    written = edit(text, one.changes())
    for comment in ("# all mine", "# the fair one", "# Ann knows birds", "# big", "# Bob"):
        assert comment in written
    assert written.index("# Bob") < written.index("# Ann knows birds")


def test_the_same_model_can_sit_twice_and_every_label_is_another() -> None:
    one = form()
    assert one.duplicate(0) == 1
    assert one.duplicate(2) == 3
    assert one.labels == ["Ann", "Ann 2", "b 1", "b 2"]
    with pytest.raises(ValueError, match="called that"):
        one.put(2, label="Ann")
    one.put(2, label="Bob")
    one.put(1, label=None)
    assert one.labels == ["Ann", "a", "Bob", "b"]
    for _ in range(4):
        one.add("box:a")
    with pytest.raises(ValueError, match="at most 8"):
        one.duplicate(0)
    with pytest.raises(ValueError, match="at most 8"):
        one.add("box:z")


def test_a_council_keeps_one_member_and_needs_one_to_be_saved() -> None:
    one = form()
    one.remove(0)
    with pytest.raises(ValueError, match="at least one"):
        one.remove(0)
    fresh = CouncilForm("new", None, {}, new=True)
    assert "at least one" in fresh.problem([])
    fresh.add("box:a:free")
    assert (fresh.problem([]), fresh.table()) == (
        "",
        {"moderator": [EXTRACTIVE], "members": [{"provider": "box", "model": "a:free"}]},
    )
    assert "already" in fresh.problem(["new"])
    assert form().problem(["mine"]) == ""


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"temperature": 2.5}, "0 to 2"),
        ({"max_tokens": 0}, "1,000,000"),
        ({"max_tokens": 1.5}, "1,000,000"),
        ({"label": "x" * 41}, "40"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(values: dict[str, Any], reason: str) -> None:
    one = form()
    with pytest.raises(ValueError, match=reason):
        one.put(0, **values)
    assert one.table() == GIVEN


def test_names_are_checked_and_free_ones_found() -> None:
    assert name_problem("reviewers", ["default"]) == ""
    assert all(name_problem(bad, []) for bad in ("", "two words", "a:b", "x" * 81))
    assert free_name("a", ["a", "a-2"]) == "a-3"


def test_further_parameters_are_json_or_toml() -> None:
    wanted = {"effort": "low", "n": 1, "on": True, "deep": {"list": [0.5]}}
    for text in (
        '{"effort": "low", "n": 1, "on": true, "deep": {"list": [0.5]}}',
        'effort = "low"\nn = 1\non = true\ndeep = {list = [0.5]}',
        '{effort = "low", n = 1, on = true, deep = {list = [0.5]}}',
        write_extra(wanted),
    ):
        assert read_extra(text) == wanted
    assert (read_extra(" "), write_extra({})) == ({}, "")
    for text, reason in (
        ("[1, 2", "neither JSON nor TOML"),
        ("low", "neither JSON nor TOML"),
        ('{"a": null}', "null"),
        ('{"a": [NaN]}', "numbers"),
        ("a = 2026-01-01", "numbers"),
    ):
        with pytest.raises(ValueError, match=reason):
            read_extra(text)


def test_the_chain_ends_with_the_moderator_that_always_works() -> None:
    one = form({**GIVEN, "moderator": ["box:judge", EXTRACTIVE]})
    one.add_moderator("box:a")
    assert one.chain == ["box:judge", "box:a", EXTRACTIVE]
    assert one.sitting() == ["box:a"]
    assert one.move_moderator(1, -1) == 0
    one.put_moderator(1, "box:other")
    with pytest.raises(ValueError, match="already"):
        one.add_moderator("box:other")
    with pytest.raises(ValueError, match="already"):
        one.put_moderator(0, "box:other")
    one.remove_moderator(2)
    assert one.table()["moderator"] == ["box:a", "box:other"]
    costs: dict[str, Rates] = {"box:a": (0.000075, 0.0025)}
    rows = moderator_rows(one, lambda ref: price(costs.get(ref)))
    assert [row.value for row in rows] == ["box:a", "box:other", EXTRACTIVE]
    assert "prefer itself" in rows[0].about
    assert "$0.075 read, $2.50 written" in rows[0].about
    assert price((0.000075, 0.01), short=True) == "$0.075 in / $10 out per M"
    unknown = price(None, short=True)
    assert (unknown, price((0.0, 0.0), short=True)) == ("price unknown", "free")
    assert row("box:a", unknown, 66).plain == f"box:a{' ' * 44}price unknown"
    assert "price" not in row("box:" + "a" * 50, unknown, 30).plain
    assert rows[1].about == price(None) == "Price not known."


NAMED = """# all mine
[councils.mine]   # three years old
moderator = "box:judge"
# Ann
[[councils."mine".members]]
provider = "box"   # big
model = "a"
label = "Ann"
max_tokens = 4096
[[councils.mine.members]]
provider = "box"
model = "b"
extra = {effort = "low"}
send_context = false
[councils.mine2]
"""


def test_a_council_gets_another_name_without_its_comments_getting_lost() -> None:
    one = form()
    one.name = "ours"
    assert one.changed
    assert edit(NAMED, one.changes()) == NAMED.replace("mine]", "ours]").replace('"mine"', "ours").replace(
        "councils.mine.", "councils.ours."
    )
    one.name = "año 3.5"
    assert '[councils."año 3.5"]   # three' in edit(NAMED, one.changes())
    dotted = '[councils]\nmine.moderator = "x:y"\nmine.members = [{provider = "box", model = "a"}]\n'
    one.name = "ours"
    assert tomllib.loads(edit(dotted, one.changes())) == {"councils": {"ours": GIVEN}}


def test_rows_and_card_tell_all_that_is_not_the_default() -> None:
    one = form()
    one.put(0, persona="You are\nbrief.")
    rows = {row.id: row.value for row in member_rows(one, 0, price((0.0, 0.0)), "no key")}
    assert rows["persona"] == "You are brief."
    assert (rows["label"], rows["temperature"], rows["send_context"]) == (
        "Ann",
        "the vendor's own",
        "goes along",
    )
    assert next(row.value for row in council_rows(one)) == "mine"
    shown = card(
        "mine",
        CouncilSettings.model_validate({**GIVEN, "moderator": ["box:a"]}),
        Told(
            "in the file",
            asked=True,
            projects=["thesis"],
            problems={"box": "No key."},
            cost=lambda _ref: "free",
        ),
    ).plain
    for words in (
        "● asked now",
        "The project “thesis” asks it",
        "1 Ann  box:a  · free",
        "without context",
        '{"effort": "low"}',
        "! No key.",
        "box:a also sits",
    ):
        assert words in shown


def test_models_narrow_as_one_types_and_any_name_can_be_written() -> None:
    offers = ModelOffers(["box", "far"], extractive=True)
    offers.asks("box")
    offers.asks("far")
    assert offers.state == "Asking box, far…"
    offers.found("box", [ModelInfo(id="big", name="The big one", context_tokens=8000), ModelInfo(id="small")])
    offers.failed("far", "Nobody answers. Start it.")
    assert offers.state == "✗ far: Nobody answers. Start it."

    def refs(wanted: str) -> list[str]:
        return [offer.ref for offer in offers.matching(wanted)]

    assert refs("") == [EXTRACTIVE, "box:big", "box:small"]
    assert refs("BIG one") == ["box:big"]
    assert refs("far:new:free") == ["far:new:free"]
    assert refs("newer") == ["box:newer", "far:newer"]
    assert offers.matching("big")[0].line == "box:big · The big one · 8,000 tokens"
    alone = ModelOffers(["box"])
    alone.found("box", [ModelInfo(id="big")])
    assert [offer.ref for offer in alone.matching("bi")] == ["box:big", "box:bi"]
