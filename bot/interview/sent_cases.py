"""What a witness does about a case that was sent: a question opened or declined, the case taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking, events, replying
from bot.interview.draft import Draft, Place
from bot.interview.effects import AskDeletion, Discard, Erase, FollowUp, Known, Mark, Withdraw
from bot.interview.moving import emptied, go
from bot.interview.showing import Step, following, show
from bot.questionnaire.form import Form
from bot.text import _


def follow_up(form: Form, draft: Draft, event: events.Press, question: int, known: Known) -> Step:
    draft, rescued = replying.rescued(draft, known)
    asked = next((open for open in known.follow_ups if open.id == question), None)
    if asked is None:
        gone = show(form, replace(draft, place=Place.MENU), known, _("This question is no longer open."))
        return following(rescued, gone)
    if isinstance(event, events.Opened):
        opened = replace(draft, place=Place.FOLLOW_UP, about=question)
        return following((*rescued, Mark(question, "opened")), show(form, opened, known))
    return following(rescued, _ended(form, draft, event, asked, known))


def _ended(form: Form, draft: Draft, event: events.Press, asked: FollowUp, known: Known) -> Step:
    """The witness does not go on with a question; what they gave so far is passed on."""
    stopped = isinstance(event, events.Silenced)
    after, begun = replying.handed_in(draft, asked)
    left = tuple(
        other
        for other in known.follow_ups
        if other.id != asked.id and not (stopped and other.case == asked.case)
    )
    if stopped:
        note = _("Understood. We will not ask you again about this report.")
    elif begun:
        note = _("✅ Understood. What you have answered so far is saved and passed on.")
    else:
        note = replying.CANNOT
    marked = () if begun and not stopped else (Mark(asked.id, "stopped" if stopped else "refused"),)
    step = show(form, replace(after, place=Place.MENU, about=None), replace(known, follow_ups=left), note)
    return following((*begun, *marked), step)


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
    gone = replace(emptied(draft), replies={})
    return following(effects, show(form, gone, _without(known, case), note))


def _without(known: Known, case: int) -> Known:
    return replace(
        known,
        cases=tuple(sent for sent in known.cases if sent.id != case),
        follow_ups=tuple(asked for asked in known.follow_ups if asked.case != case),
    )
