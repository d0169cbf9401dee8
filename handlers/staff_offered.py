"""What becomes of a shift that was offered: accepted, looked at one by one, declined, or over."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection

from bot.casework import offers
from bot.casework.case import Case
from bot.casework.commands import Command, PassReply
from bot.casework.presses import ACCEPT, DECLINE, DECLINE_ALL, QUEUE, SHIFT, TAKE_ALL
from bot.outgoing import Message, Replace
from bot.text import Line, Name, Screen, Text, _, _n, screen
from handlers.access import ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer, Asked
from handlers.decisions import OUT_OF_DATE, perform
from handlers.desk import Desk, Scene, language_in, post
from handlers.staff_shifts import Hands, chosen, loaded, with_case
from storage import cases, seen_updates


def press(db: Connection, desk: Desk, asked: Asked) -> Answer:
    """A button of a shift; the message that it stands on says what came of it."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, asked.update_id, now):
        return Answer()
    role, language = role_now(db, asked.person, asked.member), language_in(db, desk, asked.person)
    if role is None or not asked.private or asked.pressed is None:
        record_refusal(db, asked.person, asked.press.action, now)
        return Answer(ONLY_STAFF, language)
    hands, given = Hands(desk, asked.person, role, now), asked.press.action in (SHIFT, QUEUE)
    shown = chosen(db, hands, asked) if given else _answered(db, hands, asked)
    if isinstance(shown, Text):
        return Answer(shown, language)
    post(db, desk, asked.chat, Replace(asked.pressed, shown), now)
    return Answer(None, language)


def _answered(db: Connection, hands: Hands, asked: Asked) -> Screen | Text:
    """What the one whom it is offered to says to as much of it as is still offered."""
    ids = cases.offered_to(db, hands.person, asked.press.detail)
    offered = loaded(db, hands.desk, ids)
    if not offered:
        record_refusal(db, hands.person, asked.press.action, hands.now)
        return _("Nothing of this is offered to you any more.")
    action = {TAKE_ALL: ACCEPT, DECLINE_ALL: DECLINE}.get(asked.press.action)
    if action is not None:
        return _all(db, hands, action, offered)
    for case in offered:
        post(db, hands.desk, hands.person, Message(offers.offer(case), protected=True), hands.now)
    return screen(_("Decide on each of them below."))


def _all(db: Connection, hands: Hands, action: str, offered: tuple[Case, ...]) -> Screen | Text:
    reply = PassReply(alone=False)
    done = [(case, *with_case(db, hands, case, action, reply)) for case in offered]
    answered = [after for _case, after, _said in done if after.passing is None]
    if not answered:
        return next((said for _case, _after, said in done if said is not None), OUT_OF_DATE)
    own, told = _words(action, hands.person, len(answered))
    listed = Line(offers.codes(answered), tight=True)
    for user in _concerned(offered) - {hands.person}:
        post(db, hands.desk, user, Message(screen(told, listed)), hands.now)
    return screen(own, listed)


def _concerned(offered: tuple[Case, ...]) -> set[int]:
    """Who passed them on, and who had them."""
    givers = {case.passing.by for case in offered if case.passing is not None}
    return givers | {case.assignee for case in offered if case.assignee is not None}


def _words(action: str, to: int, count: int) -> tuple[Text, Text]:
    """For the one who answers, and for the giver."""
    if action == ACCEPT:
        return _n("{count} case is yours for 24 hours.", "{count} cases are yours for 24 hours.", count), _n(
            "{name} has accepted {count} case.", "{name} has accepted {count} cases.", count, name=Name(to)
        )
    return _n("Declined: {count} case.", "Declined: {count} cases.", count), _n(
        "{name} has declined {count} case. It stays where it is.",
        "{name} has declined {count} cases. They stay where they are.",
        count,
        name=Name(to),
    )


def end_offers(db: Connection, desk: Desk) -> None:
    """Those that nobody accepted in time; of a whole shift its giver hears once."""
    now = desk.clock()
    over = sorted(loaded(db, desk, cases.unaccepted(db, now)), key=_offer_of)
    for (giver, to, _mark), group in groupby(over, key=_offer_of):
        together = list(group)
        alone = len(together) == 1
        for case in together:
            perform(db, Scene(desk, case, now), Command("unaccepted", now, payload=PassReply(alone=alone)))
        if not alone:
            told = _n(
                "{name} has not accepted {count} case. It stays where it is.",
                "{name} has not accepted {count} cases. They stay where they are.",
                len(together),
                name=Name(to),
            )
            listed = Line(offers.codes(together), tight=True)
            post(db, desk, giver, Message(screen(told, listed)), now)


def _offer_of(case: Case) -> tuple[int, int, str]:
    assert case.passing is not None
    return case.passing.by, case.passing.to, case.passing.mark
