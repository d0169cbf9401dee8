"""A local Telegram with the real bots in it: what the demo and the story tests play on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from aiohttp import web
from pydantic import SecretStr

from bot.app import App, utc_now
from bot.settings import Settings
from bot.simulator.accounts import BotAccount, Chat, Person
from bot.simulator.faults import Faults
from bot.simulator.limits import Limits
from bot.simulator.people import Moderator, Witness
from bot.simulator.server import Server
from bot.simulator.world import World
from storage import keys

WITNESS_TOKEN, STAFF_TOKEN = "111111:local-witness", "222222:local-staff"
MIRROR_TOKEN = "333333:local-mirror"
MODERATORS = ("Nino", "Timur", "Olga")


@dataclass(slots=True)
class Stage:
    """`folder` keeps keys, files and the database; the same folder again goes on where it was.
    `mirrored`: a second bot of the organisation's speaks with witnesses; `forum`: the group has topics."""

    folder: Path
    clock: Callable[[], datetime] = utc_now
    steady: Callable[[], float] | None = None
    quiet_hours: str = "none"
    database: str = ""
    health: str = "none"
    mirrored: bool = False
    card_jitter: int = 0
    send_limits: Literal["telegram", "none"] = "none"
    forum: bool = False
    world: World = field(init=False)
    witness_bot: BotAccount = field(init=False)
    mirror_bot: BotAccount | None = field(init=False, default=None)
    staff_bot: BotAccount = field(init=False)
    group: Chat = field(init=False)
    moderators: list[Person] = field(init=False)
    server: Server = field(init=False)
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.witness_bot = self.world.add_bot(WITNESS_TOKEN, "tell_us_safely_bot", "Tell us safely")
        if self.mirrored:
            self.mirror_bot = self.world.add_bot(MIRROR_TOKEN, "tell_us_also_bot", "Tell us safely")
        self.staff_bot = self.world.add_bot(STAFF_TOKEN, "our_desk_bot", "Our desk")
        self.group = self.world.add_group("Desk: reports", forum=self.forum)
        self.moderators = [self.world.add_person(name, language_code="en") for name in MODERATORS]
        for person in self.moderators:
            self.world.join(self.group, person)
        self.world.add_bot_to_group(self.group, self.staff_bot, admin=True)

    async def open(
        self,
        *,
        port: int = 0,
        routes: Sequence[web.AbstractRouteDef] = (),
        limits: Limits | None = None,
        faults: Faults | None = None,
    ) -> str:
        """The local Telegram's address, once both bots listen to it."""
        self.server = Server(self.world, limits=limits, faults=faults, routes=routes)
        url = await self.server.start(port)
        if not (self.folder / "keys").exists():
            keys.create(self.folder / "keys", self.clock())
        await self.start_bots()
        return url

    async def start_bots(self) -> None:
        """Both, on what the folder holds."""
        # Nobody sets a clock that a test moves: that is time which passes, unless the test says otherwise.
        self.app = App(self.settings(), self.clock, self.steady or (lambda: self.clock().timestamp()))
        await self.app.start()

    def settings(self) -> Settings:
        return Settings(
            witness_tokens=tuple(map(SecretStr, self.witness_tokens)),
            staff_token=SecretStr(STAFF_TOKEN),
            desk_chat=self.group.id,
            admins=tuple(person.id for person in self.moderators),
            telegram_api=self.server.url,
            telegram_proxy=None,
            data=self.folder,
            database=self.database,
            send_limits=self.send_limits,
            quiet_hours=self.quiet_hours,
            health=self.health,
            card_jitter=self.card_jitter,
            desk_hours="none",
            desk_days="all",
            desk_zone="UTC",
            desk_holidays="none",
            digest_hour=9,
            log_level="WARNING",
        )

    @property
    def witness_tokens(self) -> tuple[str, ...]:
        return (WITNESS_TOKEN, MIRROR_TOKEN) if self.mirrored else (WITNESS_TOKEN,)

    async def close(self) -> None:
        await self.app.stop()
        await self.server.stop()

    def witness(self, name: str = "Amina", language: str = "en") -> Witness:
        """Somebody new with a phone in this language."""
        person = self.world.add_person(name, username=f"{name.lower()}_x", language_code=language)
        return Witness(self.world, self.witness_bot, person)

    def at_mirror(self, witness: Witness) -> Witness:
        """The same person, with the second bot."""
        assert self.mirror_bot is not None
        return Witness(self.world, self.mirror_bot, witness.person)

    def moderator(self, number: int = 0) -> Moderator:
        return Moderator(self.world, self.staff_bot, self.group, self.moderators[number])
