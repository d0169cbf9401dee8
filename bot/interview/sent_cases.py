"""What a witness does about a case that was sent: a question opened or declined, the case taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, Mark, Withdraw
from bot.interview.moving import go
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
    left = tuple(asked for asked in known.follow_ups if asked.id != question)
    step = show(form, replace(draft, place=Place.MENU, about=None), replace(known, follow_ups=left), note)
    return following((Mark(question, state),), step)


def withdraw(form: Form, draft: Draft, case: int, known: Known) -> Step:
    chosen = next((sent for sent in known.cases if sent.id == case), None)
    confirmed = draft.place is Place.DELETING and draft.about == case
    if chosen is None or not confirmed or chosen.until <= known.now or chosen.state == "withdrawn":
        return show(form, replace(go(draft, Place.DELETING), about=None), known)
    left = replace(known, cases=tuple(sent for sent in known.cases if sent.id != case))
    note = _("{code} is taken back. The report and its files are deleted.", code=chosen.code)
    return following((Withdraw(case),), show(form, replace(draft, place=Place.MENU, about=None), left, note))
