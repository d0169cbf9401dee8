"""take(): one event of a witness, one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

from bot.casework.case import Consent, Facts, Priority
from bot.casework.codes import code_of
from bot.casework.desks import NO_RULES
from bot.casework.routing import DEFAULT_DESK
from bot.interview import asking, effects, events, steps
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known
from bot.interview.questions import offered
from bot.outgoing import Body, Erase, Outgoing, Panel
from bot.questionnaire import answers, places
from bot.questionnaire.form import Kind
from handlers import follow_ups, parting, receipts, sharing
from handlers import known as known_of
from handlers.door import Door
from handlers.mirrors import panel_of
from storage import (
    audit,
    cases,
    desks,
    drafts,
    files,
    letters,
    outbox,
    questions,
    routes,
    seen_updates,
    standing,
)
from storage.drafts import Reach
from storage.files import Source
from storage.receipts import Minted
from storage.routes import Route
from storage.shared import Want
from storage.transaction import Store

LATELY = (timedelta(hours=1), timedelta(days=1))  # the spans in which sent cases are counted
_STEPS = (
    events.Replied, events.Attached, events.Located, events.Chose, events.Skipped, events.Finished,
    events.WentBack, events.Turned,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """An update of the witness bot, read. `pressed` is the message whose button was pressed, `message`
    one that came; `phone` the language the phone is set to; `source` fetches the file that came along;
    `minted` is a fresh receipt, if one is wanted."""

    bot: int
    update_id: int
    chat: int
    phone: str | None
    event: events.Event
    pressed: int | None = None
    message: int | None = None
    source: Source | None = None
    minted: Minted | None = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """One event with all that recording its effects needs. `erase` are messages that go with the panel."""

    door: Door
    heard: Heard
    now: datetime
    witness: bytes
    panel: int | None
    draft: Draft
    erase: tuple[int, ...] = ()


def wants(door: Door, heard: Heard) -> tuple[Want, ...]:
    """What `take` will read, as far as that can be told."""
    witness = door.keys.tag(heard.chat)
    seen = (seen_updates.ahead, (heard.bot, heard.update_id, door.clock()))
    if isinstance(heard.event, _STEPS):
        return seen, (drafts.ahead, witness)
    return seen, (drafts.ahead, witness), (routes.ahead, witness)


def take(db: Connection, door: Door, heard: Heard) -> bool:
    """The draft moves on, and everything that follows is recorded; a repeated update changes nothing.

    Whether an answer was saved.
    """
    now = door.clock()
    if not seen_updates.first_time(db, heard.bot, heard.update_id, now):
        return False
    witness = door.keys.tag(heard.chat)
    kept = drafts.load(db, door.keys, witness)
    draft = kept.draft if kept else _returning(db, door, witness)
    known = around(db, door, witness, heard.event, draft, heard.phone, now, heard.bot)
    if heard.minted is not None:
        known = replace(known, receipt=heard.minted.receipt.written)
    after, follows = advance(door.form(draft.language), draft, _matched(door, draft, heard.event), known)
    drafts.save(db, door.keys, witness, after, Reach(heard.bot, heard.chat), now)
    if draft.place is Place.GIVEN and after.place is not Place.GIVEN:
        receipts.leave(db, witness)
    if after.traceless != draft.traceless and after.warned:
        routes.set_traceless(db, door.keys, witness, after.traceless)
    if heard.message is not None and not _erased_at_once(follows, heard.message):
        standing.note(db, witness, heard.bot, heard.message, now)
    panel = panel_of(db, door, kept, heard.bot, now)
    scene = _Scene(door, heard, now, witness, panel, after, _erased_with_panel(follows))
    for effect in follows:
        _record(db, scene, effect)
    told = any(isinstance(effect, effects.Tell) for effect in follows)
    return told or any(draft.answers.get(name) is not answer for name, answer in after.answers.items())


def _erased_at_once(follows: tuple[effects.Effect, ...], message: int) -> bool:
    """Its id waits in the outbox then, and need not be remembered beside it."""
    return any(isinstance(effect, effects.Erase) and message in effect.messages for effect in follows)


def around(
    db: Connection,
    door: Door,
    witness: bytes,
    event: events.Event,
    draft: Draft,
    phone: str | None,
    now: datetime,
    bot: int,
) -> Known:
    """What is open for this witness; a step of the interview needs only the time."""
    if draft.place is Place.INTERVIEW and isinstance(event, _STEPS):
        return Known(now)
    known = Known(now, languages=door.wording.offered(phone), bots=tuple(door.bots.values()))
    if isinstance(event, events.Began) and not draft.answers:
        known = replace(known, closed=desks.rules_of(db, DEFAULT_DESK, NO_RULES).paused)
    if isinstance(event, events.Submitted):
        hour, day = (routes.opened_since(db, witness, now - span) for span in LATELY)
        known = replace(known, code=_fresh_code(db), lately=(hour, day))
    if receipts.concern(draft, event):
        known = receipts.around(db, door, known, witness, event, draft, bot)
    ids = routes.of_witness(db, witness)
    if not ids:
        return known
    sent = cases.states(db, ids)
    counted = files.counted(db, ids) if isinstance(event, events.Attached) else {}
    told = tuple(known_of.sent_case(state, counted.get(state.id, 0)) for state in sent)
    return replace(known, cases=told, follow_ups=known_of.follow_ups(db, door, sent))


def _returning(db: Connection, door: Door, witness: bytes) -> Draft:
    """Whoever has sent a report before is not asked for a language again."""
    for case in routes.of_witness(db, witness):
        route = routes.of_case(db, door.keys, case)
        if route is not None:
            return Draft(language=route.language, warned=True, place=Place.MENU, traceless=route.traceless)
    return Draft()


def _fresh_code(db: Connection) -> str:
    while cases.code_taken(db, code := code_of(secrets.randbits(30))):
        pass
    return code


def _matched(door: Door, draft: Draft, event: events.Event) -> events.Event:
    """Typed words that name choices of the question at hand become those choices."""
    if not isinstance(event, events.Replied) or draft.place is not Place.INTERVIEW:
        return event
    form = door.form(draft.language)
    question = asking.current(form, draft)
    if question is None or question.kind not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        return event
    choices = offered(form, replace(draft, matches=()), question)
    labels = {choice.name: door.wording.words(choice.label, draft.language) for choice in choices}
    names = answers.match(labels, event.text)
    return events.Matched(names, event.message) if names else event


def _record(db: Connection, scene: _Scene, effect: effects.Effect) -> None:
    match effect:
        case effects.Show(screen, below):
            pressed = scene.heard.pressed
            adopt = pressed if pressed is not None and pressed != scene.panel else None
            say(db, scene, Panel(screen, below, adopt, scene.erase))
        case effects.Erase(messages):
            if messages and not scene.erase:
                say(db, scene, Erase(messages))
        case effects.Keep(file):
            _keep(db, scene, file)
        case effects.Drop(names):
            files.drop(db, names, scene.now)
        case effects.Discard():
            files.drop(db, _unsent(db, scene), scene.now)
            Store.scrub(db)
        case effects.Submit():
            _submit(db, scene, effect)
        case effects.Tell():
            _tell(db, scene, effect)
        case effects.Mark(question, state):
            _mark(db, scene, question, state)
        case effects.Share() | effects.Unshare():
            sharing.record(db, scene.door, effect, scene.now)
        case effects.Withdraw(case):
            parting.withdraw(db, case, scene.now)
        case effects.AskDeletion(case):
            parting.ask_deletion(db, case, scene.now)
        case effects.Panic():
            reach, language = Reach(scene.heard.bot, scene.heard.chat), language_of(scene)
            parting.panic(db, scene.door, scene.panel, reach, language, effect)
        case effects.GiveReceipt() | effects.Miss() | effects.OpenByReceipt() | effects.Move():
            receipts.record(db, scene.door, effect, _here(scene), scene.heard.minted, scene.now)
        case _:
            assert_never(effect)


def _erased_with_panel(follows: tuple[effects.Effect, ...]) -> tuple[int, ...]:
    """One row for what is shown and then erased: half the work of two."""
    if not any(isinstance(effect, effects.Show) for effect in follows):
        return ()
    return tuple(
        message for effect in follows if isinstance(effect, effects.Erase) for message in effect.messages
    )


def say(db: Connection, scene: _Scene, body: Body) -> None:
    outgoing = Outgoing(scene.heard.bot, scene.heard.chat, language_of(scene), body)
    outbox.post(db, scene.door.keys, outgoing, scene.now)


def language_of(scene: _Scene) -> str:
    return scene.draft.language or scene.door.wording.nearest(scene.heard.phone)


def _here(scene: _Scene) -> Route:
    """This chat, wherever in the world it is."""
    heard, draft = scene.heard, scene.draft
    return Route(heard.bot, heard.chat, draft.language, places.zone(None, None), draft.traceless)


def _keep(db: Connection, scene: _Scene, file: str) -> None:
    event, source = scene.heard.event, scene.heard.source
    assert isinstance(event, events.Attached)
    assert source is not None
    files.expect(db, scene.door.keys, scene.witness, file, event.kind, event.size, source, scene.now)


def _submit(db: Connection, scene: _Scene, report: effects.Submit) -> None:
    keys, heard, now = scene.door.keys, scene.heard, scene.now
    contact, partner, publish = report.consents
    consent = Consent(contact, partner, publish)
    zone = places.zone(report.country, report.region)
    case = cases.open_case(
        db,
        keys,
        code=report.code,
        priority=Priority.URGENT if report.urgent else Priority.NORMAL,
        facts=Facts(
            report.categories,
            report.country,
            report.region,
            scene.draft.language,
            zone,
            len(report.files),
            consent,
        ),
        entries=report.entries,
        now=now,
        glossary=scene.door.glossary,
    )
    until = None if consent.contact else now + routes.UNWANTED
    route = Route(heard.bot, heard.chat, scene.draft.language, zone, scene.draft.traceless)
    routes.keep(db, keys, case, scene.witness, route, now, until, partner=partner)
    files.drop(db, _unsent(db, scene) - set(report.files), now)
    messages = files.messages_of_arrived(db, report.files)
    files.adopt(db, report.files, case)
    if messages and scene.draft.traceless:
        say(db, scene, Erase(messages))
    audit.record(db, "witness", "submitted", case, "", now)
    letters.post(db, "staff", case, "opened", now)


def _unsent(db: Connection, scene: _Scene) -> set[str]:
    """Files of the unfinished report; those of an answer that is under way are none of its."""
    return {row.file for row in files.of_draft(db, scene.witness)} - steps.files_of(scene.draft)


def _tell(db: Connection, scene: _Scene, told: effects.Tell) -> None:
    asked = questions.load(db, scene.door.keys, told.question) if told.question is not None else None
    found, names = follow_ups.entries(asked, told)
    kind = "answer" if asked else "addition"
    number = cases.add_item(db, scene.door.keys, told.case, kind, found, scene.now)
    messages = files.messages_of_arrived(db, names)
    files.adopt(db, names, told.case)
    if messages and scene.draft.traceless:
        say(db, scene, Erase(messages))
    if asked:
        questions.set_state(db, asked.id, "answered", None, scene.now)
    audit.record(db, "witness", "replied", told.case, "", scene.now)
    follow_ups.raise_case(db, told.case, number, scene.now)


def _mark(db: Connection, scene: _Scene, question: int, state: str) -> None:
    asked = questions.load(db, scene.door.keys, question)
    if asked is None:
        return
    if state in ("opened", "begun"):
        follow_ups.note_opened(db, asked, scene.now, begun=state == "begun")
        return
    questions.set_state(db, question, state, None, scene.now)
    if state == "stopped":
        routes.silence(db, asked.case_id)
        for id, _case in questions.open_of(db, [asked.case_id]):
            questions.set_state(db, id, "stopped", None, scene.now)
    audit.record(db, "witness", state, asked.case_id, "", scene.now)
    letters.post(db, "staff", asked.case_id, state, scene.now, question)
