"""The reader's own process: walks and reads, and may be killed at any time. Ends with its parent."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from orquix_tui.children.serving import open_pipes
from orquix_tui.children.wire import Message, write_message
from orquix_tui.documents.reading import read
from orquix_tui.documents.walking import missing, walk
from orquix_tui.domain.errors import DocumentError
from orquix_tui.domain.memory import FoundFile
from orquix_tui.domain.translate import VARIABLE, _, catalogue, speak

_MOST_MEMORY = 1_500_000_000
"""Bytes of address space: a file that wants more fails alone."""
_BATCH = 256
_BATCH_S = 0.1
_MOST_WALKS = 8
"""Walks that are under way; one that is forgotten begins anew when it is asked for again."""
_log = logging.getLogger(__name__)


class Worker:
    """Answers requests. A walk's place is kept here; the client drops what it was given before."""

    def __init__(self) -> None:
        self._walks: OrderedDict[str, Iterator[FoundFile]] = OrderedDict()

    def answer(self, header: dict[str, Any]) -> Message:
        """One request's reply. Raises DocumentError, and whatever a broken file causes."""
        operation = header.pop("op")
        return self._read(**header) if operation == "read" else self._walk(**header)

    def _walk(self, walk_id: str, paths: list[str]) -> Message:
        gone = missing(paths) if walk_id not in self._walks else ""
        if gone:
            return {"missing": gone}, b""
        files = self._walks.pop(walk_id, None) or walk(paths)
        batch: list[dict[str, Any]] = []
        end = time.monotonic() + _BATCH_S
        for found in files:
            batch.append(found._asdict())
            if len(batch) >= _BATCH or time.monotonic() > end:
                self._walks[walk_id] = files
                break
        while len(self._walks) > _MOST_WALKS:
            self._walks.popitem(last=False)
        return {"files": batch, "done": walk_id not in self._walks}, b""

    def _read(self, path: str, known: str) -> Message:
        found = read(path, known)
        headings = list(found.headings)
        header = {
            "sha256": found.sha256,
            "size": found.size,
            "unchanged": found.unchanged,
            "form": found.form,
            "title": found.title,
        }
        return {"read": header, "headings": headings}, found.text.encode()


def _reply(worker: Worker, header: dict[str, Any]) -> Message:
    try:
        return worker.answer(header)
    except DocumentError as error:
        return {"error": error.cause, "remedy": error.remedy}, b""
    except MemoryError:
        return {"error": _("needs more memory than reading a file may take")}, b""
    except RecursionError:
        return {"error": _("nested too deeply")}, b""
    except Exception as error:  # noqa: BLE001  # the libraries raise what they like on a damaged file
        _log.exception("a file could not be read")
        return {
            "error": _("damaged, or not what its name says ({kind})").format(kind=type(error).__name__)
        }, b""


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def main() -> int:
    """Say that we are there, then answer requests until the pipe closes."""
    speak(catalogue(os.environ.get(VARIABLE, "en")))
    requests, replies = open_pipes()
    _bound_memory()
    for noisy in ("pypdf", "docx", "bs4", "markdownify"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # a damaged file may warn without end
    write_message(replies, {"ready": True})
    worker = Worker()
    while True:
        header, _raw = requests()
        write_message(replies, *_reply(worker, header))


if __name__ == "__main__":
    sys.exit(main())
