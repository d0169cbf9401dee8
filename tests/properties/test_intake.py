"""Telegram may hand over an update twice, and anyone may press anything: stored is what was meant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.interview import events
from bot.interview.draft import Draft, Place
from bot.interview.showing import view
from bot.questionnaire.answers import FileKind
from handlers.door import Door
from handlers.intake import Heard, around, take
from handlers.translate import Wording
from storage import cases, drafts, keys, questions
from storage.drafts import Reach
from storage.files import Blobs, Source
from storage.keys import StaffKeys, WitnessKeys
from storage.tables import metadata
from storage.transaction import Store
from tests import databases, interviews
from tests.interviews import NOW, READY
from tests.properties.walks import STEPS, Step, event_of, fitting

BOT, WITNESS, STRANGER = 1, 101, 202
Tables = dict[str, list[tuple[Any, ...]]]


class _Enough(Exception):
    """Ends a piece of work so that nothing of it stays."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intake")
    keys.create(folder / "keys", NOW)
    return folder


@pytest.fixture(scope="module")
def staff(folder: Path) -> StaffKeys:
    return StaffKeys.load(folder / "keys")


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[Door]:
    store, wording = Store.open(databases.sqlite_database(folder)), Wording()
    forms = dict.fromkeys(wording.languages, interviews.FORM)
    sealed = WitnessKeys.load(folder / "keys")
    yield Door(store, sealed, Blobs(folder / "files"), forms, wording, lambda: NOW, None)
    store.close()


def heard(number: int, event: events.Event, chat: int = WITNESS) -> Heard:
    source = Source(BOT, event.message, "id", None, None) if isinstance(event, events.Attached) else None
    return Heard(BOT, number, chat, "en", event, message=getattr(event, "message", None), source=source)


def stored(db: Connection) -> Tables:
    return {
        table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


def with_a_case(db: Connection, door: Door, staff: StaffKeys) -> int:
    """A sent report with an open question; the question's id."""
    drafts.save(db, door.keys, door.keys.tag(WITNESS), READY, Reach(BOT, WITNESS), NOW)
    take(db, door, heard(1, events.Submitted()))
    asked = questions.ask(db, staff, 1, 7, "Was there a paper?", "en", NOW, NOW)
    questions.set_state(db, asked, "announced", NOW, NOW)
    return asked


def of_draft(db: Connection, door: Door, chat: int = WITNESS) -> Draft:
    kept = drafts.load(db, door.keys, door.keys.tag(chat))
    return kept.draft if kept else Draft()


def meant(db: Connection, door: Door, step: Step) -> events.Event | None:
    """The event of a step; a number presses a button of what is shown now."""
    draft = of_draft(db, door)
    known = around(db, door, door.keys.tag(WITNESS), events.Began(), draft, "en", NOW, BOT)
    return event_of(step, view(interviews.FORM, draft, known), fitting(interviews.FORM, draft))


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=15))
def test_a_repeated_update_changes_nothing(door: Door, staff: StaffKeys, steps: list[Step]) -> None:
    def walk(db: Connection) -> None:
        with_a_case(db, door, staff)
        updates = [heard(1, events.Submitted())]
        for number, step in enumerate(steps, start=2):
            event = meant(db, door, step)
            if event is None:
                continue
            updates.append(heard(number, event))
            take(db, door, updates[-1])
            once = stored(db)
            take(db, door, updates[-1])
            assert stored(db) == once
        before = stored(db)
        for update in updates:
            take(db, door, update)
        assert stored(db) == before
        raise _Enough

    with pytest.raises(_Enough):
        asyncio.run(door.store.run(walk))


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    said=st.lists(
        st.sampled_from(
            [
                events.Opened(1),
                events.Adding(1),
                events.Declined(1),
                events.Silenced(1),
                events.Withdrawing(1),
                events.Withdrew(1),
                events.Commanded("delete"),
                events.AskedDeletion(1),
                events.Unsharing(1),
                events.Unshared(1),
                events.Panicked(),
                events.Replied("This belongs to somebody else", 9),
                events.Attached("f", FileKind.PHOTO, 9, 10),
            ]
        ),
        max_size=12,
    )
)
def test_a_strangers_presses_reach_no_case_of_another(
    door: Door, staff: StaffKeys, said: list[events.Event]
) -> None:
    def walk(db: Connection) -> None:
        asked = with_a_case(db, door, staff)
        drafts.save(db, door.keys, door.keys.tag(STRANGER), interviews.MENU, Reach(BOT, STRANGER), NOW)
        question, items = questions.load(db, door.keys, asked), cases.items(db, staff, 1)
        case = cases.load(db, staff, 1)
        for number, event in enumerate(said, start=100):
            take(db, door, heard(number, event, STRANGER))
        assert questions.load(db, door.keys, asked) == question
        assert (cases.items(db, staff, 1), cases.load(db, staff, 1)) == (items, case)
        raise _Enough

    with pytest.raises(_Enough):
        asyncio.run(door.store.run(walk))


async def test_the_same_number_from_another_bot_is_another_update(door: Door) -> None:
    def walk(db: Connection) -> None:
        take(db, door, heard(5, events.Spoke("en")))
        assert of_draft(db, door).place is Place.NOTICE
        take(db, door, Heard(2, 5, WITNESS, "en", events.Agreed()))
        assert of_draft(db, door).place is Place.MENU
        raise _Enough

    with pytest.raises(_Enough):
        await door.store.run(walk)
