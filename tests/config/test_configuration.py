"""What holds, where it comes from, and how it is changed while the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from orquix_tui.bootstrap import build, configure
from orquix_tui.config.configuration import ConfigFile
from orquix_tui.config.paths import find_paths
from orquix_tui.domain.configuring import Drop, Origin, Put
from orquix_tui.domain.errors import ConfigError
from tests.house import House

KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"


def _env(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"ORQUIX_HOME": str(tmp_path), **more}


def _open(tmp_path: Path, text: str = "", **more: str) -> tuple[ConfigFile, Path]:
    env = _env(tmp_path, **more)
    paths = find_paths(env)
    if text:
        paths.config_dir.mkdir(exist_ok=True)
        paths.config_file.write_text(text, "utf-8")
    return ConfigFile(paths, env), paths.config_file


async def test_every_value_tells_where_it_comes_from(tmp_path: Path) -> None:
    configuration, _file = _open(
        tmp_path, '[ui]\ntheme = "nord"\n[context]\ntop_k = 3\n', ORQUIX_CONTEXT_TOP_K="9", GROQ_API_KEY="x"
    )
    reading = await configuration.read()

    assert reading.origin("ui", "theme") is Origin.FILE
    assert reading.origin("ui", "language") is Origin.DEFAULT
    assert reading.origin("context", "top_k") is Origin.ENVIRONMENT
    assert reading.variable("context", "top_k") == "ORQUIX_CONTEXT_TOP_K"
    assert reading.settings.context.top_k == 9
    assert reading.origin("providers", "groq") is Origin.DEFAULT
    assert "groq" in reading.settings.providers


async def test_a_change_holds_at_once_and_a_wrong_one_is_refused_with_the_reason(tmp_path: Path) -> None:
    configuration, file = _open(tmp_path, "# mine\n[context]\ntop_k = 3   # few\n")
    reading = await configuration.change([Put(("context", "top_k"), 7), Put(("ui", "theme"), "nord")])
    good = file.read_text("utf-8")

    assert (reading.settings.context.top_k, reading.settings.ui.theme) == (7, "nord")
    assert good == '# mine\n[context]\ntop_k = 7   # few\n\n[ui]\ntheme = "nord"\n'
    for wrong, why in [
        (Put(("context", "top_k"), 900), "top_k"),
        (Put(("providers", "x"), {"kind": "openai", "api_key_env": KEY}), "not the key itself"),
        (Put(("providers", "x"), {"kind": "openai", "api_key": KEY}), "must not stand in this file"),
        (Put(("councils", "c"), {"members": [{"provider": "nobody", "model": "m"}]}), "nobody"),
        (Put(("councils", "c"), {"members": []}), "members"),
    ]:
        with pytest.raises(ConfigError, match=why) as refused:
            await configuration.change([wrong])
        assert KEY not in str(refused.value)
    assert file.read_text("utf-8") == good


async def test_a_council_of_found_providers_is_written_with_them(tmp_path: Path) -> None:
    configuration, file = _open(tmp_path, GROQ_API_KEY="x", OPENAI_API_KEY="y")
    members = [{"provider": "groq", "model": "a"}, {"provider": "embedded", "model": "smollm2-135m"}]
    await configuration.change([Put(("councils", "mine"), {"moderator": ["openai:b"], "members": members})])
    reading = await configuration.read()

    assert {"groq", "openai", "embedded"} == set(reading.written["providers"])
    assert reading.written["providers"]["groq"] == {
        "kind": "openai-compatible",
        "base_url": "https://api.groq.com/openai/v1",
        "api_key_env": "GROQ_API_KEY",
    }
    assert file.stat().st_mode & 0o777 == 0o600
    assert (await configuration.change([Drop(("councils", "mine"))])).written.get("councils", {}) == {}


async def test_a_consent_is_kept_and_taken_back(tmp_path: Path) -> None:
    url = "http://10.0.0.5:8080/v1"
    configuration, _file = _open(
        tmp_path, f'[providers.box]\nkind = "openai-compatible"\nbase_url = "{url}"\napi_key_env = "BOX"\n'
    )
    yes = await configuration.decide("box", url, allowed=True)
    no = await configuration.decide("box", url, allowed=False)

    assert yes.settings.providers["box"].allow_insecure
    assert not no.settings.providers["box"].allow_insecure
    assert no.decided == {f"box {url.removesuffix('/v1')}": False}


async def test_services_are_built_anew_and_what_did_not_change_goes_on(house: House) -> None:
    house.configure([("ollama", "a")])
    old = build(configure(house.env))
    await old.configuration.change([Put(("moderator", "length"), "short")])
    new = await old.rebuild(old)
    await new.configuration.change([Put(("providers", "ollama", "max_concurrency"), 3)])
    other = await new.rebuild(new)

    assert new.settings.moderator.length == "short"
    assert (new.store, new.providers, new.embedder) == (old.store, old.providers, old.embedder)
    assert other.providers is not new.providers
    await old.aclose(goes_on=new)
    await new.aclose(goes_on=other)
    assert await other.store.projects()
    assert await other.aclose() == ()
