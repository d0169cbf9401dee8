"""From place to place: what may be visited when, and where a visit returns to."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking
from bot.interview.draft import Draft, Place
from bot.questionnaire.form import Form

VISITS = (
    Place.LANGUAGE, Place.MORE, Place.SAFETY, Place.HELP, Place.PRIVACY, Place.PAUSED, Place.CASES,
    Place.DELETING, Place.SHARING, Place.RECEIPT, Place.PANIC,
)  # fmt: skip
_OF_A_CASE = {Place.DELETING, Place.SHARING}
UNWARNED = (Place.LANGUAGE, Place.MORE, Place.HELP, Place.PRIVACY)  # what is shown before the notice


def went(form: Form, draft: Draft, place: Place) -> Draft:
    """By a button. To the places of the interview nobody jumps, nor past the notice."""
    if not draft.warned:
        return go(draft, place if place in UNWARNED else Place.NOTICE)
    if place is Place.EDITING and asking.current(form, draft) is not None:
        return draft
    return go(draft, place) if place in (Place.MENU, Place.EDITING, *VISITS) else draft


def go(draft: Draft, place: Place) -> Draft:
    back = draft.place if place in VISITS and draft.place not in VISITS else draft.back
    about = draft.about if place in VISITS else None
    if _OF_A_CASE & {place, draft.place}:  # `about` is another case there
        about, back = None, Place.MENU if back in (Place.FOLLOW_UP, Place.ADDING) else back
    return replace(draft, place=place, back=back, about=about, page=0, opened=_opened(draft, place))


def _opened(draft: Draft, place: Place) -> int | None:
    """What a receipt has opened stays so on a visit, and no longer."""
    return draft.opened if place in (Place.OPENED, *VISITS) else None


def returned(draft: Draft) -> Draft:
    place = draft.back if draft.place in VISITS else Place.MENU
    place = place if draft.warned or place in UNWARNED else Place.NOTICE
    return replace(draft, place=place, page=0, opened=_opened(draft, place))


def emptied(draft: Draft) -> Draft:
    """The same witness, without a report. An answer that is under way is of another one, and stays."""
    return Draft(
        language=draft.language,
        warned=True,
        place=Place.MENU,
        traceless=draft.traceless,
        replies=draft.replies,
    )


def step_back(form: Form, draft: Draft) -> Draft:
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
            return returned(draft)
