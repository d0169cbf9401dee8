"""Writing down what follows from a staff action: rows for the outbox, the witness side and the trail."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.casework import asking, contacts, effects, history, reading
from bot.casework.act import ON_ITS_WAY, wait_words
from bot.casework.case import Case, Role
from bot.casework.reading_limits import DAY
from bot.outgoing import Body, Message, Replace
from bot.text import Screen, Text, screen, verbatim
from handlers import staff_contacts, staff_copies, staff_duty
from handlers.alarms import READER
from handlers.desk import Scene, post
from handlers.staff_digests import announce, show_anew
from storage import alarms, audit, cases, files, letters, notes, openings, prompts, questions

QUESTION, NOTE = "question", "note"


def record(db: Connection, scene: Scene, effect: effects.Effect) -> None:
    """One effect as rows. Toast and Held are for the presser, who is answered after the commit."""
    match effect:
        case effects.Toast() | effects.Held():
            pass
        case effects.ShowCard(case, first=True):
            announce(db, scene.desk, case, scene.now)
        case effects.ShowCard(case):
            show_anew(db, scene.desk, case, scene.now)
        case effects.OpenCase(case, counts, role):
            _open(db, scene, case, counts, role)
        case effects.ShowMenu(case, role):
            hidden = contacts.any_in(cases.items(db, scene.desk.keys, case.id))
            _tell(db, scene, Message(reading.menu(case, scene.now, role, contacts=hidden)))
        case effects.ShowHistory(case):
            for page in history.pages(case, audit.of_case(db, case.id)):
                staff_copies.show(db, scene.desk, _actor(scene), case.id, page, scene.now)
        case effects.PromptNote(case):
            prompts.expect(db, scene.desk.keys, _actor(scene), case.id, NOTE, None, scene.now)
            _tell(db, scene, Message(asking.prompt_note(case)))
        case effects.RefuseNote(_, reason):
            _tell(db, scene, Message(screen(reason)))
        case effects.KeepNote(case, text):
            notes.add(db, scene.desk.keys, case.id, case.desk, _actor(scene), text, scene.now)
            prompts.clear(db, _actor(scene))
        case effects.CallForHelp(case):
            staff_duty.call(db, scene.desk, case, scene.now)
        case effects.HideCopies(case):
            staff_copies.remove_of_case(db, scene.desk, case.id, scene.now)
        case effects.ReportReader():
            assert scene.actor is not None
            alarms.ring(db, READER, scene.actor, "staff", scene.now, every=DAY)
        case effects.AskSecond(case):
            staff_contacts.ask(db, scene, case)
        case effects.ShowContacts(case, request):
            staff_contacts.show(db, scene, case, request)
        case effects.DenyContacts(case, request):
            staff_contacts.deny(db, scene, case, request)
        case effects.PromptQuestion(case):
            _prompt(db, scene, case)
        case effects.PreviewQuestion(case, text, not_before):
            _expect(db, scene, case, text)
            waits = wait_words(case, not_before) if not_before else None
            shown = asking.preview(case, text, waits)
            staff_copies.show(db, scene.desk, _actor(scene), case.id, shown, scene.now, head=True)
        case effects.RefuseQuestion(_, reason):
            _tell(db, scene, Message(screen(reason)))
        case effects.AskWitness(case, text, due_at):
            _ask(db, scene, case, text, due_at)
        case effects.ChooseReason(case, action, None):
            _tell(db, scene, Message(asking.choose_reason(case, action)))
        case effects.ChooseReason(case, action, span):
            settle_as(db, scene, asking.choose_reason(case, action, span))
        case effects.ConfirmLegalHold(case, reason):
            settle_as(db, scene, asking.confirm_legal_hold(case, reason))
        case effects.DeleteContent(case):
            cases.empty(db, case.id)
            files.drop(db, [row.file for row in files.of_case(db, case.id)], scene.now)
        case effects.TellWitness(what):
            letters.post(db, "witness", scene.case.id, what, scene.now)
        case effects.Notify(user, case, text, read):
            post(db, scene.desk, user, Message(asking.notice(case, text, read), protected=True), scene.now)
        case effects.NotifyDesk(text):
            post(db, scene.desk, scene.desk.chat, Message(screen(text)), scene.now)
        case effects.Record(action, reason):
            actor = "system" if scene.actor is None else str(scene.actor)
            audit.record(db, actor, action, scene.case.id, reason, scene.now)
        case _:
            assert_never(effect)


def settle(db: Connection, scene: Scene, words: Text) -> None:
    """The pressed message in private says how it ended, and loses its buttons."""
    if scene.pressed is not None:
        settle_as(db, scene, screen(words))


def settle_as(db: Connection, scene: Scene, shown: Screen) -> None:
    """The pressed message in private becomes this one; without one it is said anew."""
    _tell(db, scene, Message(shown) if scene.pressed is None else Replace(scene.pressed, shown))


def _open(db: Connection, scene: Scene, case: Case, counts: bool, role: Role) -> None:
    """Header, text, files, then the list of files with what can be done; in the place of an earlier
    reading, also when that is still on its way."""
    desk, reader, now = scene.desk, _actor(scene), scene.now
    if counts:
        openings.note(db, reader, case.id, now)
    staff_copies.make_room(db, desk, reader, case.id, now)
    found = [row for row in files.of_case(db, case.id) if row.state != "failed"]
    listed = tuple(
        reading.File(row.file, row.kind, row.size, row.state == "arrived", row.preview) for row in found
    )
    items = cases.items(db, desk.keys, case.id)
    cases.note_reading(db, case.id, items)
    head = reading.header(case, desk.labels, now, desk.hourly(case))
    staff_copies.show(db, desk, reader, case.id, head, now, head=True)
    for page in reading.pages(case, contacts.hidden(items)):
        staff_copies.show(db, desk, reader, case.id, page, now)
    for number, file in enumerate(listed, start=1):
        if file.arrived and file.preview:
            name = reading.file_name(case, number, file)
            caption = screen(reading.file_line(case, number, file))
            staff_copies.show_file(db, desk, reader, case.id, file.file, name, caption, now)
    for page in reading.notes(case, notes.of_case(db, desk.keys, case.id)):
        staff_copies.show(db, desk, reader, case.id, page, now)
    ending = reading.ending(case, listed, now, contacts=contacts.any_in(items), role=role)
    staff_copies.show(db, desk, reader, case.id, ending, now)


def _prompt(db: Connection, scene: Scene, case: Case) -> None:
    _expect(db, scene, case, None)
    language = scene.desk.labels.get(f"language:{case.facts.language}")
    _tell(db, scene, Message(asking.prompt(case, language or verbatim(case.facts.language))))


def _expect(db: Connection, scene: Scene, case: Case, text: str | None) -> None:
    prompts.expect(db, scene.desk.keys, _actor(scene), case.id, QUESTION, text, scene.now)


def _ask(db: Connection, scene: Scene, case: Case, text: str, due_at: datetime) -> None:
    keys, language, actor = scene.desk.keys, case.facts.language, _actor(scene)
    number = questions.ask(db, keys, case.id, actor, text, language, scene.now, due_at)
    letters.post(db, "witness", case.id, "asked", scene.now, number)
    prompts.clear(db, actor)
    if scene.pressed is not None:
        words = wait_words(case, due_at) if due_at > scene.now else ON_ITS_WAY
        _tell(db, scene, Replace(scene.pressed, asking.sent(case, words)))


def _tell(db: Connection, scene: Scene, body: Body) -> None:
    """In private: a person's own chat has the person's id."""
    post(db, scene.desk, _actor(scene), body, scene.now)


def _actor(scene: Scene) -> int:
    assert scene.actor is not None
    return scene.actor
