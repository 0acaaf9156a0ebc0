"""A wrong file names the file, the key and the remedy; the environment overrides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orquix_tui.config.councils import build_councils
from orquix_tui.config.load import read_file, to_settings
from orquix_tui.config.paths import find_paths
from orquix_tui.config.template import TEMPLATE, write_template
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.models import Record
from orquix_tui.domain.settings import (
    CouncilSettings,
    MemberSettings,
    ProviderSettings,
    Settings,
    Timeouts,
)

GOOD = """
[providers.router]
kind = "openai-compatible"
base_url = "http://127.0.0.1:8080/v1/"
api_key_env = "ROUTER_KEY"
timeouts = { connect = 10, first_token = 60, idle = 30, total = 600 }
max_concurrency = 4
[councils.default]
moderator = ["router:model-a", "extractive"]
[[councils.default.members]]
provider = "router"
model = "org/model-a"
[[councils.default.members]]
provider = "router"
model = "org/model-a"
[[councils.default.members]]
provider = "router"
model = "model-b:free"
label = "B"
[context]
top_k = 7
[budget]
per_run_usd = 0.50
"""


def _settings(tmp_path: Path, text: str, env: dict[str, str] | None = None) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return to_settings(read_file(path), path, env or {})


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    settings = _settings(tmp_path, GOOD)

    assert settings.providers["router"].base_url == "http://127.0.0.1:8080/v1"
    assert settings.context.top_k == 7
    assert settings.budget.per_run_usd == 0.5
    assert settings.councils["default"].moderator == ("router:model-a", "extractive")


def test_members_with_one_name_are_numbered(tmp_path: Path) -> None:
    council = build_councils(_settings(tmp_path, GOOD))["default"]

    assert [m.label for m in council.members] == ["model-a 1", "model-a 2", "B"]
    assert council.members[2].ref == "router:model-b:free"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    env = {"ORQUIX_CONTEXT_TOP_K": "3", "ORQUIX_UI_THEME": "orquix-light", "ORQUIX_CONTEXT_INCLUDE": "false"}

    settings = _settings(tmp_path, GOOD, env)

    assert settings.context.top_k == 3
    assert settings.context.include is False
    assert settings.ui.theme == "orquix-light"


WRONG = [
    ("[context\n", "not valid TOML", "line 1"),
    ("[context]\ntop_k = 51\n", "context.top_k", "50"),
    ("[context]\ntop = 5\n", "context.top: unknown key", "top_k"),
    ("[contxt]\n", "contxt: unknown key", "context"),
    ('[providers.a]\nkind = "open-ai"\n', "providers.a.kind", "openai"),
    ('[providers.a]\nkind = "openai-compatible"\n', "providers.a", "needs base_url"),
    ('[providers.a]\nkind = "ollama"\nbase_url = "host:1"\n', "providers.a.base_url", "http"),
    ('[[councils.c.members]]\nprovider = "x"\nmodel = "m"\n', 'councils.c: no provider "x"', "known"),
    ('[providers.a]\nkind = "openai"\n[[councils.c.members]]\nprovider = "a"\nmodle = "m"\n',
     "councils.c.members[1]", "model"),
    ('[providers.a]\nkind = "openai"\n[councils.c]\nmoderator = "gpt"\nmembers=[{provider="a",model="m"}]\n',
     "councils.c.moderator", "provider:model"),
    ("[context]\nsimilarity_threshold = 2\n", "context.similarity_threshold", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "hint"), WRONG)
def test_a_wrong_file_names_itself_the_key_and_the_remedy(
    tmp_path: Path, text: str, key: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, text)

    assert str(tmp_path / "config.toml") in caught.value.cause
    assert key in caught.value.cause
    assert hint in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('api_key = "sk-planted-secret-000"', "api_key_env"),
        ('api_key_env = "sk-planted-secret-000"', "api_key_env"),
        ('api_key_env = "gsk_planted000000000000000"', "set-key"),
        ('api_key_env = "planted000aB3dE5fG7hI9jK1"', "set-key"),
        ('headers = { authorization = "Bearer planted-secret" }', "${NAME}"),
        ('headers = { x-team = "sk-ant-planted-secret-000" }', "${NAME}"),
        ('query = { api-key = "planted" }', "${NAME}"),
    ],
)
def test_a_key_in_the_file_is_refused_and_never_repeated(tmp_path: Path, line: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, f'[providers.a]\nkind = "openai"\n{line}\n')

    assert "config.toml: providers.a." in caught.value.cause
    assert remedy in caught.value.remedy
    assert "planted" not in str(caught.value)


def test_a_header_may_name_a_variable_that_holds_its_secret(tmp_path: Path) -> None:
    text = """[providers.a]
