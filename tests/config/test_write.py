"""The file is changed where it should be, and nowhere else."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orquix_tui.config import write as writing
from orquix_tui.config.template import TEMPLATE
from orquix_tui.config.write import edit, write
from orquix_tui.domain.configuring import Change, Drop, Put
from orquix_tui.domain.errors import ConfigError

FILE = """\
# mine, all mine

# the fast one
[providers.router]   # in the cellar
kind = "openai-compatible"   # what else
base_url = 'http://127.0.0.1:8080/v1'
timeouts = { connect = 10 }   # patient

# at home
[providers.home]
kind = "ollama"

# who answers
[councils.default]
moderator = ["router:a"]   # the wise one

# the first voice
[[councils.default.members]]
provider = "router"
model = "a"      # large
# a remark
label = "A"

# the second voice
[[councils.default.members]]
provider = "home"
model = "b"

# how it looks
[ui]
theme = "nord"   # blue

# the end
"""
A = {"provider": "router", "model": "a", "label": "A"}
B = {"provider": "home", "model": "b"}


def _comments(text: str) -> list[str]:
    return re.findall(r"#.*", text)


def _lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_value_is_changed_on_its_line_and_keeps_its_remark() -> None:
    after = edit(FILE, [Put(("ui", "theme"), "orquix-light")])

    assert after == FILE.replace('theme = "nord"', 'theme = "orquix-light"')


def test_what_is_the_same_leaves_every_letter_as_it_was() -> None:
    same: list[Change] = [
        Put(("ui", "theme"), "nord"),
        Put(("providers", "home"), {"kind": "ollama"}),
        Put(("councils", "default"), {"moderator": ("router:a",), "members": (A, B)}),
        Drop(("budget", "per_run_usd")),
        Drop(("providers", "nobody")),
    ]

    assert edit(FILE, same) == FILE


def test_a_new_value_stands_in_its_section_and_not_under_the_next_ones_comment() -> None:
    after = edit(FILE, [Put(("providers", "home", "max_concurrency"), 2), Put(("ui", "language"), "es")])

    assert 'kind = "ollama"\nmax_concurrency = 2\n\n# who answers\n[councils.default]' in after
    assert 'theme = "nord"   # blue\nlanguage = "es"\n\n# the end\n' in after


def test_a_provider_is_added_after_the_others_and_one_is_taken_out_without_the_comments_around() -> None:
    added = edit(FILE, [Put(("providers", "new"), {"kind": "gemini", "timeouts": {"idle": 3}})])
    taken = edit(FILE, [Drop(("providers", "home"))])

    assert '\n\n[providers.new]\nkind = "gemini"\ntimeouts = {idle = 3}\n\n# who answers\n' in added
    assert _lines_changed(FILE, taken) == (["[providers.home]", 'kind = "ollama"'], [])
    assert _comments(taken) == _comments(FILE)


def test_members_that_stay_keep_their_comments_wherever_they_go() -> None:
    new = {"provider": "home", "model": "c"}
    after = edit(FILE, [Put(("councils", "default", "members"), [B, new, {**A, "temperature": 0.5}])])

    assert [m["model"] for m in tomllib.loads(after)["councils"]["default"]["members"]] == ["b", "c", "a"]
    assert sorted(_comments(after)) == sorted(_comments(FILE))
    assert '# the second voice\n[[councils.default.members]]\nprovider = "home"\nmodel = "b"' in after
    assert (
        '# the first voice\n[[councils.default.members]]\nprovider = "router"\nmodel = "a"      # large'
        in after
    )


def test_a_member_that_leaves_leaves_the_comment_above_it_behind() -> None:
    after = edit(FILE, [Put(("councils", "default", "members"), [A])])

    assert "# the second voice\n" in after
    assert [m["model"] for m in tomllib.loads(after)["councils"]["default"]["members"]] == ["a"]


def test_a_council_is_added_renamed_and_taken_out() -> None:
    council = {"members": [{**B, "persona": "Say “no”.\nAnd why.", "extra": {"effort": ["low"]}}]}
    after = edit(FILE, [Put(("councils", "two"), council), Drop(("councils", "default"))])

    assert tomllib.loads(after)["councils"] == {"two": council}
    assert "[[councils.two.members]]" in after
    assert "# who answers" in after


def test_a_key_gets_a_table_of_its_own_and_goes_again() -> None:
    after = edit(FILE, [Put(("ui", "keys", "export"), "ctrl+e")])
    twice = edit(after, [Put(("ui", "keys", "help"), "f1,f12")])

    assert '# the end\n\n[ui.keys]\nexport = "ctrl+e"\nhelp = "f1,f12"\n' in twice
    assert (
        edit(edit(twice, [Drop(("ui", "keys", "export"))]), [Drop(("ui", "keys"))]).rstrip() == FILE.rstrip()
    )


@pytest.mark.parametrize(
    "text",
    [
        'providers = { home = { kind = "ollama" } }\n',
        'ui.theme = "nord"\nproviders.home.kind = "ollama"\n',
        '[providers.home]\nkind = "ollama"\n[ui]\n[providers.other]\nkind = "gemini"\n',
        '[providers]\nhome = { kind = "ollama" }\n',
        '[ui]\r\ntheme = "x"   # a\r\n',
        '[ui]\nother = """\n[not.a.table]\n# no comment\n"""',
        '[ui]\ntheme = "no newline at the end"',
        (
            '[councils.default]\nmembers = [\n  { provider = "home", model = "x" }, # first\n]\n'
            '[providers.home]\nkind = "ollama"\n'
        ),
        "",
        TEMPLATE,
    ],
)
def test_other_ways_of_writing_are_changed_or_refused_and_never_damaged(text: str) -> None:
    member = {"provider": "home", "model": "y"}
    changes: list[Change] = [
        Put(("ui", "theme"), "light"),
        Put(("ui", "language"), "en"),
        Put(("providers", "home"), {"kind": "ollama", "max_concurrency": 2}),
        Put(("providers", "new"), {"kind": "gemini"}),
        Put(("councils", "default"), {"members": [member, {**member, "model": "z"}]}),
    ]
    refused = []
    for change in changes:
        try:
            after = edit(text, [change])
        except ConfigError:
            refused.append(change.where)
            continue
        expected: Any = change.value if isinstance(change, Put) else None
        here: Any = tomllib.loads(after)
        for name in change.where:
            here = here[name]
        assert here == expected
        assert [c for c in _comments(text) if c not in _comments(after)] == []
        assert ("\r\n" in text) == ("\r\n" in after)
        text = after

    assert len(refused) <= (2 if text.startswith("ui.theme") else 0)


