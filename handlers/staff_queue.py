"""What somebody of the staff asks of the whole desk: the next case, the queue, their own, and finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.casework import commands, effects, guide, lists
from bot.casework.actions import ACTIONS
from bot.casework.case import Case, Role
from bot.casework.queue import waiting
from bot.outgoing import Erase, Message, Replace
from bot.text import Screen, _, screen
from handlers import staff_shifts
from handlers.access import ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer, Asked
from handlers.decisions import GO_ON_IN_PRIVATE, OPEN_PRIVATE, answer_in_chat, perform, settle_in
from handlers.desk import Desk, Scene, language_in, post
from handlers.staff_digests import give_card
from handlers.staff_drawing import draw
from storage import cases, places, queue, seen_updates, staff

NOT_ALLOWED = _("Your role does not allow this.")
_RANKS = tuple(Role)
FIND = "find"


@dataclass(frozen=True, slots=True)
class Wish:
    """A press or a command about the whole desk, read; `words` are those typed after the command, `found` the
    cases that fit them."""

    asked: Asked
    role: Role
    words: str
    now: datetime
    found: tuple[int, ...] = ()

    @property
    def person(self) -> int:
        return self.asked.person


def answer(db: Connection, desk: Desk, asked: Asked, words: str = "", found: tuple[int, ...] = ()) -> Answer:
    """A repeated update changes nothing. A typed command is answered in the chat, by a row."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, asked.update_id, now):
        return Answer()
    if asked.private:
        settle_in(db, desk, asked.person, asked.phone)
    language = language_in(db, desk, asked.person)
    said = replace(_answered(db, desk, asked, words, found, now), language=language)
    if asked.pressed is None:
        answer_in_chat(db, desk, asked, said, now)
    return said


def _answered(
    db: Connection, desk: Desk, asked: Asked, words: str, found: tuple[int, ...], now: datetime
) -> Answer:
    action, role = asked.press.action, role_now(db, asked.person, asked.member)
    if role is None:
        record_refusal(db, asked.person, action, now)
        return Answer(ONLY_STAFF)
    needed, give = _ASKED[action]
    if _RANKS.index(role) < _RANKS.index(needed):
        record_refusal(db, asked.person, action, now)
        return Answer(NOT_ALLOWED)
    wish = Wish(asked, role, words, now, found)
    if action == "case":
        return _case(db, desk, wish)
    if not asked.private and not staff.has_private(db, asked.person):
        start = f"https://t.me/{desk.username}?start={action}"
        return Answer(OPEN_PRIVATE, url=start)
    return give(db, desk, wish)


def next_case(db: Connection, desk: Desk, wish: Wish) -> Answer:
    """Claims the most urgent one that waits; of two who press at once each gets another."""
    for queued in waiting(queue.open_cases(db), wish.now):
        case = cases.load(db, desk.keys, queued.id)
        if case is None:
            continue
        scene = Scene(desk, case, wish.now, wish.person)
        command = commands.Command("claim", wish.now, wish.person, wish.role, None, None, desk.quiet)
        after, follows = perform(db, scene, command)
        if after == case:
            continue  # somebody was faster
        post(db, desk, wish.person, Message(draw(db, desk, after, wish.now)), wish.now)
        toasts = [effect.text for effect in follows if isinstance(effect, effects.Toast)]
        return Answer(toasts[-1])
    return Answer(lists.NOTHING_WAITS)


def _mine(db: Connection, desk: Desk, wish: Wish) -> Answer:
    page = wish.asked.press.version or 0
    own = cases.held_by(db, wish.person)
    here = _loaded(db, desk, own[page * lists.ON_PAGE : (page + 1) * lists.ON_PAGE])
    passes = wish.role is not Role.MONITOR
    shown = lists.mine(here, len(own), page, desk.labels, wish.now, not desk.jitter, may_pass_on=passes)
    turned = wish.asked.private and wish.asked.pressed is not None and (page or len(own) > lists.ON_PAGE)
    if turned:
        assert wish.asked.pressed is not None
        post(db, desk, wish.person, Replace(wish.asked.pressed, shown), wish.now)
        return Answer()
    return _in_private(db, desk, wish, shown)


