"""The file is shared by turns: one thread of ours opens it, does what is queued, and lets go at once."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.translate import _
from orquix_tui.store import faults
from orquix_tui.store.engine import Engine
from orquix_tui.store.files import copy_private, private_directory, secure, stamp
from orquix_tui.store.glance import Ask, Glance, Signature
from orquix_tui.store.holder import leave_name, read_name
from orquix_tui.store.migrations import MIGRATIONS, Migration, check_version, create, migrate
from orquix_tui.store.patience import POLL_S, WAIT_S, Patience

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from filelock import FileLock

T = TypeVar("T")

LONGEST_TURN_S = 1.0
"""After that we let others in, even when more is queued here."""
REST_S = 0.5
"""Turns come in flocks; who then asks nothing for so long shall not keep the engine's 15 MB."""
_log = logging.getLogger(__name__)


class Turn:
    """The file while it is ours, on the owner thread; locked and opened on demand."""

    def __init__(self, path: Path, patience: Patience, migrations: Sequence[Migration]) -> None:
        self.path = path
        self._patience = patience
        self._migrations = migrations
        self._wal = path.with_name(path.name + ".wal")
        self._holder = path.with_name(path.name + ".holder")
        self._lock: FileLock | None = None
        self._engine = Engine()
        self._glance = Glance(path, schema=len(migrations))
        self._con: DuckDBPyConnection | None = None
        self._since = 0.0
        self._generation = 0
        self._checked = -1
        self._signature: Signature | None = None

    @property
    def con(self) -> DuckDBPyConnection:
        """The open connection. Raises StoreError."""
        if self._con is None:
            self._take()
            self._con = self._open()
        return self._con

    def glance(self, name: str, ask: Ask) -> Any:
        """The answer to what every start asks, as it was kept while the file is unchanged.

        Raises StoreError.
        """
        self._glance.wants(name, ask)
        if self._con is None:
            for answer in self._glance.recall(name, self._sign()):
                return answer
        return self._glance.ask(name, self.con)

    def keep_glance(self) -> None:
        """Have all at hand that the next start asks. Raises StoreError."""
        self.end()  # only now it shows whether something was written since it was asked
        for name in self._glance.lacking():
            self._glance.ask(name, self.con)
        self.end()
        self._glance.write()

    def rest(self) -> None:
        """Nobody has asked for a while. Raises as `end` does."""
        self.quit()
        self._glance.write()

    def closed_file(self) -> Path:
        """The file with our lock held and nothing open: only now may it be copied or replaced.

        (A process that opens and closes the file otherwise loses DuckDB's own lock on it.)
        """
        self._take()
        self._close()
        return self.path

    def generation(self) -> int:
        """A number that changes whenever somebody else has changed the file. Costs two stats."""
        if self._con is None:
            signature = self._sign()
            if signature != self._signature:
                self._signature = signature
                self._generation += 1
        return self._generation

    def is_long(self) -> bool:
        """Whether others have waited long enough."""
        return self._lock is not None and time.monotonic() - self._since > LONGEST_TURN_S

    def keep_private(self) -> None:
        """DuckDB makes its files as the umask says, the log at the first write only: mend that."""
        secure(self.path, self._wal)

    def end(self) -> None:
        """Close the file and let others in. May be called when nothing is held. Raises StoreError."""
        try:
            self._close()
        finally:
            if self._lock is not None:
                self._holder.unlink(missing_ok=True)
                self._lock.release()
                self._lock = None

    def quit(self) -> None:
        """End the turn and forget the engine: after a fatal error it is of no use. Raises as `end` does."""
        try:
            self.end()
        finally:
            self._engine.quit()

    def _take(self) -> None:
        if self._lock is not None:
            return
        from filelock import FileLock, Timeout

        private_directory(self.path.parent)
        lock = FileLock(str(self.path) + ".lock", mode=0o600)
        while not lock.is_locked:
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                if not self._patience.pause():
                    raise faults.busy(
                        self.path, read_name(self._holder), self._patience.waited_s()
                    ) from error
            except OSError as error:
                raise faults.on_open(error, self.path) from error
        self._lock = lock
        self._since = time.monotonic()
        try:
            leave_name(self._holder)
        except OSError as error:
            self.end()
            raise faults.on_open(error, self.path) from error

    def _open(self) -> DuckDBPyConnection:
        generation = self.generation()
        self._glance.opened(self._sign())
        if not self.path.exists():
            create(self.path, self._migrations, self._engine)
        unknown = self._checked != generation
        if unknown and self._wal.exists():
            self._peek()
        con = self._connect()
        try:
            if unknown:
                version = check_version(con, self._migrations)
                if version < len(self._migrations):
                    if version:
                        self._engine.close()
                        copy_private(self.path, self.path.with_name(f"{self.path.name}.v{version}.bak"))
                        con = self._connect()
                    migrate(con, version, self._migrations)
                self._checked = generation
            self.keep_private()
        except BaseException:  # raised again: the connection must not outlive its turn
            self._engine.quit()
            raise
        return con

    def _peek(self) -> None:
        """Check the version without writing: opening a file for good brings its log into it."""
        con = self._connect(read_only=True)
        try:
            check_version(con, self._migrations)
        finally:
            self._engine.close()

    def _connect(self, *, read_only: bool = False) -> DuckDBPyConnection:
        import duckdb

        while True:
            try:
                con = self._engine.open(self.path, read_only=read_only)
            except duckdb.Error as error:
                if not faults.is_locked(error):
                    raise faults.on_open(error, self.path) from error
                if not self._patience.pause():
                    holder = faults.foreign_holder(error)
                    raise faults.busy(self.path, holder, self._patience.waited_s()) from error
            else:
                self._patience.reward()
                return con

    def _close(self) -> None:
        if self._con is None:
            return
        self._con = None
        try:
            self._engine.close()
        finally:
            self.keep_private()
            # What we just wrote is no news to ourselves.
            self._signature = self._sign()
            self._glance.closed(self._signature)

    def _sign(self) -> Signature:
        return tuple(stamp(path) for path in (self.path, self._wal))


