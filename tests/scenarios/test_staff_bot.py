"""Stories of the staff bot: real library, storage and local Telegram; the witness side is rows."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from sqlalchemy import Connection, select

from bot.casework.case import Case, CloseReason, Consent, Facts, Priority, Role, Workflow
from bot.casework.deadlines import UNDO, read_quiet
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.simulator.accounts import BotAccount, Chat
from bot.simulator.people import Moderator
from bot.simulator.server import Server
from bot.simulator.world import World
from bot.text import _, verbatim
from handlers import alarms, staff_cards, staff_copies, staff_letters, staff_sender
from handlers.access import seat_admins
from handlers.deliver import Delivery
from handlers.desk import Desk, Home
from handlers.pace import Pace
from handlers.placing import Placing
from handlers.senders import Sender
from handlers.showing import Showing
from handlers.staff import StaffBot
from handlers.staff_health import Checkup
from handlers.staff_sender import COMMANDS
from handlers.translate import Wording
from handlers.vitals import Vitals
from storage import audit, cases, files, keys, letters, prompts, questions, staff
from storage.files import Blobs, Source
from storage.keys import StaffKeys, WitnessKeys
from storage.tables import audit as trail
from storage.tables import dead_letters
from storage.transaction import Store
from tests import databases
from tests.scenarios.walks import labels

T = TypeVar("T")
CODE = "K7-4FQ2"
NARRATIVE = "They came at four in the morning, in two cars without plates. " * 150
LABELS = {"torture": _("Torture or ill-treatment"), "KG": _("Kyrgyzstan"), "KG-GB": _("Bishkek")}


@dataclass
class House:
    """The staff bot at work in a group with two admins, Anna and Boris."""

    world: World
    account: BotAccount
    group: Chat
    store: Store
    desk: Desk
    witness: WitnessKeys
    bot: StaffBot
    blobs: Blobs
    now: datetime
    failures: list[Exception] = field(default_factory=list)

    def button(self, words: str) -> str:
        """As a button of the group carries it."""
        return self.desk.buttons.seal(words, self.group.id)

    def moderator(self, name: str, role: Role | None = Role.MODERATOR) -> Moderator:
        person = self.world.add_person(name)
        if role is not None:
            self.world.join(self.group, person)
        return Moderator(self.world, self.account, self.group, person)

    async def seat(self, moderator: Moderator, role: Role) -> None:
        await self.store.run(lambda db: staff.seat(db, moderator.person.id, role))

    async def do(self, work: Callable[[Connection], T]) -> T:
        result = await self.store.run(work)
        await staff_letters.receive(self.desk)
        return result

    async def case(self, code: str = CODE) -> Case:
        found = await self.store.run(lambda db: cases.by_code(db, self.desk.keys, code))
        assert found is not None
        return found

    async def report(
        self, code: str = CODE, text: str = NARRATIVE, priority: Priority = Priority.NORMAL
    ) -> int:
        """A witness has submitted a report."""
        consent = Consent(contact=True, partner=False, publish=False)
        facts = Facts(("torture",), "KG", "KG-GB", "ru", "Asia/Bishkek", 0, consent)
        entry = Entry("story", _("What happened, in your own words?"), (verbatim(text),), (Words(text),))

        def work(db: Connection) -> int:
            case = cases.open_case(
                db,
                self.witness,
                code=code,
                priority=Priority.NORMAL,
                facts=facts,
                entries=(entry,),
                now=self.now,
            )
            letters.post(db, "staff", case, "opened", self.now)
            return case

        return await self.do(work)

    async def trail(self) -> list[tuple[str, str, str]]:
        columns = select(trail.c.actor, trail.c.action, trail.c.reason).order_by(trail.c.id)
        rows = await self.store.run(lambda db: db.execute(columns).all())
        assert await self.store.run(audit.verify) is None
        return [(row.actor, row.action, row.reason) for row in rows]


async def _update_loop(house: House, fetch: Callable[[int | None], Awaitable[Any]]) -> None:
    offset: int | None = None
    while True:
        for raw in await fetch(offset):
            offset = raw["update_id"] + 1
            try:
                await house.bot.handle(raw)
            except Exception as failure:
                house.failures.append(failure)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    now = datetime(2026, 5, 1, 6, tzinfo=UTC)  # noon in Bishkek
    world = World()
    account = world.add_bot("700002:AAstaff", "desk_bot", "Desk")
    group = world.add_group("Desk", forum=False)
    world.add_bot_to_group(group, account)
    server = Server(world)
    telegram = staff_sender.connect(account.token, await server.start(), None)
    keys.create(tmp_path / "keys", now)
    store = Store.open(databases.sqlite_database(tmp_path))
    staff_keys = StaffKeys.load(tmp_path / "keys")
    blobs = Blobs(tmp_path / "files")

    def clock() -> datetime:
        return built.now

    wording = Wording()
    desk = Desk(
        store, staff_keys, wording, account.id, account.username, Home(group.id), LABELS,
        read_quiet("22:00-08:00"), clock,
    )  # fmt: skip
    rights = partial(staff_sender.missing_rights, telegram, group.id)
    staff_bot = StaffBot(desk, telegram, Checkup(Vitals(), tmp_path, tmp_path / "keys", rights))
    built = House(
        world, account, group, store, desk, WitnessKeys.load(tmp_path / "keys"), staff_bot, blobs, now
    )
    await staff_bot.start()
    wires = {account.id: staff_sender.StaffWire(telegram, desk.buttons.seal)}
    showing = Showing(store, staff_keys, blobs, {**wires}, clock)
    placing = Placing(store, wording, {**wires}, staff_keys)
    sender = Sender(store, wording, {**wires}, staff_keys, clock, showing, placing)

    async def fetch(offset: int | None) -> Any:
        return await staff_sender.fetch(telegram, offset)

    delivery = Delivery(store, staff_keys, sender, Pace(unlimited=True), clock, lambda _db, _waiting: None)
    tasks = [
        asyncio.create_task(delivery.run()),
        asyncio.create_task(_update_loop(built, fetch)),
    ]
    yield built
    for task in tasks:
        while not task.done():  # a cancellation that meets a finished wait_for is lost (before Python 3.12)
            task.cancel()
            await asyncio.wait([task], timeout=0.1)
    await delivery.drain(1)
    await staff_bot.stop()
    await server.stop()
    store.close()
    assert built.failures == []


@pytest.fixture
async def anna(house: House) -> Moderator:
    anna = house.moderator("Anna")
    await house.store.run(lambda db: seat_admins(db, [anna.person.id]))
    return anna


@pytest.fixture
async def boris(house: House) -> Moderator:
    boris = house.moderator("Boris")
    await house.seat(boris, Role.MODERATOR)
    return boris


async def test_a_case_is_claimed_read_asked_answered_and_closed(house: House, boris: Moderator) -> None:
    await boris.start()
    await boris.in_private.sees("This is the desk's bot.")
    case = await house.report()
    card = await boris.card(CODE, "Claim")
    for words in ("Report", "Torture", "Kyrgyzstan, Bishkek", "New"):
        assert words in card.text
    assert "four in the morning" not in boris.in_group.transcript()

    await boris.press_card(CODE, "Claim")
    await boris.toast("is yours for 24 hours")
    await boris.press_card(CODE, "Read")
    await boris.in_private.sees("no files")
    assert boris.in_private.transcript().count("two cars without plates") == 150
    await boris.in_group.sees("In review")

    await boris.in_private.press("Ask")
    await boris.in_private.sees("your question")
    await boris.in_private.say("Did you see the plates?")
    preview = await boris.in_private.sees("the witness will read")
    # Just what the witness will see, and that is Russian.
    assert "Нам никогда не нужно ваше имя, и мы никогда не присылаем ссылок." in preview.text
    await boris.in_private.press("Send")
    await boris.in_private.sees("on its way to the witness")
    await boris.in_group.sees("Waiting for the witness")

    waiting = await house.store.run(lambda db: letters.take(db, "witness"))
    assert [(letter.case_id, letter.what) for letter in waiting] == [(case, "asked")]
    number = waiting[0].number
    assert number is not None
    asked = await house.store.run(lambda db: questions.load(db, house.witness, number))
    assert asked is not None
    assert (asked.text, asked.due_at) == ("Did you see the plates?", house.now)

    await witness_answers(house, case, "Yes, 01KG.")
    await boris.in_private.sees(f"{CODE}: the witness has written.")
    await boris.in_private.press("Read")
    await boris.in_private.sees("Yes, 01KG.")

    await boris.in_private.press("Close")
    await boris.in_private.press("Documented")
    await boris.in_group.sees("Closed: Documented")
    await boris.in_private.sees(f"{CODE}: ☑️ Closed: Documented")
    assert (await house.case()).closed_reason is CloseReason.DOCUMENTED
    assert "Undo" in labels(boris.in_private)
    house.now += 2 * UNDO
    await house.do(lambda db: staff_cards.close_for_good(db, house.desk))
    assert (await house.store.run(lambda db: letters.take(db, "witness")))[-1].what == "closed"
    person = str(boris.person.id)
    assert await house.trail() == [
        (person, "claimed", ""),
        (person, "read", ""),
        (person, "asked", ""),
        (person, "read", ""),
        (person, "closed", "documented"),
    ]


async def witness_answers(house: House, case: int, text: str) -> None:
    entry = Entry("answer", verbatim("Did you see the plates?"), (verbatim(text),), (Words(text),))

    def work(db: Connection) -> None:
        number = cases.add_item(db, house.witness, case, "answer", (entry,), house.now)
        cases.raise_by_witness(db, case)
        letters.post(db, "staff", case, "replied", house.now, number)

    await house.do(work)


async def test_a_second_claimer_is_told_who_has_it(house: House, anna: Moderator, boris: Moderator) -> None:
    await house.report()
    card = await anna.card(CODE, "Claim")
    await anna.press_card(CODE, "Claim")
    await anna.toast("is yours")
    await house.world.press_data(boris.person, house.group, card.id, house.button(f"claim:{CODE}:1"))
    await boris.toast("Anna has claimed")
    assert (await house.case()).assignee == anna.person.id


async def test_read_opens_the_private_chat_first_and_then_goes_on(house: House, boris: Moderator) -> None:
    await house.report(text="A short story.")
    await boris.press_card(CODE, "Claim")
    await boris.press_card(CODE, "Read")
    toast = await boris.toast("")
    await house.world.until(lambda: any(each.url for each in house.world.toasts(boris.person)))
    toast = house.world.toasts(boris.person)[-1]
    assert toast.url == f"https://t.me/desk_bot?start=read-{CODE}"
    assert (await house.case()).workflow is Workflow.TRIAGE
    await boris.start(f"read-{CODE}")
    await boris.in_private.sees("A short story.")
    await boris.in_private.sees("no files")
    assert (await house.case()).workflow is Workflow.IN_REVIEW


async def test_a_stranger_who_presses_is_refused_and_recorded_without_a_name(
    house: House, anna: Moderator
) -> None:
    await house.report()
    stranger = house.moderator("Mallory")
    card = await anna.card(CODE, "Claim")
    await house.world.press_data(stranger.person, house.group, card.id, house.button(f"claim:{CODE}:1"))
    await stranger.toast("Only the staff")
    assert (await house.case()).assignee is None
    assert await house.trail() == [("stranger", "refused", "claim")]
    await stranger.start(f"read-{CODE}")
    await stranger.in_private.sees("Only the staff")
    await stranger.in_private.say("hello")
    await stranger.in_private.sees("This bot is for the staff of a desk")


async def test_who_has_left_the_group_may_no_longer(house: House, boris: Moderator) -> None:
    await boris.start()
    await house.report()
    house.world.leave(house.group, boris.person)
    await boris.in_private.say(f"/claim {CODE}")
    await boris.in_private.sees("Only the staff")
    assert (await house.case()).assignee is None


async def test_a_forged_button_is_answered_and_recorded(house: House, boris: Moderator) -> None:
    await house.report()
    card = await boris.card(CODE, "Claim")
    for data in ("claim", "claim:K7-4FQ2:1", "close:K7-4FQ2:1:withdrawn", "A" * 64, "\u202eclaim"):
        await house.world.press_data(boris.person, house.group, card.id, data)
    await house.world.until(lambda: len(house.world.toasts(boris.person)) == 5)
    assert {toast.text for toast in house.world.toasts(boris.person)} == {"This button is out of date."}
    assert await house.trail() == [(str(boris.person.id), "refused", "unknown button")] * 5


async def test_commands_do_what_buttons_do(house: House, anna: Moderator) -> None:
    await anna.start()
    await house.report(text="A short story.")
    await anna.in_group.say("/claim k7 4fq2")
    await anna.in_group.sees("is yours for 24 hours")
    await anna.in_group.say(f"/read@desk_bot {CODE}")
    await anna.in_private.sees("A short story.")
    await anna.in_private.say(f"/ask {CODE}")
    await anna.in_private.sees("your question")
    await anna.in_private.press("Cancel")
    await anna.in_private.sees("cancelled")
    await anna.in_private.say("/release")
    await anna.in_private.sees("like this: /release K7-4FQ2")
    await anna.in_private.say(f"/release {CODE}")
    await anna.in_private.sees("back in the queue")
    await anna.in_private.say("/claim K7-0000")
    await anna.in_private.sees("There is no case K7-0000.")
    assert (await house.case()).workflow is Workflow.NEW


async def test_what_people_say_in_the_group_goes_no_further(house: House, anna: Moderator) -> None:
    chat = {"id": house.group.id, "type": "supergroup"}
    someone = {"id": 1, "is_bot": False, "first_name": "A", "username": "a", "language_code": "ru"}
    talk = {"message_id": 1, "date": 1, "chat": chat, "from": someone, "text": "She is called Aigul"}
    assert house.bot.trim({"update_id": 7, "message": talk}) == {"update_id": 7}
    assert house.bot.trim({"update_id": 7, "edited_message": talk}) == {"update_id": 7}
    assert house.bot.trim({"update_id": 7, "message": talk | {"text": "/claim@another_bot X"}}) == {
        "update_id": 7
    }
    forwarded = {
        **talk,
        "chat": {"id": 1, "type": "private", "username": "a"},
        "forward_origin": {"type": "hidden_user"},
    }
    kept = house.bot.trim({"update_id": 7, "message": forwarded})
    assert "forward_origin" not in kept["message"]
    assert "username" not in str(kept)
    assert house.bot.trim(kept) == kept
    for broken in ({}, {"update_id": 1, "message": None}, {"update_id": 1, "callback_query": []}):
        house.bot.trim(broken)


async def test_a_question_with_a_link_may_be_written_again(house: House, anna: Moderator) -> None:
    await anna.start()
    await house.report(text="A short story.")
    await anna.press_card(CODE, "Claim")
    await anna.press_card(CODE, "Ask")
    await anna.in_private.sees("your question")
    await anna.in_private.say("See https://example.org/x")
    await anna.in_private.sees("must not contain links")
    first = "When did it happen?"
    await anna.in_private.say(first)
    old = await anna.in_private.sees(first)
    await anna.in_private.say("Where did it happen?")
    await anna.in_private.sees("Where did it happen?")
    await anna.in_private.press("Send", message=old.id)
    await anna.toast("another text since")
    assert (await house.case()).workflow is Workflow.TRIAGE
    await anna.in_private.press("Send")
    await anna.in_private.sees("on its way")
    assert (await house.case()).workflow is Workflow.AWAITING_WITNESS
    assert await house.store.run(lambda db: prompts.waiting(db, house.desk.keys, anna.person.id)) is None


async def test_at_night_the_question_waits_and_the_asker_is_told(house: House, anna: Moderator) -> None:
    house.now += timedelta(hours=14)  # 02:00 in Bishkek
    await anna.start()
    await house.report(text="A short story.")
    await anna.press_card(CODE, "Claim")
    await anna.press_card(CODE, "Ask")
    await anna.in_private.sees("your question")
    await anna.in_private.say("Where was it?")
    await anna.in_private.sees("It is night there. The question will be sent at 08:00 their time.")
    await anna.in_private.press("Send")
    await anna.toast("It is night there.")


async def test_pictures_come_under_neutral_names(house: House, anna: Moderator) -> None:
    await anna.start()
    case = await house.report(text="A short story.")
    witness = house.witness.tag(42)
    picture, paper = "a" * 32, "b" * 32

    def work(db: Connection) -> None:
        for file, kind, size in ((picture, FileKind.PHOTO, 120_000), (paper, FileKind.DOCUMENT, 2_400_000)):
            source = Source(1, 1, "file-id", "Aigul passport.pdf", None)
            files.expect(db, house.witness, witness, file, kind, size, source, house.now)
        files.adopt(db, [picture, paper], case)
        files.arrived(db, picture, bytes(32), "jpg", key, house.now)

    key, preview = files.seal_preview(house.witness, picture, _picture())
    await house.do(work)
    await house.blobs.put(f"previews/{picture}.age", preview)
    await anna.press_card(CODE, "Claim")
    await anna.press_card(CODE, "Read")
    listed = await anna.in_private.sees("K7-4FQ2-2.file: document, 2.4 MB (on its way)")
    assert "K7-4FQ2-1.jpg: photo, 120 KB" in listed.text
    photo = next(each for each in anna.in_private.messages() if each.kind == "photo")
    assert "K7-4FQ2-1.jpg" in photo.text
    assert "passport" not in anna.in_private.transcript()

    def late(db: Connection) -> None:
        files.arrived(db, paper, bytes(32), None, None, house.now)
        letters.post(db, "staff", case, "arrived", house.now)

    await house.do(late)
    await anna.in_private.sees(f"{CODE}: the files that were on their way have arrived.")
    await anna.in_group.sees("Files: 2")


def _picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "JPEG")
    return drawn.getvalue()


async def test_a_witness_withdraws_and_nothing_can_be_read_any_more(house: House, anna: Moderator) -> None:
    await anna.start()
    case = await house.report()
    await anna.press_card(CODE, "Claim")
    card = await anna.card(CODE, "Read")

    def work(db: Connection) -> None:
        cases.withdraw(db, case, house.now)
        letters.post(db, "staff", case, "withdrawn", house.now)

    await house.do(work)
    await anna.in_private.sees("has withdrawn the report")
    gone = await anna.in_group.sees("Withdrawn by the witness")
    assert "Torture" not in gone.text
    await house.world.press_data(anna.person, house.group, card.id, house.button(f"read:{CODE}:2"))
    await anna.toast("was withdrawn by the witness")


async def test_a_letter_that_cannot_be_opened_stops_no_other(house: House, anna: Moderator) -> None:
    def work(db: Connection) -> None:
        letters.post(db, "staff", 999, "claim", house.now)
        letters.post(db, "staff", 999, "opened", house.now)

    await house.do(work)
    await house.report()
    await anna.card(CODE, "Claim")
    reasons = await house.store.run(lambda db: list(db.scalars(select(dead_letters.c.reason))))
    assert reasons == ["NotALetter"]
    assert await house.store.run(lambda db: letters.take(db, "staff")) == ()


async def test_a_card_grows_older_and_shows_when_a_claim_has_run_out(house: House, anna: Moderator) -> None:
    await house.report()
    await anna.in_group.sees("under an hour ago")
    await anna.press_card(CODE, "Claim")
    await anna.card(CODE, "Read")
    house.now += timedelta(hours=1)
    await house.store.run(lambda db: staff_cards.redraw(db, house.desk))
    await anna.in_group.sees("Received: today")
    house.now += timedelta(hours=23)
    await house.store.run(lambda db: staff_cards.redraw(db, house.desk))
    await anna.in_group.sees("Received: yesterday")
    await anna.card(CODE, "Claim")


async def test_a_repeated_update_changes_nothing(house: House, anna: Moderator) -> None:
    await house.report()
    press = {
        "update_id": 99,
        "callback_query": {
            "id": "1",
            "from": {"id": anna.person.id, "is_bot": False, "first_name": "Anna"},
            "chat_instance": "1",
            "data": house.button(f"claim:{CODE}:1"),
            "message": {"message_id": 1, "date": 1, "chat": {"id": house.group.id, "type": "supergroup"}},
        },
    }
    await house.bot.handle(press)
    once = await house.case()
    await house.bot.handle(press)
    assert await house.case() == once
    assert len(await house.trail()) == 1


async def test_anonymous_admins_are_told_why_their_commands_do_not_count(house: House) -> None:
    chat = {"id": house.group.id, "type": "supergroup"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": chat,
        "from": anonymous,
        "sender_chat": chat,
        "text": f"/claim {CODE}",
    }
    await house.bot.handle({"update_id": 5, "message": message})
    reader = house.moderator("Boris")
    await reader.in_group.sees("Commands of anonymous admins are not accepted")


async def test_added_to_a_strangers_group_it_leaves(house: House) -> None:
    other = house.world.add_group("Somebody else's")
    house.world.add_bot_to_group(other, house.account)
    await house.world.until(lambda: house.account not in house.world.room_of(other).bots())


async def test_what_fails_reaches_the_update_loop(house: House, anna: Moderator) -> None:
    with pytest.raises(Exception, match=r"."):
        await house.bot.handle({"update_id": 1, "message": {"chat": {"type": "private"}}})
    await house.store.run(lambda db: db.exec_driver_sql("DROP TABLE prompts"))
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": anna.person.id, "type": "private"},
        "from": {"id": anna.person.id, "is_bot": False, "first_name": "Anna"},
        "text": "hello",
    }
    with pytest.raises(Exception, match="prompts"):
        await house.bot.handle({"update_id": 2, "message": message})


async def test_everything_that_one_person_has_can_be_taken_away_at_once(
    house: House, anna: Moderator, boris: Moderator
) -> None:
    codes = (CODE, "K7-0001")
    for reader in (anna, boris):
        await reader.start()
    for code in codes:
        await house.report(code, f"The story of {code}.")
        await boris.press_card(code, "Claim")
        await boris.press_card(code, "Read")
        await boris.in_private.sees(f"{code}: no files")
        await anna.in_private.say(f"/read {code}")
        await anna.in_private.sees(f"{code}: no files")
    gone = await house.do(lambda db: staff_copies.remove_of_user(db, house.desk, boris.person.id, house.now))
    assert gone == 6
    for code in codes:
        await boris.in_private.sees(f"{code} was shown here and has been removed. Read opens it again.")
        assert f"The story of {code}." in anna.in_private.transcript()
    await boris.in_private.no_longer_sees("The story of")


async def test_who_is_no_longer_staff_is_offered_nothing_to_read(house: House, boris: Moderator) -> None:
    await boris.start()
    await house.report(text="A short story.")
    await boris.press_card(CODE, "Claim")
    await boris.press_card(CODE, "Read")
    await boris.in_private.sees(f"{CODE}: no files")
    await house.do(lambda db: staff.unseat(db, boris.person.id))
    await house.do(lambda db: staff_copies.remove_of_user(db, house.desk, boris.person.id, house.now))
    line = await boris.in_private.sees(f"{CODE} was shown here and has been removed.")
    assert line.buttons == []


async def read_many(house: House, reader: Moderator, first: int, last: int) -> None:
    """Cases of these numbers, one after the other."""
    for number in range(first, last):
        code = f"K7-{number:04}"
        await house.report(code, "A short story.")
        await reader.in_private.say(f"/claim {code}")
        await reader.in_private.sees(f"{code} is yours")
        await reader.in_private.say(f"/read {code}")


async def test_one_person_reads_ten_cases_an_hour(house: House, boris: Moderator) -> None:
    await boris.start()
    await read_many(house, boris, 0, 11)
    await boris.in_private.sees("K7-0009: no files")
    refused = await boris.in_private.sees("You have opened 10 cases within an hour")
    assert "Reading works again in 60 minutes." in refused.text
    assert (str(boris.person.id), "refused", "reading limit") in await house.trail()
    await boris.press_card("K7-0010", "Read")
    await boris.toast("Reading works again")
    house.now += timedelta(hours=1)
    await boris.in_private.say("/read K7-0010")
    await boris.in_private.sees("K7-0010: no files")
    read = [row for row in await house.trail() if row[1] == "read"]
    assert len(read) == 11


async def test_a_double_press_on_read_is_one_opening(house: House, boris: Moderator) -> None:
    await boris.start()
    await house.report(text="A short story.")
    await boris.press_card(CODE, "Claim")
    for _each in range(12):
        await boris.press_card(CODE, "Read")
    await house.world.until(lambda: len(house.world.toasts(boris.person)) == 13)
    assert {each.text for each in house.world.toasts(boris.person)[1:]} == {
        f"{CODE} is in your private chat."
    }
    await boris.in_private.sees("no files")


async def test_admins_hear_once_a_day_of_who_reads_more_than_twenty(
    house: House, anna: Moderator, boris: Moderator
) -> None:
    await anna.start()
    await boris.start()
    heard = f"Their Telegram id is {boris.person.id}."

    async def told() -> int:
        await house.store.run(lambda db: alarms.tell(db, house.desk.keys, house.account.id, house.now))
        await anna.in_private.say("/help")  # in the same chat, after it
        await house.world.until(lambda: not pending(house))
        return anna.in_private.transcript().count(heard)

    for first in (0, 10):
        await read_many(house, boris, first, first + 10)
        await boris.in_private.sees(f"K7-{first + 9:04}: no files")
        house.now += timedelta(hours=1)
    assert await told() == 0
    await read_many(house, boris, 20, 22)
    await boris.in_private.sees("K7-0021: no files")
    assert await told() == 1
    await read_many(house, boris, 22, 23)
    await boris.in_private.sees("K7-0022: no files")
    assert await told() == 1
    house.now += timedelta(hours=2)
    await read_many(house, boris, 23, 24)
    await boris.in_private.sees("K7-0023: no files")
    assert await told() == 1


def pending(house: House) -> bool:
    """Whether the bot has something to hear or to say yet."""
    return any(queue.pending for queue in house.world.queues().values())


def test_the_menu_has_the_command_of_every_button_that_a_case_has_of_its_own() -> None:
    assert {
        *("claim", "release", "assign", "read", "ask", "priority", "verify", "hold", "resume", "duplicate"),
        *("handover", "close", "reopen", "history", "note", "more", "escalate"),
    } <= COMMANDS.keys()
