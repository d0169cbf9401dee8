"""Writing down what follows from a staff action: rows for the outbox, the witness side and the trail."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.casework import asking, contacts, effects, history, original_screens, reading
from bot.casework.beforehand import QUESTION_WAITS
from bot.casework.case import Case
from bot.casework.reading_limits import DAY
from bot.casework.sending import ON_ITS_WAY, wait_words
from bot.outgoing import Body, Erase, Message, Replace
from bot.text import Screen, Text, screen
from handlers import (
    staff_bank,
    staff_consent,
    staff_copies,
    staff_duty,
    staff_originals,
    staff_passing,
    staff_reading,
    staff_seconding,
)
from handlers.alarms import READER
from handlers.desk import Scene, post
from handlers.staff_digests import announce, show_anew
from storage import alarms, audit, cases, duplicates, files, letters, notes, prompts, questions

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
            staff_reading.open_case(db, scene, case, counts, role)
        case effects.ShowPages(case, onward, role):
            staff_reading.read_on(db, scene, case, onward, role)
        case effects.ShowFiles(case, onward, role):
            staff_reading.look_on(db, scene, case, onward, role)
        case effects.ChooseFile(case):
            asked = original_screens.choose_file(case, staff_originals.arrived(db, case))
            _tell(db, scene, Message(asked, protected=True))
        case effects.ChooseNeed(case, number):
            settle_as(db, scene, original_screens.choose_need(case, number))
        case effects.RequestOriginal(case, number, why):
            staff_originals.request(db, scene, case, number, why)
        case effects.SettleOriginal(case, number, outcome, noted):
            staff_originals.settle(db, scene, case, number, outcome, noted=noted)
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
        case effects.ChoosePerson(case):
            staff_passing.choose(db, scene, case)
        case effects.OfferCase(case, note):
            staff_passing.offer(db, scene, case, note)
        case effects.CallForHelp(case):
            staff_duty.call(db, scene.desk, case, scene.actor, scene.now)
        case effects.HideCopies(case):
            for each in (case.id, *duplicates.below(db, case.id)):
                staff_copies.remove_of_case(db, scene.desk, each, scene.now)
        case effects.ReportReader():
            assert scene.actor is not None
            alarms.ring(db, READER, scene.actor, "staff", scene.now, every=DAY)
        case effects.AskSecond(case, text):
            _ask_second(db, scene, case, text)
        case effects.ShowContacts(case, request):
            staff_seconding.show_contacts(db, scene, case, request)
        case effects.ShowAsked(case, request):
            staff_seconding.show_text(db, scene, case, request)
        case effects.SendAsked(case, request):
            staff_seconding.sent(db, scene, case, request)
        case effects.DenyRequest(case, request):
            staff_seconding.deny(db, scene, case, request)
        case effects.PromptQuestion(case):
            _expect(db, scene, case, None)
            settle_as(db, scene, asking.prompt(case, asking.language_of(case, scene.desk.labels)))
        case effects.ChooseQuestion():
            _choose(db, scene, effect)
        case effects.PreviewQuestion(case, text, not_before, second):
            _expect(db, scene, case, text)
            promised = staff_bank.promise(scene.desk, case)
            waits = _waits(case, not_before)
            _preview(db, scene, case, asking.preview(case, text, waits, second, promised))
        case effects.PreviewFromBank(case, asked, not_before):
            _expect(db, scene, case, asked.name, staff_bank.BANK)
            waits = _waits(case, not_before)
            shown = staff_bank.preview(db, scene.desk, case, _actor(scene), asked, waits)
            if scene.pressed is not None:  # what is protected can't take the place of the list
                _tell(db, scene, Erase((scene.pressed,)))
            _preview(db, scene, case, shown)
        case effects.RefuseQuestion(_, reason):
            _tell(db, scene, Message(screen(reason)))
        case effects.AskWitness():
            _ask(db, scene, effect)
        case effects.ChooseReason(case, action, None):
            _tell(db, scene, Message(asking.choose_reason(case, action)))
        case effects.ChooseReason(case, action, span):
            settle_as(db, scene, asking.choose_reason(case, action, span))
        case effects.ConfirmLegalHold(case, reason):
            settle_as(db, scene, asking.confirm_legal_hold(case, reason))
        case effects.ProposeConsent(case):
            staff_consent.propose(db, scene, case)
        case effects.DeleteContent(case):
            cases.empty(db, case.id)
            files.drop(db, [row.file for row in files.of_case(db, case.id)], scene.now)
        case effects.SuggestSame():
            pass  # texts are compared after the commit: see Answer
        case effects.ConfirmMerge(case, original, typed):
            received = reading.received(original, scene.now, scene.desk.hourly(original))
            settle_as(db, scene, asking.confirm_merge(case, original, typed, received))
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


def _choose(db: Connection, scene: Scene, wanted: effects.ChooseQuestion) -> None:
    """Whoever writes instead of choosing has written their question."""
    case, desk = wanted.case, scene.desk
    _expect(db, scene, case, None)
    shown = asking.choose_question(
        case, desk.bank, wanted.page, asking.language_of(case, desk.labels), every=wanted.every
    )
    if wanted.anew:
        _tell(db, scene, Message(shown))
    else:
        settle_as(db, scene, shown)


def _preview(db: Connection, scene: Scene, case: Case, shown: Screen) -> None:
    staff_copies.show(db, scene.desk, _actor(scene), case.id, shown, scene.now, head=True)


def _waits(case: Case, not_before: datetime | None) -> Text | None:
    return wait_words(case, not_before) if not_before else None


def _expect(db: Connection, scene: Scene, case: Case, text: str | None, what: str = QUESTION) -> None:
    prompts.expect(db, scene.desk.keys, _actor(scene), case.id, what, text, scene.now)


def _ask_second(db: Connection, scene: Scene, case: Case, text: str | None) -> None:
    staff_seconding.ask(db, scene, case, text)
    if text is not None:
        prompts.clear(db, _actor(scene))
        settle(db, scene, QUESTION_WAITS)


def _ask(db: Connection, scene: Scene, asked: effects.AskWitness) -> None:
    case, due_at = asked.case, asked.due_at
    keys, language, asker = scene.desk.keys, case.facts.language, asked.asker or _actor(scene)
    number = questions.ask(
        db, keys, case.id, asker, asked.text, language, scene.now, due_at, asked.steps, consent=asked.consent
    )
    letters.post(db, "witness", case.id, "asked", scene.now, number)
    if asker != scene.actor:  # it was theirs, and somebody else has agreed to it
        return
    if not asked.consent:  # which nothing was typed for
        prompts.clear(db, asker)
    if scene.pressed is not None:
        words = wait_words(case, due_at) if due_at > scene.now else ON_ITS_WAY
        _tell(db, scene, Replace(scene.pressed, asking.sent(case, words)))


def _tell(db: Connection, scene: Scene, body: Body) -> None:
    """In private: a person's own chat has the person's id."""
    post(db, scene.desk, _actor(scene), body, scene.now)


def _actor(scene: Scene) -> int:
    assert scene.actor is not None
    return scene.actor
