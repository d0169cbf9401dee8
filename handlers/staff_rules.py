"""`/desk` and `/pause` for admins: the desk's rules, in words and by buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.calendars import is_country
from bot.casework.desk_settings import (
    EXAMPLES,
    LABELS,
    ME,
    NONE,
    OFF,
    ON,
    PRESETS,
    Part,
    Setting,
    changed,
    preset_words,
    summary,
)
from bot.casework.desks import Rules
from bot.casework.routing import DEFAULT_DESK
from bot.outgoing import Message
from bot.text import Line, Name, Screen, Text, _, screen
from handlers import staff_offers
from handlers.desk import Desk, post
from handlers.staff_board import look_again
from handlers.staff_leaving import tell_admins
from handlers.wire import Known
from storage import audit, desks, staff

CLOSE, OPEN = Setting(Part.INTAKE, OFF), Setting(Part.INTAKE, ON)
INTAKE_CLOSED = _("The intake is closed. Whoever wants to begin a report is told so, kindly.")
INTAKE_OPEN = _("The intake is open.")


def read_desk(words: Sequence[str], admin: int) -> Setting | None:
    """What stands after /desk; None for what is not one of its words. A name stays as it is."""
    if not words:
        return Setting()
    part, value = words[0].lower(), " ".join(words[1:])
    if part not in set(Part) - {Part.INTAKE}:
        return None
    if part == Part.ON_CALL and value.lower() == ME:
        value = str(admin)
    return Setting(Part(part), value or None)


def read_pause(words: Sequence[str]) -> Setting | None:
    """`/pause`, `/pause on`, or `/pause off`."""
    return {(): CLOSE, (ON,): CLOSE, (OFF,): OPEN}.get(tuple(word.lower() for word in words))


def names_somebody(setting: Setting) -> bool:
    """Whether Telegram must be asked who is meant."""
    value = setting.value or NONE
    return setting.part is Part.ON_CALL and value.lower() != NONE


def about_on_call(
    db: Connection, desk: Desk, admin: int, who: str, people: Sequence[Known], now: datetime
) -> Screen:
    """`people` are those who are called so."""
    users = [known.user for known in people if staff.role_of(db, known.user) is not None]
    match users:
        case []:
            return screen(_("I find nobody on the staff called {who}. /staff shows who there is.", who=who))
        case [user]:
            return carry_on(db, desk, admin, Setting(Part.ON_CALL, str(user)), False, now)
    options = tuple(
        (_("{name} · {id}", name=Name(user), id=str(user)), Setting(Part.ON_CALL, str(user)))
        for user in users
    )
    rows = staff_offers.offer(db, desk, admin, options, False, now)
    return screen(_("Several people are called {who}. Whom do you mean?", who=who), rows=rows)


def carry_on(db: Connection, desk: Desk, admin: int, setting: Setting, sure: bool, now: datetime) -> Screen:
    """Shown, asked for, asked once more, refused, or done."""
    rules, part = desk.rules(db), setting.part
    if part is None:
        return _overview(db, desk, admin, rules, now)
    if setting.value is None:
        return _choices(db, desk, admin, part, now)
    try:
        after = changed(rules, setting, is_country)
    except ValueError:
        return screen(_("Write it like this: {example}", example=EXAMPLES[part]))
    if part is Part.INTAKE:
        return _intake(db, desk, admin, rules, after, sure, now)
    if after != rules:
        _set(db, desk, admin, setting, after, now)
    return _overview(db, desk, admin, after, now)


def _set(db: Connection, desk: Desk, admin: int, setting: Setting, after: Rules, now: datetime) -> None:
    desks.set_rules(db, DEFAULT_DESK, after)
    look_again(db)
    audit.record(db, str(admin), "desk", None, f"{setting.part} {setting.value}"[:100], now)


def _overview(db: Connection, desk: Desk, admin: int, rules: Rules, now: datetime) -> Screen:
    options = [(label, Setting(part)) for part, label in LABELS.items() if part is not Part.INTAKE]
    intake = (_("Open the intake"), OPEN) if rules.paused else (_("Close the intake"), CLOSE)
    rows = staff_offers.offer(db, desk, admin, (*options, intake), False, now)
    return Screen(summary(rules), _in_pairs(rows))


def _choices(db: Connection, desk: Desk, admin: int, part: Part, now: datetime) -> Screen:
    """Presets, and how to write anything else."""
    values = {ME: str(admin)}
    options = tuple(
        (preset_words(part, value), Setting(part, values.get(value, value))) for value in PRESETS[part]
    )
    rows = staff_offers.offer(db, desk, admin, (*options, (_("Back"), Setting())), False, now)
    words = _("Choose, or write it like this: {example}", example=EXAMPLES[part])
    return screen(Line(LABELS[part], strong=True), words, rows=_in_pairs(rows))


def _in_pairs(rows: staff_offers.Rows) -> staff_offers.Rows:
    """Without Cancel: nothing is begun here that could be broken off."""
    buttons = [button for row in rows[:-1] for button in row]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _intake(
    db: Connection, desk: Desk, admin: int, rules: Rules, after: Rules, sure: bool, now: datetime
) -> Screen:
    """Asked twice before it is closed; opened at once."""
    if after == rules:
        if not rules.paused:
            return screen(INTAKE_OPEN)
        rows = staff_offers.offer(db, desk, admin, ((_("Open the intake"), OPEN),), True, now)
        return screen(INTAKE_CLOSED, rows=rows[:-1])
    if after.paused and not sure:
        rows = staff_offers.offer(db, desk, admin, ((_("Yes, close the intake"), CLOSE),), True, now)
        return screen(Line(_("Close the intake?"), strong=True), *_BEFORE_CLOSING, rows=rows)
    _set(db, desk, admin, CLOSE if after.paused else OPEN, after, now)
    told = INTAKE_CLOSED if after.paused else INTAKE_OPEN
    post(db, desk, desk.chat, Message(screen(told)), now)
    tell_admins(db, desk, told, now, but=(admin,))
    return screen(told, _("/pause off opens it again.")) if after.paused else screen(told)


_BEFORE_CLOSING: tuple[Text, ...] = (
    _("Whoever wants to begin a report or to ask for aid is told that nothing new is taken at the moment."),
    _("Reports under way can be finished and sent. Questions, answers and receipts go on as before."),
)
