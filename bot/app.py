"""The only wiring: keys, storage, bots, loops and jobs of one or both sides."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from bot.casework.bank import Bank, bank_of
from bot.loops import Loops
from bot.questionnaire import xlsform
from bot.questionnaire.form import Form
from bot.settings import Common, ForStaff, ForWitness
from handlers import (
    alarms,
    clock,
    follow_ups,
    health,
    jobs,
    key_care,
    second_try,
    staff_board,
    staff_group,
    staff_sender,
    staff_topics,
    updates,
)
from handlers.alarms import CLOCK, Alarms
from handlers.clock import OwnTime, running_seconds
from handlers.deliver import LOOK, Delivery
from handlers.desk import Desk, Home, labels_of
from handlers.door import Door
from handlers.key_care import KeyCare
from handlers.localise import in_all_languages
from handlers.pace import Pace
from handlers.pictures import Pictures
from handlers.placing import Placing
from handlers.senders import Sender
from handlers.showing import Showing
from handlers.staff import StaffBot
from handlers.staff_digests import bring
from handlers.staff_health import Checkup
from handlers.staff_leaving import name_admins
from handlers.staff_letters import receive
from handlers.translate import Wording
from handlers.vitals import Vitals
from handlers.wire import UNANSWERED, Blocked, Conflict, Later, Refused, Revoked, Unreached, Wire
from storage import clocks, migrations, moved_chats
from storage.files import Blobs
from storage.keys import StaffKeys, WitnessKeys, archive_secret_here
from storage.letters import Side
from storage.outbox import Waiting
from storage.transaction import StorageAway, Store

log = structlog.get_logger()
T = TypeVar("T")

FORMS = Path(__file__).parent / "forms"
DRAIN = 8.0  # seconds that messages on their way get when the program stops
YOUNG = 20_000  # containers made and not freed between two looks of the collector: a step leaves no cycles
AGAIN = (0.5, 2.0, 5.0, 15.0, 60.0)  # seconds between tries to reach Telegram at the start
LET_GO = 60  # seconds


async def _let_go() -> None:
    """What refers to itself, as some of the libraries' objects do, is not kept until many have gathered."""
    gc.collect(1)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class App:
    """`start` returns once the bots listen; `stop` lets what is on its way arrive."""

    settings: Common
    clock: Callable[[], datetime] = utc_now
    steady: Callable[[], float] = running_seconds
    store: Store = field(init=False)
    since: datetime = field(init=False)
    door: Door | None = None
    vitals: Vitals = field(default_factory=Vitals)
    loops: Loops = field(init=False)
    health_port: int | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    work: list[jobs.Job] = field(default_factory=list)
    _closing: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loops = Loops(self.vitals)

    async def start(self) -> None:
        """The sides that the settings are for."""
        settings = self.settings
        witness_keys = WitnessKeys.load(settings.keys) if isinstance(settings, ForWitness) else None
        staff_keys = StaffKeys.load(settings.keys) if isinstance(settings, ForStaff) else None
        await asyncio.to_thread(migrations.upgrade, self.settings.database_url)
        self.store = Store.open(self.settings.database_url)
        self.clock = own = OwnTime(self.clock, self.steady)
        seen = await self.store.run(clocks.last_seen)
        own.resume(seen)
        self.since = seen or own()
        await self._serve_health()
        wording, form = Wording(), report_form()
        blobs = Blobs(self.settings.data / "files")
        for keys in (witness_keys, staff_keys):
            if keys is not None:
                await self._care_for(keys, blobs)
        if witness_keys is not None:
            forms = in_all_languages(form, wording)
            door = Door(
                self.store, witness_keys, blobs, forms, wording, self.clock, settings.quiet, self.vitals
            )
            await self._start_witness(door)
            self.door = door
        if staff_keys is not None:
            await self._start_staff(staff_keys, blobs, form, wording)
        self._watch_the_clock(own)
        self.loops.schedule((*self.work, jobs.Job("let go", LET_GO, _let_go)))
        self.vitals.started = True
        gc.collect()
        gc.freeze()  # what is here now stays; the collector need not look at it again
        gc.set_threshold(YOUNG)

    async def stop(self) -> None:
        """Nothing new is begun; what is on its way gets a few seconds."""
        await self.loops.stop()
        for delivery in self.deliveries:
            await delivery.drain(DRAIN)
        for close in self._closing:
            with suppress(Exception):
                await close()
        if hasattr(self, "store"):  # else it was asked to stop while it started
            self.store.close()

    async def tick(self) -> None:
        """Every job once, now: what the scheduler does, for whoever holds the clock."""
        for job in self.work:
            await job.work()
        self.nudge()

    def nudge(self) -> None:
        """Every loop looks at once at what is due, also one that rests."""
        for name in ("outbox", "letters", "alarms", "dead"):
            for side in ("witness", "staff"):
                self.store.listen(f"{name}:{side}").set()
        for name in ("files", "parked", "updates", staff_board.NAME):
            self.store.listen(name).set()

    async def _start_witness(self, door: Door) -> None:
        from handlers import media, witness, witness_sender  # slow to import; staff alone need not wait

        assert isinstance(self.settings, ForWitness)
        settings = self.settings
        await asyncio.to_thread(door.blobs.sweep)
        bots, names = {}, {}
        for token in settings.witness_tokens:
            bot = witness_sender.connect(
                token.get_secret_value(), settings.telegram_api, settings.telegram_proxy
            )
            self._closing.append(bot.session.close)
            try:
                names[bot.id] = await reached(partial(witness_sender.introduce, bot, door.wording))
            except Revoked:
                log.critical("a token is refused: the other witness bots go on without it", bot=bot.id)
                continue
            bots[bot.id] = bot
        if not bots:
            raise Revoked("Telegram knows none of the witness bots")
        door = replace(door, bots=names)
        wires: dict[int, Wire] = {id: witness_sender.WitnessWire(bot) for id, bot in bots.items()}
        self._deliver(
            Sender(door.store, door.wording, wires, door.keys, self.clock),
            door.keys,
            lambda db, lost: follow_ups.unreachable(db, door, lost.chat),
        )
        unlimited = settings.send_limits == "none"
        sources = {bot.id: witness.source(bot, door, unlimited=unlimited) for bot in bots.values()}
        for source in sources.values():
            await self._resume_slowed(source, door)
            self._poll(source, door.keys)
        self._look_after(sources, door.keys)
        self._whenever("files", lambda: media.fetch_waiting(door, bots))
        self._whenever("letters:witness", lambda: door.store.run(lambda db: follow_ups.receive(db, door)))
        self.work += [*jobs.of_witness(door), self._asking("witness", witness_sender, bots.values())]

    async def _resume_slowed(self, source: updates.Source, door: Door) -> None:
        if source.slowing is not None:
            await source.slowing.resume()
            work = partial(updates.handle_parked, source, door.store, door.keys, door.clock)
            self._whenever("parked", work)

    async def _start_staff(self, keys: StaffKeys, blobs: Blobs, form: Form, wording: Wording) -> None:
        assert isinstance(self.settings, ForStaff)
        settings = self.settings
        bot = staff_sender.connect(
            settings.staff_token.get_secret_value(), settings.telegram_api, settings.telegram_proxy
        )
        await reached(lambda: staff_sender.introduce(bot, wording))
        desk = await desk_of(settings, self.store, keys, wording, form, self.clock, bot.username)
        await self.store.run(lambda db: name_admins(db, desk, settings.admins, self.clock()))
        rights = partial(staff_sender.missing_rights, bot)
        checkup = Checkup(self.vitals, settings.data, settings.keys, lambda: rights(desk.chat))
        staff = StaffBot(desk, bot, checkup)
        await staff.start()
        self._closing.append(staff.stop)
        wires = {bot.id: staff_sender.StaffWire(bot, desk.buttons.seal)}
        showing = Showing(self.store, keys, blobs, {**wires}, self.clock)

        async def name(user: int) -> str:
            return await staff_sender.first_name(bot, desk.chat, user)

        pictures, placing = Pictures({**wires}, wording), Placing(self.store, wording, {**wires}, keys)
        sender = Sender(self.store, wording, {**wires}, keys, self.clock, showing, placing, name, pictures)
        self._deliver(
            sender,
            keys,
            staff_group.unreachable,
            lambda db, chat, to: staff_group.move(db, desk, chat, to),
        )
        source = updates.Source(
            bot.id,
            lambda offset: staff_sender.fetch(bot, offset),
            staff.handle,
            staff.trim,
            staff.apologise,
            staff.warn,
        )
        self._poll(source, keys)
        self._look_after({bot.id: source}, keys)
        await self.store.run(lambda db: bring(db, desk))  # it may have stopped between a letter and its card
        self._whenever("letters:staff", lambda: receive(desk))
        self._whenever(staff_board.NAME, partial(self._refresh_board, desk), every=60.0)
        self.work += [*jobs.of_staff(desk), self._asking("staff", staff_sender, [bot])]
        self.work.append(jobs.Job("look who has left", 3600, staff.members.look_round))
        await self._look_for_topics(bot, desk)

    async def _refresh_board(self, desk: Desk) -> None:
        await self.store.run(lambda db: staff_board.refresh(db, desk))
        await asyncio.sleep(staff_board.PAUSE)

    async def _look_for_topics(self, bot: Any, desk: Desk) -> None:
        async def look() -> None:
            with suppress(*UNANSWERED):
                may = await staff_sender.may_have_topics(bot, desk.chat)
                desk.home.topics = bool(may)
                if may is False:
                    await self.store.run(lambda db: staff_topics.miss_right(db, desk))

        await look()
        self.work.append(jobs.Job("look for topics", 3600, look))

    async def _care_for(self, keys: WitnessKeys | StaffKeys, blobs: Blobs) -> None:
        care = KeyCare(self.store, keys, self.settings.keys, blobs, self.clock)
        await care.take_up()
        self.work += key_care.jobs_of(care)

    async def _serve_health(self) -> None:
        address = self.settings.health_address
        if address is not None:
            kinds: tuple[tuple[Side, type[Common]], ...] = (("witness", ForWitness), ("staff", ForStaff))
            sides = tuple(side for side, kind in kinds if isinstance(self.settings, kind))
            page = health.Health(self.vitals, self.store, sides, self.clock)
            self.health_port, close = await health.serve(page, address)
            self._closing.append(close)

    def _asking(self, side: Side, sender: Any, bots: Iterable[Any]) -> jobs.Job:
        async def ask() -> None:
            with suppress(*UNANSWERED):
                waiting = [await sender.waiting(bot) for bot in bots]
                self.vitals.measure("updates_waiting", side, sum(waiting))

        return jobs.Job("ask how many updates wait", 60, ask)

    def _watch_the_clock(self, own: OwnTime) -> None:
        """First of all jobs, and also by itself: the scheduler goes by the computer's clock."""
        kinds: tuple[tuple[Side, type[Common]], ...] = (("witness", ForWitness), ("staff", ForStaff))
        sides = tuple(side for side, kind in kinds if isinstance(self.settings, kind))
        alarms = Alarms(self.store, sides[0], own)

        async def look() -> None:
            await clock.watch(self.store, own, sides, lambda hours: alarms.ring(CLOCK, hours))

        async def loop() -> None:
            while True:
                with suppress(StorageAway):
                    await look()
                jobs.catch_up(self.loops.scheduler)
                await asyncio.sleep(60)

        self.work.insert(0, jobs.Job("watch the clock", 60, look))
        self.loops.for_ever("clock", loop)

    def _poll(self, source: updates.Source, keys: WitnessKeys | StaffKeys) -> None:
        watch, fetch = updates.Watch(self.vitals, Alarms(self.store, keys.side, self.clock)), source.fetch

        async def heard(offset: int | None) -> Sequence[updates.Raw]:
            batch = await fetch(offset)
            if isinstance(self.clock, OwnTime):
                self.clock.hears(clock.said_at(batch))
            return batch

        source = replace(source, fetch=heard)
        self.vitals.polled(keys.side, source.bot)  # it has just told us who it is
        self.loops.for_ever("updates", lambda: updates.poll(source, self.store, keys, self.clock, watch))

    def _look_after(self, sources: Mapping[int, updates.Source], keys: WitnessKeys | StaffKeys) -> None:
        """What an operator must hear of, and what they want tried again."""
        store, clock, first = self.store, self.clock, next(iter(sources))
        self._whenever(
            f"alarms:{keys.side}", lambda: store.run(lambda db: alarms.tell(db, keys, first, clock()))
        )
        self._whenever(f"dead:{keys.side}", lambda: second_try.try_again(store, keys, sources, clock))

    def _deliver(
        self,
        sender: Sender,
        keys: WitnessKeys | StaffKeys,
        closed: Callable[[Connection, Waiting], None],
        moved: Callable[[Connection, int, int], None] = lambda _db, _chat, _to: None,
    ) -> None:
        pace = Pace(unlimited=self.settings.send_limits == "none")
        delivery = Delivery(self.store, keys, sender, pace, self.clock, closed, moved, self.vitals)
        self.deliveries.append(delivery)
        self.loops.for_ever("delivery", delivery.run)

    def _whenever(self, name: str, work: Callable[[], Awaitable[Any]], every: float = LOOK) -> None:
        self.loops.whenever(name, self.store.listen(name), work, every)


