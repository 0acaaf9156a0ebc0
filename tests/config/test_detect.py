"""What can be asked without writing a file."""

from __future__ import annotations

import pytest

from orquix_tui.config.detect import EMBEDDED, complete
from orquix_tui.domain.settings import CouncilSettings, MemberSettings, ProviderSettings, Settings
from orquix_tui.domain.vendors import VENDORS


def test_without_keys_the_embedded_model_sits_on_three_seats() -> None:
    effective = complete(Settings(), {})
    council = effective.settings.councils["default"]

    assert {m.provider for m in council.members} == {EMBEDDED}
    assert len({m.label for m in council.members}) == len({m.persona for m in council.members}) == 3
    assert council.moderator == ("extractive",)
    assert "often wrong" in effective.notices[0]
    assert effective.nobody


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda v: v.name)
def test_one_key_makes_a_council_of_that_vendor(vendor) -> None:  # type: ignore[no-untyped-def]  # parametrised
    effective = complete(Settings(), {vendor.key_env: "a-planted-key"})
    council = effective.settings.councils["default"]

    assert {m.provider for m in council.members} == {vendor.name}
    assert len(council.members) == 2
    assert council.moderator[0].startswith(f"{vendor.name}:")
    assert vendor.key_env in effective.notices[0]
    assert "planted" not in repr(effective)
    assert not effective.nobody


def test_several_keys_make_one_member_each_and_a_chain_of_moderators() -> None:
    env = {v.key_env: "k" for v in VENDORS}

    council = complete(Settings(), env).settings.councils["default"]

    assert len(council.members) == len({m.provider for m in council.members}) == 4
    assert len(council.moderator) == 2


def test_a_written_council_is_left_alone() -> None:
    written = Settings(
        providers={"mine": ProviderSettings(kind="openai", api_key_env="OPENAI_API_KEY")},
        councils={"default": CouncilSettings(members=(MemberSettings(provider="mine", model="m"),))},
    )

    effective = complete(written, {"OPENAI_API_KEY": "k"})

    assert effective.settings.councils == written.councils
    assert effective.notices == ()
    assert not effective.nobody
    assert set(effective.settings.providers) == {"mine", EMBEDDED}
