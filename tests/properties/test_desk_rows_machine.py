"""Random staff, witnesses and time against the handlers: what the rows may never say, in whatever order."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from bot.casework.actions import ACTIONS
from bot.casework.case import Case, CloseReason, Flag, Handover, Workflow
from bot.casework.layout import CARD, MENU, Grid, laid_out
from bot.casework.presses import ACCEPT, APPROVE, DECLINE, REFUSE, Press, read_press
from storage import audit
from storage.questions import OPEN
from storage.tables import (
    archive_copies,
    dead_letters,
    desk_copies,
    letters,
    notes,
    places,
    questions,
    routes,
    uncarded,
)
from tests.properties.desk_rows import STAFF, Day

OWED = (Workflow.NEW, Workflow.TRIAGE, Workflow.WITNESS_REPLIED)
OVER = (Workflow.CLOSED, Workflow.PURGED)
SHOWN = (Handover.OFFERED, Handover.ACCEPTED, Handover.DONE)
BY_STAFF = sorted(row.name for row in ACTIONS.values() if row.least is not None)
PEOPLE = st.sampled_from(sorted(STAFF))
SPANS = (
    *(timedelta(seconds=20), timedelta(hours=2), timedelta(days=1)),
    *(timedelta(days=4), timedelta(days=8), timedelta(days=29)),
)


def choices(action: str) -> st.SearchStrategy[str | None]:
    """What the button leads to, if it asks for something."""
    words = [*ACTIONS[action].choices]
    return st.sampled_from(words) if words else st.none()


class DeskRowsMachine(RuleBasedStateMachine):
    """A few cases at one desk."""

    day: Day

    @initialize(urgent=st.booleans(), contact=st.booleans())
    def begins(self, urgent: bool, contact: bool) -> None:
        self.day = Day.begin()
        self.day.report(urgent=urgent, contact=contact)
        self.day.report(urgent=False, contact=True)

    def teardown(self) -> None:
        if hasattr(self, "day"):
            self.day.end()

    def _one(self, data: st.DataObject) -> Case:
        return data.draw(st.sampled_from(self.day.all_cases()))

    @rule(urgent=st.booleans(), contact=st.booleans())
    @precondition(lambda self: len(self.day.all_cases()) < 5)
    def somebody_reports(self, urgent: bool, contact: bool) -> None:
        self.day.report(urgent=urgent, contact=contact)

    @rule(person=PEOPLE)
    def somebody_wants_the_next(self, person: int) -> None:
        self.day.press(person, Press("next", "", 0))

    @rule(person=PEOPLE, name=st.sampled_from(BY_STAFF), group=st.booleans(), data=st.data())
    def anybody_tries_anything(self, person: int, name: str, group: bool, data: st.DataObject) -> None:
        case = self._one(data)
        detail = data.draw(st.sampled_from([None, *ACTIONS[name].choices]))
        if case.passing is not None and name in (ACCEPT, DECLINE):
            detail = case.passing.mark
        self.day.press(person, Press(name, case.code, case.version, detail), group=group)

    @rule(grid=st.sampled_from([CARD, MENU, MENU]), data=st.data())
    def a_button_is_pressed(self, grid: Grid, data: st.DataObject) -> None:
        """By whoever has the case, or a moderator; and what it offers to choose."""
        case = self._one(data)
        person = case.assignee or 11
        offered = laid_out(grid, case, self.day.clock(), role=STAFF[person])
        if offered:
            press = read_press(data.draw(st.sampled_from([each for row in offered for each in row])).press)
            assert press is not None
            self.day.press(person, replace(press, detail=data.draw(choices(press.action))))

    @rule(person=st.sampled_from([11, 12]), data=st.data(), closes=st.booleans())
    def somebody_works_through_it(self, person: int, data: st.DataObject, closes: bool) -> None:
        code = self._one(data).code
        for press in (Press("claim", code), Press("read", code)):
            self.day.press(person, press)
        if closes:
            self.day.press(person, Press("close", code, None, "documented"))

    @rule()
    def a_month_passes(self) -> None:
        """Long enough for what is closed: announced, read by an admin, and gone."""
        for days in (1, 28, 1, 1):
            self.day.deliver(80)
            self.day.clock.advance(days=days)
            self.day.tick()

    @rule(person=PEOPLE, answer=st.sampled_from([APPROVE, APPROVE, REFUSE]), data=st.data())
    def a_second_person_answers(self, person: int, answer: str, data: st.DataObject) -> None:
        self.day.press(person, Press(answer, self._one(data).code))

    @rule(person=PEOPLE, words=st.sampled_from(["Who was there?", "What is your name?", "See x.org"]))
    def somebody_types(self, person: int, words: str) -> None:
        self.day.say(person, words)

    @rule(person=PEOPLE, send=st.sampled_from([True, True, False]))
    def somebody_sends_or_not(self, person: int, send: bool) -> None:
        self.day.answer_preview(person, send=send)

    @rule(words=st.sampled_from(["Who was there?", "What is your name?"]), data=st.data())
    def somebody_asks(self, words: str, data: st.DataObject) -> None:
        """All of it at once, as it goes most often."""
        case = self._one(data)
        person = case.assignee or 11
        for action in ("claim", "read", "ask"):
            self.day.press(person, Press(action, case.code))
        self.day.say(person, words)
        self.day.answer_preview(person, send=True)

    @rule(words=st.sampled_from(["note", "assign"]), other=PEOPLE, data=st.data())
    def the_assignee_types_a_command(self, words: str, other: int, data: st.DataObject) -> None:
        case = self._one(data)
        if case.assignee is not None:
            typed = "Two cars." if words == "note" else str(other)
            self.day.press(case.assignee, Press(words, case.code), typed)

    @rule(data=st.data())
    def whoever_has_it_leaves(self, data: st.DataObject) -> None:
        self.day.leave(self._one(data).assignee or 12)

    @rule(person=PEOPLE)
    def somebody_comes_back(self, person: int) -> None:
        self.day.come_back(person)

    @rule(data=st.data())
    def the_witness_writes(self, data: st.DataObject) -> None:
        self.day.tell(self._one(data), "They came again.")

    @rule(state=st.sampled_from(["opened", "refused", "stopped"]), data=st.data())
    def the_witness_does_not_answer(self, state: str, data: st.DataObject) -> None:
        self.day.settle_question(self._one(data), state)

    @rule(data=st.data())
    def somebody_asks_for_consent(self, data: st.DataObject) -> None:
        case = self._one(data)
        for action in ("claim", "read", "consent"):
            self.day.press(case.assignee or 11, Press(action, case.code))

    @rule(yes=st.booleans(), offers=st.booleans(), data=st.data())
    def the_witness_answers_about_a_partner(self, yes: bool, offers: bool, data: st.DataObject) -> None:
        """And where they agree it may be offered."""
        case = self._one(data)
        self.day.agree(case, yes=yes)
        if offers and case.assignee is not None:
            self.day.press(case.assignee, Press("handover", case.code, None, "offered"))

    @rule(data=st.data())
    def the_witness_takes_back_their_consent(self, data: st.DataObject) -> None:
        self.day.unshare(self._one(data))

    @rule(data=st.data(), lot=st.integers(0, 1))
    def the_witness_takes_it_back(self, data: st.DataObject, lot: int) -> None:
        if lot == 0:
            self.day.take_back(self._one(data))

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.day.clock.now += span
        self.day.tick()

    @rule(most=st.sampled_from([1, 5, 50]))
    def messages_go_out(self, most: int) -> None:
        self.day.deliver(most)

    @invariant()
    def no_letter_stays_and_none_is_buried(self) -> None:
        assert self.day.found(select(letters)) == []
        assert self.day.found(select(dead_letters)) == []

    @invariant()
    def the_trail_is_whole(self) -> None:
        with self.day.work() as db:
            assert audit.verify(db) is None

    @invariant()
    def what_the_rows_say_fits_together(self) -> None:
        """All of them can be opened, which is done once for all that looks at them."""
        cases = self.day.all_cases()
        self.something_is_due_just_while_the_desk_owes_it(cases)
        self.who_has_a_case_or_is_offered_one_has_a_role(cases)
        self.every_open_case_is_in_one_place_in_the_group(cases)
        self.a_card_is_of_the_case_as_it_is(cases)
        self.of_what_is_gone_nothing_is_left_to_read(cases)
        self.no_partner_is_offered_what_the_witness_does_not_allow(cases)

    def something_is_due_just_while_the_desk_owes_it(self, cases: tuple[Case, ...]) -> None:
        for case in cases:
            assert (case.due_at is not None) == (case.workflow in OWED), case
            assert Flag.OVERDUE not in case.flags or case.due_at is not None, case

    def who_has_a_case_or_is_offered_one_has_a_role(self, cases: tuple[Case, ...]) -> None:
        seated = self.day.seated()
        for case in cases:
            involved = [case.assignee, case.assigned_by]
            involved += [case.passing.by, case.passing.to] if case.passing else []
            assert {each for each in involved if each is not None} <= seated, case

    def every_open_case_is_in_one_place_in_the_group(self, cases: tuple[Case, ...]) -> None:
        carded = set(self.day.newest_cards())
        carded |= {int(row.place[5:]) for row in self.day.found(select(places)) if row.place[:5] == "card:"}
        named = {row.case_id for row in self.day.found(select(uncarded))}
        assert not carded & named
        assert carded | named >= {case.id for case in cases if case.workflow not in OVER}

    def a_card_is_of_the_case_as_it_is(self, cases: tuple[Case, ...]) -> None:
        """Its buttons would be out of date otherwise."""
        cards = self.day.newest_cards()
        for case in cases:
            for row in cards[case.id].rows if case.id in cards else ():
                for press in (read_press(button.press) for button in row):
                    assert press is not None
                    assert press.version == case.version, (press, case)

    def no_partner_is_offered_what_the_witness_does_not_allow(self, cases: tuple[Case, ...]) -> None:
        agreed = {row.case_id: row.partner for row in self.day.found(select(routes))}
        for case in cases:
            asked = select(questions.c.state).where(questions.c.case_id == case.id, questions.c.consent)
            states = [row.state for row in self.day.found(asked.order_by(questions.c.id))]
            if case.closed_reason is CloseReason.WITHDRAWN or case.workflow is Workflow.PURGED:
                assert case.handover not in (Handover.OFFERED, Handover.CONSENT_REQUESTED)
                continue
            assert case.facts.consent.partner or case.handover not in SHOWN, case
            assert agreed.get(case.id) in (None, case.facts.consent.partner), case
            if case.handover is Handover.CONSENT_REQUESTED and case.workflow is not Workflow.CLOSED:
                assert states[-1] in OPEN, case

    def of_what_is_gone_nothing_is_left_to_read(self, cases: tuple[Case, ...]) -> None:
        for case in cases:
            withdrawn = case.closed_reason is CloseReason.WITHDRAWN
            if not (withdrawn or case.workflow is Workflow.PURGED):
                continue
            tables = (desk_copies, notes, routes, *((archive_copies,) if withdrawn else ()))
            for table in tables:
                assert self.day.found(select(table).where(table.c.case_id == case.id)) == [], table.name
            asked = select(questions.c.sealed).where(questions.c.case_id == case.id)
            assert all(row.sealed == b"" for row in self.day.found(asked))


DeskRowsMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("DESK_DAYS", "4")),
    stateful_step_count=25,
    deadline=None,
    print_blob=False,
)
TestDeskRows = DeskRowsMachine.TestCase
