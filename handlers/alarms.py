"""Loud alarms: to the log at once, and to the admins in private, through the bot that still can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.casework.case import Role
from bot.casework.reading_limits import A_DAY
from bot.outgoing import Message, Outgoing
from bot.text import Text, _, screen
from storage import alarms, outbox, staff
from storage.alarms import Alarm
from storage.keys import Keys
from storage.letters import Side
from storage.transaction import StorageAway, Store

log = structlog.get_logger()

REVOKED, CONFLICT, UNREADABLE = "revoked", "conflict", "unreadable"
BARRED, MOVED, BURIED, CLOCK = "barred", "moved", "buried", "clock"
FORGED, WITH_ARCHIVE = "forged", "with_archive"
READER = "reader"
NO_TOPICS = "no_topics"

WORDS = {
    REVOKED: "the token is refused: was it revoked?",
    CONFLICT: "another program takes this bot's updates",
    UNREADABLE: "what Telegram answers cannot be read",
    BARRED: "the staff bot cannot write in the desk's group",
    MOVED: "the desk's group has another id now",
    BURIED: "something became a dead letter",
    CLOCK: "the computer's clock has jumped",
    FORGED: "a key was announced that the other side did not make",
    NO_TOPICS: "the staff bot may not manage the topics of the desk's group",
    WITH_ARCHIVE: "the archive's secret key is on this computer",
}


# What admins read, and what the number is called there that the alarm is about. A bot is named by the number
# that its token begins with.
_TOLD: Mapping[str, tuple[Text, str]] = {
    REVOKED: (
        _(
            "Telegram refuses the token that begins with {bot}. Was it revoked? "
            "That bot is silent until a new token is in the settings.",
        ),
        "bot",
    ),
    CONFLICT: (
        _(
            "Another program fetches the messages of the bot whose token begins with {bot}. "
            "Stop one of the two. If it is none of yours, the token has leaked: revoke it.",
        ),
        "bot",
    ),
    UNREADABLE: (
        _(
            "What Telegram answers to the bot whose token begins with {bot} cannot be read. "
            "That bot goes on trying.",
        ),
        "bot",
    ),
    BARRED: (
        _("I cannot write in the desk's group. Cards wait until I am an admin there again."),
        "",
    ),
    NO_TOPICS: (
        _(
            "The desk's group has topics, and I may not manage them: cases get none. "
            "To have them, give me the right “Manage topics”."
        ),
        "",
    ),
    MOVED: (
        _(
            "The desk's group has a new id: {chat}. Cards go on there. "
            "Please put this id into WITNESSLINE_DESK_CHAT.",
        ),
        "chat",
    ),
    BURIED: (
        _(
            "Something could not be handled or sent, and was set aside. "
            "On the server, `witnessline dead-letters list` says what."
        ),
        "",
    ),
    CLOCK: (
        _(
            "The computer's clock has jumped by {hours} hours. The program goes on with its own time, "
            "so that nothing is deleted too early. Write /clock to see both.",
        ),
        "hours",
    ),
    FORGED: (
        _(
            "Somebody has put a key into the database that neither side of this program made. "
            "It is not used. Whoever did this can write to the database: find out who."
        ),
        "",
    ),
    WITH_ARCHIVE: (
        _(
            "The archive's secret key is still on the server. Whoever takes the server can open every "
            "archived report with it. Please move it to a computer that is kept offline."
        ),
        "",
    ),
    READER: (
        _(
            "One person of the staff has opened more than {limit} cases within a day. "
            "Their Telegram id is {user}. The audit trail names each case.",
            limit=A_DAY,
        ),
        "user",
    ),
}


def words_for(alarm: Alarm) -> Text | None:
    """What admins read of it; None for what this version does not know."""
    if alarm.what not in _TOLD:
        return None
    words, number = _TOLD[alarm.what]
    about = ((number, str(alarm.about)),) if number else ()
    return replace(words, params=(*words.params, *about))


@dataclass(frozen=True, slots=True)
class Alarms:
    """One side's."""

    store: Store
    side: Side
    clock: Callable[[], datetime]

    async def ring(self, what: str, about: int = 0) -> None:
        """Each once an hour at most. What is wrong with a bot is told by the other side's."""
        log.critical(WORDS[what], side=self.side)
        with suppress(StorageAway):
            await self.store.run(lambda db: self.note(db, what, about))

    def note(self, db: Connection, what: str, about: int = 0) -> None:
        """Within the transaction that finds it."""
        other: Side = "witness" if self.side == "staff" else "staff"
        via = other if what in (REVOKED, CONFLICT, UNREADABLE) else "staff"
        alarms.ring(db, what, about, via, self.clock())


def tell(db: Connection, keys: Keys, bot: int, now: datetime) -> None:
    """What this side's bot has to tell, to each admin; one who never wrote to the bot cannot be reached."""
    waiting = [words for alarm in alarms.take(db, keys.side) if (words := words_for(alarm))]
    for admin in sorted(staff.with_role(db, Role.ADMIN)) if waiting else ():
        language = staff.language_of(db, admin) or "en"
        for words in waiting:
            outbox.post(db, keys, Outgoing(bot, admin, language, Message(screen(words))), now)
