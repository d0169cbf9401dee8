"""A wish to have an original looked at waits until it is answered, and goes with its case."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework.case import Looked, OriginalReason
from storage import archive, original_requests
from storage.transaction import Store
from tests.storage.conftest import NOW

CASE, ASKER = 7, 11


async def test_it_waits_until_it_is_answered_and_the_workstation_sees_the_same(store: Store) -> None:
    def work(db: Connection) -> None:
        for number, file in ((11, "b"), (3, "a")):
            original_requests.ask(db, CASE, file, number, ASKER, OriginalReason.HIDDEN, NOW)
        first, second = original_requests.waiting(db, CASE)
        assert (first.number, first.file, first.asker, first.why) == (3, "a", ASKER, OriginalReason.HIDDEN)
        assert [(each.file, each.number) for each in archive.wanted(db, CASE)] == [("a", 3), ("b", 11)]
        original_requests.settle(db, first.id, Looked.DONE)
        assert original_requests.waiting(db, CASE) == (second,)
        assert [each.number for each in archive.wanted(db, CASE)] == [11]
        assert original_requests.waiting(db, CASE + 1) == ()
        original_requests.remove(db, CASE)
        assert original_requests.waiting(db, CASE) == ()

    await store.run(work)
