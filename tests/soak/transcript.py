"""Whether a chat was told just what the outbox held, in its order; and what it was told twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.casework.codes import CODE
from handlers.showing import SWEPT
from tests.soak.history import Call, Posted

EMPTIED = "·"  # what a panel that cannot be deleted is changed to
_METHODS = {
    "panel": ("sendMessage", "editMessageText"),
    "card": ("sendMessage", "editMessageText"),
    "replace": ("editMessageText", "sendMessage"),
    "message": ("sendMessage",),
    "cover": ("editMessageText",),
    "copy": ("editMessageText",),
    "preview": ("editMessageMedia", "sendVoice"),
    "erase": ("deleteMessage", "deleteMessages"),
}
_MAKES = ("sendMessage",)
NEXT = "next::0"  # a button of the board's
NEUTRAL = "One moment."  # what a private copy is sent as, before it is edited into what it says


@dataclass(frozen=True, slots=True)
class Twice:
    """A message that was sent again: the process of this `life` was killed between sending and marking."""

    side: str
    chat: int
    life: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stream of calls comes to: what was sent twice, and the first thing that does not fit."""

    twice: tuple[Twice, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _At:
    """One way to read the calls so far. `row` is the last that was tried, in this `life`; `made`: a message
    came of it; `in_vain`: its message was gone, another is to be sent; `stands`: a card is there already;
    `erased`: what a panel takes along is gone."""

    row: int = -1
    life: int = 0
    made: bool = False
    in_vain: bool = False
    stands: bool = False
    erased: bool = False
    twice: tuple[Twice, ...] = ()


def read_all(posted: Iterable[Posted], calls: Iterable[Call]) -> tuple[Reading, ...]:
    """One reading for each chat; in a group each case has an order of its own, urgent ones go first."""
    rows: defaultdict[object, list[Posted]] = defaultdict(list)
    made: defaultdict[object, list[Call]] = defaultdict(list)
    told, called = tuple(posted), tuple(calls)
    own = {(call.chat, call.made) for call in called}
    # The board tells how all stands by now, as often as the group can bear: of its words none is promised.
    board = {(row.chat, row.text) for row in told if row.kind == "placed"}
    for row in told:
        if row.kind != "placed" and not _of_service(row, own):
            rows[_stream(row)].append(row)
    for call in _without_neutral([each for each in called if not _of_board(each, board)]):
        if not _of_service(call, own):
            made[_stream(call)].append(call)
    return tuple(read(rows[stream], made[stream]) for stream in {**rows, **made})


def _of_board(call: Call, board: set[tuple[int, str]]) -> bool:
    return (call.chat, call.text) in board or (call.chat < 0 and NEXT in call.presses)


def _of_service(one: Posted | Call, own: set[tuple[int, int]]) -> bool:
    """Telegram's line that something was pinned: it may come, and go, before the first row is noted."""
    return one.chat < 0 < len(one.messages) and not any((one.chat, each) in own for each in one.messages)


def _without_neutral(calls: Sequence[Call]) -> Iterator[Call]:
    """Lines that hold the place of a private copy: no row has them, and one that nothing came of may go."""
    edited = {(call.chat, call.messages) for call in calls if call.method.startswith("edit")}
    neutral = {(call.chat, (call.made,)) for call in calls if call.text == NEUTRAL} - edited
    # Where a voice message that was not noted would stand.
    swept = {(chat, tuple(range(line + 1, line + SWEPT))) for chat, (line,) in neutral}
    passed = neutral | swept
    for call in calls:
        goes = call.method.startswith("delete") and (call.chat, call.messages) in passed
        if call.text != NEUTRAL and not goes:
            yield call


def _stream(one: Posted | Call) -> object:
    code = CODE.search(one.text) if one.chat < 0 else None
    return one.side, one.chat, code.group() if code else ""


def read(rows: Sequence[Posted], calls: Sequence[Call]) -> Reading:
    """Each call must be the next row's, or the last row's again after a kill."""
    order = sorted(rows, key=lambda row: row.slot)  # stable: what took a place stands behind what had it
    ways = {-1: _At()}
    for call in calls:
        after: dict[int, _At] = {}
        for way in ways.values():
            for one in _ways_on(order, way, call):
                if one.row not in after or len(one.twice) < len(after[one.row].twice):
                    after[one.row] = one
        if not after:
            said = max(ways)
            return Reading(ways[said].twice, _unexpected(order, said, call))
        ways = after
    ended = [way for way in ways.values() if _done(order, way) and not _left(order, way)]
    if not ended:
        furthest = ways[max(ways)]
        left = _left(order, furthest) if _done(order, furthest) else [order[furthest.row]]
        return Reading(furthest.twice, f"never said, or not erased: {_named(left[0])}")
    return Reading(min((way.twice for way in ended), key=len))


def _ways_on(rows: Sequence[Posted], way: _At, call: Call) -> Iterator[_At]:
    """The call as the next row's; as the last one's again; or as the old panel's going."""
    for row in _next(rows, way.row) if _done(rows, way) else ():
        if _says(rows[row], call):
            yield from _first(way, row, rows[row].kind == "card", call)
    if way.row >= 0 and _says(rows[way.row], call):
        yield from _again(way, call)
    elif way.row >= 0 and rows[way.row].kind == "panel":
        if rows[way.row].messages and rows[way.row].messages == call.messages:
            yield replace(way, erased=True)
        elif _clears(call):
            yield way
    elif way.row >= 0 and rows[way.row].kind == "preview" and call.method == "deleteMessage":
        yield way  # a voice message takes the place of the line, or of one that was not noted


def _done(rows: Sequence[Posted], way: _At) -> bool:
    """Whether all that the last row said was done: a panel may take messages of the witness along."""
    panel = way.row >= 0 and rows[way.row].kind == "panel"
    return way.erased or not (panel and rows[way.row].messages)


def _first(way: _At, row: int, card: bool, call: Call) -> Iterator[_At]:
    """A card is drawn anew where it stands; sent anew only if a kill kept it from being known."""
    makes, twice = _makes(call), way.twice
    if card and makes and way.stands:
        if not (way.made and call.life > way.life):
            return
        twice = (*twice, Twice(call.side, call.chat, way.life, call.text))
    yield _At(row, call.life, makes, not call.done, way.stands or (card and makes), twice=twice)


def _again(way: _At, call: Call) -> Iterator[_At]:
    """By the next life of the process; or by the same one, when the first try came to nothing."""
    makes, twice = _makes(call), way.twice
    if call.life > way.life:
        if makes and way.made:
            twice = (*twice, Twice(call.side, call.chat, way.life, call.text))
    elif not way.in_vain:
        return
    yield replace(way, life=call.life, made=way.made or makes, in_vain=not call.done, twice=twice)


def _makes(call: Call) -> bool:
    return call.done and call.method in _MAKES


def _next(rows: Sequence[Posted], at: int) -> Iterator[int]:
    """The rows that may be said now: those in between had their place taken, or were called back."""
    for row in range(at + 1, len(rows)):
        yield row
        if not _superseded(rows, row) and not _revocable(rows[row]):
            return


def _superseded(rows: Sequence[Posted], row: int) -> bool:
    return row + 1 < len(rows) and rows[row + 1].slot == rows[row].slot


def _revocable(row: Posted) -> bool:
    """A private copy that was called back before it was shown; whether all was read, the verdict asks."""
    return row.kind in ("copy", "preview")


def _left(rows: Sequence[Posted], way: _At) -> list[Posted]:
    after = range(way.row + 1, len(rows))
    return [rows[row] for row in after if not _superseded(rows, row) and not _revocable(rows[row])]


def _says(row: Posted, call: Call) -> bool:
    if call.method not in _METHODS[row.kind]:
        return False
    if row.kind == "erase":
        return row.messages == call.messages
    return row.text == call.text and row.presses == call.presses


def _clears(call: Call) -> bool:
    """The panel before this one goes, or is emptied."""
    return call.method == "deleteMessage" or (call.method == "editMessageText" and call.text == EMPTIED)


def _unexpected(rows: Sequence[Posted], at: int, call: Call) -> str:
    due = _named(rows[at + 1]) if at + 1 < len(rows) else "nothing"
    said = f"{call.method} {call.text[:60]!r} {call.messages}"
    return f"{call.side} chat {call.chat}: {said}, while due was {due}"


def _named(row: Posted) -> str:
    return f"{row.side} chat {row.chat}: {row.kind} {row.text[:60]!r} {row.messages}"
