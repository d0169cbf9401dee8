"""decide(): one staff command, one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.calendars import calendar_of
from bot.casework import asking, commands, effects, original_screens
from bot.casework.act import act
from bot.casework.actions import ACTIONS
from bot.casework.case import Case, CloseReason, Flag, Ground, Role
from bot.casework.presses import (
    APPROVE,
    CONFIRM,
    FILES,
    GIVE,
    LIST,
    LOOKED,
    MERGE,
    OWN,
    PAGES,
    PICK,
    SAME,
    SEND,
    WANTED,
    mark_of,
)
from bot.casework.words import FLAGS
from bot.text import Button, _, screen
from handlers import (
    staff_bank,
    staff_duplicates,
    staff_originals,
    staff_passing,
)
from handlers.access import ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer, Asked
from handlers.desk import Desk, Scene, language_in, reply
from handlers.staff_board import look_again
from handlers.staff_effects import record, settle, settle_as
from handlers.staff_presses import meant
from storage import cases, closed, openings, prompts, seen_updates, staff

_ASKING = (LIST, PICK, OWN)
# What those buttons do that come after a first one.
ACTION_OF = (
    {SEND: "ask", CONFIRM: "legalhold", GIVE: "assign", WANTED: "original"}
    | dict.fromkeys(_ASKING, "ask")
    | dict.fromkeys((SAME, MERGE), staff_duplicates.DUPLICATE)
)
OUT_OF_DATE = _("This button is out of date.")
GO_ON_IN_PRIVATE = _("Go on in your private chat with this bot.")
OPEN_PRIVATE = _("Open your private chat with this bot first.")


def decide(db: Connection, desk: Desk, asked: Asked) -> Answer:
    """A repeated update changes nothing. A typed command is answered in the chat, by a row."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, asked.update_id, now):
        return Answer()
    if asked.private:
        settle_in(db, desk, asked.person, asked.phone)
    answer = replace(_decided(db, desk, asked, now), language=language_in(db, desk, asked.person))
    if asked.pressed is None:
        answer_in_chat(db, desk, asked, answer, now)
    if answer.compare is not None:  # it is seen once that is shown: after a crash it comes again
        seen_updates.unsee(db, desk.bot, asked.update_id)
    return answer


def settle_in(db: Connection, desk: Desk, person: int, phone: str | None) -> None:
    """Who writes in private can be written to, in the language of their phone."""
    staff.opened_private(db, person)
    if phone is not None:
        staff.set_language(db, person, desk.wording.nearest(phone))


def _decided(db: Connection, desk: Desk, asked: Asked, now: datetime) -> Answer:
    role = role_now(db, asked.person, asked.member)
    if role is None:
        record_refusal(db, asked.person, asked.press.action, now)
        return Answer(ONLY_STAFF)
    case = cases.by_code(db, desk.keys, asked.press.code)
    if case is None:
        record_refusal(db, asked.person, f"{asked.press.action}: no such case", now)
        return Answer(_("There is no case {code}.", code=asked.press.code))
    here, there = (asked.pressed, None) if asked.private else (None, asked.pressed)
    scene = Scene(desk, case, now, asked.person, here, there)
    match asked.press.action:
        case "send":
            return _send(db, scene, asked, role)
        case "cancel":
            return _cancel(db, scene)
    payload = meant(db, scene, asked)
    if _needs_private(asked, payload) and not asked.private and not staff.has_private(db, asked.person):
        start = f"{asked.press.action}-{case.code}"
        return Answer(OPEN_PRIVATE, url=f"https://t.me/{desk.username}?start={start}")
    return _carry_out(db, scene, asked, _command(scene, asked, role, payload))


def _needs_private(asked: Asked, payload: commands.Payload | None) -> bool:
    row = ACTIONS.get(asked.press.action)
    shown = isinstance(payload, commands.Asked) and payload.request.text is not None
    return (row is not None and row.needs_private) or (shown and asked.press.action == APPROVE)


def _command(scene: Scene, asked: Asked, role: Role, payload: commands.Payload | None) -> commands.Command:
    action = ACTION_OF.get(asked.press.action, asked.press.action)
    match payload:
        case commands.Original():
            action = staff_originals.ORIGINAL
        case commands.OriginalSeen():  # also `/original K7-4FQ2 3 done`
            action = LOOKED
    return commands.Command(
        action, scene.now, asked.person, role, asked.press.version, payload, scene.desk.quiet
    )


