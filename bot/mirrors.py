"""`witnessline mirrors`: the signed list of the organisation's own bots, for its site and its posters.

Plain text, so that it can be read, copied and printed. Blank lines and the space around a line do not count
for the signature: both get lost on the way through web pages and letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.settings import ForWitness
from handlers import witness_sender
from handlers.wire import Later, Refused, Revoked, Unreached
from storage.sealing import Signer, is_signed

PURPOSE = "witnessline mirrors"  # signed too: what else the key signs is no list of bots
DATE, KEY, SIGNATURE = "Date: ", "Key: ", "Signature: "
PROMISE = """\
No other bot is ours, whatever it is called.
We never ask for your phone number, a login code, a password or money."""


class NotOurs(Exception):
    """A list that we have not signed as it stands."""


@dataclass(frozen=True, slots=True)
class Bot:
    """One of ours. `name` is what Telegram calls it; when Telegram did not say, `problem` says why."""

    id: int
    name: str | None
    problem: str = ""

    @property
    def line(self) -> str:
        return f"@{self.name}  https://t.me/{self.name}" if self.name else f"Bot {self.id}: {self.problem}"


async def ask(settings: ForWitness) -> tuple[Bot, ...]:
    """Each bot of the settings, by what Telegram says now."""
    return tuple([await _ask(settings, token.get_secret_value()) for token in settings.witness_tokens])


async def _ask(settings: ForWitness, token: str) -> Bot:
    bot = witness_sender.connect(token, settings.telegram_api, settings.telegram_proxy)
    try:
        return Bot(bot.id, await witness_sender.username(bot))
    except (Revoked, Refused):
        return Bot(bot.id, None, "Telegram does not know it any more")
    except (Unreached, Later):
        return Bot(bot.id, None, "not reached on this day, so its name is missing here")
    finally:
        await bot.session.close()


def signed(bots: tuple[Bot, ...], signer: Signer, now: datetime) -> str:
    """The list as it is published."""
    lines = "\n".join(bot.line for bot in bots)
    said = f"Our bots\n{DATE}{now.date().isoformat()}\n\n{lines}\n\n{PROMISE}\n\n{KEY}{signer.public}\n"
    return f"{said}{SIGNATURE}{signer.sign(_message(said)).hex()}\n"


def verified(text: str, public: str) -> str:
    """The date of a list that was signed with this key. Raises NotOurs with the reason."""
    said, found, rest = text.partition(SIGNATURE)
    if not found or not rest.split():
        raise NotOurs("There is no signature in it.")
    if rest.split()[1:]:
        raise NotOurs("Something was added below the signature.")
    if not is_signed(public, _message(said), _bytes(rest.split()[0])):
        named = _after(KEY, said)
        raise NotOurs(
            "It was changed, or signed by somebody else."
            if named == public
            else f"It names another key than ours: {named or 'none'}."
        )
    return _after(DATE, said)


def _bytes(signature: str) -> bytes:
    """None at all for what is no signature."""
    try:
        return bytes.fromhex(signature)
    except ValueError:
        return b""


def _message(said: str) -> bytes:
    lines = (line.strip() for line in said.splitlines())
    return "\n".join([PURPOSE, *filter(None, lines)]).encode()


def _after(label: str, said: str) -> str:
    lines = (line.strip() for line in said.splitlines())
    return next((line.removeprefix(label) for line in lines if line.startswith(label)), "")
