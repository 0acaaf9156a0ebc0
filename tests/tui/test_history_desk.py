"""What the desk of the history decides, without a screen."""

from __future__ import annotations

from orquix_tui.domain.models import Attachment, Council, Project
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.tui.screens.history_desk import how_far, same_again
from orquix_tui.tui.screens.project_desk import what_goes
from orquix_tui.tui.shown import ShownRun
from tests.tui import sample

COUNCIL = Council(name="solo", members=())


def test_asking_again_keeps_question_files_and_thread_and_takes_nothing_else_over() -> None:
    project = Project(id="p", name="thesis")
    item = sample.interaction().model_copy(update={"attachments": (Attachment(name="a.txt", text="x"),)})

    request = same_again(item, project, COUNCIL, "before")
    assert (request.prompt, request.council, request.project) == (item.prompt, COUNCIL, project)
    assert (request.thread, request.continues) == ("continue", "before")
    assert request.attachments == item.attachments
    assert request.context is None
    anew = same_again(item, project, COUNCIL, None)
    assert (anew.thread, anew.continues) == ("new", None)


def test_how_far_a_run_has_come_fits_the_column_of_the_time() -> None:
    run = ShownRun(sample.interaction(), live=True)
    run.panels[0].response = run.panels[0].response.model_copy(update={"status": ResponseStatus.RUNNING})
    assert how_far(run) == "3/4"
    run.moderator = "a:m"
    assert how_far(run) == "3/4 Σ"
    run.comparing = True
    assert how_far(run) == "Σ"


def test_what_goes_with_a_project_is_told_in_figures() -> None:
    project = Project(id="p", name="a\nproject", interactions=1)
    assert "“a project” goes with 1 interaction, 0 documents" in what_goes(project, 0)
    many = project.model_copy(update={"interactions": 3})
    assert "3 interactions, 1 document and" in what_goes(many, 1)
    assert "The files themselves stay" in what_goes(many, 1)
