"""What a witness does about a case that was sent: a question opened or declined, the case taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking, events
from bot.interview.draft import Draft, Place
from bot.interview.effects import AskDeletion, Discard, Erase, Known, Mark, Withdraw
from bot.interview.moving import emptied, go
from bot.interview.showing import Step, following, show
from bot.questionnaire.form import Form
from bot.text import _


def follow_up(form: Form, draft: Draft, event: events.Press, question: int, known: Known) -> Step:
    if all(asked.id != question for asked in known.follow_ups):
        return show(form, replace(draft, place=Place.MENU), known, _("This question is no longer open."))
    match event:
        case events.Declined():
            note, state = _("Understood. We have passed on that you cannot answer."), "refused"
        case events.Silenced():
            note, state = _("Understood. We will not ask you again about this report."), "stopped"
        case _:
            opened = replace(draft, place=Place.FOLLOW_UP, about=question)
            return following((Mark(question, "opened"),), show(form, opened, known))
    stopped = next(asked.case for asked in known.follow_ups if asked.id == question)
    left = tuple(
        asked
        for asked in known.follow_ups
        if asked.id != question and (state == "refused" or asked.case != stopped)
    )
    step = show(form, replace(draft, place=Place.MENU, about=None), replace(known, follow_ups=left), note)
    return following((Mark(question, state),), step)


def withdraw(form: Form, draft: Draft, case: int, known: Known) -> Step:
    chosen = next((sent for sent in known.cases if sent.id == case), None)
    confirmed = draft.place is Place.DELETING and draft.about == case
    if chosen is None or not confirmed or chosen.until <= known.now or chosen.state == "withdrawn":
        return show(form, replace(go(draft, Place.DELETING), about=None), known)
    note = _("{code} is taken back. The report and its files are deleted.", code=chosen.code)
    after = replace(draft, place=Place.MENU, about=None)
    return following((Withdraw(case),), show(form, after, _without(known, case), note))


def ask_deletion(form: Form, draft: Draft, case: int, known: Known) -> Step:
    """Too late to take it back alone: what leads to the witness goes now, the rest is for staff to decide."""
    chosen = next((sent for sent in known.cases if sent.id == case), None)
    confirmed = draft.place is Place.DELETING and draft.about == case
    if chosen is None or not confirmed or chosen.until > known.now or chosen.state == "withdrawn":
        return show(form, replace(go(draft, Place.DELETING), about=None), known)
    note = _("Your wish to delete {code} is passed on. How to reach you is forgotten.", code=chosen.code)
    effects = (Erase(asking.messages_of(draft)), Discard(), AskDeletion(case))
    return following(effects, show(form, emptied(draft), _without(known, case), note))


def _without(known: Known, case: int) -> Known:
    return replace(
        known,
        cases=tuple(sent for sent in known.cases if sent.id != case),
        follow_ups=tuple(asked for asked in known.follow_ups if asked.case != case),
    )
