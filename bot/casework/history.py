"""What was done with a case, in words and by the day, for whoever works on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.casework import holding, originals
from bot.casework.actions import ACTIONS
from bot.casework.case import Case
from bot.casework.paging import fill
from bot.casework.words import choice_words
from bot.text import Line, Name, Screen, Text, _, screen, verbatim

# By the word in the trail. Kept apart from the table of actions: the witness side writes rows too.
DONE: Mapping[str, Text] = {
    "submitted": _("sent the report"),
    "replied": _("wrote to us"),
    "withdrawn": _("withdrew the report"),
    "asked for deletion": _("asked for deletion"),
    "contact ended": _("ended the contact"),
    "opened by receipt": _("opened it with the receipt"),
    "channel changed": _("wrote from another chat, with the receipt"),
    "refused": _("tried what was not possible"),
    "stopped": _("wants no more questions"),
    "agreed to a partner": _("agreed that a partner organisation sees it"),
    "denied a partner": _("did not agree that a partner organisation sees it"),
    "took back consent": _("took back that a partner organisation may see it"),
    "claimed": _("claimed it"),
    "released": _("put it back into the queue"),
    "read": _("read it"),
    "asked": _("asked the witness something"),
    "closed": _("closed it"),
    "closed as a duplicate": _("closed it as a duplicate"),
    "closing undone": _("undid the closing"),
    "reopened": _("reopened it"),
    "on hold": _("put it on hold"),
    "resumed": _("ended the time on hold"),
    "time on hold over": _("the time on hold was over"),
    "priority": _("set how urgent it is"),
    "verification": _("set how far it is verified"),
    "handover": _("wrote down how the handover stands"),
    "consent asked for": _("asked the witness whether a partner organisation may see it"),
    "note": _("wrote a note"),
    "history read": _("looked at the history"),
    "escalated": _("escalated it"),
    "escalation ended": _("ended the escalation"),
    "marked sensitive": _("marked it as sensitive"),
    "sensitive no more": _("marked it as not sensitive"),
    "read on": _("read on"),
    "looked at files": _("looked at more files"),
    "original asked for": _("asked for an original to be looked at"),
    "original looked at": _("answered a wish to have an original looked at"),
    "passed on": _("offered it to a colleague"),
    "assigned": _("accepted it"),
    "declined": _("declined to take it over"),
    "given back": _("gave it back"),
    "offer lapsed": _("the offer to a colleague lapsed"),
    "contacts asked for": _("asked to see the contact details"),
    "contacts approved": _("agreed that a colleague sees the contact details"),
    "contacts refused": _("refused to show the contact details"),
    "contacts lapsed": _("nobody agreed that the contact details are shown"),
    "legal hold": _("decided that it is kept longer"),
    "legal hold ended": _("ended the legal hold"),
    "deleted on request": _("deleted it as the witness asked"),
    "kept against the request": _("kept it although the witness asked for deletion"),
    "files arrived": _("files arrived"),
    "question lapsed": _("the question lapsed"),
    "witness unreachable": _("the witness could not be reached"),
    "overdue": _("it became overdue"),
    "purged": _("its text was removed here"),
}
CANNOT_ANSWER = _("can't answer the question")
_ROWS = {row.audit: row for row in ACTIONS.values() if row.audit}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the trail: `actor` is a number of the staff, or `witness`, or what did it by itself."""

    actor: str
    action: str
    reason: str
    at: datetime


def pages(case: Case, entries: tuple[Entry, ...]) -> tuple[Screen, ...]:
    """The oldest first; no times of day: they would tell when a witness wrote."""
    title = Line(_("{code}: history", code=case.code), strong=True)
    lines = [Line(_line(entry), tight=True) for entry in entries if entry.action in DONE]
    return tuple(screen(title, *page) for page in fill(lines))


def _line(entry: Entry) -> Text:
    day, done = verbatim(entry.at.date().isoformat()), _done(entry)
    reason = _reason(entry)
    if reason is not None:
        done = _("{done} ({reason})", done=done, reason=reason)
    if entry.actor == "witness":
        return _("{day} · The witness: {done}", day=day, done=done)
    if entry.actor.isdigit():
        return _("{day} · {name}: {done}", day=day, name=Name(int(entry.actor)), done=done)
    return _("{day} · {done}", day=day, done=done)


def _done(entry: Entry) -> Text:
    return CANNOT_ANSWER if (entry.actor, entry.action) == ("witness", "refused") else DONE[entry.action]


def _reason(entry: Entry) -> Text | None:
    """What was chosen; the trail has the word for it, the table what it stands for."""
    if entry.action == "passed on":
        return _("to {name}", name=Name(int(entry.reason.removeprefix("to "))))
    if entry.action in ("original asked for", "original looked at"):
        return originals.reason_words(entry.reason)
    if entry.action == "on hold":
        return choice_words(holding.of_trail(entry.reason))
    row = _ROWS.get(entry.action)
    if row is None:
        return None
    return choice_words(row.choices.get(entry.reason))
