"""`witnessline check`: everything that can be wrong before the first report, told at once."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from bot.settings import PREFIX, Settings
from handlers import staff_sender, witness_sender
from handlers.previews.making import Copier
from handlers.wire import Blocked, Refused, Revoked, Unreached
from storage import keys, migrations
from storage.engine import NoDatabase
from storage.keyfiles import KeysMissing, LooseKeys

PIXEL = b"GIF87a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"  # the smallest picture


@dataclass(frozen=True, slots=True)
class Finding:
    """`bad` stops the start; `risky` does not, and is shown until it is mended."""

    words: str
    bad: bool = False
    risky: bool = False

    @property
    def sign(self) -> str:
        return "✗" if self.bad else "!" if self.risky else "✓"


async def report(settings: Settings) -> list[Finding]:
    """Keys, database, both kinds of token, and the staff bot's rights in the group."""
    return [
        *_keys(settings),
        _database(settings),
        await _previews(),
        *[await _witness(settings, number) for number in range(len(settings.witness_tokens))],
        *await _staff(settings),
    ]


def _keys(settings: Settings) -> list[Finding]:
    try:
        keys.WitnessKeys.load(settings.keys)
        keys.StaffKeys.load(settings.keys)
    except (KeysMissing, LooseKeys) as wrong:
        return [Finding(str(wrong), bad=True)]
    found = [Finding(f"Keys are in {settings.keys}.")]
    if there := keys.archive_secret_here(settings.keys):
        words = "The archive's secret key is still on this computer: move it to one that is kept offline"
        found.append(Finding(f"{words} ({there}).", risky=True))
    return found


def _database(settings: Settings) -> Finding:
    if not settings.database and not settings.data.is_dir():
        return Finding(f"{PREFIX}DATA: the folder {settings.data} does not exist yet.", bad=True)
    try:
        waiting = migrations.pending(settings.database_url)
    except NoDatabase as wrong:
        return Finding(f"{PREFIX}DATABASE: {wrong}.", bad=True)
    return Finding("The database is reached" + ("; `run` brings it up to date." if waiting else "."))


async def _previews() -> Finding:
    """A picture goes there and back: the child and its walls stand, or nothing is shown to staff."""
    if await Copier().copy(PIXEL) is None:
        return Finding(
            "No previews can be made here: staff will see files by kind and size only.", risky=True
        )
    if sys.platform != "linux":
        return Finding("Previews of files are made behind low walls on this system; use Linux.", risky=True)
    return Finding("Previews of files are made, in a process that can reach nothing.")


async def _witness(settings: Settings, number: int) -> Finding:
    name = f"{PREFIX}WITNESS_TOKENS (number {number + 1})"
    token = settings.witness_tokens[number].get_secret_value()
    bot = witness_sender.connect(token, settings.telegram_api, settings.telegram_proxy)
    try:
        return Finding(f"The witness bot is @{await witness_sender.username(bot)}.")
    except (Revoked, Refused):
        return Finding(f"{name}: Telegram does not know this token.", bad=True)
    except Unreached as away:
        return Finding(f"{name}: Telegram is not reached at {settings.telegram_api} ({away}).", bad=True)
    finally:
        await bot.session.close()


async def _staff(settings: Settings) -> list[Finding]:
    name = f"{PREFIX}STAFF_TOKEN"
    token = settings.staff_token.get_secret_value()
    bot = staff_sender.connect(token, settings.telegram_api, settings.telegram_proxy)
    try:
        found = [Finding(f"The staff bot is @{await staff_sender.username(bot)}.")]
        missing = await staff_sender.missing_rights(bot, settings.desk_chat)
        topics = None if missing is None else await staff_sender.may_have_topics(bot, settings.desk_chat)
    except (Revoked, Refused):
        return [Finding(f"{name}: Telegram does not know this token.", bad=True)]
    except Blocked:
        return [*found, Finding(f"{PREFIX}DESK_CHAT: the staff bot is not in this group.", bad=True)]
    except Unreached as away:
        return [Finding(f"{name}: Telegram is not reached at {settings.telegram_api} ({away}).", bad=True)]
    finally:
        await bot.shutdown()
    if missing is None:
        return [*found, Finding(f"{PREFIX}DESK_CHAT: the staff bot knows no such group.", bad=True)]
    for right in missing:
        found.append(Finding(f"{PREFIX}DESK_CHAT: the staff bot needs the right to {right}.", bad=True))
    if topics is False:
        words = "may not manage the group's topics: cases get none"
        found.append(Finding(f"{PREFIX}DESK_CHAT: the staff bot {words}.", risky=True))
    return found if missing else [*found, Finding("The staff bot is an admin of the desk's group.")]