async def desk_of(
    settings: ForStaff,
    store: Store,
    keys: StaffKeys,
    wording: Wording,
    form: Form,
    clock: Callable[[], datetime],
    username: str = "",
) -> Desk:
    """The staff side's desk; without a name of the bot nothing links to it."""
    home = Home(await store.run(lambda db: moved_chats.now_at(db, settings.desk_chat)))
    bot = int(settings.staff_token.get_secret_value().partition(":")[0])
    desk = Desk(store, keys, wording, bot, username, home, labels_of(form), settings.quiet, clock)
    return replace(
        desk,
        bank=question_bank(),
        jitter=timedelta(minutes=settings.card_jitter),
        at_first=settings.rules,
        with_archive=lambda: archive_secret_here(settings.keys) is not None,
    )


def report_form() -> Form:
    """The shipped questionnaire."""
    return xlsform.read(FORMS / "report.md")


def question_bank() -> Bank:
    """The shipped follow-up questions."""
    return bank_of(xlsform.read(FORMS / "questions.md"))


async def reached(call: Callable[[], Awaitable[T]]) -> T:
    """Try until Telegram answers. Raises Revoked when it answers that the token is wrong."""
    tries = 0
    while True:
        try:
            return await call()
        except (Unreached, Later, Refused, Blocked, Conflict) as away:
            seconds = away.seconds if isinstance(away, Later) else AGAIN[min(tries, len(AGAIN) - 1)]
            log.warning("Telegram is not reached", error=type(away).__name__, seconds=seconds)
            await asyncio.sleep(seconds)
            tries += 1
