"""From the review to a sent report: confirmed, consented, submitted."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking, review, screens
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, Show
from bot.interview.moving import emptied
from bot.interview.showing import Step, show
from bot.questionnaire.form import Form

HOURLY, DAILY = 3, 10  # cases one chat may send


def confirmed(form: Form, draft: Draft) -> Draft:
    if draft.place not in (Place.REVIEW, Place.INTERVIEW):
        return draft
    if asking.current(form, draft) is not None:  # the form has grown since
        return replace(draft, place=Place.INTERVIEW)
    return replace(draft, place=Place.CONSENT, consents=(), page=0)


def consented(draft: Draft, number: int, yes: int) -> Draft:
    if draft.place is not Place.CONSENT or number != len(draft.consents) or yes not in (0, 1):
        return draft
    consents = (*draft.consents, bool(yes))
    place = Place.READY if len(consents) == len(review.CONSENTS) else Place.CONSENT
    return replace(draft, consents=consents, place=place)


def submit(form: Form, draft: Draft, known: Known) -> Step:
    if draft.place is Place.MENU and not draft.answers and known.lately[0] and known.cases:
        newest = max(known.cases, key=lambda sent: sent.id)  # pressed twice: said again, not sent again
        return draft, (Show(screens.sent(newest.code, contact=False)),)
    submission = review.submission(form, draft, known) if draft.place is Place.READY else None
    if submission is None:
        grown = draft.place is Place.READY and asking.current(form, draft) is not None
        return show(form, replace(draft, place=Place.INTERVIEW) if grown else draft, known)
    hour, day = known.lately
    if hour >= HOURLY or day >= DAILY:
        return draft, (Show(replace(screens.too_many(draft, known), rows=review.ready().rows)),)
    return emptied(draft), (submission, Show(screens.sent(submission.code, contact=submission.consents[0])))
