"""Projects: the containers of everything else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.models import Project
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _
from orquix_tui.store.drafts import forget_draft
from orquix_tui.store.lease import Turn
from orquix_tui.store.recovery import buried
from orquix_tui.store.room import Room
from orquix_tui.store.rows import project_row, read_project
from orquix_tui.store.sql import append, first, select, transaction
from orquix_tui.store.vectors import note_change

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DEFAULT = "default"
NAME_LENGTH = 80

_PROJECTS = """
SELECT p.*, (SELECT count(*) FROM interaction i WHERE i.project_id = p.id) AS interactions
FROM project p ORDER BY lower(p.name)
"""
# What belongs to a project, by the statements that remove it, in order.
_DELETE = (
    "DELETE FROM chunk_embedding WHERE project_id = ?",
    "DELETE FROM chunk WHERE project_id = ?",
    "DELETE FROM document WHERE project_id = ?",
    "DELETE FROM steering WHERE project_id = ?",
    "DELETE FROM response WHERE interaction_id IN (SELECT id FROM interaction WHERE project_id = ?)",
    "DELETE FROM synthesis WHERE interaction_id IN (SELECT id FROM interaction WHERE project_id = ?)",
    "DELETE FROM vote WHERE interaction_id IN (SELECT id FROM interaction WHERE project_id = ?)",
    "DELETE FROM star WHERE interaction_id IN (SELECT id FROM interaction WHERE project_id = ?)",
    "DELETE FROM interaction WHERE project_id = ?",
    "DELETE FROM project WHERE id = ?",
)


class ProjectRoom(Room):
    """The part of the store that keeps projects."""

    async def projects(self, *, archived: bool = False) -> list[Project]:
        """All projects by name, with their counts; `default` is made when missing."""
        kept = await self._lease.run(lambda turn: turn.glance("projects", _plain_projects))
        found = [Project.model_validate(project) for project in kept]
        return [project for project in found if archived or not project.archived]

    async def project(self, name: str) -> Project:
        """The project of that name, case apart. Raises NotFoundError (never for `default`)."""
        return await self._lease.run(lambda turn: find(turn.con, name))

    async def add_project(self, name: str, description: str = "") -> Project:
        """A new project. Raises InputError when the name is taken or unusable."""
        safe_name, safe_description = self._redact(checked_name(name)), self._redact(clean(description))
        return await self._lease.run(lambda turn: add(turn.con, safe_name, safe_description))

    async def rename_project(self, name: str, new_name: str) -> Project:
        """Raises NotFoundError, InputError."""
        safe_name = self._redact(checked_name(new_name))

        def work(turn: Turn) -> Project:
            renamed = rename(turn.con, name, safe_name)
            self._follow(turn)
            return renamed

        return await self._lease.run(work)

    async def archive_project(self, name: str, *, archived: bool = True) -> Project:
        """Hide from the lists, or bring back; nothing is deleted. Raises NotFoundError, InputError."""
        return await self._lease.run(lambda turn: archive(turn.con, name, archived=archived))

    async def set_project_council(self, name: str, council: str) -> Project:
        """Let this project ask that council; empty: the default one. Raises NotFoundError."""
        return await self._lease.run(lambda turn: set_council(turn.con, name, council))

    async def delete_project(self, name: str) -> None:
        """Remove it and all that it holds; the figures of its runs stay.

        Raises NotFoundError; InputError for the built-in project and while a run of it goes on.
        """

        def work(turn: Turn) -> None:
            gone = find(turn.con, name)
            with buried(self._journals, interaction_ids(turn.con, name)):
                delete(turn.con, name)
            forget_draft(self._journals.parent, gone.id)
            self._follow(turn)

        await self._lease.run(work)


def checked_name(name: str) -> str:
    """The name without outer space. Raises InputError when it cannot be used."""
    name = unicodedata.normalize("NFC", name.strip())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise InputError(
            _("A project's name has 1 to {most} characters.").format(most=NAME_LENGTH),
            _("Choose another name."),
        )
    bad = {c for c in name if c in "/\\" or unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    if bad:
        raise InputError(
            _("A project's name holds no slashes and no control characters."), _("Leave them out.")
        )
    return name


def _plain_projects(con: DuckDBPyConnection) -> list[Any]:
    return [project.model_dump(mode="json") for project in all_projects(con)]


def all_projects(con: DuckDBPyConnection) -> list[Project]:
    """Every project, archived ones too."""
    found = [read_project(row) for row in select(con, _PROJECTS)]
    if any(project.name == DEFAULT for project in found):
        return found
    append(con, "project", [project_row(Project(id=new_id(), name=DEFAULT))])
    return [read_project(row) for row in select(con, _PROJECTS)]


def find(con: DuckDBPyConnection, name: str) -> Project:
    """The project of that name. Raises NotFoundError."""
    project = _named(con, name)
    if project is None:
        raise NotFoundError(
            _('There is no project "{name}".').format(name=name),
            _("See `orquix-tui projects list`, or add it with `projects add`."),
        )
    return project


def find_id(con: DuckDBPyConnection, name: str) -> str:
    """The same, without counting what the projects hold."""
    wanted = _folded(name)
    found = con.execute("SELECT id, name FROM project").fetchall()
    return next((id_ for id_, known in found if known.casefold() == wanted), "") or find(con, name).id


def add(con: DuckDBPyConnection, name: str, description: str) -> Project:
    """A new project. Raises InputError when the name is taken."""
    _must_be_free(con, name)
    project = Project(id=new_id(), name=name, description=description)
    append(con, "project", [project_row(project)])
    return project


def rename(con: DuckDBPyConnection, name: str, new_name: str) -> Project:
    """The project under its new name."""
    project = find(con, name)
    _not_default(project, _("renamed"))
    _must_be_free(con, new_name, apart_from=project.id)
    with transaction(con):
        con.execute("UPDATE project SET name = ? WHERE id = ?", [new_name, project.id])
        note_change(con, removal=True)  # hits carry the project's name
    return project.model_copy(update={"name": new_name})


def archive(con: DuckDBPyConnection, name: str, *, archived: bool) -> Project:
    """The project, hidden or not."""
    project = find(con, name)
    _not_default(project, _("archived"))
    con.execute("UPDATE project SET archived = ? WHERE id = ?", [archived, project.id])
    return project.model_copy(update={"archived": archived})


def set_council(con: DuckDBPyConnection, name: str, council: str) -> Project:
    """The project with that council. The built-in one can have one, too."""
    project = find(con, name)
    con.execute("UPDATE project SET council = ? WHERE id = ?", [council, project.id])
    return project.model_copy(update={"council": council})


def delete(con: DuckDBPyConnection, name: str) -> None:
    """Remove it and all that it holds."""
    project = find(con, name)
    _not_default(project, _("deleted"))
    with transaction(con):
        for statement in _DELETE:
            con.execute(statement, [project.id])
        note_change(con, removal=True)


def home(con: DuckDBPyConnection, project_id: str, name: str) -> str:
    """The id of the project that a run is saved in; made when missing: nothing that was answered is lost.

    A run has no project's id when the store could not be read as it began: its name says where it belongs.
    """
    if not project_id:
        return _by_name(con, name).id
    if first(con, "SELECT 1 FROM project WHERE id = ?", [project_id]):
        return project_id
    free = name if _named(con, name) is None else f"{name[: NAME_LENGTH - 9]} {project_id[-8:]}"
    append(con, "project", [project_row(Project(id=project_id, name=free))])
    return project_id


def _by_name(con: DuckDBPyConnection, name: str) -> Project:
    try:
        usable = checked_name(name)
    except InputError:  # nobody could check it when the run began
        usable = DEFAULT
    return _named(con, usable) or add(con, usable, "")


def interaction_ids(con: DuckDBPyConnection, name: str) -> list[str]:
    """Of all that was asked in a project. Raises NotFoundError."""
    found = con.execute("SELECT id FROM interaction WHERE project_id = ?", [find(con, name).id]).fetchall()
    return [row[0] for row in found]


def _named(con: DuckDBPyConnection, name: str) -> Project | None:
    wanted = _folded(name)
    return next((project for project in all_projects(con) if project.name.casefold() == wanted), None)


def _folded(name: str) -> str:
    """Names are told apart by this."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _must_be_free(con: DuckDBPyConnection, name: str, apart_from: str = "") -> None:
    taken = _named(con, name)
    if taken is not None and taken.id != apart_from:
        hidden = _(" (archived)") if taken.archived else ""
        raise InputError(
            _('There is already a project "{name}"{hidden}.').format(name=taken.name, hidden=hidden),
            _("Choose another name."),
        )


def _not_default(project: Project, done: str) -> None:
    if project.name == DEFAULT:
        raise InputError(
            _('The project "{name}" is built in and cannot be {done}.').format(name=DEFAULT, done=done),
            _("Use another project."),
        )