kind = "openai"
api_key_env = "My_Key_2"
headers = { authorization = "Bearer ${GATEWAY_TOKEN}", x-team = "blue", x-token-limit = "4096" }
"""
    assert _settings(tmp_path, text).providers["a"].headers["x-team"] == "blue"


def test_a_wrong_variable_is_named_instead_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ORQUIX_CONTEXT_TOP_K"):
        _settings(tmp_path, "", {"ORQUIX_CONTEXT_TOP_K": "many"})


@pytest.mark.parametrize("key", ["provider", "model", "label", "moderator"])
def test_no_name_holds_what_a_terminal_would_act_on(tmp_path: Path, key: str) -> None:
    values = {"provider": "home", "model": "m", "label": "A", "moderator": "home:m"}
    values[key] += r"\u001b]0;x\u0007"
    text = '[providers."{provider}"]\nkind = "ollama"\n[councils.c]\nmoderator = "{moderator}"\n'
    text += '[[councils.c.members]]\nprovider = "{provider}"\nmodel = "{model}"\nlabel = "{label}"\n'
    with pytest.raises(ConfigError, match="without control characters"):
        _settings(tmp_path, text.format(**values))


def test_the_template_is_valid_private_and_written_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"

    assert write_template(path) is True
    assert write_template(path) is False
    assert path.stat().st_mode & 0o777 == 0o600
    assert to_settings(read_file(path), path, {}) == Settings()


def test_the_template_s_examples_are_valid_when_uncommented(tmp_path: Path) -> None:
    lines = [
        line.removeprefix("# ")
        for line in TEMPLATE.splitlines()
        if line.startswith("# ") and ("=" in line or line.startswith("# ["))
    ]
    settings = _settings(tmp_path, "\n".join(lines))

    assert set(settings.providers) == {"router", "home", "mine"}
    assert len(settings.councils["default"].members) == 2


def test_the_template_names_every_setting_and_the_page_on_configuration_shows_it() -> None:
    tables: list[type[Record]] = [Settings, ProviderSettings, Timeouts, CouncilSettings, MemberSettings]
    tables += [type(value) for _, value in Settings() if isinstance(value, Record)]
    names = {name for table in tables for name in table.model_fields}
    assert not {name for name in names if not re.search(rf"\b{name}\b", TEMPLATE)}
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    assert f"```toml\n{TEMPLATE}```" in page


def test_one_folder_holds_everything_when_asked(tmp_path: Path) -> None:
    paths = find_paths({"ORQUIX_HOME": str(tmp_path)})

    assert {paths.config_dir.parent, paths.data_dir.parent, paths.cache_dir.parent} == {tmp_path}
    with pytest.raises(ConfigError, match="absolute"):
        find_paths({"ORQUIX_HOME": "here"})


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            '[providers.a]\nkind = "ollama"\nbase_url = "http://me:planted@127.0.0.1:1"\n',
            "providers.a.base_url",
        ),
        (
            (
                '[providers.a]\nkind = "ollama"\n[councils.c]\nmembers = [{provider = "a", model = "m", '
                'extra = {api_key = "planted-extra"}}]\n'
            ),
            "councils.c.members[1].extra.api_key",
        ),
        (
            (
                '[providers.a]\nkind = "ollama"\n[[councils.c.members]]\nprovider = "a"\nmodel = "m"\n'
                'extra = { body = { x = "sk-planted0123456789abcdef" } }\n'
            ),
            "councils.c.members[1].extra.body.x",
        ),
    ],
)
def test_a_key_is_refused_wherever_it_hides(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, text)

    assert where in caught.value.cause
    assert "planted" not in str(caught.value)
