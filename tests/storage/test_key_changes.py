"""Keys change while the program runs: each side learns of the other's, and nothing sealed is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.casework.case import CloseReason, Consent, Facts, Priority, Workflow
from bot.outgoing import Message, Outgoing
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.text import Text, screen, verbatim
from handlers.key_care import DAY, KeyCare
from storage import (
    alarms,
    cases,
    files,
    in_use,
    keyfiles,
    keys,
    manifest,
    newkeys,
    notes,
    outbox,
    questions,
    recipients,
    resealing,
    routes,
    tables,
    verifying,
)
from storage.alarms import Alarm
from storage.blobs import Blobs
from storage.files import Source
from storage.keyfiles import KeysMissing
from storage.keys import StaffKeys, WitnessKeys
from storage.routes import Route
from storage.sealing import KeyGone, Misplaced, new_identity
from storage.transaction import Store
from tests.conftest import Clock
from tests.storage.conftest import NOW

FACTS = Facts(("arrest",), "BY", None, "ru", "Europe/Minsk", 0, Consent(True, False, True))
ENTRIES = (Entry("what", Text("What happened?"), (verbatim("Ночью"),), (Words("Ночью"),)),)
WEEK = timedelta(weeks=1)
WITNESS = b"w" * 32


class Sides:
    """Both sides' keys, each looked after by its own process, on one database."""

    def __init__(self, store: Store, folder: Path, blobs: Path) -> None:
        self.store, self.folder, self.clock = store, folder, Clock(NOW)
        self.witness, self.staff = WitnessKeys.load(folder), StaffKeys.load(folder)
        self.blobs = Blobs(blobs)

    def care(self, own: WitnessKeys | StaffKeys) -> KeyCare:
        return KeyCare(self.store, own, self.folder, self.blobs, self.clock)

    async def pass_(self, **span: float) -> None:
        """Time passes, and the jobs of both sides run."""
        self.clock.advance(**span)
        for own in (self.staff, self.witness):
            await self.care(own).renew()
        for own in (self.staff, self.witness):
            await self.care(own).learn()

    async def submit(self, code: str = "K7-4FQ2") -> int:
        def work(db: Connection) -> int:
            now = self.clock()
            case = cases.open_case(
                db, self.witness, code=code, priority=Priority.HIGH, facts=FACTS, entries=ENTRIES, now=now
            )
            routes.keep(db, self.witness, case, WITNESS, Route(1, 77, "ru", "UTC"), now)
            return case

        return await self.store.run(work)

    async def reads(self, case: int) -> bool:
        found = await self.store.run(lambda db: cases.items(db, self.staff, case))
        assert await self.store.run(lambda db: cases.load(db, self.staff, case))
        return found[0].entries == ENTRIES


@pytest.fixture
def sides(store: Store, folder: Path, tmp_path: Path) -> Sides:
    return Sides(store, folder, tmp_path / "blobs")


async def test_each_week_the_witness_side_seals_to_a_new_key_of_the_desk(sides: Sides) -> None:
    first = await sides.submit()
    await sides.pass_(weeks=1)
    assert sides.witness.desk.current.id == "desk-main-2026-W48"
    second = await sides.submit("K7-4FQ3")
    named = await sides.store.run(lambda db: db.scalars(select(tables.desk_copies.c.key)).all())
    assert sorted(named) == ["desk-2026-W47", "desk-main-2026-W48"]
    assert await sides.reads(first)
    assert await sides.reads(second)


async def test_a_week_has_one_key_however_often_one_looks(sides: Sides) -> None:
    for _hour in range(5):
        await sides.pass_(hours=1)
    assert set(sides.staff.desk.held) == {"desk-2026-W47"}


async def test_what_was_learnt_is_known_after_a_restart(sides: Sides) -> None:
    await sides.pass_(weeks=1)
    assert WitnessKeys.load(sides.folder).desk.current.id == "desk-main-2026-W48"
    await sides.pass_(weeks=2)
    assert StaffKeys.load(sides.folder).relay.current.id == "relay-2026-12"


