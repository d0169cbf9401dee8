"""A message that cannot be edited is sent anew: whoever pressed has their answer, whatever the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from handlers.translate import Worded
from handlers.wire import Barred, Gone, Later, Refused, Unreached, Wire

BLANK = Worded("·", (), ())  # a message cannot have no text at all


async def edit_or_send(
    wire: Wire, chat: int, message: int, worded: Worded, send: Callable[[], Awaitable[int]]
) -> int:
    """The message with these words: this one, or what `send` has sent in its place."""
    try:
        await wire.edit(chat, message, worded)
    except Barred:
        raise
    except (Gone, Refused):
        sent = await send()
        with suppress(Unreached, Later):  # the words are said: for this they are not said again
            await retire(wire, chat, message)
        return sent
    return message


async def retire(wire: Wire, chat: int, message: int) -> None:
    """A message of the bot's own: deleted, or emptied when it is too old for that."""
    try:
        await wire.delete(chat, (message,))
    except (Gone, Refused):
        with suppress(Gone, Refused):
            await wire.edit(chat, message, BLANK)
