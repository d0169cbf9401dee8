"""What goes wrong, on script: errors, lost connections, floods, repeated and late updates, outages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.simulator.accounts import BotAccount, Json
from bot.simulator.queues import UpdateQueue
from bot.simulator.refusals import Refused, flood

Kind = Literal[
    "error500", "bad_gateway", "timeout_before", "timeout_after", "torn", "odd", "said", "flood", "refused"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong once. A `timeout` breaks the connection, before the call is done or after;
    what is `torn` is done, and half of its answer comes; what is `odd` has one of a shape nobody expects.
    What is `said` is the whole answer, and nothing is done."""

    kind: Kind
    retry_after: int = 1
    code: int = 400
    description: str = "Bad Request: something is wrong"
    answer: Json | None = None

    def refusal(self) -> Refused | None:
        """The answer in place of the call; None where there is no answer."""
        match self.kind:
            case "error500":
                return Refused(500, "Internal Server Error")
            case "bad_gateway":
                return Refused(502, "Bad Gateway")
            case "flood":
                return flood(self.retry_after)
            case "refused":
                return Refused(self.code, self.description)
            case "timeout_before" | "timeout_after" | "torn" | "odd" | "said":
                return None


class Faults:
    """A script of faults for one server."""

    def __init__(self) -> None:
        self._outage = False
        self._scripted: dict[tuple[str, str | None], deque[Fault]] = {}
        self._queues: Callable[[], dict[int, UpdateQueue]] = dict

    def attach(self, queues: Callable[[], dict[int, UpdateQueue]]) -> None:
        """The server says where the updates are."""
        self._queues = queues

    @property
    def outage(self) -> bool:
        """While set, every connection breaks: of calls, of long polls under way, of file downloads."""
        return self._outage

    @outage.setter
    def outage(self, on: bool) -> None:
        self._outage = on
        for queue in self._queues().values() if on else ():
            queue.interrupt("outage")

    def next(
        self,
        method: str,
        times: int = 1,
        kind: Kind = "error500",
        *,
        bot: BotAccount | None = None,
        retry_after: int = 1,
        code: int = 400,
        description: str = "Bad Request: something is wrong",
        answer: Json | None = None,
    ) -> None:
        """The next calls of this method ("*": any, "download": a file) go wrong, for one bot or for all."""
        fault = Fault(kind, retry_after, code, description, answer)
        script = self._scripted.setdefault((method, bot.username if bot else None), deque())
        script.extend([fault] * times)

    def take(self, method: str, bot: BotAccount) -> Fault | None:
        """The fault that strikes this call, used up."""
        for key in ((method, bot.username), (method, None), ("*", bot.username), ("*", None)):
            if self._scripted.get(key):
                return self._scripted[key].popleft()
        return None

    def left(self) -> int:
        """How many scripted faults have not struck yet."""
        return sum(len(script) for script in self._scripted.values())

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self.outage = False
        self._scripted.clear()

    def duplicate_update(self, bot: BotAccount, copies: int = 2) -> None:
        """The next update of the bot comes several times, with one id."""
        self._queues()[bot.id].copies = copies

    def repeat_updates(self, bot: BotAccount, last: int = 1) -> None:
        """Updates that were confirmed already come again."""
        self._queues()[bot.id].again(last)

    def delay_updates(self, bot: BotAccount, kind: str = "*") -> None:
        """Updates of this kind wait for `release_updates`; others overtake them."""
        self._queues()[bot.id].held.setdefault(kind, [])

    def release_updates(self, bot: BotAccount) -> None:
        """What was delayed comes now."""
        self._queues()[bot.id].release()
