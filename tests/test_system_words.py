"""What the system says is said in the language spoken, where it is a common reason."""

from __future__ import annotations

import errno
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import catalogue, speak


@pytest.fixture
def spanish() -> Iterator[None]:
    speak(catalogue("es"))
    yield
    speak(catalogue("en"))


@pytest.mark.usefixtures("spanish")
def test_a_common_reason_is_told_in_the_language_spoken(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent") as caught:
        (tmp_path / "absent").read_text("utf-8")
    assert system_says(caught.value) == "No existe el archivo o la carpeta"
    assert system_says(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "No queda espacio en el disco"
    expired = ssl.SSLCertVerificationError(1, "certificate verify failed")
    expired.verify_code, expired.verify_message = 10, "certificate has expired"
    assert system_says(expired) == "el certificado ha caducado"


def test_a_rare_reason_is_told_as_the_system_tells_it() -> None:
    assert system_says(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert system_says(OSError("said by a library")) == "said by a library"
    rare = ssl.SSLCertVerificationError(1, "certificate verify failed")
    rare.verify_code, rare.verify_message = 79, "invalid purpose"
    assert system_says(rare) == "invalid purpose"
