"""A local Telegram that notes every call and its outcome, and can have something done right after one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import orjson

from bot.simulator.accounts import BotAccount, Json
from bot.simulator.refusals import Refused
from bot.simulator.requests import Arrived
from bot.simulator.rooms import Room
from bot.simulator.server import Server
from bot.simulator.world import World
from tests.soak.history import Call

BORN = "deleteWebhook"  # what each start of a bot begins with
SAYS = frozenset(
    (
        "sendMessage",
        "editMessageText",
        "sendVoice",
        "editMessageMedia",
        "deleteMessage",
        "deleteMessages",
        "editMessageReplyMarkup",
    )
)
UNCHANGED = "message is not modified"


class Watched(World):
    """A world in which each room has its own onlookers: fifty people need not all look at every message."""

    def __init__(self) -> None:
        super().__init__()
        self.onlookers: defaultdict[str, list[Callable[[str, int], None]]] = defaultdict(list)

    def tell(self, room: Room, kind: str, message_id: int) -> None:
        super().tell(room, kind, message_id)
        for look in self.onlookers[room.key]:
            look(kind, message_id)


class Tap(Server):
    """`calls` is the wire's whole history. `asked` is told of each call that comes; `heard` of its result
    once it had its effect, before the bot can learn of it: to kill there is to kill between sending and
    marking."""

    def __init__(self, world: World, sides: dict[int, str]) -> None:
        super().__init__(world)
        self.calls: list[Call] = []
        self.lives: dict[str, int] = dict.fromkeys(sides.values(), 0)
        self.heard: Callable[[str, str, Any], None] = lambda _side, _method, _result: None
        self.asked: Callable[[str, str], None] = lambda _side, _method: None
        self._sides = sides

    async def call(self, bot: BotAccount, method: str, arrived: Arrived) -> Any:
        side = self._sides[bot.id]
        if method == BORN:
            self.lives[side] += 1
        life = self.lives[side]
        self.asked(side, method)
        try:
            result = await super().call(bot, method, arrived)
        except Refused as refused:
            self._note(side, life, method, arrived.params, None, done=UNCHANGED in refused.description)
            raise
        self._note(side, life, method, arrived.params, result, done=True)
        self.heard(side, method, result)
        return result

    def _note(self, side: str, life: int, method: str, params: Json, result: Any, *, done: bool) -> None:
        if method not in SAYS:
            return
        ids = _read(params.get("message_ids")) or [params.get("message_id") or 0]
        self.calls.append(
            Call(
                side=side,
                life=life,
                method=method,
                chat=int(params.get("chat_id") or 0),
                text=str(params.get("text") or (_read(params.get("media")) or {}).get("caption") or ""),
                presses=_presses(params.get("reply_markup")),
                messages=tuple(int(id) for id in ids if int(id)),
                done=done,
                made=int(result["message_id"]) if isinstance(result, dict) else 0,
            )
        )


def _presses(markup: Any) -> tuple[str, ...]:
    rows = (_read(markup) or {}).get("inline_keyboard", [])
    return tuple(str(button.get("callback_data", "")) for row in rows for button in row)


def _read(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value
