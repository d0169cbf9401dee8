"""One round: a burst of witnesses, a desk, and a program that is killed again and again; then the verdict."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.app import report_form, utc_now
from bot.simulator.accounts import BotAccount, Chat, Person
from bot.stage import STAFF_TOKEN, WITNESS_TOKEN
from storage import keys, migrations
from tests.soak.answering import Answering
from tests.soak.desk import Desk, Moderator
from tests.soak.history import History
from tests.soak.killer import Killer
from tests.soak.people import AT_PACE, PATIENCE, Phone
from tests.soak.plans import plan
from tests.soak.processes import Programs
from tests.soak.said import keep_log
from tests.soak.stored import Archive
from tests.soak.tap import Tap, Watched
from tests.soak.verdict import Verdict, judge
from tests.soak.witnesses import Walk
from tests.starts import Template

SILENCE = 45.0  # seconds without a call after which nothing more is to be expected
LONGEST = 600.0  # seconds that everything gets to come to rest once nobody kills any more
LONGER_AT_PACE = 4  # times as long, where a group hears 20 messages a minute and Telegram says when to go on
BIRTHS = 2  # kills of the very first start, on an empty database


@dataclass(frozen=True, slots=True)
class Wanted:
    """`cold`: of so many starts one is not forked from the template; 0 for none. `limits`: the setting
    SEND_LIMITS; with Telegram's a group of people takes minutes."""

    seed: str
    kills: int
    witnesses: int
    url: str
    folder: Path
    cold: int = 25
    limits: str = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    history: History
    verdict: Verdict
    kills: Counter[str]
    cold_starts: int
    apart: bool


