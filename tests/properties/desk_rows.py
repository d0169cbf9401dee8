"""A desk and its witnesses without Telegram: the handlers' own transactions, on one connection to SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, select

from bot.casework.case import Case, Consent, Priority, Role
from bot.casework.deadlines import KEPT_IN_PRIVATE
from bot.casework.presses import CANCEL, SEND, Press, mark_of
from bot.interview.effects import Share, Shared, Tell, Unshare
from bot.outgoing import Card, Copy, Placed
from bot.questionnaire import partner
from bot.questionnaire.answers import Pick, Words
from bot.text import Screen
from handlers import (
    erasure,
    follow_ups,
    parting,
    sharing,
    staff_cards,
    staff_copies,
    staff_leaving,
    staff_letters,
    staff_offered,
    staff_overdue,
    staff_queue,
    staff_seconding,
)
from handlers.asked import Asked
from handlers.decisions import decide
from handlers.desk import Desk, Home
from handlers.door import Door
from handlers.known import shared
from handlers.staff_digests import bring
from handlers.staff_private import hear
from handlers.staff_said import Said
from handlers.translate import Wording
from storage import audit, cases, keys, letters, outbox, places, private_copies, prompts, questions, routes
from storage import staff as seats
from storage.engine import engine_for
from storage.keys import StaffKeys, WitnessKeys
from storage.routes import Route
from storage.tables import cases as rows
from storage.tables import metadata
from storage.tables import outbox as said
from storage.transaction import Store
from tests import databases
from tests.conftest import Clock
from tests.scenarios import filling

GROUP, BOT = -100_7, 2
STAFF = {11: Role.MODERATOR, 12: Role.MODERATOR, 13: Role.ADMIN, 14: Role.MONITOR}
FACTS = filling.FACTS


@dataclass(frozen=True, slots=True)
class Ground:
    """What all days can share: keys, words, and an empty database."""

    witness: WitnessKeys
    staff: StaffKeys
    wording: Wording
    engine: Engine
    kept: TemporaryDirectory[str]  # gone with it


@cache
def ground() -> Ground:
    kept = TemporaryDirectory()
    folder = Path(kept.name)
    keys.create(folder / "keys", Clock().now)
    engine = engine_for(databases.sqlite_database(folder))
    return Ground(WitnessKeys.load(folder / "keys"), StaffKeys.load(folder / "keys"), Wording(), engine, kept)


@dataclass(slots=True)
class Day:
    """`cards` are those on the group's screen, by their cases."""

    db: Connection
    clock: Clock
    desk: Desk
    door: Door
    cards: dict[int, Screen] = field(default_factory=dict)
    updates: int = 0

    @classmethod
    def begin(cls) -> Day:
        """On a database that is empty again. Nobody pulls the plug on it."""
        base, clock = ground(), Clock()
        db = base.engine.connect()
        db.connection.cursor().execute("PRAGMA synchronous = OFF").close()
        nowhere, nothing = cast(Store, None), cast(Any, None)
        home = Home(GROUP)
        desk = Desk(nowhere, base.staff, base.wording, BOT, "desk_bot", home, {}, None, clock)
        door = Door(nowhere, base.witness, nothing, {}, base.wording, clock, None)
        day = cls(db, clock, desk, door)
        with day.work():
            for table in metadata.sorted_tables:
                db.execute(table.delete())
            for user, role in STAFF.items():
                seats.seat(db, user, role)
                seats.opened_private(db, user)
        return day

    def end(self) -> None:
        self.db.close()

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """One transaction."""
        with self.db.begin():
            yield self.db

    # What people do.

    def report(self, *, urgent: bool, contact: bool) -> None:
        """By somebody new."""
        now, number = self.clock(), self.number()
        facts = replace(FACTS, consent=Consent(contact, number % 2 == 0, False))
        priority = Priority.URGENT if urgent else Priority.NORMAL
        with self.work() as db:
            filling.submit(db, self.door.keys, filling.code(number), priority, now, facts)
            id = db.scalar(select(rows.c.id).where(rows.c.code == filling.code(number)))
            route = Route(1, 5000 + number, "en", facts.zone)
            until = None if contact else now + routes.UNWANTED
            tag = self.door.keys.tag(route.chat)
            agreed = facts.consent.partner
            routes.keep(db, self.door.keys, int(id or 0), tag, route, now, until, partner=agreed)
            audit.record(db, "witness", "submitted", id, "", now)
        self.settle()

    def press(self, person: int, press: Press, words: str = "", *, group: bool = False) -> None:
        chat, pressed = (GROUP if group else person), (None if words else 77)
        asked = Asked(self.number(), person, chat, press, True, pressed, None, words, 78 if words else None)
        with self.work() as db:
            if press.code:
                decide(db, self.desk, asked)
            else:
                staff_queue.answer(db, self.desk, asked)
        self.settle()

    def say(self, person: int, text: str) -> None:
        """In private: what the bot waits for, if it does."""
        with self.work() as db:
            hear(db, self.desk, Said(self.number(), person, person, text, True, message=self.number()))
        self.settle()

    def answer_preview(self, person: int, *, send: bool) -> None:
        """Send, or Cancel, under what they have written."""
        with self.work() as db:
            waiting = prompts.waiting(db, self.desk.keys, person)
            case = cases.load(db, self.desk.keys, waiting.case_id) if waiting else None
        if waiting is not None and case is not None and waiting.text:
            press = Press(SEND, case.code, case.version, mark_of(waiting.text))
            self.press(person, press if send else Press(CANCEL, case.code, case.version))

    def leave(self, person: int) -> None:
        """Out of the group, and with that without a role."""
        with self.work() as db:
            staff_leaving.left(db, self.desk, person, self.clock())
        self.settle()

    def come_back(self, person: int) -> None:
        with self.work() as db:
            seats.seat(db, person, STAFF[person])
            seats.opened_private(db, person)

    def tell(self, case: Case, text: str) -> None:
        """An answer to what is open, or an addition, if the witness's chat still leads there."""
        now = self.clock()
        with self.work() as db:
            if not routes.there_is(db, case.id):
                return
            asked = self._asked(db, case)
            if asked and asked.consent:  # which is answered by a button alone
                return
            found, _files = follow_ups.entries(
                asked, Tell(case.id, asked.id if asked else None, (Words(text),))
            )
            kind = "answer" if asked else "addition"
            number = cases.add_item(db, self.door.keys, case.id, kind, found, now)
            if asked:
                questions.set_state(db, asked.id, "answered", None, now)
            if cases.raise_by_witness(db, case.id):
                routes.revive(db, case.id)
            letters.post(db, "staff", case.id, "replied", now, number)
        self.settle()

    def agree(self, case: Case, *, yes: bool) -> None:
        """Yes or No to a partner, if they are asked."""
        now = self.clock()
        with self.work() as db:
            asked = self._asked(db, case)
            if asked is None or not asked.consent:
                return
            sharing.record(db, self.door, Share(case.id, yes), now)
            told = Tell(case.id, asked.id, (), ((partner.STEP, (Pick(partner.YES if yes else partner.NO),)),))
            found, _files = follow_ups.entries(asked, told)
            number = cases.add_item(db, self.door.keys, case.id, "answer", found, now)
            questions.set_state(db, asked.id, "answered", None, now)
            follow_ups.raise_case(db, case.id, number, now)
        self.settle()

    def unshare(self, case: Case) -> None:
        """They take back that a partner may see it, if it can be taken back."""
        with self.work() as db:
            if not routes.there_is(db, case.id):
                return
            (state,) = cases.states(db, [case.id])
            if shared(state) is Shared.AGREED:
                sharing.record(db, self.door, Unshare(case.id), self.clock())
        self.settle()

    def settle_question(self, case: Case, state: str) -> None:
        """Can't answer, or does not want to be asked any more; or it is only opened."""
        now = self.clock()
        with self.work() as db:
            asked = self._asked(db, case)
            if asked is None:
                return
            if state == "opened":
                follow_ups.note_opened(db, asked, now, begun=False)
                return
            questions.set_state(db, asked.id, state, None, now)
            if state == "stopped":
                routes.silence(db, case.id)
                for id, _case in questions.open_of(db, [case.id]):
                    questions.set_state(db, id, "stopped", None, now)
            letters.post(db, "staff", case.id, state, now, asked.id)
        self.settle()

    def take_back(self, case: Case) -> None:
        """Within a day at once, later by a moderator's answer."""
        now = self.clock()
        with self.work() as db:
            if routes.there_is(db, case.id):
                early = now < case.opened_at + routes.UNWANTED
                (parting.withdraw if early else parting.ask_deletion)(db, case.id, now)
        self.settle()

    def _asked(self, db: Connection, case: Case) -> questions.Question | None:
        """The question that the witness has heard of."""
        found = (questions.load(db, self.door.keys, id) for id, _case in questions.open_of(db, [case.id]))
        return next((each for each in found if each and each.state != "waiting"), None)

    # What the program does.

    def settle(self) -> None:
        """All letters of both sides are opened, as after each commit."""
        while True:
            with self.work() as db:
                waiting = letters.take(db, "staff")
                for letter in waiting:
                    staff_letters.open_letter(db, self.desk, letter)
                if waiting:
                    bring(db, self.desk)
            with self.work() as db:
                follow_ups.receive(db, self.door)
                if not letters.take(db, "staff") and not letters.take(db, "witness"):
                    return

    def tick(self) -> None:
        """The jobs, each in its transaction."""
        jobs: tuple[Callable[[Connection, Desk], object], ...] = (
            *(staff_cards.end_rests, staff_cards.close_for_good, staff_overdue.look, bring),
            *(staff_copies.remove_due, staff_seconding.end_requests, staff_offered.end_offers),
            staff_cards.redraw,
        )
        for job in jobs:
            with self.work() as db:
                job(db, self.desk)
        with self.work() as db:
            over = erasure.prepare(db, self.desk)
        for id in over:
            with self.work() as db:
                erasure.purge(db, self.desk, id)
        with self.work() as db:
            routes.forget_expired(db, self.clock())
        self.settle()

    def deliver(self, rounds: int) -> None:
        """In each round the oldest message of each chat goes out."""
        for _round in range(rounds):
            with self.work() as db:
                said = sum(self._send(db, keys) for keys in (self.desk.keys, self.door.keys))
            if not said:
                return

    def _send(self, db: Connection, keys: StaffKeys | WitnessKeys) -> int:
        found = outbox.due(db, keys, self.clock(), 50, ())
        for waiting in found:
            self._show(db, waiting.outgoing.body)
            outbox.sent(db, waiting.id, waiting.revision)
        return len(found)

    def _show(self, db: Connection, body: object) -> None:
        now, message = self.clock(), self.number()
        match body:
            case Card(case, shown):
                self.cards[case] = shown
                places.keep(db, self.desk.keys, places.of_card(case), GROUP, message, shown, now)
            case Placed(place, shown):
                places.keep(db, self.desk.keys, place, GROUP, message, shown, now)
            case Copy(copy):
                private_copies.shown(db, copy, message, now, now + KEPT_IN_PRIVATE)

    def number(self) -> int:
        """Another one each time."""
        self.updates += 1
        return self.updates

    # What there is.

    def all_cases(self) -> tuple[Case, ...]:
        """Each of them can be opened."""
        with self.work() as db:
            ids = db.scalars(select(rows.c.id).order_by(rows.c.id)).all()
            found = tuple(cases.load(db, self.desk.keys, id) for id in ids)
        return tuple(case for case in found if case is not None)

    def seated(self) -> set[int]:
        """Who has a role."""
        with self.work() as db:
            return {seat.user for seat in seats.seats(db) if seat.standing is not None}

    def found(self, query: Select[Any]) -> list[Any]:
        with self.work() as db:
            return list(db.execute(query).all())

    def newest_cards(self) -> dict[int, Screen]:
        """As the group sees them once all that waits is said."""
        with self.work() as db:
            waiting = db.execute(select(said).where(said.c.dedupe.startswith("card:"))).all()
            bodies = [outbox.opened(self.desk.keys, row).body for row in waiting]
        return self.cards | {body.case: body.screen for body in bodies if isinstance(body, Card)}
