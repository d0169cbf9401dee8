"""The witness's conversation: one event in, the next draft and its effects out."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.interview import asking, events, questions, review, screens
from bot.interview.answering import add, answer
from bot.interview.draft import Draft, Place
from bot.interview.effects import Discard, Effect, Erase, Known, Mark, Show, Withdraw
from bot.questionnaire.form import Form
from bot.text import Line, Screen, Text, _

Step = tuple[Draft, tuple[Effect, ...]]

HOURLY, DAILY = 3, 10  # cases one chat may send
VISITS = (
    Place.LANGUAGE, Place.MORE, Place.SAFETY, Place.HELP, Place.PRIVACY, Place.PAUSED, Place.CASES,
    Place.DELETING,
)  # fmt: skip
UNWARNED = (Place.LANGUAGE, Place.MORE, Place.HELP, Place.PRIVACY)  # what is shown before the notice
COMMANDS = {
    "help": Place.HELP,
    "language": Place.LANGUAGE,
    "status": Place.CASES,
    "privacy": Place.PRIVACY,
    "delete": Place.DELETING,
}
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
NO_COMMAND = _("I do not know this command. /help lists those that work.")


def advance(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    """The draft after the event, and what follows from it. Every event shows something."""
    if not draft.language and not isinstance(event, events.Spoke):
        return _not_yet(form, replace(draft, place=Place.LANGUAGE), event, known)
    match event:
        case events.Started():
            place = Place.MENU if draft.warned else Place.NOTICE
            return _show(form, replace(draft, place=place, editing=None), known, below=True)
        case events.Commanded(name):
            return _command(form, draft, name, known)
        case events.Spoke(language):
            return _speak(form, draft, language, known)
        case events.Agreed():
            agreed = _returned(draft) if draft.warned else replace(draft, warned=True, place=Place.MENU)
            return _show(form, agreed, known)
        case _ if not draft.warned and not isinstance(event, events.Went | events.Returned):
            return _not_yet(form, replace(draft, place=Place.NOTICE), event, known)
        case events.Replied() | events.Matched() | events.Attached() | events.Located():
            return _told(form, draft, event, known)
        case events.Reworded(text, message):
            return _reworded(form, draft, message, text, known)
        case events.TooLarge():
            return _show(form, draft, known, TOO_LARGE, below=True)
        case events.Unsupported():
            return _show(form, draft, known, UNSUPPORTED, below=True)
        case _:
            return _pressed(form, draft, event, known)


def _not_yet(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    """Before the language and the notice nothing is taken; whoever has told something is told so."""
    told = isinstance(event, events.Replied | events.Attached | events.Located)
    notes = (TOO_EARLY,) if told else ()
    return _show(form, draft, known, *notes, below=not _is_press(event))


def _pressed(form: Form, draft: Draft, event: events.Press, known: Known) -> Step:
    match event:
        case events.Spoke() | events.Agreed():
            return _show(form, draft, known)
        case events.Went(place):
            return _show(form, _went(form, draft, place), known)
        case events.Returned():
            return _show(form, _returned(draft), known)
        case events.Began():
            place = Place.INTERVIEW if asking.current(form, draft) else Place.REVIEW
            return _show(form, replace(draft, place=place, editing=None, page=0, matches=()), known)
        case events.Chose() | events.Skipped() | events.Finished():
            return answer(form, draft, event, known, _show)
        case events.WentBack():
            return _show(form, _back(form, draft), known)
        case events.Paused():
            return _show(form, _go(draft, Place.PAUSED), known)
        case events.Turned(page):
            return _show(form, replace(draft, page=page), known)
        case events.Edited(name):
            editable = draft.place is Place.EDITING and name in review.editable(form, draft)
            return _show(form, asking.edit(draft, name) if editable else draft, known)
        case events.Confirmed():
            return _show(form, _confirmed(form, draft), known)
        case events.Consented(number, yes):
            return _show(form, _consented(draft, number, yes), known)
        case events.Submitted():
            return _submit(form, draft, known)
        case events.Opened(question) | events.Declined(question) | events.Silenced(question):
            return _follow_up(form, draft, event, question, known)
        case events.Adding(case):
            return _show(form, replace(draft, place=Place.ADDING, about=case), known)
        case events.Discarded():
            emptied = Draft(language=draft.language, warned=True, place=Place.MENU)
            effects = (Erase(asking.messages_of(draft)), Discard())
            return _with(effects, _show(form, emptied, known, _("The unfinished report is deleted.")))
        case events.Withdrawing(case):
            return _show(form, replace(_go(draft, Place.DELETING), about=case), known)
        case events.Withdrew(case):
            return _withdraw(form, draft, case, known)
        case _:
            assert_never(event)


def view(form: Form, draft: Draft, known: Known, *notes: Text) -> Screen:
    """What the witness should be seeing now."""
    place = draft.place
    if place is Place.INTERVIEW:
        question = asking.current(form, draft)
        if question is not None:
            return questions.ask(form, draft, question, *notes)
        place = Place.REVIEW
    match place:
        case Place.REVIEW:
            return review.summary(form, draft, *notes)
        case Place.EDITING:
            return review.editing(form, draft)
        case Place.CONSENT:
            shown = review.consent(draft)
        case Place.READY:
            shown = review.ready()
        case _:
            shown = screens.SCREENS[place](draft, known)
    return replace(shown, lines=(*(Line(note) for note in notes), *shown.lines))


def _show(form: Form, draft: Draft, known: Known, *notes: Text, below: bool = False) -> Step:
    return draft, (Show(view(form, draft, known, *notes), below),)


def _with(effects: tuple[Effect, ...], step: Step) -> Step:
    return step[0], (*effects, *step[1])


def _is_press(event: events.Event) -> bool:
    return type(event) in events.WORDS


def _went(form: Form, draft: Draft, place: Place) -> Draft:
    """By a button. To the places of the interview nobody jumps, nor past the notice."""
    if not draft.warned:
        return _go(draft, place if place in UNWARNED else Place.NOTICE)
    if place is Place.EDITING and asking.current(form, draft) is not None:
        return draft
    return _go(draft, place) if place in (Place.MENU, Place.EDITING, *VISITS) else draft


def _go(draft: Draft, place: Place) -> Draft:
    back = draft.place if place in VISITS and draft.place not in VISITS else draft.back
    about = draft.about if place in VISITS else None
    if Place.DELETING in (place, draft.place):  # `about` is another case there
        about, back = None, Place.MENU if back in (Place.FOLLOW_UP, Place.ADDING) else back
    return replace(draft, place=place, back=back, about=about, page=0)


def _returned(draft: Draft) -> Draft:
    place = draft.back if draft.place in VISITS else Place.MENU
    return replace(draft, place=place if draft.warned or place in UNWARNED else Place.NOTICE, page=0)


def _command(form: Form, draft: Draft, name: str, known: Known) -> Step:
    if name == "language" or (draft.warned and name in COMMANDS) or name in ("help", "privacy"):
        return _show(form, _go(draft, COMMANDS[name]), known, below=True)
    place = Place.MENU if draft.warned else Place.NOTICE
    if name == "cancel":
        return _show(form, replace(_go(draft, place), editing=None), known, below=True)
    if not draft.warned:
        return _show(form, replace(draft, place=place), known, below=True)
    return _show(form, draft, known, NO_COMMAND, below=True)


def _speak(form: Form, draft: Draft, language: str, known: Known) -> Step:
    if language not in known.languages:
        return _show(form, replace(draft, place=Place.LANGUAGE), known)
    spoken = replace(draft, language=language)
    return _show(form, _returned(spoken) if draft.warned else replace(spoken, place=Place.NOTICE), known)


def _told(
    form: Form,
    draft: Draft,
    event: events.Replied | events.Matched | events.Attached | events.Located,
    known: Known,
) -> Step:
    match draft.place:
        case Place.INTERVIEW:
            return answer(form, draft, event, known, _show)
        case Place.FOLLOW_UP | Place.ADDING:
            return add(draft, event, known) or _show(form, draft, known, NOT_SAVED, below=True)
        case _:
            return _show(form, draft, known, NOT_SAVED, below=True)


def _reworded(form: Form, draft: Draft, message: int, text: str, known: Known) -> Step:
    changed = asking.reword(draft, message, text)
    if changed is None:
        note = _("Your change of an earlier message was not saved. Please send the new words as a message.")
        return _show(form, draft, known, note, below=True)
    return _show(form, changed, known, _("✅ Your change is saved."))


def _back(form: Form, draft: Draft) -> Draft:
    match draft.place:
        case Place.READY:
            return replace(draft, place=Place.CONSENT, consents=draft.consents[:-1])
        case Place.CONSENT if draft.consents:
            return replace(draft, consents=draft.consents[:-1])
        case Place.CONSENT:
            return replace(draft, place=Place.REVIEW)
        case Place.INTERVIEW | Place.REVIEW:
            return asking.step_back(form, draft) or replace(draft, place=Place.MENU)
        case _:
            return _returned(draft)


def _confirmed(form: Form, draft: Draft) -> Draft:
    if draft.place not in (Place.REVIEW, Place.INTERVIEW):
        return draft
    if asking.current(form, draft) is not None:  # the form has grown since
        return replace(draft, place=Place.INTERVIEW)
    return replace(draft, place=Place.CONSENT, consents=(), page=0)


def _consented(draft: Draft, number: int, yes: int) -> Draft:
    if draft.place is not Place.CONSENT or number != len(draft.consents) or yes not in (0, 1):
        return draft
    consents = (*draft.consents, bool(yes))
    place = Place.READY if len(consents) == len(review.CONSENTS) else Place.CONSENT
    return replace(draft, consents=consents, place=place)


def _submit(form: Form, draft: Draft, known: Known) -> Step:
    if draft.place is Place.MENU and not draft.answers and known.lately[0] and known.cases:
        newest = max(known.cases, key=lambda sent: sent.id)  # pressed twice: said again, not sent again
        return draft, (Show(screens.sent(newest.code, contact=False)),)
    submission = review.submission(form, draft, known) if draft.place is Place.READY else None
    if submission is None:
        grown = draft.place is Place.READY and asking.current(form, draft) is not None
        return _show(form, replace(draft, place=Place.INTERVIEW) if grown else draft, known)
    hour, day = known.lately
    if hour >= HOURLY or day >= DAILY:
        return draft, (Show(replace(screens.too_many(draft, known), rows=review.ready().rows)),)
    after = Draft(language=draft.language, warned=True, place=Place.MENU)
    return after, (submission, Show(screens.sent(submission.code, contact=submission.consents[0])))


def _follow_up(form: Form, draft: Draft, event: events.Press, question: int, known: Known) -> Step:
    if all(asked.id != question for asked in known.follow_ups):
        return _show(form, replace(draft, place=Place.MENU), known, _("This question is no longer open."))
    match event:
        case events.Declined():
            note, state = _("Understood. We have passed on that you cannot answer."), "refused"
        case events.Silenced():
            note, state = _("Understood. We will not ask you again about this report."), "stopped"
        case _:
            opened = replace(draft, place=Place.FOLLOW_UP, about=question)
            return _with((Mark(question, "opened"),), _show(form, opened, known))
    left = tuple(asked for asked in known.follow_ups if asked.id != question)
    step = _show(form, replace(draft, place=Place.MENU, about=None), replace(known, follow_ups=left), note)
    return _with((Mark(question, state),), step)


def _withdraw(form: Form, draft: Draft, case: int, known: Known) -> Step:
    chosen = next((sent for sent in known.cases if sent.id == case), None)
    confirmed = draft.place is Place.DELETING and draft.about == case
    if chosen is None or not confirmed or chosen.until <= known.now or chosen.state == "withdrawn":
        return _show(form, replace(_go(draft, Place.DELETING), about=None), known)
    left = replace(known, cases=tuple(sent for sent in known.cases if sent.id != case))
    note = _("{code} is taken back. The report and its files are deleted.", code=chosen.code)
    return _with((Withdraw(case),), _show(form, replace(draft, place=Place.MENU, about=None), left, note))
