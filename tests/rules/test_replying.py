"""A follow-up question of several steps: kept step by step, sent whole, and never under another case."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.interview import events, replying, steps
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.effects import Drop, Effect, Erase, FollowUp, Keep, Known, Mark, Tell
from bot.interview.showing import view
from bot.questionnaire.answers import Answer, Attachment, FileKind, Part, Pick, Pin, Words
from bot.questionnaire.steps import Option, Step
from bot.text import Text
from tests.interviews import FORM, FRESH, MENU, OLD, READY, WITH_CASES, after, heard, lines, pressable, shown

YES_NO = (Option("yes", "Да", Text("Yes")), Option("no", "Нет", Text("No")))
WEAPON = Step("weapon", "Применялось ли оружие?", Text("Was a weapon used?"), YES_NO)
LOOK = Step("look", "Как оно выглядело?", Text("What did it look like?"), only=("weapon", "yes"))
REST = Step("rest", "Что было потом?", Text("What came next?"))
ASKED = FollowUp(17, FRESH.id, FRESH.code, WEAPON.text, (WEAPON, LOOK, REST))
OTHER = FollowUp(18, OLD.id, OLD.code, WEAPON.text, (WEAPON, LOOK, REST))
SINGLE = FollowUp(19, OLD.id, OLD.code, WEAPON.text, (WEAPON,))
OPEN = replace(WITH_CASES, follow_ups=(ASKED, OTHER))
AT = replace(MENU, place=Place.FOLLOW_UP, about=ASKED.id)
YES, NO = events.Chose("17.weapon", "yes"), events.Chose("17.weapon", "no")
BEGUN = Mark(ASKED.id, "begun")
VOICE = events.Attached("v", FileKind.VOICE, 9, 52)


def said(text: str, message: int = 50) -> events.Replied:
    return events.Replied(text, message)


def test_it_is_asked_step_by_step_with_buttons_where_there_are_choices() -> None:
    first = shown(MENU, events.Opened(ASKED.id), OPEN)
    assert lines(first)[2] == WEAPON.text
    assert pressable(first) == (
        YES,
        NO,
        events.Skipped("17.weapon"),
        events.Declined(17),
        events.Silenced(17),
        events.Went(Place.MENU),
    )
    second = shown(AT, YES, OPEN)
    assert lines(second)[0] == replying.KEPT.msgid
    assert LOOK.text in lines(second)
    assert events.WentBack() in pressable(second)


def test_buttons_words_and_a_voice_become_one_answer_with_a_part_for_each_question() -> None:
    draft, effects = heard(AT, YES, OPEN)
    assert effects == (BEGUN,)
    draft, effects = heard(draft, said("A long gun", 51), OPEN)
    assert effects == (Erase((51,)), BEGUN)
    draft, effects = heard(draft, VOICE, OPEN)
    assert effects == (Keep("v"), BEGUN)
    draft = after(draft, events.Finished("17.look"), known=OPEN)
    draft = after(draft, said("They left", 53), known=OPEN)
    draft, (told,) = heard(draft, events.Finished("17.rest"), OPEN)
    look = (Words("A long gun", 51), Attachment("v", FileKind.VOICE, 9, 52))
    given = (("weapon", (Pick("yes"),)), ("look", look), ("rest", (Words("They left", 53),)))
    assert told == Tell(FRESH.id, ASKED.id, (), given)
    assert draft == replace(MENU, place=Place.ADDING, about=FRESH.id)


def test_a_step_that_an_answer_has_made_pointless_is_not_asked() -> None:
    assert REST.text in lines(shown(AT, NO, OPEN))
    draft = after(AT, NO, said("They left"), known=OPEN)
    _draft, (told,) = heard(draft, events.Finished("17.rest"), OPEN)
    assert isinstance(told, Tell)
    assert [name for name, _parts in told.steps] == ["weapon", "rest"]
    assert LOOK.text in lines(
        shown(after(AT, said("a kind of gun"), known=OPEN), events.Finished("17.weapon"), OPEN)
    )
    assert REST.text in lines(shown(AT, events.Skipped("17.weapon"), OPEN))


def test_a_choice_may_be_typed() -> None:
    assert after(AT, said("да"), known=OPEN) == after(AT, YES, known=OPEN)
    own = after(AT, said("не уверен, было темно"), known=OPEN)
    assert steps.current(own, ASKED) == WEAPON
    assert pressable(view(FORM, own, OPEN))[:3] == (YES, NO, events.Finished("17.weapon"))


def test_a_single_choice_is_answered_with_one_press() -> None:
    known = replace(OPEN, follow_ups=(SINGLE,))
    at = replace(MENU, place=Place.FOLLOW_UP, about=SINGLE.id)
    assert events.Skipped("19.weapon") not in pressable(view(FORM, at, known))
    _draft, (told,) = heard(at, events.Chose("19.weapon", "no"), known)
    assert told == Tell(OLD.id, SINGLE.id, (), (("weapon", (Pick("no"),)),))


def test_buttons_of_another_step_or_question_change_nothing() -> None:
    for event in (
        events.Chose("18.weapon", "yes"),
        events.Finished("17.look"),
        events.Chose("17.weapon", "maybe"),
        events.Finished("17.weapon"),
        events.Chose("danger", "yes"),
    ):
        assert heard(AT, event, OPEN) == (AT, ())


def test_back_opens_the_step_before_with_what_it_holds() -> None:
    draft = after(AT, YES, said("A long gun", 51), events.Finished("17.look"), events.WentBack(), known=OPEN)
    assert steps.current(draft, ASKED) == LOOK
    assert steps.given(draft, ASKED, LOOK).parts == (Words("A long gun", 51),)
    first = after(draft, events.WentBack(), known=OPEN)
    assert steps.current(first, ASKED) == WEAPON
    assert after(first, events.WentBack(), known=OPEN).place is Place.MENU


def test_paused_midway_it_goes_on_where_it_was_and_a_report_is_not_mixed_with_it() -> None:
    begun = after(AT, YES, said("A long gun", 51), events.Went(Place.MENU), known=OPEN)
    assert begun.place is Place.MENU
    again = after(begun, events.Opened(ASKED.id), known=OPEN)
    assert steps.current(again, ASKED) == LOOK
    assert steps.given(again, ASKED, LOOK).parts == (Words("A long gun", 51),)
    assert after(begun, events.Discarded(), known=OPEN).replies == begun.replies
    sent = after(replace(READY, replies=begun.replies), events.Submitted(), known=OPEN)
    assert sent.replies == begun.replies
    asked_to_delete = replace(MENU, place=Place.DELETING, about=OLD.id, replies=begun.replies)
    assert after(asked_to_delete, events.AskedDeletion(OLD.id), known=OPEN).replies == {}


def test_changing_a_message_changes_the_answer_that_is_kept() -> None:
    draft = after(AT, YES, said("A long gun", 51), events.Reworded("A short gun", 51), known=OPEN)
    assert steps.given(draft, ASKED, LOOK).parts == (Words("A short gun", 51, ("A long gun",)),)


def test_whoever_stops_midway_has_what_they_gave_passed_on() -> None:
    begun = after(AT, YES, known=OPEN)
    given = Tell(FRESH.id, ASKED.id, (), (("weapon", (Pick("yes"),)),))
    assert heard(begun, events.Declined(ASKED.id), OPEN) == (MENU, (given,))
    assert heard(begun, events.Silenced(ASKED.id), OPEN) == (MENU, (given, Mark(ASKED.id, "stopped")))
    assert heard(AT, events.Declined(ASKED.id), OPEN) == (MENU, (Mark(ASKED.id, "refused"),))


def test_skipping_everything_means_that_it_cannot_be_answered() -> None:
    skips = [events.Skipped("17.weapon")]
    draft, effects = heard(after(AT, *skips, known=OPEN), events.Skipped("17.rest"), OPEN)
    assert (draft.place, draft.replies, effects) == (Place.MENU, {}, (Mark(ASKED.id, "refused"),))


def test_what_was_kept_for_a_question_that_has_ended_is_added_to_its_case() -> None:
    begun = after(AT, YES, said("A long gun", 51), VOICE, known=OPEN)
    ended = replace(OPEN, follow_ups=(OTHER,))
    parts: tuple[Part, ...] = (Pick("yes"), Words("A long gun", 51), Attachment("v", FileKind.VOICE, 9, 52))
    draft, effects = heard(begun, events.Opened(ASKED.id), ended)
    assert effects == (Tell(FRESH.id, None, parts),)
    assert draft.replies == {}
    taken_back = replace(ended, cases=(replace(FRESH, state="withdrawn"), OLD))
    assert heard(begun, events.Opened(ASKED.id), taken_back)[1] == (Drop(("v",)),)


def test_files_of_an_answer_are_told_from_those_of_a_report() -> None:
    assert steps.files_of(after(AT, YES, VOICE, known=OPEN)) == {"v"}


MOVES: tuple[events.Event, ...] = (
    events.Opened(17), events.Opened(18), events.Went(Place.MENU), events.Went(Place.CASES),
    events.Adding(OLD.id),
    events.WentBack(), events.Returned(), events.Began(), events.Declined(17), events.Declined(18),
    YES, NO, events.Chose("18.weapon", "yes"), events.Skipped("17.weapon"), events.Skipped("18.look"),
    events.Finished("17.look"), events.Finished("18.look"), events.Finished("17.rest"),
    events.Finished("18.rest"),
    events.Located(1.0, 2.0, 60),
)  # fmt: skip


def bound(draft: Draft, event: events.Event) -> int | None:
    """The case that something told here is about, if about any."""
    if draft.place is Place.FOLLOW_UP:
        return {17: FRESH.id, 18: OLD.id}.get(draft.about or 0)
    return draft.about if draft.place is Place.ADDING else None


@given(st.lists(st.one_of(st.sampled_from(MOVES), st.just(events.Replied("", 0))), max_size=25))
def test_in_any_order_of_opening_and_answering_nothing_is_filed_under_another_case(
    moves: list[events.Event],
) -> None:
    draft, known, belongs, filed = MENU, OPEN, {}, set()
    for number, move in enumerate(moves, start=100):
        event = events.Replied(f"w{number}", number) if isinstance(move, events.Replied) else move
        if isinstance(event, events.Replied):
            belongs[event.text] = bound(draft, event)
        draft, effects = advance(FORM, draft, event, known)
        for told in (effect for effect in effects if isinstance(effect, Tell)):
            filed |= _checked(told, belongs)
        known = _settled(known, effects)
    kept = {part.text for name, answer in draft.replies.items() for part in _words(answer)}
    assert {text for text, case in belongs.items() if case is not None} == filed | kept


def _checked(told: Tell, belongs: dict[str, int | None]) -> set[str]:
    if told.question is not None:
        assert told.case == {17: FRESH.id, 18: OLD.id}[told.question]
    parts = (*told.parts, *(part for _name, given in told.steps for part in given))
    words = {part.text for part in parts if isinstance(part, Words)}
    assert all(belongs[text] == told.case for text in words)
    return words


def _settled(known: Known, effects: tuple[Effect, ...]) -> Known:
    over = {effect.question for effect in effects if isinstance(effect, Tell)}
    over |= {effect.question for effect in effects if isinstance(effect, Mark) and effect.state == "refused"}
    return replace(known, follow_ups=tuple(asked for asked in known.follow_ups if asked.id not in over))


def _words(answer: Answer) -> tuple[Words, ...]:
    return tuple(part for part in answer.parts if isinstance(part, Words))


def test_a_pin_is_an_answer_too() -> None:
    draft = after(AT, YES, events.Located(1.0, 2.0, 60), known=OPEN)
    assert steps.given(draft, ASKED, LOOK) == Answer((Pin(1.0, 2.0),), finished=False)
