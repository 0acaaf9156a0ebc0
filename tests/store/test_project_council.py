"""Which council a project asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from orquix_tui.store.migrations import MIGRATIONS


async def test_a_project_keeps_the_council_that_it_asks(store: DuckStore, tmp_path: Path) -> None:
    await store.add_project("thesis")
    assert (await store.set_project_council("thesis", "writers")).council == "writers"
    await store.set_project_council("default", "quick")

    again = DuckStore(tmp_path / "data", Redactor())
    assert {p.name: p.council for p in await again.projects()} == {"default": "quick", "thesis": "writers"}
    await again.rename_project("thesis", "book")
    await again.archive_project("book")
    assert (await again.project("book")).council == "writers"
    assert (await again.set_project_council("book", "")).council == ""
    with pytest.raises(NotFoundError):
        await again.set_project_council("nowhere", "writers")
    await again.aclose()


async def test_projects_from_before_ask_the_default_council(tmp_path: Path) -> None:
    at = [step.__name__ for step in MIGRATIONS].index("m005_project_council")
    old = DuckStore(tmp_path, Redactor(), migrations=MIGRATIONS[:at])
    await old.add_project("thesis")
    await old.aclose()
    new = DuckStore(tmp_path, Redactor())

    assert [project.council for project in await new.projects()] == ["", ""]
    assert (await new.set_project_council("thesis", "writers")).council == "writers"
    await new.aclose()