def _carry_out(db: Connection, scene: Scene, asked: Asked, command: commands.Command) -> Answer:
    if command.action in ("read", PAGES, FILES):
        command = replace(command, openings=openings.of_user(db, asked.person, scene.now))
    after, follows = perform(db, scene, command)
    settled = any(isinstance(each, effects.SettleOriginal | effects.RequestOriginal) for each in follows)
    changed = after != scene.case and (command.payload is not None or command.action == "undo")
    if changed or settled:
        _settle_choice(db, scene, command, after, follows)
    if after.flags ^ scene.case.flags == {Flag.LEGAL_HOLD}:
        closed.stop(db, after.id)
    return _answer(follows, asked)


def _settle_choice(
    db: Connection, scene: Scene, command: commands.Command, after: Case, follows: effects.Effects
) -> None:
    """The message with the buttons says what was chosen."""
    match command.payload:
        case commands.LegalHold():
            settle(db, scene, _("{code}: {state}", code=after.code, state=FLAGS[Flag.LEGAL_HOLD]))
        case CloseReason() | Ground() | commands.SameAs() if after.workflow is not scene.case.workflow:
            settle_as(db, scene, asking.closed(after))
        case commands.Pass() | commands.PassReply():
            staff_passing.settle(db, scene, after)
        case commands.OriginalSeen(number, outcome):
            if scene.pressed is not None:
                settle_as(db, scene, original_screens.settled(after, number, outcome))
        case commands.Question() | commands.FromBank() | commands.ForPartner():
            pass
        case commands.Note() | commands.Asked() | commands.Onward():
            pass
        case _:
            for effect in follows:
                if isinstance(effect, effects.Toast):
                    settle(db, scene, effect.text)


def perform(db: Connection, scene: Scene, command: commands.Command) -> tuple[Case, effects.Effects]:
    """Decides, and writes down what follows."""
    command = replace(command, calendar=calendar_of(scene.desk.rules(db)))
    after, follows = act(scene.case, command)
    if after != scene.case:
        cases.update(db, scene.desk.keys, scene.case, after)
    for effect in follows:
        record(db, scene, effect)
    look_again(db)
    return after, follows


def _answer(follows: effects.Effects, asked: Asked) -> Answer:
    answer = Answer() if asked.private else Answer(GO_ON_IN_PRIVATE)
    for effect in follows:
        match effect:
            case effects.Held(code, by):
                answer = Answer(_("A colleague has claimed {code}.", code=code), held_by=by, code=code)
            case effects.Toast(text):
                answer = Answer(text, compare=answer.compare)
            case effects.SuggestSame(case):
                answer = replace(answer, compare=case.code)
    shown = effects.OpenCase | effects.ShowPages | effects.ShowFiles | effects.ShowHistory | effects.ShowMenu
    opened = any(isinstance(effect, shown) for effect in follows)
    return Answer() if opened and asked.private else answer


def _send(db: Connection, scene: Scene, asked: Asked, role: Role) -> Answer:
    """Sends just the text that was previewed above the button."""
    waiting = prompts.waiting(db, scene.desk.keys, asked.person)
    if waiting is None or waiting.case_id != scene.case.id or not waiting.text:
        return Answer(OUT_OF_DATE)
    if mark_of(waiting.text) != asked.press.detail:
        return Answer(_("You have written another text since. Press Send under that one."))
    question: commands.Payload = commands.Question(waiting.text, confirmed=True)
    if waiting.what == staff_bank.BANK:
        chosen = scene.desk.bank.named(waiting.text)
        question = staff_bank.worded(scene.desk, scene.case, chosen, confirmed=True)
    return _carry_out(db, scene, asked, _command(scene, asked, role, question))


def _cancel(db: Connection, scene: Scene) -> Answer:
    assert scene.actor is not None
    waiting = prompts.waiting(db, scene.desk.keys, scene.actor)
    if waiting is not None and waiting.case_id == scene.case.id:
        prompts.clear(db, scene.actor)
    settle(db, scene, _("{code}: cancelled.", code=scene.case.code))
    return Answer()


def answer_in_chat(db: Connection, desk: Desk, asked: Asked, answer: Answer, now: datetime) -> None:
    if answer.text is None:
        return
    link = Button(_("Open the private chat"), "", answer.url) if answer.url else None
    said = screen(answer.text, rows=((link,),) if link else ())
    reply(db, desk, asked, said, now)