async def test_neither_side_holds_the_other_s_secrets(sides: Sides) -> None:
    for _week in range(6):
        await sides.pass_(weeks=1)
    for own, wanted in (("witness", 2), ("staff", 0)):
        content = "".join(path.read_text() for path in (sides.folder / own).glob("*.key"))
        assert content.count("AGE-SECRET-KEY-") >= wanted
        other = "staff" if own == "witness" else "witness"
        for path in (sides.folder / other).glob("*.key"):
            if path.name != newkeys.LINK:
                assert keyfiles.read(path).lines[0] not in content


async def test_each_month_questions_are_sealed_to_a_new_relay(sides: Sides) -> None:
    case = await sides.submit()
    await sides.pass_(weeks=2)
    ask = lambda db: questions.ask(db, sides.staff, case, 5, "Где?", "ru", sides.clock(), None)  # noqa: E731
    number = await sides.store.run(ask)
    asked = await sides.store.run(lambda db: questions.load(db, sides.witness, number))
    assert asked
    assert asked.text == "Где?"
    key = await sides.store.run(lambda db: db.scalar(select(tables.questions.c.key)))
    assert key == "relay-2026-12"


async def test_a_key_that_somebody_wrote_into_the_database_is_not_sealed_to(sides: Sides) -> None:
    theirs = {
        "key": "desk-main-2030-W01",
        "toward": "witness",
        "public": new_identity()[1],
        "made_at": NOW + 52 * WEEK,
        "voucher": bytes(32),
    }
    await sides.store.run(lambda db: db.execute(insert(tables.recipients), theirs).close())
    await sides.pass_(minutes=1)
    assert sides.witness.desk.current.id == "desk-2026-W47"
    assert await sides.store.run(lambda db: alarms.take(db, "staff")) == (Alarm("forged", 0),)


async def test_a_public_half_that_was_changed_on_its_way_is_not_sealed_to(sides: Sides) -> None:
    sides.clock.advance(weeks=1)
    await sides.care(sides.staff).renew()
    changed = update(tables.recipients).values(public=new_identity()[1])
    await sides.store.run(lambda db: db.execute(changed).close())
    await sides.care(sides.witness).learn()
    assert sides.witness.desk.current.id == "desk-2026-W47"


async def test_an_identity_goes_after_35_days_when_nothing_is_sealed_to_it(sides: Sides) -> None:
    await sides.pass_(days=34)
    assert "desk-2026-W47" in sides.staff.desk.held
    await sides.pass_(days=2)
    assert "desk-2026-W47" not in sides.staff.desk.held
    assert not (sides.folder / "staff" / "desk.key").exists()
    with pytest.raises(KeyGone):
        sides.staff.desk.named("desk-2026-W47")


async def test_an_open_case_moves_on_to_a_newer_key_and_the_old_one_goes(sides: Sides) -> None:
    case = await sides.submit()
    await sides.store.run(lambda db: notes.add(db, sides.staff, case, "main", 7, "Two cars.", NOW))
    for _week in range(6):
        await sides.pass_(weeks=1)
    assert "desk-2026-W47" not in sides.staff.desk.held
    assert await sides.reads(case)
    (note,) = await sides.store.run(lambda db: notes.of_case(db, sides.staff, case))
    assert (note.author, note.text) == (7, "Two cars.")


async def test_a_closed_case_keeps_its_key_as_long_as_its_copy_is_here(sides: Sides) -> None:
    case = await sides.submit()
    closed = {"workflow": Workflow.CLOSED, "closed_reason": CloseReason.SPAM, "closed_at": NOW}
    await sides.store.run(lambda db: db.execute(update(tables.cases).values(**closed)).close())
    for _week in range(8):
        await sides.pass_(weeks=1)
    assert "desk-2026-W47" in sides.staff.desk.held
    assert await sides.reads(case)
    await sides.store.run(lambda db: cases.withdraw(db, case, sides.clock()))
    await sides.pass_(hours=1)
    assert "desk-2026-W47" not in sides.staff.desk.held


async def test_no_identity_goes_while_the_witness_side_still_seals_to_it(sides: Sides) -> None:
    """The staff side comes back after weeks; the witness side has not yet heard of the new key."""
    sides.clock.advance(weeks=8)
    await sides.care(sides.staff).renew()
    await sides.care(sides.staff).renew()
    case = await sides.submit()
    assert await sides.reads(case)
    await sides.care(sides.witness).learn()
    sides.clock.advance(minutes=5)
    await sides.care(sides.staff).renew()
    assert "desk-2026-W47" in sides.staff.desk.held


