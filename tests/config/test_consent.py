"""What was decided about keys in the clear is kept, and holds for one provider at one address."""

from __future__ import annotations

from pathlib import Path

import pytest

from orquix_tui.config.consent import read_consents, remember, with_consents
from orquix_tui.domain.configuring import consent_id
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.settings import ProviderSettings, Settings

BOX = "http://10.0.0.5:8080/v1"


def allowed(settings: Settings) -> list[str]:
    return [name for name, p in settings.providers.items() if p.allow_insecure]


def test_a_yes_holds_for_that_provider_at_that_address_alone(tmp_path: Path) -> None:
    file = tmp_path / "config" / "consents.json"
    remember(file, consent_id("box", BOX), allowed=True)
    remember(file, consent_id("other", BOX), allowed=False)
    providers = {
        "box": ProviderSettings(kind="openai-compatible", base_url=BOX),
        "other": ProviderSettings(kind="openai-compatible", base_url=BOX),
    }
    assert allowed(with_consents(Settings(providers=providers), read_consents(file))) == ["box"]
    moved = providers["box"].model_copy(update={"base_url": "http://10.0.0.6:8080/v1"})
    assert allowed(with_consents(Settings(providers={"box": moved}), read_consents(file))) == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_consent_never_holds_the_password_of_an_address() -> None:
    assert consent_id("box", "http://me:secret@Box:80/v1") == "box http://box:80"


@pytest.mark.parametrize("text", ["{not json", "[]", '{"box": "yes"}'])
def test_a_damaged_file_is_named_and_never_counts_as_consent(tmp_path: Path, text: str) -> None:
    file = tmp_path / "consents.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match="damaged"):
        read_consents(file)
