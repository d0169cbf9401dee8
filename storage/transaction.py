"""The only place that begins and commits: one writer thread, one commit for all that waits."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage import shared
from storage.engine import engine_for, is_away
from storage.prepared import on_driver
from storage.scrubbing import Scrubbing
from storage.shared import Want

T = TypeVar("T")

SHARED = 128  # pieces of work in one commit: getUpdates brings up to 100, and other work comes beside it
BACK = "storage is back"  # announced by the first work that succeeds after some that did not
_ANNOUNCED = "announced"
_SCRUB = "scrub"


class StorageAway(Exception):
    """The database can't be reached or written to right now; nothing of this work was kept."""


class _Broke(Exception):
    """A piece of work raised, and with it nothing of the batch is done."""


@dataclass(eq=False, slots=True)
class _Piece:
    work: Callable[[Connection], Any]
    wants: tuple[Want, ...]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = None
    announced: set[str] = field(default_factory=set)

    def settle(self) -> None:
        """Whoever waits is told. The frames of a failure hold this piece, so it must not hold the failure."""
        failure, future = self.failure, self.future
        del self.failure, self.future
        if future.done():
            return
        if failure is None:
            future.set_result(self.result)
        else:
            future.set_exception(failure)


class Store:
    """The database, as the event loop sees it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._events: dict[str, asyncio.Event] = {}
        self._open = True
        self._away = False
        self._scrubbing = Scrubbing()
        self._writer = threading.Thread(target=self._write, name="storage", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, url: str) -> Store:
        """StorageAway when there is no database to be reached."""
        engine = engine_for(url)
        try:
            engine.connect().close()
        except DBAPIError as wrong:
            raise StorageAway(str(wrong.orig)) from wrong
        return cls(engine)

    async def run(self, work: Callable[[Connection], T], *wants: Want) -> T:
        """What `work` returns, once it is on the disk. Work that raises leaves nothing behind; so that it
        may, work is done a second time when something beside it raised: it changes the database alone.
        What it `wants` is fetched ahead, together with what others want."""
        if not self._open:
            raise StorageAway("The store is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Piece(work, wants, loop, future))
        try:
            return await future
        finally:
            del future  # what it raises would refer to itself by way of this frame, and keep the work

    @staticmethod
    def announce(db: Connection, name: str) -> None:
        """Wake who listens to `name`, after the commit."""
        db.info.setdefault(_ANNOUNCED, set()).add(name)

    @staticmethod
    def scrub(db: Connection) -> None:
        """After the commit, nothing that was deleted stays behind in the database's own files."""
        db.info[_SCRUB] = True

    def listen(self, name: str) -> asyncio.Event:
        """Set after each commit that announced `name`; the listener clears it."""
        return self._events.setdefault(name, asyncio.Event())

    def close(self) -> None:
        """After all work that was handed over before."""
        if self._open:
            self._open = False
            self._waiting.put(None)
            self._writer.join()
            self._engine.dispose()

    def _write(self) -> None:
        db: Connection | None = None
        while (first := self._waiting.get()) is not None:
            if not first.future.cancelled():
                db = self._serve(db, [first])
            del first  # while nobody asks for anything, what was asked last is not kept
        if db is not None:
            with suppress(SQLAlchemyError):
                db.close()

    def _serve(self, db: Connection | None, pieces: list[_Piece]) -> Connection | None:
        """These, and all that waits beside them."""
        db = self._commit(db, pieces)
        if db is not None:
            self._scrubbing.after_commit(db, wanted=db.info.pop(_SCRUB, False))
        self._answer(pieces)
        return db

    def _join(self, pieces: list[_Piece]) -> None:
        """All that waits by now shares the lot of these."""
        with suppress(queue.Empty):
            while len(pieces) < SHARED:
                piece = self._waiting.get_nowait()
                if piece is None:  # the last of all
                    self._waiting.put(None)
                    return
                if not piece.future.cancelled():
                    pieces.append(piece)

    def _commit(self, db: Connection | None, pieces: list[_Piece]) -> Connection | None:
        """The connection for the next time; none when this one can't be trusted any more."""
        try:
            db = db or self._engine.connect()
            try:
                self._together(db, pieces)
            except _Broke:
                _each_apart(db, pieces)
        except BaseException as wrong:
            failure = _named(wrong)
            if isinstance(failure, StorageAway):
                self._join(pieces)  # they would wait as long to be told the same
            for piece in pieces:
                piece.failure = failure
            _leave(db)
            return None
        if any(isinstance(piece.failure, StorageAway) for piece in pieces):
            _leave(db)  # after a failover the next connection may be to a server that can be written to
            return None
        return db

    def _together(self, db: Connection, pieces: list[_Piece]) -> None:
        """Without savepoints, which cost as much as what they guard: most work does not raise. While the
        transaction began, more may have come."""
        with db.begin():
            self._join(pieces)
            try:
                shared.begin(db, (want for piece in pieces for want in piece.wants))
                for piece in pieces:
                    _do(db, piece)
                    if _is_lost(db):
                        raise StorageAway("the transaction was lost")
                shared.end(db)
            except BaseException as wrong:
                raise _Broke from wrong

    def _answer(self, pieces: list[_Piece]) -> None:
        for loop in {piece.loop for piece in pieces}:
            with suppress(RuntimeError):  # a loop that was closed asks no more
                loop.call_soon_threadsafe(self._settle, [piece for piece in pieces if piece.loop is loop])

    def _settle(self, pieces: list[_Piece]) -> None:
        away = {isinstance(piece.failure, StorageAway) for piece in pieces}
        for piece in pieces:
            for name in piece.announced if piece.failure is None else ():
                self.listen(name).set()
            piece.settle()
        if self._away and away == {False}:
            self.listen(BACK).set()  # for those who wait now, not for those who will
            self.listen(BACK).clear()
        self._away = True in away