async def test_an_old_relay_stays_while_a_question_needs_it(sides: Sides) -> None:
    case = await sides.submit()
    ask = lambda db: questions.ask(db, sides.staff, case, 5, "Где?", "ru", NOW, None)  # noqa: E731
    number = await sides.store.run(ask)
    await sides.pass_(days=20)
    await sides.pass_(days=60)
    assert "relay-1" in sides.witness.relay.held
    await sides.store.run(lambda db: questions.set_state(db, number, "answered", None, NOW))
    await sides.pass_(hours=2)
    assert "relay-1" not in sides.witness.relay.held


async def test_after_a_year_routes_have_a_new_key_and_are_found_as_before(sides: Sides) -> None:
    case = await sides.submit()
    tag = sides.witness.tag(77)
    await sides.pass_(days=366)
    assert set(sides.witness.route.held) == {"route-2027"}
    found = await sides.store.run(lambda db: routes.of_case(db, sides.witness, case))
    assert found == Route(1, 77, "ru", "UTC")
    assert WitnessKeys.load(sides.folder).tag(77) == tag


async def test_a_message_that_waits_keeps_the_route_key_it_was_sealed_with(sides: Sides) -> None:
    said = Outgoing(1, 7, "en", Message(screen(Text("Hello"))))
    later = sides.clock() + timedelta(days=9)
    await sides.store.run(lambda db: outbox.post(db, sides.witness, said, sides.clock(), due_at=later))
    newkeys.next_route(sides.witness, sides.clock())
    await sides.pass_(hours=1)
    assert set(sides.witness.route.held) == {"route-1", "route-2026"}
    found = await sides.store.run(lambda db: outbox.due(db, sides.witness, later, 9, ()))
    assert [each.outgoing for each in found] == [said]


async def test_a_key_that_another_process_made_is_found_by_its_name(sides: Sides) -> None:
    beside = WitnessKeys.load(sides.folder)
    newkeys.next_route(beside, sides.clock() + timedelta(seconds=1))
    sealed = beside.route.current.seal(b"words", "x")
    assert sides.witness.route.current.id == "route-1"
    assert sides.witness.route.named("route-2026").open(sealed, "x") == b"words"


async def test_sealing_anew_goes_on_where_it_was_stopped(sides: Sides) -> None:
    for number in range(7):
        await sides.submit(f"K7-4FQ{number}")
    newkeys.next_route(sides.witness, sides.clock() + timedelta(seconds=1))
    left = lambda db: resealing.left(db, sides.witness, ())  # noqa: E731
    assert await sides.store.run(left) == 7
    assert await resealing.seal_anew(sides.store, sides.witness, sides.blobs, (), most=3) == 3
    assert await sides.store.run(left) == 4  # here somebody pulled the plug
    again = WitnessKeys.load(sides.folder)
    while await resealing.seal_anew(sides.store, again, sides.blobs, (), most=3):
        pass
    assert await sides.store.run(left) == 0
    for case in range(1, 8):
        assert await sides.store.run(lambda db, case=case: routes.of_case(db, again, case))  # type: ignore[misc]


async def test_previews_of_open_cases_move_on_too(sides: Sides) -> None:
    case, file = await sides.submit(), "f" * 32
    source = Source(1, 5, "AgACAg", None, None)
    key, sealed = files.seal_preview(sides.witness, file, b"picture")
    await sides.blobs.put(f"previews/{file}.age", sealed)

    def arrive(db: Connection) -> None:
        files.expect(db, sides.witness, WITNESS, file, FileKind.PHOTO, 9, source, NOW)
        files.adopt(db, [file], case)
        files.arrived(db, file, bytes(32), "jpg", key, NOW)

    await sides.store.run(arrive)
    for _week in range(6):
        await sides.pass_(weeks=1)
    assert "desk-2026-W47" not in sides.staff.desk.held
    anew = await sides.blobs.get(f"previews/{file}.age")
    assert anew != sealed
    assert files.open_preview(sides.staff, file, anew) == b"picture"


