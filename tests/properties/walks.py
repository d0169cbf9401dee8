"""Random walks through the interview: any event at any place, and presses of what is shown."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.interview import effects, events
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.effects import Effect, Known
from bot.questionnaire import xlsform
from bot.questionnaire.answers import FileKind
from bot.questionnaire.form import Form
from bot.text import Screen
from tests import interviews
from tests.interviews import KNOWN, WITH_CASES

SHIPPED = xlsform.read(Path(__file__).parents[2] / "bot" / "forms" / "report.md")
FORMS = {"small": interviews.FORM, "shipped": SHIPPED}

QUESTIONS = [question for form in FORMS.values() for question, _conditions in form.questions()]
NAMES = st.one_of(st.sampled_from([question.name for question in QUESTIONS]), st.text(max_size=8))
CHOICES = st.sampled_from([(q.name, choice.name) for q in QUESTIONS for choice in q.choices])
IDS = st.sampled_from([1, 2, 3, 7, 8, 9, 10**17])
MESSAGES = st.integers(1, 60)
TYPED = st.one_of(
    st.text(max_size=200),
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
}
RAW_PRESSES = st.builds(
    lambda word, rest: ":".join([word, *rest]),
    st.one_of(st.sampled_from(sorted(events.PRESSES)), st.text(max_size=8)),
    st.lists(st.one_of(NAMES, IDS.map(str), st.sampled_from(Place)), max_size=3),
)
# A number presses a button of the screen that is shown: chance alone would never reach the end.
STEPS = st.one_of(
    st.integers(0, 200),
    st.integers(0, 200),
    st.one_of(*EVENTS.values()),
    RAW_PRESSES,
)
PREPARED = st.sampled_from([Draft(), interviews.MENU, interviews.REVIEWED, interviews.READY])
WORLDS = st.sampled_from([KNOWN, WITH_CASES, replace(WITH_CASES, lately=(3, 3))])
WALKS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


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
        show: effects.Show = self.all(effects.Show)[-1]
        return show.screen


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody began and what they did."""

    form: str
    draft: Draft
    known: Known
    steps: list[int | str | events.Event]

    def taken(self) -> Iterator[Taken]:
        form, draft, screen = FORMS[self.form], self.draft, Screen(())
        for step in self.steps:
            event = event_of(step, screen)
            if event is None:
                continue
            after, follows = advance(form, draft, event, self.known)
            taken = Taken(form, draft, event, self.known, after, follows)
            yield taken
            draft, screen = after, taken.screen


def event_of(step: int | str | events.Event, screen: Screen) -> events.Event | None:
    if isinstance(step, str):
        return events.pressed(step)
    if isinstance(step, int):
        offered = interviews.pressable(screen)
        return offered[step % len(offered)] if offered else events.Started()
    return step


WALKED = st.builds(Walk, st.sampled_from(sorted(FORMS)), PREPARED, WORLDS, st.lists(STEPS, max_size=40))
