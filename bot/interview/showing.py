"""What the witness should be seeing: the screen of the place they are at, with what has to be said first."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking, questions, review, screens
from bot.interview.draft import Draft, Place
from bot.interview.effects import Effect, Known, Show
from bot.questionnaire.form import Form
from bot.text import Line, Screen, Text

Step = tuple[Draft, tuple[Effect, ...]]


def view(form: Form, draft: Draft, known: Known, *notes: Text) -> Screen:
    """What the witness should be seeing now."""
    place = draft.place
    if draft.surplus:
        notes = (*notes, screens.surplus(draft))
    if place is Place.INTERVIEW:
        asked = asking.at_hand(form, draft)
        if asked is not None:
            return questions.ask(form, draft, asked, *notes)
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


def show(form: Form, draft: Draft, known: Known, *notes: Text, below: bool = False) -> Step:
    """The draft, and its screen."""
    return draft, (Show(view(form, draft, known, *notes), below),)


def following(effects: tuple[Effect, ...], step: Step) -> Step:
    """These effects first, then those of the step."""
    return step[0], (*effects, *step[1])