async def test_a_preview_sealed_anew_before_its_row_says_so_opens(sides: Sides) -> None:
    key, old = files.seal_preview(sides.witness, "f" * 32, b"picture")
    await sides.pass_(weeks=1)
    other, new = files.seal_preview(sides.witness, "f" * 32, b"picture")
    assert key != other
    assert files.open_preview(sides.staff, "f" * 32, bytes(old)) == b"picture"
    assert files.open_preview(sides.staff, "f" * 32, bytes(new)) == b"picture"


async def test_a_database_that_needs_a_lost_key_is_refused(sides: Sides) -> None:
    await sides.submit()
    await sides.pass_(weeks=1)
    (sides.folder / "staff" / "desk.key").unlink()
    with pytest.raises(KeysMissing, match=r"needs the key desk-2026-W47.*Bring it back") as refused:
        await sides.care(StaffKeys.load(sides.folder)).take_up()
    assert "\n" not in str(refused.value)


async def test_a_lost_signing_key_is_not_made_anew_over_what_it_signed(sides: Sides) -> None:
    await sides.submit()
    (sides.folder / "witness" / "sign.key").unlink()
    with pytest.raises(KeysMissing, match=r"sign\.key"):
        await sides.care(WitnessKeys.load(sides.folder)).take_up()
    assert not (sides.folder / "witness" / "sign.key").exists()


async def test_a_key_that_was_destroyed_in_order_is_not_called_lost(sides: Sides) -> None:
    await sides.submit()
    await sides.pass_(weeks=1)
    sides.staff.desk.forget("desk-2026-W47")
    await sides.care(StaffKeys.load(sides.folder)).take_up()


async def test_a_folder_of_the_first_release_is_completed_and_then_rotates(sides: Sides) -> None:
    for name in ("link", "sign", "receipt"):
        for path in sides.folder.rglob(f"{name}.key"):
            path.unlink()
    for path in (*sides.folder.rglob("*.pub"), sides.folder / "witness" / "route.key"):
        lines = path.read_text().splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("# created")) + "\n")
    older = Sides(sides.store, sides.folder, sides.folder / "blobs")
    for own in (older.witness, older.staff):
        await older.care(own).take_up()
    case = await older.submit()
    await older.pass_(weeks=1)
    assert older.witness.desk.current.id == "desk-main-2026-W48"
    assert await older.reads(case)


async def test_a_first_desk_key_without_a_name_is_the_oldest_of_all(sides: Sides) -> None:
    for path in (sides.folder / "staff" / "desk.key", sides.folder / "witness" / "desk.pub"):
        lines = path.read_text().splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("#")) + "\n")
    older = Sides(sides.store, sides.folder, sides.folder / "blobs")
    assert older.witness.desk.current.id == older.staff.desk.current.id == "desk"
    case = await older.submit()
    await older.pass_(weeks=1)
    assert older.witness.desk.current.id == "desk-main-2026-W48"
    assert await older.reads(case)


async def test_each_item_leaves_a_signed_line(sides: Sides) -> None:
    case = await sides.submit()
    await sides.store.run(lambda db: cases.add_item(db, sides.witness, case, "answer", ENTRIES, NOW))
    lines = await sides.store.run(lambda db: manifest.lines(db, case))
    query = select(tables.archive_copies.c.sealed).order_by(tables.archive_copies.c.sequence)
    stored = await sides.store.run(lambda db: db.scalars(query).all())
    public = sides.witness.sign.current.public
    assert [manifest.holds(line, copy, public) for line, copy in zip(lines, stored, strict=True)] == [
        True
    ] * 2
    assert not manifest.holds(lines[0], stored[1], public)
    assert not manifest.holds(lines[0], stored[0], "00" * 32)
    assert [line.at for line in lines] == [NOW, NOW]


async def test_a_withdrawn_case_leaves_no_signed_line(sides: Sides) -> None:
    case = await sides.submit()
    await sides.store.run(lambda db: cases.withdraw(db, case, NOW))
    assert await sides.store.run(lambda db: manifest.lines(db, case)) == ()