VALUES = st.one_of(st.booleans(), st.integers(0, 99), st.text(max_size=8), st.floats(0, 2))
NAMES = st.sampled_from(["router", "home", "third", "fourth-1"])
SEATS = st.fixed_dictionaries(
    {"provider": NAMES, "model": st.sampled_from(["a", "b", "org/c:d"])},
    optional={"label": st.sampled_from(["A", "B"]), "temperature": st.floats(0, 2)},
)
CHANGES = st.one_of(
    st.builds(lambda k, v: Put(("ui", k), v), st.sampled_from(["theme", "language", "keys"]), VALUES),
    st.builds(lambda k, v: Put(("context", k), v), st.sampled_from(["top_k", "include"]), VALUES),
    st.builds(lambda n, v: Put(("providers", n), {"kind": v, "timeouts": {"idle": 3}}), NAMES, VALUES),
    st.builds(lambda n: Drop(("providers", n)), NAMES),
    st.builds(lambda k: Drop(("ui", k)), st.sampled_from(["theme", "language"])),
    st.builds(
        lambda n, m: Put(("councils", n), {"moderator": ["router:a"], "members": m}),
        st.sampled_from(["default", "two"]),
        st.lists(SEATS, min_size=1, max_size=4),
    ),
    st.builds(lambda n: Drop(("councils", n)), st.sampled_from(["default", "two"])),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGES, max_size=6))
def test_whatever_is_changed_the_comments_between_the_sections_stay(changes: list[Change]) -> None:
    text = FILE
    for change in changes:
        text = edit(text, [change])
        tomllib.loads(text)

    between = [line for line in FILE.splitlines() if line.startswith("# ") and line != "# a remark"]
    voices = ["# the first voice", "# the second voice"]  # inside a council: they go with it
    assert all(line in text for line in between if line not in voices)


def _nothing(_data: Mapping[str, Any]) -> None:
    """All is well."""


def test_the_file_is_replaced_whole_behind_a_link_with_its_permissions(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "orquix.toml", tmp_path / "config" / "config.toml"
    real.parent.mkdir()
    link.parent.mkdir()
    real.write_text(FILE, "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, [Put(("ui", "theme"), "x")], _nothing)
    write(tmp_path / "new" / "config.toml", [Put(("ui", "theme"), "x")], _nothing)

    assert link.is_symlink()
    assert 'theme = "x"   # blue' in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new" / "config.toml").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in real.parent.iterdir()) == ["orquix.toml"]


def test_what_is_refused_or_cannot_be_written_leaves_the_file_untouched(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(FILE, "utf-8")

    def no(_data: Mapping[str, Any]) -> None:
        raise ConfigError("That cannot be.")

    with pytest.raises(ConfigError, match="cannot be"):
        write(file, [Put(("ui", "theme"), "x")], no)
    file.with_name("broken.toml").write_text("[ui", "utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        write(file.with_name("broken.toml"), [Put(("ui", "theme"), "x")], _nothing)
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(ConfigError, match="cannot be written"):
            write(file, [Put(("ui", "theme"), "x")], _nothing)
        tmp_path.chmod(0o700)

    assert file.read_text("utf-8") == FILE


def test_what_somebody_else_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(FILE, "utf-8")
    seen: list[Mapping[str, Any]] = []

    def somebody_writes(data: Mapping[str, Any]) -> None:
        if not seen:
            file.write_text(FILE.replace("# the end", "[context]\ntop_k = 9"), "utf-8")
        seen.append(data)

    write(file, [Put(("ui", "theme"), "x")], somebody_writes)
    now = tomllib.loads(file.read_text("utf-8"))

    assert len(seen) == 2
    assert (now["context"]["top_k"], now["ui"]["theme"]) == (9, "x")

    def always(_data: Mapping[str, Any]) -> None:
        file.write_text(file.read_text("utf-8") + "# again\n", "utf-8")

    with pytest.raises(ConfigError, match="somebody else"):
        write(file, [Put(("ui", "theme"), "y")], always)
    assert file.read_text("utf-8").count("# again") == writing._TRIES
