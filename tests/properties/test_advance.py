"""Whatever a witness does, in whatever order, the interview keeps its promises."""

from __future__ import annotations

import copy
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.interview import asking, effects, events, receipts
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.screens import FILES_A_CASE
from bot.questionnaire import answers
from bot.questionnaire.answers import Answer, Attachment, Part, Words
from bot.questionnaire.form import Kind
from handlers.translate import LONGEST, Wording, units
from tests import interviews
from tests.properties.walks import EVENTS, RAW_PRESSES, WALKED, WALKS, Taken, Walk

WORDING = Wording()
STORED = TypeAdapter(Draft)
BEFORE_THE_NOTICE = {Place.LANGUAGE, Place.NOTICE, Place.MORE, Place.HELP, Place.PRIVACY}
SAID = events.Replied | events.Matched | events.Attached | events.Located | events.Reworded


def test_there_is_a_strategy_for_every_event() -> None:
    assert set(EVENTS) == set(get_args(events.Event))


@WALKS
@given(WALKED)
def test_everything_is_answered_by_one_screen(walk: Walk) -> None:
    for taken in walk.taken():
        assert len(taken.all(effects.Show)) + len(taken.all(effects.Panic)) == 1
        assert taken.screen.lines


@WALKS
@given(WALKED)
def test_every_button_brings_back_its_event(walk: Walk) -> None:
    for taken in walk.taken():
        for button in (button for row in taken.screen.rows for button in row):
            event = events.pressed(button.press)
            assert event is not None, button
            assert events.press(event) == button.press
            assert 1 <= len(button.press.encode()) <= 64


@WALKS
@given(WALKED)
def test_every_screen_fits_into_one_message(walk: Walk) -> None:
    for taken in walk.taken():
        paragraphs = [WORDING.words(line.text, "en") for line in taken.screen.lines]
        assert sum(units(words) + 2 for words in paragraphs) <= LONGEST
        assert all(words.strip() for words in paragraphs)
        assert all(taken.screen.rows), "an empty row"
        assert sum(map(len, taken.screen.rows)) <= 100


@WALKS
@given(WALKED)
def test_a_draft_comes_back_from_storage_as_it_was(walk: Walk) -> None:
    for taken in walk.taken():
        assert STORED.validate_json(STORED.dump_json(taken.after)) == taken.after


@WALKS
@given(WALKED)
def test_what_was_before_is_left_as_it_was(walk: Walk) -> None:
    for taken in walk.taken():
        untouched = copy.deepcopy(taken.before)
        assert advance(taken.form, taken.before, taken.event, taken.known) == (taken.after, taken.effects)
        assert taken.before == untouched


@WALKS
@given(WALKED)
def test_nothing_is_asked_or_kept_before_the_notice(walk: Walk) -> None:
    for taken in walk.taken():
        if not taken.after.warned:
            assert taken.after.place in BEFORE_THE_NOTICE
            assert not taken.after.answers
            told = [
                effect
                for effect in taken.effects
                if not (isinstance(effect, effects.Erase) and effect.secret)
            ]
            assert {type(effect) for effect in told} <= {effects.Show, effects.Panic}


@WALKS
@given(WALKED)
def test_only_a_complete_report_is_sent(walk: Walk) -> None:
    for taken in walk.taken():
        for report in taken.all(effects.Submit):
            given_answers = taken.before.answers
            relevant = answers.relevant(taken.form, given_answers)
            for question in relevant:
                answer = given_answers[question.name]
                assert answer.finished
                assert answer.parts or not question.required or question.kind is Kind.NOTE
                assert answers.objection(taken.form, question, answer, given_answers) is None
            assert {entry.name for entry in report.entries} <= {question.name for question in relevant}
            assert len(report.consents) == 3
            assert taken.event == events.Submitted()
            assert not taken.after.answers


@WALKS
@given(WALKED)
def test_files_and_their_fetching_go_together(walk: Walk) -> None:
    for taken in walk.taken():
        kept = {keep.file for keep in taken.all(effects.Keep)}
        told = {file for tell in taken.all(effects.Tell) for file in _files(tell.parts)}
        before, after = set(asking.files_of(taken.before)), set(asking.files_of(taken.after))
        assert (after | told) - before == kept - before
        ended = taken.all(effects.Submit) + taken.all(effects.Discard) + taken.all(effects.Panic)
        dropped = {file for drop in taken.all(effects.Drop) for file in drop.files}
        assert dropped == (set() if ended else before - after)


@WALKS
@given(WALKED)
def test_only_saved_messages_are_erased(walk: Walk) -> None:
    for taken in walk.taken():
        erased = [message for erase in taken.all(effects.Erase) for message in erase.messages]
        assert len(erased) == len(set(erased))
        if not erased or taken.all(effects.Discard):
            assert set(erased) <= set(asking.messages_of(taken.before))
            continue
        assert isinstance(taken.event, SAID | events.Presented)
        assert erased == [taken.event.message]
        if _held_a_receipt(taken):
            assert taken.after.answers == taken.before.answers
            continue
        narrowed = isinstance(taken.event, events.Matched) and taken.after.matches == taken.event.names
        assert narrowed or taken.all(effects.Tell) or _saved(taken)


