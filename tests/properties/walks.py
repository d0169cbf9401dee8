"""Random walks through the interview: any event at any place, and presses of what is shown."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, assert_never

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.interview import asking, effects, events, receipts
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.effects import Effect, FollowUp, Known, OpenedCase, SentCase, Shared
from bot.interview.showing import view
from bot.questionnaire import answers, partner, xlsform
from bot.questionnaire.answers import FileKind
from bot.questionnaire.form import Form, Kind
from bot.text import Screen
from tests import interviews
from tests.interviews import KNOWN, WITH_CASES

SHIPPED = xlsform.read(Path(__file__).parents[2] / "bot" / "forms" / "report.md")
FORMS = {"small": interviews.FORM, "shipped": SHIPPED}

QUESTIONS = [question for form in FORMS.values() for question, _conditions in form.questions()]
NAMES = st.one_of(st.sampled_from([question.name for question in QUESTIONS]), st.text(max_size=8))
CHOICES = st.sampled_from([(q.name, choice.name) for q in QUESTIONS for choice in q.choices])
CODES = st.sampled_from([interviews.FRESH.code, interviews.OLD.code, "Z9-ZZZZ"])
IDS = st.sampled_from([1, 2, 3, 7, 8, 9, 10**17])
MESSAGES = st.integers(1, 60)
TYPED = st.one_of(
    st.text(max_size=200),
    st.builds(lambda number: receipts.of_number(number).written, st.integers(0, 2**receipts.BITS - 1)),
    st.sampled_from(["2026", "03.2026", "14.03.2026", "31.12.2027", "3", "-1", "0", "x" * 4096, "😀" * 2048]),
)
FILES = st.text(string.hexdigits, min_size=16, max_size=16)
SMALL_NUMBERS = st.one_of(st.integers(0, 9), st.just(10**17))

EVENTS: dict[type[Any], st.SearchStrategy[Any]] = {
    events.Started: st.builds(events.Started),
    events.Commanded: st.builds(
        events.Commanded,
        st.sampled_from(["help", "language", "status", "privacy", "delete", "cancel", "start", "panic"]),
    ),
    events.Replied: st.builds(events.Replied, TYPED, MESSAGES),
    events.Matched: st.builds(events.Matched, st.lists(NAMES, max_size=3).map(tuple), MESSAGES),
    events.Reworded: st.builds(events.Reworded, TYPED.filter(bool), MESSAGES),
    events.Attached: st.builds(
        events.Attached,
        FILES,
        st.sampled_from(FileKind),
        st.integers(0, 2**24),
        MESSAGES,
        st.text(max_size=50),
    ),
    events.Located: st.builds(events.Located, st.floats(-90, 90), st.floats(-180, 180), MESSAGES),
    events.TooLarge: st.builds(events.TooLarge, MESSAGES),
    events.Unsupported: st.builds(events.Unsupported, MESSAGES),
    events.Spoke: st.builds(events.Spoke, st.sampled_from(["en", "ru", "xx", ""])),
    events.Agreed: st.builds(events.Agreed),
    events.Went: st.builds(events.Went, st.sampled_from(Place)),
    events.Returned: st.builds(events.Returned),
    events.Began: st.builds(events.Began),
    events.Chose: st.one_of(
        CHOICES.map(lambda pair: events.Chose(*pair)), st.builds(events.Chose, NAMES, NAMES)
    ),
    events.Skipped: st.builds(events.Skipped, NAMES),
    events.Finished: st.builds(events.Finished, NAMES),
    events.WentBack: st.builds(events.WentBack),
    events.Paused: st.builds(events.Paused),
    events.Turned: st.builds(events.Turned, SMALL_NUMBERS),
    events.Edited: st.builds(events.Edited, NAMES),
    events.Confirmed: st.builds(events.Confirmed),
    events.Consented: st.builds(events.Consented, SMALL_NUMBERS, SMALL_NUMBERS),
    events.Submitted: st.builds(events.Submitted),
    events.Opened: st.builds(events.Opened, IDS),
    events.Declined: st.builds(events.Declined, IDS),
    events.Silenced: st.builds(events.Silenced, IDS),
    events.Adding: st.builds(events.Adding, IDS),
    events.Discarded: st.builds(events.Discarded),
    events.Withdrawing: st.builds(events.Withdrawing, IDS),
    events.Withdrew: st.builds(events.Withdrew, IDS),
    events.Unsharing: st.builds(events.Unsharing, IDS),
    events.Unshared: st.builds(events.Unshared, IDS),
    events.Presented: st.builds(events.Presented, st.none() | IDS, MESSAGES),
    events.AskedForReceipt: st.builds(events.AskedForReceipt, CODES),
    events.TookReceipt: st.builds(events.TookReceipt, CODES),
    events.Moved: st.builds(events.Moved, SMALL_NUMBERS),
    events.AskedDeletion: st.builds(events.AskedDeletion, IDS),
    events.Resumed: st.builds(events.Resumed),
    events.Switched: st.builds(events.Switched, SMALL_NUMBERS),
    events.Panicked: st.builds(events.Panicked),
}
RAW_PRESSES = st.builds(
    lambda word, rest: ":".join([word, *rest]),
    st.one_of(st.sampled_from(sorted(events.PRESSES)), st.text(max_size=8)),
    st.lists(st.one_of(NAMES, IDS.map(str), st.sampled_from(Place)), max_size=3),
)
ANSWER = 0.5  # a step that gives the question at hand an answer that fits
Step = int | float | str | events.Event
# Chance alone would never reach the end: a number presses a button of the screen that is shown.
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.integers(0, 200),
    st.integers(0, 200),
    st.just(ANSWER),
    st.just(ANSWER),
    st.one_of(*EVENTS.values()),
    RAW_PRESSES,
)
OPENED = OpenedCase(SentCase(9, "R1-2345", "in_review", interviews.NOW), (), here=False)
STEP = partner.steps(lambda text: text.msgid)
SHARING = replace(
    WITH_CASES,
    cases=(interviews.FRESH, replace(interviews.OLD, shared=Shared.AGREED)),
    follow_ups=(FollowUp(7, interviews.FRESH.id, interviews.FRESH.code, STEP[0].text, STEP, consent=True),),
)
WORLDS = st.sampled_from(
    [
        KNOWN,
        WITH_CASES,
        replace(WITH_CASES, lately=(3, 3)),
        replace(WITH_CASES, opened=OPENED, receipt="0000-0000-0000-0000-0000-0", bots=("our_bot",)),
        replace(KNOWN, locked=True),
        SHARING,
    ]
)
WALKS = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def fitting(form: Form, draft: Draft) -> events.Event:
    """What a patient witness would say now."""
    match draft.place:
        case Place.REVIEW:
            return events.Confirmed()
        case Place.CONSENT:
            return events.Consented(len(draft.consents), 1)
        case Place.READY:
            return events.Submitted()
        case Place.DELETING:
            return events.Withdrew(draft.about) if draft.about else events.Withdrawing(1)
        case Place.FOLLOW_UP | Place.ADDING:
            return events.Replied("There was one more.", 99)
    question = asking.current(form, draft)
    if draft.place is not Place.INTERVIEW or question is None:
        return events.Began()
    if asking.parts_of(draft, question) and draft.editing is None:
        return events.Finished(question.name)
    message = 100 + len(draft.answers)
    match question.kind:
        case Kind.NOTE:
            return events.Finished(question.name)
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            return events.Chose(question.name, answers.choices(form, question, draft.answers)[0].name)
        case Kind.DATE:
            return events.Replied("2026", message)
        case Kind.INTEGER:
            return events.Replied("3", message)
        case Kind.TEXT:
            return events.Replied("Four men came.", message)
        case Kind.PLACE:
            return events.Located(42.87, 74.59, message)
        case Kind.IMAGE | Kind.AUDIO | Kind.VIDEO | Kind.FILE:
            return events.Attached(f"file-{message}", FileKind.DOCUMENT, 9, message, "A paper")
        case _:
            assert_never(question.kind)


def _on_the_way(form: Form) -> list[Draft]:
    """The drafts that a patient witness passes through, to the end of the review."""
    drafts = [interviews.MENU]
    while drafts[-1].place is not Place.CONSENT:
        drafts.append(advance(form, drafts[-1], fitting(form, drafts[-1]), KNOWN)[0])
    whole = drafts[-1].answers
    return [
        Draft(),
        *drafts,
        replace(interviews.READY, answers=whole),
        replace(interviews.MENU, place=Place.EDITING, answers=whole),
        replace(interviews.MENU, place=Place.DELETING, about=1, answers=whole),
        replace(interviews.MENU, place=Place.FOLLOW_UP, about=7),
        replace(interviews.MENU, place=Place.ADDING, about=2),
        replace(interviews.MENU, place=Place.RECEIPT, answers=whole),
        replace(interviews.MENU, place=Place.OPENED, opened=9, answers=whole),
    ]


ON_THE_WAY = {name: _on_the_way(form) for name, form in FORMS.items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a walk."""

    form: Form
    before: Draft
    event: events.Event
    known: Known
    after: Draft
    effects: tuple[Effect, ...]

    def all(self, kind: type[Any]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def screen(self) -> Screen:
        for panic in self.all(effects.Panic):
            last: Screen = panic.last
            return last
        show: effects.Show = self.all(effects.Show)[-1]
        return show.screen

    @property
    def ends(self) -> bool:
        """Whether the unfinished report is gone, and was meant to be."""
        ending = events.Submitted | events.Discarded | events.AskedDeletion | events.Panicked
        return isinstance(self.event, ending) or self.event == events.Commanded("panic")


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody began and what they did."""

    form: str
    draft: Draft
    known: Known
    steps: list[Step]

    def taken(self) -> Iterator[Taken]:
        form, draft = FORMS[self.form], self.draft
        screen = view(form, draft, self.known)
        for step in self.steps:
            event = event_of(step, screen, fitting(form, draft))
            if event is None:
                continue
            after, follows = advance(form, draft, event, self.known)
            taken = Taken(form, draft, event, self.known, after, follows)
            yield taken
            draft, screen = after, taken.screen


def event_of(step: Step, screen: Screen, fits: events.Event) -> events.Event | None:
    match step:
        case str():
            return events.pressed(step)
        case float():
            return fits
        case int():
            offered = interviews.pressable(screen)
            return offered[step % len(offered)] if offered else events.Started()
        case _:
            return step


def _walks(form: str, steps: st.SearchStrategy[Step], least: int) -> st.SearchStrategy[Walk]:
    walked = st.lists(steps, min_size=least, max_size=40)
    return st.builds(Walk, st.just(form), st.sampled_from(ON_THE_WAY[form]), WORLDS, walked)


PATIENT: st.SearchStrategy[Step] = st.one_of(st.just(ANSWER), st.just(ANSWER), st.integers(0, 200))
WALKED = st.one_of(
    _walks("small", STEPS, 1),
    _walks("shipped", STEPS, 1),
    _walks("small", PATIENT, 15),
    _walks("shipped", PATIENT, 15),
)
