"""Changes the TOML file and leaves the rest of it letter for letter: comments, order, spaces.

    edit(text, [Put(("ui", "theme"), "orquix-light"), Drop(("providers", "old"))]) -> the new text
    write(path, changes, check)       the same on a file: read, edited, checked, replaced, whole or not at all

A provider: Put(("providers", NAME), as_written(settings)). A council: Put(("councils", NAME),
{"moderator": [...], "members": [{"provider": ..., "model": ...}, ...]}); its members become tables of their
own, and those that stay (same provider, model and label) keep their comments, wherever they move to.
What people use is `Configuration.change` (domain/configuring.py), which calls this and reads again.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from orquix_tui.config import rename
from orquix_tui.config.paths import ensure_private
from orquix_tui.config.rename import renamed
from orquix_tui.domain.configuring import Change, Drop, Put, Rename
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _

_TRIES = 5
"""Somebody else may write at the same time: then their file is read, and changed."""
_PRIVATE = 0o600


def edit(text: str, changes: Sequence[Change]) -> str:
    """The text with these changes and nothing else changed. Raises ConfigError.

    What comes out is read again and compared with what it should say: a file that is written in a way which
    cannot be edited is refused, never damaged.
    """
    from tomlkit.exceptions import TOMLKitError

    from orquix_tui.config.toml_edit import Document

    wanted = tomllib.loads(text)
    for change in changes:
        _apply(wanted, change)
    edits: list[Put | Drop] = []
    for change in changes:
        if isinstance(change, Rename):
            text, instead = renamed(text, change)
            edits += instead
        else:
            edits.append(Put(change.where, _plain(change.value)) if isinstance(change, Put) else change)
    document = Document(text)
    try:
        for change in edits:
            document.apply(change)
        result = document.text()
        same = _without_empty(tomllib.loads(result)) == _without_empty(wanted)
    except (TOMLKitError, TypeError, ValueError, KeyError):
        same = False
    if not same:
        names = ", ".join(".".join(change.where) for change in changes)
        raise ConfigError(
            _("The file is written in a way that cannot be changed from here."),
            _("Change {names} in it by hand.").format(names=names),
        )
    return result


def write(path: Path, changes: Sequence[Change], check: Callable[[Mapping[str, Any]], object]) -> None:
    """Change the file; `check` raises for values that the program would not take. Raises ConfigError.

    The file is read anew, so that what others wrote meanwhile stays. A link is followed; the permissions stay
    (a new file is the owner's alone).
    """
    real = path.resolve()
    for _try in range(_TRIES):
        before = _read(real)
        after = edit(before.decode("utf-8"), changes).encode("utf-8")
        check(tomllib.loads(after.decode("utf-8")))
        if after == before or _replace(real, before, after):
            return
    raise ConfigError(
        _("{path} is being changed by somebody else.").format(path=path), _("Try again in a moment.")
    )


def _apply(data: dict[str, Any], change: Change) -> None:
    """The change on plain dictionaries."""
    if isinstance(change, Rename):
        rename.apply(data, change)
        return
    *way, last = change.where
    for name in way:
        if isinstance(change, Drop) and name not in data:
            return
        data = data.setdefault(name, {})
    if isinstance(change, Put):
        data[last] = _plain(change.value)
    else:
        data.pop(last, None)


def _plain(value: Any) -> Any:
    """As TOML knows it: lists for tuples, and nothing where there is None."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items() if part is not None}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Whether an empty table stands there makes no difference."""
    inner = {key: _without_empty(part) if isinstance(part, dict) else part for key, part in data.items()}
    return {key: part for key, part in inner.items() if part != {}}


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=system_says(error)),
            _("Check the file's permissions."),
        ) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise ConfigError(
            _("{path} is not valid TOML: {reason}.").format(path=path, reason=error),
            _("Mend that line first."),
        ) from error
    return content


def _replace(path: Path, before: bytes, after: bytes) -> bool:
    """Put the new file in the old one's place; False when the old one is not what it was."""
    draft: Path | None = None
    try:
        if not path.parent.exists():
            ensure_private(path.parent)
        mode = path.stat().st_mode & 0o777 if path.exists() else _PRIVATE
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        if _read(path) != before:
            return False
        draft.replace(path)
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be written ({reason}).").format(path=path, reason=system_says(error)),
            _("Check the folder's permissions and room."),
        ) from error
    else:
        draft = None
        return True
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
