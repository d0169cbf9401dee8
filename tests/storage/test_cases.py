"""A case is sealed twice, read by the desk, and gone when the witness withdraws it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pyrage  # type: ignore[import-untyped]
import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select, update

from bot.casework.case import Case, CloseReason, Consent, Facts, Flag, Item, Priority, Track, Workflow
from bot.questionnaire.answers import Entry, Pick, Words
from bot.text import Text, verbatim
from storage import archive, cases, copies, newkeys, tables
from storage.archive import ArchiveKeys
from storage.cases import CaseState
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.sealed import KINDS, page
from storage.sealing import KeyGone, Misplaced, inflated
from storage.transaction import Store
from tests.storage.conftest import NOW

FACTS = Facts(("arrest",), "BY", None, "ru", "Europe/Minsk", 2, Consent(True, False, True))
ENTRIES = (
    Entry("what", Text("What happened?"), (verbatim("Пришли ночью"),), (Words("Пришли ночью"),)),
    Entry("kind", Text("{n} kinds", (("n", 2),)), (Text("Arrest"),), (Pick("arrest"),)),
)


def open_one(db: Connection, keys: WitnessKeys, code: str = "K7-4FQ2") -> int:
    return cases.open_case(db, keys, code=code, priority=Priority.HIGH, facts=FACTS, entries=ENTRIES, now=NOW)


async def test_staff_read_what_the_witness_side_opened(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case == Case(id, "K7-4FQ2", Track.REPORT, "main", Workflow.NEW, Priority.HIGH, NOW, FACTS)
    assert await store.run(lambda db: cases.by_code(db, staff_keys, "K7-4FQ2")) == case
    items = await store.run(lambda db: cases.items(db, staff_keys, id))
    assert items == (Item(0, "report", ENTRIES, day_of(NOW)),)


async def test_an_unknown_case_is_none(store: Store, staff_keys: StaffKeys) -> None:
    assert await store.run(lambda db: cases.load(db, staff_keys, 9)) is None
    assert await store.run(lambda db: cases.by_code(db, staff_keys, "K7-4FQ2")) is None


async def test_a_code_is_taken_once_a_case_has_it(store: Store, witness_keys: WitnessKeys) -> None:
    assert not await store.run(lambda db: cases.code_taken(db, "K7-4FQ2"))
    await store.run(lambda db: open_one(db, witness_keys))
    assert await store.run(lambda db: cases.code_taken(db, "K7-4FQ2"))


async def test_a_changed_case_is_kept_whole(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case
    changed = replace(
        case,
        workflow=Workflow.CLOSED,
        priority=Priority.URGENT,
        version=2,
        assignee=2**40,
        claimed_until=NOW + timedelta(days=1),
        closed_reason=CloseReason.SPAM,
        closed_at=NOW,
        flags=frozenset({Flag.CHANNEL_CHANGED}),
    )
    await store.run(lambda db: cases.update(db, staff_keys, case, changed))
    assert await store.run(lambda db: cases.load(db, staff_keys, id)) == changed


async def test_additions_count_on(store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    later = NOW + timedelta(hours=1)
    more = (Entry("more", Text("More"), (), (Words("Ещё"),)),)
    assert await store.run(lambda db: cases.add_item(db, witness_keys, id, "answer", more, later)) == 1
    items = await store.run(lambda db: cases.items(db, staff_keys, id))
    assert items == (Item(0, "report", ENTRIES, day_of(NOW)), Item(1, "answer", more, day_of(later)))


async def test_the_archive_s_copy_is_readable_without_us(
    store: Store, witness_keys: WitnessKeys, folder: Path
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    sealed = await store.run(lambda db: db.execute(select(tables.archive_copies.c.sealed)).scalar_one())
    [secret] = [line for line in (folder / "archive.key").read_text().splitlines() if line[:1] != "#"]
    document = orjson.loads(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)]))
    assert document["belongs"] == f"case:{id}:0"
    assert document["code"] == "K7-4FQ2"
    assert document["consents"] == ["contact", "publish"]
    assert document["answers"] == {"what": ["Пришли ночью"], "kind": "arrest"}
    assert document["asked"] == {"what": "What happened?", "kind": "2 kinds"}


async def test_an_item_moved_to_another_case_is_misplaced(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    one = await store.run(lambda db: open_one(db, witness_keys))
    other = await store.run(lambda db: open_one(db, witness_keys, "K7-4FQ3"))
    copies = tables.desk_copies

    def move(db: Connection) -> None:
        sealed = db.execute(select(copies.c.sealed).where(copies.c.case_id == one)).scalar_one()
        db.execute(update(copies).where(copies.c.case_id == other).values(sealed=sealed))

    await store.run(move)
    with pytest.raises(Misplaced):
        await store.run(lambda db: cases.items(db, staff_keys, other))


async def test_another_week_s_key_does_not_open_a_case(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    newkeys.next_identity(staff_keys.desk, NOW + timedelta(weeks=1), "2026-W48", "main")
    staff_keys.desk.forget("desk-2026-W47")
    with pytest.raises(KeyGone):
        await store.run(lambda db: cases.load(db, staff_keys, id))


async def test_a_withdrawn_case_has_no_content_left(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    await store.run(lambda db: cases.withdraw(db, id, NOW))
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case
    assert (case.workflow, case.closed_reason, case.version) == (Workflow.CLOSED, CloseReason.WITHDRAWN, 2)
    assert case.facts.categories == ()
    assert case.facts.country is None
    assert await store.run(lambda db: cases.items(db, staff_keys, id)) == ()
    for table in (tables.desk_copies, tables.archive_copies):
        kept = select(func.count()).select_from(table)
        assert await store.run(lambda db, kept=kept: db.execute(kept).scalar_one()) == 0  # type: ignore[misc]


async def test_a_withdrawn_case_changed_later_stays_empty(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    await store.run(lambda db: cases.withdraw(db, id, NOW))
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case
    await store.run(lambda db: cases.update(db, staff_keys, case, replace(case, version=3)))
    sealed = await store.run(lambda db: db.execute(select(tables.cases.c.sealed)).scalar_one())
    assert sealed == b""


async def test_the_witness_side_sees_states_without_facts(store: Store, witness_keys: WitnessKeys) -> None:
    one = await store.run(lambda db: open_one(db, witness_keys))
    other = await store.run(lambda db: open_one(db, witness_keys, "K7-4FQ3"))
    assert await store.run(lambda db: cases.states(db, (one, other, 99))) == (
        CaseState(other, "K7-4FQ3", Workflow.NEW, None, NOW),
        CaseState(one, "K7-4FQ2", Workflow.NEW, None, NOW),
    )
    assert await store.run(lambda db: cases.states(db, ())) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Workflow.NEW, Workflow.NEW),
        (Workflow.IN_REVIEW, Workflow.IN_REVIEW),
        (Workflow.AWAITING_WITNESS, Workflow.WITNESS_REPLIED),
        (Workflow.CLOSED, Workflow.WITNESS_REPLIED),
    ],
)
async def test_a_word_from_the_witness_raises_a_case_that_rests(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, before: Workflow, after: Workflow
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case
    await store.run(lambda db: cases.update(db, staff_keys, case, replace(case, workflow=before)))
    assert await store.run(lambda db: cases.raise_by_witness(db, id)) is (before is not after)
    raised = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert raised == replace(case, workflow=after, version=1 if before is after else 2)


async def test_what_was_written_at_first_is_still_read(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, folder: Path
) -> None:
    """A card's facts sealed by themselves; every question in the archive's copy."""
    id = await store.run(lambda db: open_one(db, witness_keys))
    place, day = f"case:{id}:0", day_of(NOW)
    item = TypeAdapter(Item).dump_python(Item(0, "report", ENTRIES, day), mode="json", exclude_none=True)
    facts = TypeAdapter(Facts).dump_python(FACTS, mode="json")
    desk, archived = staff_keys.desk.of("main"), witness_keys.archive.current
    document = archived.seal_document({"code": "K7-4FQ2", "facts": facts, **item}, place)

    def as_before(db: Connection) -> None:
        told = desk.recipient.seal(orjson.dumps(item), place)
        db.execute(update(tables.desk_copies).values(sealed=told))
        db.execute(update(tables.archive_copies).values(sealed=document))
        alone = desk.recipient.seal(orjson.dumps(facts), "facts:K7-4FQ2")
        db.execute(update(tables.cases).values(key=desk.id, sealed=alone))

    await store.run(as_before)
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case is not None
    assert case.facts == FACTS
    assert await store.run(lambda db: cases.items(db, staff_keys, id)) == (Item(0, "report", ENTRIES, day),)
    keys = ArchiveKeys.load(folder / "archive.key")
    [row] = await store.run(lambda db: archive.rows_of(db, id))
    read = archive.read(archive.opened(keys, row), {})
    assert (read.code, read.language, read.item) == ("K7-4FQ2", "ru", Item(0, "report", ENTRIES, day))


async def test_facts_lie_with_the_report_until_they_change(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    sealed = select(tables.cases.c.sealed)

    async def changed(**values: object) -> bytes:
        case = await store.run(lambda db: cases.load(db, staff_keys, id))
        assert case is not None
        await store.run(lambda db: cases.update(db, staff_keys, case, replace(case, **values)))  # type: ignore[arg-type]
        return await store.run(lambda db: bytes(db.execute(sealed).scalar_one()))

    assert await changed(version=2) == b""
    quiet = replace(FACTS, consent=Consent(False, False, True))
    alone = await changed(facts=quiet)
    assert alone
    assert await changed(version=3) == alone
    case = await store.run(lambda db: cases.load(db, staff_keys, id))
    assert case is not None
    assert case.facts == quiet


async def test_no_copy_tells_the_numbers_of_the_witness_s_messages(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, folder: Path
) -> None:
    told = Entry("more", Text("More"), (verbatim("Ещё"),), (Words("Ещё", 471_147),))
    id = await store.run(lambda db: open_one(db, witness_keys))
    await store.run(lambda db: cases.add_item(db, witness_keys, id, "answer", (told, told), NOW))
    await store.run(lambda db: cases.add_item(db, witness_keys, id, "answer", (told,), NOW))
    desk = await store.run(lambda db: db.execute(select(tables.desk_copies)).all())
    archived = await store.run(lambda db: archive.rows_of(db, id))
    key = ArchiveKeys.load(folder / "archive.key")
    plain = [inflated(copies.opened(staff_keys, row)) for row in desk]
    plain += [archive.opened(key, row) for row in archived]
    assert len(plain) == 6
    assert not any(b"471147" in each for each in plain)


async def test_answers_of_one_name_are_both_archived(
    store: Store, witness_keys: WitnessKeys, folder: Path
) -> None:
    twice = (ENTRIES[0], replace(ENTRIES[0], words=(verbatim("Ещё"),), parts=(Words("Ещё"),)))
    id = await store.run(lambda db: open_one(db, witness_keys))
    await store.run(lambda db: cases.add_item(db, witness_keys, id, "answer", twice, NOW))
    rows = await store.run(lambda db: archive.rows_of(db, id))
    read = archive.read(archive.opened(ArchiveKeys.load(folder / "archive.key"), rows[1]), {})
    assert read.item.entries == twice


async def test_pages_of_signed_lines_leave_none_out(store: Store, witness_keys: WitnessKeys) -> None:
    """Nor when a page ends between two lines of one case."""
    [lines] = [kind for kind in KINDS if kind.words == "signed lines"]

    def work(db: Connection) -> list[tuple[int, int]]:
        id = open_one(db, witness_keys)
        for _each in range(4):
            cases.add_item(db, witness_keys, id, "addition", (), NOW)
        found, after = list[tuple[int, int]](), None
        while rows := page(db, lines, after, 2):
            found += [(row.case_id - id, row.sequence) for row in rows]
            after = lines.place(rows[-1])
        return found

    assert await store.run(work) == [(0, number) for number in range(5)]