def _hand_over(db: Connection, desk: Desk, wish: Wish) -> Answer:
    """All of them at once: to whom is asked in private."""
    staff_shifts.choose(db, desk, wish.person, "", wish.now)
    return Answer() if wish.asked.private else Answer(GO_ON_IN_PRIVATE)


def _queue(db: Connection, desk: Desk, wish: Wish) -> Answer:
    free = waiting(queue.open_cases(db), wish.now)
    first = _loaded(db, desk, tuple(each.id for each in free[: lists.SHOWN]))
    more = len(free) - len(first)
    return _in_private(db, desk, wish, lists.queue(first, more, desk.labels, wish.now, not desk.jitter))


def _find(db: Connection, desk: Desk, wish: Wish) -> Answer:
    if not wish.words.split():
        return _in_private(db, desk, wish, screen(lists.how_to_find()))
    some = _loaded(db, desk, wish.found[: lists.SHOWN])
    shown = lists.found(some, len(wish.found) - len(some), desk.labels, wish.now, not desk.jitter)
    return _in_private(db, desk, wish, shown)


def _help(db: Connection, desk: Desk, wish: Wish) -> Answer:
    return _in_private(db, desk, wish, guide.welcome(wish.role))


def _commands(db: Connection, desk: Desk, wish: Wish) -> Answer:
    return _in_private(db, desk, wish, guide.commands(wish.role, wish.asked.press.version or 0))


def _case(db: Connection, desk: Desk, wish: Wish) -> Answer:
    """The card anew: in private, or as the newest message of the group, outside of its topics."""
    code = wish.asked.press.code
    case = cases.by_code(db, desk.keys, code)
    if case is None:
        record_refusal(db, wish.person, "case: no such case", wish.now)
        return Answer(_("There is no case {code}.", code=code))
    if wish.role is Role.MONITOR and case.assignee != wish.person:
        record_refusal(db, wish.person, "case", wish.now)
        return Answer(NOT_ALLOWED)
    if wish.asked.private:
        post(db, desk, wish.person, Message(draw(db, desk, case, wish.now)), wish.now)
        return Answer()
    old = places.find(db, places.of_card(case.id))
    if old is not None:
        places.leave(db, places.of_card(case.id))
        post(db, desk, old.chat, Erase((old.message,)), wish.now)
    give_card(db, desk, case, wish.now)
    return Answer(None if wish.asked.thread is None else _("The card of {code} comes in General.", code=code))


def _in_private(db: Connection, desk: Desk, wish: Wish, shown: Screen) -> Answer:
    """Lists of cases are for who asks; the group hears where they are."""
    post(db, desk, wish.person, Message(shown), wish.now)
    return Answer() if wish.asked.private else Answer(GO_ON_IN_PRIVATE)


def _loaded(db: Connection, desk: Desk, ids: tuple[int, ...]) -> tuple[Case, ...]:
    found = (cases.load(db, desk.keys, id) for id in ids)
    return tuple(case for case in found if case is not None)


_claimer = ACTIONS["claim"].least
assert _claimer is not None
_ASKED: Mapping[str, tuple[Role, Callable[[Connection, Desk, Wish], Answer]]] = {
    "next": (_claimer, next_case),
    "queue": (_claimer, _queue),
    "mine": (Role.MONITOR, _mine),
    "handall": (Role.MODERATOR, _hand_over),
    FIND: (Role.MONITOR, _find),
    "case": (Role.MONITOR, _case),
    "help": (Role.MONITOR, _help),
    "commands": (Role.MONITOR, _commands),
}
COMMANDS = ("next", "queue", "mine", FIND, "commands")
