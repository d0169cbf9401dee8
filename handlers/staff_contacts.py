"""Contact details in a report: two people of the desk must want them shown."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework import contacts, reading
from bot.casework.case import Case, Role
from bot.casework.contacts import LIFE
from bot.casework.effects import Asked, Request
from bot.outgoing import Message, Replace
from bot.text import Text, _, screen
from handlers import staff_copies
from handlers.desk import Desk, Scene, post
from storage import audit, cases, contact_requests, staff


def ask(db: Connection, scene: Scene, case: Case) -> None:
    """In the group; a request of the same case that still waited is over."""
    assert scene.actor is not None
    earlier = contact_requests.waiting(db, case.id)
    if earlier is not None:
        contact_requests.settle(db, earlier.id, "replaced")
    until = scene.now + LIFE
    id = contact_requests.ask(db, case.id, scene.actor, scene.now, until)
    asked = contacts.question(case, Request(id, case.id, scene.actor, until))
    post(db, scene.desk, scene.desk.chat, Message(asked), scene.now)


def answered(db: Connection, case: Case, mark: str | None) -> Asked | None:
    """The request that a press or a command answers; None when none waits, or another one does."""
    request = contact_requests.waiting(db, case.id, contacts.number_of(mark))
    if request is None:
        return None
    role = staff.role_of(db, request.asker)
    entitled = role is Role.ADMIN or (role is not None and case.assignee == request.asker)
    return Asked(request, entitled)


def show(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    """To the asker, in private; as long as any private copy."""
    _settle(db, scene, request, "approved", _("{code}: the contact details are shown.", code=case.code))
    items = contacts.alone(cases.items(db, scene.desk.keys, case.id))
    for page in reading.pages(case, items):
        staff_copies.show(db, scene.desk, request.asker, case.id, page, scene.now, head=True)


def deny(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    words = _("{code}: the contact details stay hidden.", code=case.code)
    _settle(db, scene, request, "refused", words)
    if request.asker != scene.actor:
        post(db, scene.desk, request.asker, Message(screen(words)), scene.now)


def end_requests(db: Connection, desk: Desk) -> None:
    """Those that nobody answered within their hour; whoever asked is told."""
    now = desk.clock()
    for request in contact_requests.over(db, now):
        contact_requests.settle(db, request.id, "lapsed")
        audit.record(db, "system", "contacts lapsed", request.case_id, f"for {request.asker}", now)
        case = cases.load(db, desk.keys, request.case_id)
        if case is not None:
            words = _("{code}: nobody agreed in time. The contact details stay hidden.", code=case.code)
            post(db, desk, request.asker, Message(screen(words)), now)
    contact_requests.forget(db, now)


def _settle(db: Connection, scene: Scene, request: Request, state: str, words: Text) -> None:
    """The question in the group says how it ended, and loses its buttons."""
    contact_requests.settle(db, request.id, state)
    if scene.pressed_in_group is not None:
        post(db, scene.desk, scene.desk.chat, Replace(scene.pressed_in_group, screen(words)), scene.now)