@dataclass(frozen=True)
class _Job:
    work: Callable[[Turn], Any]
    future: Future[Any] = field(default_factory=Future)
    queued_at: float = field(default_factory=time.monotonic)
    unwanted: threading.Event = field(default_factory=threading.Event)
    """Set when nobody waits for the result any more."""


def _nobody() -> threading.Event:
    """Waits for the result: such a job is not worth waiting for a turn either."""
    event = threading.Event()
    event.set()
    return event


class Lease:
    """The owner thread and its queue. Every work is a plain function of the turn."""

    def __init__(
        self, path: Path, *, wait_s: float = WAIT_S, migrations: Sequence[Migration] = MIGRATIONS
    ) -> None:
        self._patience = Patience(wait_s)
        self._turn = Turn(path, self._patience, migrations)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._unhurried: set[Future[Any]] = set()
        self._closed = False

    async def run(self, work: Callable[[Turn], T]) -> T:
        """The result of the work. Raises StoreError, and what the work raises.

        Cancelled while it waits for its turn, the work is not done.
        """
        if self._closed:
            raise StoreError(_("The store is closed."), _("Start Orquix TUI again."))
        job = _Job(work)
        self._queue(job)
        try:
            result: T = await asyncio.wrap_future(job.future)
        except asyncio.CancelledError:
            job.unwanted.set()
            raise
        return result

    def later(self, work: Callable[[Turn], None], name: str) -> None:
        """Queue work that nobody waits for; its failure is logged under that name. Closing drops it."""

        def report(future: Future[Any]) -> None:
            self._unhurried.discard(future)
            error = None if future.cancelled() else future.exception()
            if error is not None:
                _log.warning("%s failed: %s", name, error)

        if not self._closed:
            job = _Job(work)
            self._unhurried.add(job.future)
            job.future.add_done_callback(report)
            self._queue(job)

    async def aclose(self) -> None:
        """Finish what is queued and waited for, then stop the thread. May be called twice."""
        self._closed = True
        self._patience.close()
        for future in tuple(self._unhurried):
            future.cancel()
        if self._thread is not None:
            self._jobs.put(None)
            thread, self._thread = self._thread, None
            await asyncio.to_thread(thread.join)

    def _queue(self, job: _Job) -> None:
        self._jobs.put(job)
        if self._thread is None:
            # A daemon, so that a program that forgot to close still ends; a killed commit loses nothing.
            self._thread = threading.Thread(target=self._serve, name="orquix-store", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            if job.future.set_running_or_notify_cancel():
                self._do(job)
            if self._jobs.empty():  # at once, as the contract has it: others wait in line
                self._end_turn()
            elif self._turn.is_long():
                self._end_turn()
                time.sleep(2 * POLL_S)  # longer than the others' polling, so that one of them gets in
        self._do(_Job(Turn.keep_glance, unwanted=_nobody()))
        self._end_turn(self._turn.quit)

    def _next(self) -> _Job | None:
        """Wait for the next job; None ends it all."""
        with suppress(queue.Empty):
            return self._jobs.get(timeout=REST_S)
        self._end_turn(self._turn.rest)
        return self._jobs.get()

    def _do(self, job: _Job) -> None:
        self._patience.begin(job.queued_at, job.unwanted)
        try:
            result = job.work(self._turn)
            self._turn.keep_private()
        except BaseException as error:  # noqa: BLE001  # the thread must live; the waiter gets the error
            ours: BaseException = error
            if faults.is_the_files(error):
                self._end_turn(self._turn.quit)
                ours = faults.in_use(error, self._turn.path)
            job.future.set_exception(ours)
        else:
            job.future.set_result(result)

    def _end_turn(self, end: Callable[[], None] | None = None) -> None:
        try:
            (end or self._turn.end)()
        except Exception as error:
            if not faults.is_the_files(error):
                raise
            # What was committed is in the write-ahead log already; only tidying up failed.
            _log.warning("Closing the store failed: %s", error)