def _held_a_receipt(taken: Taken) -> bool:
    match taken.event:
        case events.Presented():
            return True
        case events.Replied(text):
            asked_for = taken.before.place is Place.RECEIPT
            return receipts.resembles(text) if asked_for else receipts.is_written(text)
    return False


def _saved(taken: Taken) -> bool:
    """Whether the answers changed, or were given just so before."""
    question = asking.current(taken.form, taken.before)
    assert question is not None
    return taken.after.answers != taken.before.answers or question.name in taken.after.answers


@WALKS
@given(WALKED)
def test_nothing_is_ever_told_to_another_case(walk: Walk) -> None:
    for taken in walk.taken():
        own = {case.id for case in taken.known.cases}
        asked = {question.id: question.case for question in taken.known.follow_ups}
        for tell in taken.all(effects.Tell):
            assert tell.case in own
            if taken.before.place is Place.FOLLOW_UP:
                assert tell.question == taken.before.about
                assert tell.case == asked[tell.question]
            else:
                assert (taken.before.place, tell.question) == (Place.ADDING, None)
                assert tell.case == taken.before.about
        assert all(mark.question in asked for mark in taken.all(effects.Mark))


@WALKS
@given(WALKED)
def test_only_a_fresh_case_and_a_consent_that_was_given_are_taken_back_and_only_after_a_yes(
    walk: Walk,
) -> None:
    for taken in walk.taken():
        agreed = {case.id for case in taken.known.cases if case.shared is effects.Shared.AGREED}
        for unshared in taken.all(effects.Unshare):
            assert unshared.case in agreed
            assert taken.event == events.Unshared(unshared.case)
            assert (taken.before.place, taken.before.about) == (Place.SHARING, unshared.case)
        asked = {asked.case for asked in taken.known.follow_ups if asked.consent}
        for told in taken.all(effects.Share):
            assert told.case in asked
            assert isinstance(taken.event, events.Chose | events.Replied)
        fresh = {case.id for case in taken.known.cases if case.until > taken.known.now}
        for withdrawn in taken.all(effects.Withdraw):
            assert withdrawn.case in fresh
            assert taken.event == events.Withdrew(withdrawn.case)
            assert (taken.before.place, taken.before.about) == (Place.DELETING, withdrawn.case)


@WALKS
@given(WALKED)
def test_deletion_is_asked_for_only_later_and_only_after_a_yes(walk: Walk) -> None:
    for taken in walk.taken():
        late = {case.id for case in taken.known.cases if case.until <= taken.known.now}
        for asked in taken.all(effects.AskDeletion):
            assert asked.case in late
            assert taken.event == events.AskedDeletion(asked.case)
            assert (taken.before.place, taken.before.about) == (Place.DELETING, asked.case)


@WALKS
@given(WALKED)
def test_with_tracelessness_switched_off_nothing_is_erased(walk: Walk) -> None:
    for taken in walk.taken():
        assert taken.after.traceless or all(erase.secret for erase in taken.all(effects.Erase))
        if taken.after.traceless != taken.before.traceless:
            assert isinstance(taken.event, events.Switched) or taken.all(effects.Panic)


@WALKS
@given(WALKED)
def test_no_report_ever_has_more_than_thirty_files(walk: Walk) -> None:
    for taken in walk.taken():
        assert len(asking.files_of(taken.after)) <= FILES_A_CASE


@WALKS
@given(WALKED)
def test_looking_around_loses_no_answer(walk: Walk) -> None:
    changing = (
        *get_args(SAID), events.Chose, events.Skipped, events.Finished, events.WentBack, events.Edited,
        events.Submitted, events.Discarded,
    )  # fmt: skip
    for taken in walk.taken():
        if not isinstance(taken.event, changing) and not taken.ends:
            assert taken.after.answers == taken.before.answers


@WALKS
@given(WALKED)
def test_no_word_of_a_narrative_is_ever_lost(walk: Walk) -> None:
    for taken in walk.taken():
        if not isinstance(taken.event, events.Skipped) and not taken.ends:
            before, after = (
                draft.answers.get("narrative", Answer()) for draft in (taken.before, taken.after)
            )
            assert _wordings(before) <= _wordings(after)


def _wordings(answer: Answer) -> set[str]:
    return {text for part in answer.parts if isinstance(part, Words) for text in (part.text, *part.earlier)}


def _files(parts: tuple[Part, ...]) -> set[str]:
    return {part.file for part in parts if isinstance(part, Attachment)}


@given(st.one_of(RAW_PRESSES, st.text(max_size=64)))
def test_any_callback_data_is_an_event_of_ours_or_none(data: str) -> None:
    event = events.pressed(data)
    assert event is None or events.pressed(events.press(event)) == event


def test_complete_answers_stand_in_the_order_of_the_form() -> None:
    assert list(interviews.COMPLETE) == [
        question.name for question, _conditions in interviews.FORM.questions()
    ]