async def test_old_signatures_are_checked_when_their_key_is_gone(sides: Sides) -> None:
    await sides.submit()
    newkeys.next_sign(sides.witness.sign, sides.clock() + timedelta(seconds=1))
    await sides.pass_(hours=1)
    assert set(sides.witness.sign.held) == {"sign-2026"}
    openers = await verifying.openers(sides.store, [])
    found = [each async for each in verifying.look(sides.store, openers, sides.blobs)]
    assert [(each.words, each.opened, each.wrong) for each in found] == [("signed lines", 1, ())]


async def test_verifying_opens_all_and_names_what_does_not(sides: Sides) -> None:
    one, other = await sides.submit(), await sides.submit("K7-4FQ3")
    await sides.pass_(hours=1)
    openers = await verifying.openers(
        sides.store, [sides.witness, sides.staff], keys.archive_secrets(sides.folder)
    )

    async def wrong() -> list[str]:
        return [
            line async for each in verifying.look(sides.store, openers, sides.blobs) for line in each.wrong
        ]

    assert await wrong() == []
    assert (
        await verifying.number(sides.store, openers) == 8
    )  # 2 × texts with their facts, routes, archive, lines

    def swap(db: Connection) -> None:
        for table in (tables.desk_copies, tables.archive_copies):
            mine = select(table.c.sealed).where(table.c.case_id == one)
            db.execute(update(table).where(table.c.case_id == other).values(sealed=mine.scalar_subquery()))

    await sides.store.run(swap)
    assert [line.partition(":")[0] for line in await wrong()] == [
        f"texts of cases case_id={other} sequence=0 id=2",
        f"archived texts case_id={other} sequence=0 id=2",
    ]


async def test_the_admins_are_told_each_day_that_the_archive_s_secret_is_here(sides: Sides) -> None:
    written = keyfiles.written_at(sides.folder / "archive.key")
    sides.clock.now = written + timedelta(hours=1)
    care = sides.care(sides.staff)
    await care.mind_the_archive()
    take = lambda db: alarms.take(db, "staff")  # noqa: E731
    assert await sides.store.run(take) == ()  # there is a day to carry it away
    for _day in range(2):
        sides.clock.advance(hours=25)
        for _again in range(3):
            await care.mind_the_archive()
        assert await sides.store.run(take) == (Alarm("with_archive", 0),)
    (sides.folder / "archive.key").unlink()
    sides.clock.now += 2 * DAY
    await care.mind_the_archive()
    assert await sides.store.run(take) == ()


async def test_the_keys_of_a_desk_are_its_own(sides: Sides) -> None:
    newkeys.next_identity(sides.staff.desk, NOW + WEEK, "2026-W48", "aid")
    assert sides.staff.desk.of("aid").id == "desk-aid-2026-W48"
    assert sides.staff.desk.of("main").id == "desk-2026-W47"
    with pytest.raises(KeysMissing):
        sides.witness.desk.of("aid")
    await sides.care(sides.staff).make()
    await sides.care(sides.witness).learn()
    sealed = sides.witness.desk.of("aid").seal(b"need", "x")
    with pytest.raises(Misplaced):
        sides.staff.desk.of("main").open(sealed, "x")
    assert sides.staff.desk.of("aid").open(sealed, "x") == b"need"


async def test_keys_that_a_case_names_are_counted_not_guessed(sides: Sides) -> None:
    await sides.submit()
    nothing = await sides.store.run(lambda db: in_use.outlived(db, sides.staff, NOW + 52 * WEEK))
    assert nothing == ()
    number = await sides.store.run(lambda db: db.scalar(select(func.count()).select_from(tables.manifest)))
    assert number == 1


@pytest.mark.parametrize(
    ("name", "made", "due"),
    [
        ("desk", datetime(2026, 11, 22, 23, 59, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)),
        ("desk", datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)),
        ("relay", datetime(2026, 12, 31, 5, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("route", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_next_of_a_kind_is_due(name: str, made: datetime, due: datetime) -> None:
    assert newkeys.due_at(name, made) == due


async def test_recipients_are_announced_once(sides: Sides) -> None:
    for _time in range(2):
        await sides.store.run(lambda db: recipients.announce(db, sides.staff))
    number = await sides.store.run(lambda db: db.scalar(select(func.count()).select_from(tables.recipients)))
    assert number == 1
