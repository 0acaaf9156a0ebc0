"""Where files live. ORQUIX_HOME puts configuration, data, cache and logs under one folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.translate import _

APP = "orquix-tui"


class Paths(NamedTuple):
    """The folders of the program; nothing is made until it is needed."""

    config_dir: Path
    data_dir: Path
    cache_dir: Path
    log_dir: Path
    """What the program and its child processes say; never a prompt, an answer or a key."""

    @property
    def config_file(self) -> Path:
        """The TOML file."""
        return self.config_dir / "config.toml"

    @property
    def prompts_dir(self) -> Path:
        """The person's templates of prompts."""
        return self.config_dir / "prompts"

    @property
    def consents_file(self) -> Path:
        """What the person has consented to; see `config.consent`."""
        return self.config_dir / "consents.json"


def find_paths(env: Mapping[str, str]) -> Paths:
    """The folders for this environment. Raises ConfigError when ORQUIX_HOME is not an absolute path."""
    home = env.get("ORQUIX_HOME")
    if home:
        root = Path(home).expanduser()
        if not root.is_absolute():
            raise ConfigError(
                _('ORQUIX_HOME is "{home}", which is not an absolute path.').format(home=home),
                _("Give a whole path."),
            )
        return Paths(root / "config", root / "data", root / "cache", root / "logs")
    from platformdirs import user_cache_path, user_config_path, user_data_path, user_log_path

    return Paths(
        user_config_path(APP, appauthor=False),
        user_data_path(APP, appauthor=False),
        user_cache_path(APP, appauthor=False),
        user_log_path(APP, appauthor=False),
    )


def ensure_private(folder: Path) -> None:
    """Make the folder, readable by its owner alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