def blameless(work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """Work that nothing it is given can make fail: where the database refuses it, storage is away."""

    def guarded(db: Connection) -> T:
        try:
            return work(db)
        except DBAPIError as wrong:
            raise StorageAway(str(wrong.orig)) from wrong

    return guarded


def _is_lost(db: Connection) -> bool:
    """SQLite may end a transaction by itself; what follows would be on the disk at once, and alone."""
    driver: Any = db.connection.dbapi_connection
    return db.dialect.name == "sqlite" and not driver.in_transaction


def _each_apart(db: Connection, pieces: list[_Piece]) -> None:
    """All of it once more, each piece in a savepoint of its own."""
    with db.begin():
        shared.forget(db)
        for piece in pieces:
            on_driver(db, "SAVEPOINT piece")
            try:
                _do(db, piece)
                on_driver(db, "RELEASE SAVEPOINT piece")
            except BaseException as wrong:
                piece.failure = _named(wrong)
                _undo(db, wrong)


def _do(db: Connection, piece: _Piece) -> None:
    db.info[_ANNOUNCED] = set()
    piece.result = piece.work(db)
    piece.announced = db.info[_ANNOUNCED]


def _undo(db: Connection, wrong: BaseException) -> None:
    """When it can't be rolled back the whole transaction is lost: it raises."""
    try:
        on_driver(db, "ROLLBACK TO SAVEPOINT piece")
        on_driver(db, "RELEASE SAVEPOINT piece")
    except SQLAlchemyError:
        raise StorageAway("the transaction was lost") from wrong


def _leave(db: Connection | None) -> None:
    if db is not None:
        with suppress(Exception):  # whatever is wrong with it, the writer goes on
            db.invalidate()
        with suppress(Exception):
            db.close()


def _named(wrong: BaseException) -> BaseException:
    if isinstance(wrong, DBAPIError) and is_away(wrong):
        away = StorageAway(str(wrong.orig))
        away.__cause__ = wrong
        return away
    if isinstance(wrong, StopIteration):  # a future refuses it, and would leave its waiter without an answer
        raised = RuntimeError("The work raised StopIteration.")
        raised.__cause__ = wrong
        return raised
    return wrong