@dataclass(slots=True)
class Round:
    """Everything of one round; `play` it once."""

    wanted: Wanted
    template: Template
    rng: Random = field(init=False)
    world: Watched = field(init=False)
    tap: Tap = field(init=False)
    group: Chat = field(init=False)
    desk: Desk = field(init=False)
    programs: Programs = field(init=False)
    killer: Killer = field(init=False)
    walks: list[Walk] = field(default_factory=list)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)
    _going: list[asyncio.Task[None]] = field(default_factory=list)

    async def play(self) -> Outcome:
        self.rng = Random(self.wanted.seed)
        self._people()
        url = await self.tap.start()
        try:
            self._programs(url)
            await self._born()
            await self._kill_and_start()
            waiting = await self._settle()
            return await self._outcome(waiting)
        finally:
            for task in (*self._going, *self.desk.work.values()):
                task.cancel()
            await self.programs.stop()
            await self.tap.stop()

    def _people(self) -> None:
        self.world = Watched()
        witness = self.world.add_bot(WITNESS_TOKEN, "tell_us_safely_bot", "Tell us safely")
        staff = self.world.add_bot(STAFF_TOKEN, "our_desk_bot", "Our desk")
        self.group = self.world.add_group("Desk: reports")
        # So many that nobody reads more cases than one person may in an hour.
        people = [self.world.add_person(f"m{number}") for number in range(self.wanted.witnesses)]
        for person in people:
            self.world.join(self.group, person)
        self.world.add_bot_to_group(self.group, staff, admin=True)
        self.tap = Tap(self.world, {witness.id: "witness", staff.id: "staff"})
        moderators = [Moderator(self._phone(person, staff)) for person in people]
        self.desk = Desk(self.group, moderators, Random(f"{self.wanted.seed} desk"))

    def _phone(self, person: Person, bot: BotAccount) -> Phone:
        return Phone(self.world, person, bot, PATIENCE if self.wanted.limits == "none" else AT_PACE)

    def _programs(self, url: str) -> None:
        folder = self.wanted.folder
        keys.create(folder / "data" / "keys", utc_now())
        admins = ",".join(str(each.phone.person.id) for each in self.desk.moderators)
        settings = {
            "telegram_api": url, "data": str(folder / "data"), "database": self.wanted.url,
            "send_limits": self.wanted.limits, "quiet_hours": "none", "log_level": "WARNING",
            "witness_tokens": WITNESS_TOKEN, "staff_token": STAFF_TOKEN,
            "desk_chat": str(self.group.id), "admins": admins,
        }  # fmt: skip
        environment = {f"WITNESSLINE_{name.upper()}": value for name, value in settings.items()}
        apart = self.rng.random() < 0.4
        self.programs = Programs(self.template, folder, environment, apart)
        self.killer = Killer(self.tap, self.programs, self.rng)

    async def _born(self) -> None:
        """The first starts of all are killed while they make the database; the next finds it as it is."""
        for _each in range(BIRTHS):
            await self.programs.start()
            await asyncio.sleep(self.rng.uniform(0.05, 0.6))
            self.killer.kills["at its birth"] += len(self.programs.running)
            await self.programs.kill(list(self.programs.running))
        await asyncio.to_thread(migrations.upgrade, self.wanted.url)
        await asyncio.to_thread(keep_log, self.wanted.url)

    async def _kill_and_start(self) -> None:
        await self._start()
        self._going.append(asyncio.create_task(self.desk.open(), name="the desk"))
        for number in range(self.wanted.kills):
            if self._active() <= self.wanted.witnesses // 4:
                self._burst(f"{number}")
            await self.killer.strike()
            pause = self.rng.choice((0.0, 0.0, 0.1, 0.3, 3.0 if self.rng.random() < 0.2 else 0.0))
            await asyncio.sleep(pause)
            await self._start()

    async def _start(self) -> None:
        cold = self.wanted.cold and self.rng.randrange(self.wanted.cold) == 0
        await self.programs.start(cold=bool(cold))

    def _active(self) -> int:
        return sum(1 for walk in self.walks if not walk.resting)

    def _burst(self, name: str) -> None:
        """All at once."""
        questions = {question.name: question for question, _when in report_form().questions()}
        witness = next(bot for bot in self.world.bots.values() if bot.token == WITNESS_TOKEN)
        for number in range(self.rng.randint(self.wanted.witnesses // 2, self.wanted.witnesses)):
            person = self.world.add_person(f"w{name}-{number}")
            rng = Random(f"{self.wanted.seed} {person.name}")
            tells = Answering(plan(person.name, rng), self._phone(person, witness), rng, questions)
            walk = Walk(tells, self._closed)
            self.walks.append(walk)
            self._going.append(asyncio.create_task(walk.go(), name=person.name))

    async def _settle(self) -> tuple[str, ...]:
        """Nobody kills now, so everybody comes to their end. Who has not when nothing happens any more is
        left without an answer. What the program has put off until a later time is still to happen."""
        archive = Archive.open(self.wanted.url, self.wanted.folder / "data")
        ending = asyncio.create_task(self._come_to_rest(archive))
        begun = heard = now = time.monotonic()
        calls, longer = 0, 1 if self.wanted.limits == "none" else LONGER_AT_PACE
        try:
            while not ending.done() and now - heard < SILENCE * longer and now - begun < LONGEST * longer:
                await asyncio.wait((ending,), timeout=1)
                now = time.monotonic()
                if len(self.tap.calls) != calls or await archive.put_off():
                    calls, heard = len(self.tap.calls), now
            if ending.done():
                ending.result()
                return ()
            ending.cancel()
            await asyncio.wait((ending,))
            return tuple(self._waiting())
        finally:
            archive.store.close()

    async def _come_to_rest(self, archive: Archive) -> None:
        """All walks and all work at the desk; then the desk reads every case once more, and its contacts."""
        await self._until_settled(archive)
        await asyncio.gather(*(self.desk.read_again(code) for code in self.desk.codes))
        await asyncio.gather(*(self.desk.see_contacts(code) for code in self.desk.codes))
        await self._until_settled(archive)

    async def _until_settled(self, archive: Archive) -> None:
        while not self._at_rest() or await archive.unsettled():
            self._look_after()
            await asyncio.sleep(0.1)

    def _at_rest(self) -> bool:
        heard = all(not queue.pending for queue in self.world.queues().values())
        return heard and all(walk.resting for walk in self.walks) and self.desk.at_rest()

    def _look_after(self) -> None:
        """People who could not go on for a reason of their own are a mistake of the soak."""
        for task in (*self._going, *self.desk.work.values()):
            if task.done() and not task.cancelled() and (wrong := task.exception()) is not None:
                raise wrong

    def _waiting(self) -> list[str]:
        phones = [walk.tells.phone for walk in self.walks] + [each.phone for each in self.desk.moderators]
        found = [
            f"{phone.person.name} waits for {phone.waits_for}, before:\n{phone.screen()}"
            for phone in phones
            if phone.waits_for
        ]
        return found or ["nobody, and yet it does not settle"]

    async def _outcome(self, waiting: tuple[str, ...]) -> Outcome:
        self._closed.set()
        await self.programs.stop()
        names = {each.phone.person.id: each.phone.person.name for each in self.desk.moderators}
        archive = Archive.open(self.wanted.url, self.wanted.folder / "data")
        try:
            standing = {code: tuple(each.id for each in self.desk.cards(code)) for code in self.desk.codes}
            history = History(
                books=tuple(walk.book() for walk in self.walks),
                kept=await archive.kept([walk.tells.phone.person.id for walk in self.walks], standing),
                posted=await archive.posted(names),
                calls=archive.opened(self.tap.calls),
                kills=self.killer.kills.total(),
                asked=tuple(self.desk.asked),
                read=tuple(text for each in self.desk.moderators for text in each.phone.shows),
                previews=self._previews(),
                waiting=waiting,
                complaints=(*self.programs.complaints, *self.programs.logged()),
            )
        finally:
            archive.store.close()
        apart = self.programs.apart
        return Outcome(history, judge(history), self.killer.kills, self.programs.cold_starts, apart)

    def _previews(self) -> dict[str, int]:
        """How many different pictures of each case staff have seen, by their captions."""
        seen = {each for moderator in self.desk.moderators for each in moderator.phone.shows}
        return Counter(each.partition(":")[0].rpartition("-")[0] for each in seen if "photo" in each)
