"""A keyring for tests: a real backend of the package `keyring`, kept in a JSON file."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

FILE = "TEST_KEYRING_FILE"
"""Where the keys lie; a child process finds the class by PYTHON_KEYRING_BACKEND."""


class FileKeyring(KeyringBackend):
    """Keeps passwords by service and user name."""

    priority = 0.1
    locked = False

    def _read(self) -> dict[str, str]:
        if self.locked:
            raise KeyringLocked("it is locked")
        path = Path(os.environ[FILE])
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = {**self._read(), f"{service}/{username}": password}
        Path(os.environ[FILE]).write_text(json.dumps(kept))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("no such password")
        Path(os.environ[FILE]).write_text(json.dumps(kept))
