"""The review: what is shown, what an edit does, consent, and what is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import asking, events, review
from bot.interview.draft import Draft, Place
from bot.interview.effects import Discard, Erase, Submit
from bot.interview.showing import view
from bot.questionnaire import answers
from bot.questionnaire.answers import Answer, Number, Pick, When, Words
from handlers.translate import LONGEST, Wording, units
from tests.interviews import (
    COMPLETE,
    FORM,
    KNOWN,
    MENU,
    PHOTO,
    READY,
    REVIEWED,
    after,
    at,
    heard,
    pressable,
    shown,
)

EDITING = replace(REVIEWED, place=Place.EDITING)


def words_of(draft: Draft) -> str:
    return Wording().screen(view(FORM, draft, KNOWN), "en").text


def edited(name: str) -> Draft:
    return after(EDITING, events.Edited(name))


def test_the_last_answer_leads_to_the_review() -> None:
    draft = after(at("people"), events.Replied("2", 50))
    assert draft == REVIEWED


def test_the_review_shows_every_answer_and_no_skipped_question() -> None:
    shown_words = words_of(replace(REVIEWED, answers=COMPLETE | {"place": Answer()}))
    for said in ("They came at night.", "Four men.", "Country 3", "north of Country 3", "1 photo", "03.2026"):
        assert said in shown_words
    assert "Where exactly?" not in shown_words


def test_a_long_review_is_shortened_and_comes_in_pages() -> None:
    long = {"narrative": Answer(tuple(Words("x" * 4000, number) for number in range(9)))}
    many = replace(REVIEWED, answers=COMPLETE | long | {"prison": Answer((Words("y" * 4000, 99),))})
    first = words_of(many)
    assert units(first) <= LONGEST
    assert "more" in first
    assert "y" * 200 in words_of(after(many, events.Turned(1))) or "y" * 200 in first
    assert view(FORM, replace(many, page=99), KNOWN).rows


def test_every_question_that_was_asked_can_be_edited_but_no_note() -> None:
    offered: list[events.Press] = []
    draft = EDITING
    for page in range(2):
        offered += pressable(shown(draft, events.Turned(page)))
    names = [event.question for event in offered if isinstance(event, events.Edited)]
    assert names == [name for name in COMPLETE if name != "welcome"]


def test_editing_begins_from_a_complete_review_only() -> None:
    assert after(REVIEWED, events.Went(Place.EDITING)).place is Place.EDITING
    assert after(at("place"), events.Went(Place.EDITING)) == at("place")
    assert after(EDITING, events.Began()).place is Place.REVIEW


def test_an_edit_asks_with_the_answer_in_view_and_returns_to_the_review() -> None:
    asked = edited("people")
    assert (asked.place, asked.editing) == (Place.INTERVIEW, "people")
    assert asked.answers["people"] == replace(COMPLETE["people"], finished=False)
    draft = after(asked, events.Replied("5", 50))
    assert draft == replace(REVIEWED, answers=COMPLETE | {"people": Answer((Number(5),))})


@pytest.mark.parametrize("name", ["people", "danger", "narrative", "files", "categories"])
def test_back_from_an_edit_returns_to_the_review_with_nothing_changed(name: str) -> None:
    assert after(edited(name), events.WentBack()) == REVIEWED


def test_done_keeps_an_edited_answer_as_it_was() -> None:
    assert after(edited("people"), events.Finished("people")) == REVIEWED


def test_a_wrong_answer_in_an_edit_changes_nothing() -> None:
    asked = edited("people")
    assert heard(asked, events.Replied("0", 50)) == (asked, ())


def test_an_edited_narrative_gathers_more() -> None:
    draft = after(edited("narrative"), events.Replied("And a car.", 60), events.Finished("narrative"))
    assert draft.place is Place.REVIEW
    assert draft.answers["narrative"].parts == (*COMPLETE["narrative"].parts, Words("And a car.", 60))


def test_an_edit_that_makes_an_answer_invalid_drops_just_it() -> None:
    draft = after(edited("when"), events.Replied("12.03.2026", 50))
    assert draft.answers == {
        name: Answer((When("2026-03-12"),)) if name == "when" else answer
        for name, answer in COMPLETE.items()
        if name != "until"
    }
    assert draft.place is Place.INTERVIEW
    assert asking.current(FORM, draft) == answers.relevant(FORM, draft.answers)[4]
    assert after(draft, events.Replied("13.03.2026", 51)).place is Place.REVIEW


def test_another_country_asks_for_the_region_again() -> None:
    draft = after(edited("country"), events.Chose("country", "c05"))
    assert "region" not in draft.answers
    question = asking.current(FORM, draft)
    assert question is not None
    assert question.name == "region"


def test_what_is_no_longer_asked_is_kept_but_not_sent() -> None:
    draft = after(edited("categories"), events.Chose("categories", "arrest"), events.Finished("categories"))
    assert draft.place is Place.REVIEW
    assert draft.answers["prison"] == COMPLETE["prison"]
    sent = review.submission(FORM, replace(draft, consents=(True, True, True)), KNOWN)
    assert sent is not None
    assert {"prison", "people"}.isdisjoint(entry.name for entry in sent.entries)


def test_a_required_answer_cannot_be_emptied_by_an_edit() -> None:
    emptied = after(
        edited("categories"), events.Chose("categories", "arrest"), events.Chose("categories", "threat")
    )
    draft = after(emptied, events.WentBack())
    question = asking.current(FORM, draft)
    assert question is not None
    assert question.name == "categories"
    assert draft.place is Place.INTERVIEW


@pytest.mark.parametrize("name", ["nothing", "welcome"])
def test_only_what_was_asked_can_be_edited(name: str) -> None:
    assert after(EDITING, events.Edited(name)) == EDITING
    assert after(at("place"), events.Edited("danger")) == at("place")


def test_back_from_the_review_opens_the_last_answer() -> None:
    question = asking.current(FORM, after(REVIEWED, events.WentBack()))
    assert question is not None
    assert question.name == "people"


def test_each_consent_is_a_question_of_its_own() -> None:
    draft = after(REVIEWED, events.Confirmed())
    for number in range(len(review.CONSENTS)):
        assert (draft.place, len(draft.consents)) == (Place.CONSENT, number)
        assert review.CONSENTS[number][0] in [line.text for line in view(FORM, draft, KNOWN).lines]
        draft = after(draft, events.Consented(number, number % 2))
    assert draft == replace(READY, consents=(False, True, False))


def test_a_consent_is_given_to_the_question_that_is_shown() -> None:
    asked = after(REVIEWED, events.Confirmed())
    for stale in (events.Consented(1, 1), events.Consented(2, 1), events.Consented(0, 2)):
        assert after(asked, stale) == asked
    assert after(REVIEWED, events.Consented(0, 1)) == REVIEWED


def test_back_asks_for_the_last_consent_again() -> None:
    back = after(READY, events.WentBack())
    assert (back.place, back.consents) == (Place.CONSENT, READY.consents[:-1])
    assert after(back, events.WentBack(), events.WentBack()).consents == ()
    assert after(back, *[events.WentBack()] * 3).place is Place.REVIEW


def test_a_changed_answer_asks_for_consent_again() -> None:
    reviewed = after(READY, *[events.WentBack()] * 4)
    changed = after(reviewed, events.Went(Place.EDITING), events.Edited("people"), events.Replied("3", 50))
    assert (changed.place, changed.consents) == (Place.REVIEW, ())


def test_what_is_sent_is_what_was_said() -> None:
    assert review.submission(FORM, READY, KNOWN) == Submit(
        code=KNOWN.code,
        entries=answers.entries(FORM, COMPLETE),
        categories=("arrest", "threat"),
        country="c03",
        region="c03_north",
        urgent=False,
        consents=(True, False, True),
        files=(PHOTO.file,),
    )


def test_danger_makes_it_urgent() -> None:
    sent = review.submission(
        FORM, replace(READY, answers=COMPLETE | {"danger": Answer((Pick("yes"),))}), KNOWN
    )
    assert sent is not None
    assert sent.urgent


@pytest.mark.parametrize("name", [name for name in COMPLETE if name != "welcome"])
def test_nothing_is_sent_while_a_question_is_open(name: str) -> None:
    reopened = COMPLETE | {name: replace(COMPLETE[name], finished=False)}
    assert review.submission(FORM, replace(READY, answers=reopened), KNOWN) is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_nothing_is_sent_while_a_consent_is_open(count: int) -> None:
    assert review.submission(FORM, replace(READY, consents=(True,) * count), KNOWN) is None


def test_discarding_forgets_the_report_and_erases_what_stands_in_the_chat() -> None:
    assert heard(REVIEWED, events.Discarded()) == (MENU, (Erase((PHOTO.message,)), Discard()))
