"""What two people of the desk must want: contact details shown, a question sent that asks who somebody is."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework import contacts, reading, seconding
from bot.casework.case import Case, Role
from bot.casework.commands import Asked, Request
from bot.casework.seconding import LIFE
from bot.outgoing import Message, Replace
from bot.text import Text, _, screen
from handlers import staff_copies
from handlers.desk import Desk, Scene, post
from storage import audit, cases, requests, staff


def ask(db: Connection, scene: Scene, case: Case, text: str | None = None) -> None:
    """In the group; a request of the same kind and case that still waited is over."""
    assert scene.actor is not None
    requests.supersede(db, case.id, text)
    until = scene.now + LIFE
    request = requests.ask(db, scene.desk.keys, case.id, scene.actor, scene.now, until, text)
    post(db, scene.desk, scene.desk.chat, Message(seconding.question(case, request)), scene.now)


def answered(db: Connection, desk: Desk, case: Case, mark: str | None, *, seen: bool) -> Asked | None:
    """The request that a press or a command answers; None when it does not wait any more. `seen`: it was
    pressed under the text itself."""
    request = requests.waiting(db, desk.keys, case.id, seconding.number_of(mark))
    if request is None:
        return None
    role = staff.role_of(db, request.asker)
    entitled = role is Role.ADMIN or (role is not None and case.assignee == request.asker)
    return Asked(request, entitled, role, seen)


def show_text(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    """To a second person, like any private copy."""
    assert scene.actor is not None
    shown = seconding.text_of(case, request)
    staff_copies.show(db, scene.desk, scene.actor, case.id, shown, scene.now, head=True)


def show_contacts(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    """To the asker, in private; as long as any private copy."""
    _settle(db, scene, request, "approved", _("{code}: the contact details are shown.", code=case.code))
    items = contacts.alone(cases.items(db, scene.desk.keys, case.id))
    for page in reading.pages(case, items):
        staff_copies.show(db, scene.desk, request.asker, case.id, page, scene.now, head=True)


def sent(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    words = _("{code}: a second person agreed, and the question is on its way.", code=case.code)
    _settle(db, scene, request, "approved", words)
    post(db, scene.desk, request.asker, Message(screen(words)), scene.now)


def deny(db: Connection, scene: Scene, case: Case, request: Request) -> None:
    words = (
        _("{code}: the contact details stay hidden.", code=case.code)
        if request.text is None
        else _("{code}: a second person refused. The question is not sent.", code=case.code)
    )
    _settle(db, scene, request, "refused", words)
    if request.asker != scene.actor:
        post(db, scene.desk, request.asker, Message(screen(words)), scene.now)


def end_requests(db: Connection, desk: Desk) -> None:
    """Those that nobody answered within their hour; whoever asked is told."""
    now = desk.clock()
    for request in requests.over(db, desk.keys, now):
        requests.settle(db, request.id, "lapsed")
        what = "contacts lapsed" if request.text is None else "question not approved"
        audit.record(db, "system", what, request.case_id, f"for {request.asker}", now)
        case = cases.load(db, desk.keys, request.case_id)
        if case is not None:
            post(db, desk, request.asker, Message(screen(_lapsed(case, request))), now)
    requests.forget(db, now)


def _lapsed(case: Case, request: Request) -> Text:
    if request.text is None:
        return _("{code}: nobody agreed in time. The contact details stay hidden.", code=case.code)
    return _("{code}: nobody agreed in time. The question is not sent.", code=case.code)


def _settle(db: Connection, scene: Scene, request: Request, state: str, words: Text) -> None:
    """The message that was answered says how it ended, and loses its buttons."""
    requests.settle(db, request.id, state)
    if scene.pressed_in_group is not None:
        post(db, scene.desk, scene.desk.chat, Replace(scene.pressed_in_group, screen(words)), scene.now)
    if scene.pressed is not None and scene.actor is not None:
        post(db, scene.desk, scene.actor, Replace(scene.pressed, screen(words)), scene.now)
