"""The witness's conversation: one event in, the next draft and its effects out."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.interview import asking, by_receipt, events, receipts, replying, review, sharing
from bot.interview.answering import add, answer, overfull
from bot.interview.draft import Draft, Place
from bot.interview.effects import Discard, Erase, Known
from bot.interview.leaving import panicked, staying, switched
from bot.interview.moving import emptied, go, returned, step_back, went
from bot.interview.sending import confirmed, consented, submit
from bot.interview.sent_cases import ask_deletion, follow_up, withdraw
from bot.interview.showing import Step, following, show
from bot.questionnaire.form import Form
from bot.text import _

COMMANDS = {
    "help": Place.HELP,
    "language": Place.LANGUAGE,
    "status": Place.CASES,
    "privacy": Place.PRIVACY,
    "delete": Place.DELETING,
}
_PANIC = events.Commanded("panic")
NOT_SAVED = _("That was not saved: nothing was asked just now. Please use the buttons.")
TOO_EARLY = _("Your message was not saved. Please send it again when the question comes.")
UNSUPPORTED = _(
    "That was not saved: I cannot read this kind of message. "
    "A text, a photo, a voice message or a file works."
)
TOO_LARGE = _(
    "That file was not saved: it is over 20 MB, which is Telegram's limit here. "
    "Please send it in parts, or in lower quality. Everything else is kept."
)
CLOSED = (
    _(
        "We do not take new reports at the moment, because we could not read them in time. We are sorry. "
        "Please try again in a day or two."
    ),
    _(
        "In danger now: get to people you trust. 112 is the emergency number in most countries "
        "of the region; the call may reach the police. We cannot send help."
    ),
    _("What you have sent is safe with us. My cases and Safety work as before."),
)
NO_COMMAND = _("I do not know this command. /help lists those that work.")


def advance(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    """The draft after the event, and what follows from it. Every event shows something."""
    if isinstance(event, events.Panicked) or event == _PANIC:
        return panicked(draft)
    if draft.surplus and not isinstance(event, events.Attached):
        draft = replace(draft, surplus=0)
    after, follows = _advance(form, draft, event, known)
    return (after, follows) if after.traceless else staying((after, follows))


def _advance(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    if not draft.language and not isinstance(event, events.Spoke):
        return _not_yet(form, replace(draft, place=Place.LANGUAGE), event, known)
    match event:
        case events.Started():
            place = Place.MENU if draft.warned else Place.NOTICE
            return show(form, replace(draft, place=place, editing=None, opened=None), known, below=True)
        case events.Commanded(name):
            return _command(form, draft, name, known)
        case events.Spoke(language):
            return _speak(form, draft, language, known)
        case events.Agreed():
            agreed = returned(draft) if draft.warned else replace(draft, warned=True, place=Place.MENU)
            return show(form, agreed, known)
        case _ if not draft.warned and not isinstance(event, events.Went | events.Returned | events.Resumed):
            return _not_yet(form, replace(draft, place=Place.NOTICE), event, known)
        case events.Presented():
            return by_receipt.present(form, draft, event, known)
        case events.Replied() | events.Matched() | events.Attached() | events.Located():
            return _told(form, draft, event, known)
        case events.Reworded(text, message):
            return _reworded(form, draft, message, text, known)
        case events.TooLarge():
            return show(form, draft, known, TOO_LARGE, below=True)
        case events.Unsupported():
            return show(form, draft, known, UNSUPPORTED, below=True)
        case _:
            return _pressed(form, draft, event, known)


def _not_yet(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    """Before the language and the notice nothing is taken; whoever has told something is told so."""
    if isinstance(event, events.Replied) and receipts.is_written(event.text):
        return by_receipt.mislaid(form, draft, event, known)
    told = isinstance(event, events.Replied | events.Attached | events.Located)
    notes = (TOO_EARLY,) if told else ()
    return show(form, draft, known, *notes, below=not _is_press(event))


def _pressed(form: Form, draft: Draft, event: events.Press, known: Known) -> Step:
    match event:
        case events.Spoke() | events.Agreed():
            return show(form, draft, known)
        case events.Went(place):
            return show(form, went(form, draft, place), known)
        case events.Returned():
            return show(form, returned(draft), known)
        case events.Began() if known.closed and not draft.answers:
            return show(form, go(draft, Place.MENU), known, *CLOSED)
        case events.Began():
            place = Place.INTERVIEW if asking.current(form, draft) else Place.REVIEW
            return show(form, replace(draft, place=place, editing=None, page=0, matches=()), known)
        case events.Chose() | events.Skipped() | events.Finished():
            taken = replying.press if draft.place is Place.FOLLOW_UP else answer
            return taken(form, draft, event, known)
        case events.WentBack():
            return show(form, replying.step_back(draft, known) or step_back(form, draft), known)
        case events.Paused():
            return show(form, go(draft, Place.PAUSED), known)
        case events.Turned(page):
            return show(form, replace(draft, page=page), known)
        case events.Edited(name):
            editable = draft.place is Place.EDITING and name in review.editable(form, draft)
            return show(form, asking.edit(draft, name) if editable else draft, known)
        case events.Confirmed():
            return show(form, confirmed(form, draft), known)
        case events.Consented(number, yes):
            return show(form, consented(draft, number, yes), known)
        case events.Submitted():
            return submit(form, draft, known)
        case events.Opened(question) | events.Declined(question) | events.Silenced(question):
            return follow_up(form, draft, event, question, known)
        case events.Adding(case):
            return show(form, replace(draft, place=Place.ADDING, about=case), known)
        case events.Discarded():
            effects = (Erase(asking.messages_of(draft)), Discard())
            return following(
                effects, show(form, emptied(draft), known, _("The unfinished report is deleted."))
            )
        case events.Withdrawing(case):
            return show(form, replace(go(draft, Place.DELETING), about=case), known)
        case events.Withdrew(case):
            return withdraw(form, draft, case, known)
        case events.Unsharing(case) | events.Unshared(case):
            return sharing.take_back(form, draft, event, case, known)
        case events.AskedForReceipt() | events.TookReceipt():
            return by_receipt.give(form, draft, event, known)
        case events.Moved(yes):
            return by_receipt.move(form, draft, yes, known)
        case events.AskedDeletion(case):
            return ask_deletion(form, draft, case, known)
        case events.Resumed():  # a receipt is shown once
            return show(form, go(draft, Place.MENU) if draft.place is Place.GIVEN else draft, known)
        case events.Switched(on):
            return switched(form, draft, on, known)
        case events.Panicked():
            return panicked(draft)
        case _:
            assert_never(event)


def _is_press(event: events.Event) -> bool:
    return type(event) in events.WORDS


def _command(form: Form, draft: Draft, name: str, known: Known) -> Step:
    if name == "language" or (draft.warned and name in COMMANDS) or name in ("help", "privacy"):
        return show(form, go(draft, COMMANDS[name]), known, below=True)
    place = Place.MENU if draft.warned else Place.NOTICE
    if name == "cancel":
        return show(form, replace(go(draft, place), editing=None), known, below=True)
    if not draft.warned:
        return show(form, replace(draft, place=place), known, below=True)
    return show(form, draft, known, NO_COMMAND, below=True)


def _speak(form: Form, draft: Draft, language: str, known: Known) -> Step:
    if language not in known.languages:
        return show(form, replace(draft, place=Place.LANGUAGE), known)
    spoken = replace(draft, language=language)
    return show(form, returned(spoken) if draft.warned else replace(spoken, place=Place.NOTICE), known)


def _told(
    form: Form,
    draft: Draft,
    event: events.Replied | events.Matched | events.Attached | events.Located,
    known: Known,
) -> Step:
    if draft.place is Place.RECEIPT:
        return by_receipt.typed(form, draft, event, known)
    if isinstance(event, events.Replied) and receipts.is_written(event.text):
        return by_receipt.mislaid(form, draft, event, known)
    if isinstance(event, events.Attached) and (refused := overfull(form, draft, known)):
        return refused
    match draft.place:
        case Place.INTERVIEW:
            return answer(form, draft, event, known)
        case Place.FOLLOW_UP | Place.ADDING:
            taken = replying.told(form, draft, event, known) or add(draft, event, known)
            return taken or show(form, draft, known, NOT_SAVED, below=True)
        case _:
            return show(form, draft, known, NOT_SAVED, below=True)


def _reworded(form: Form, draft: Draft, message: int, text: str, known: Known) -> Step:
    changed = asking.reword(draft, message, text)
    if changed is None:
        note = _("Your change of an earlier message was not saved. Please send the new words as a message.")
        return show(form, draft, known, note, below=True)
    return show(form, changed, known, _("✅ Your change is saved."))
