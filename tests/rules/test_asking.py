"""One question at a time: what is taken, what is refused and why, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import answering, asking, events
from bot.interview.draft import Draft, Place
from bot.interview.effects import Erase, Keep
from bot.interview.questions import PAGE
from bot.interview.showing import view
from bot.questionnaire.answers import Answer, Attachment, FileKind, Number, Pick, Pin, When, Words
from bot.questionnaire.form import Form
from tests.interviews import (
    COMPLETE,
    COUNTRIES,
    FORM,
    KNOWN,
    PHOTO,
    QUESTIONS,
    after,
    at,
    heard,
    lines,
    pressable,
    shown,
)


def asked(draft: Draft, form: Form = FORM) -> str | None:
    question = asking.current(form, draft)
    return question.name if question else None


@pytest.mark.parametrize("name", list(COMPLETE))
def test_each_question_follows_when_those_before_it_are_answered(name: str) -> None:
    assert asked(at(name)) == name
    assert QUESTIONS[name].label.msgid in lines(view(FORM, at(name), KNOWN))


def test_how_far_along_it_is_counts_what_is_known_to_be_asked() -> None:
    assert asking.at_hand(FORM, at("country")) == asking.Asked(QUESTIONS["country"], 6, 12)
    only_a_threat = replace(
        at("people"), answers=at("people").answers | {"categories": Answer((Pick("threat"),))}
    )
    assert asked(only_a_threat) is None


def test_a_note_goes_on_with_its_button() -> None:
    assert pressable(view(FORM, at("welcome"), KNOWN)) == (
        events.Finished("welcome"),
        events.WentBack(),
        events.Paused(),
    )
    assert asked(after(at("welcome"), events.Finished("welcome"))) == "danger"


@pytest.mark.parametrize(
    ("name", "event", "part"),
    [
        ("danger", events.Chose("danger", "yes"), Pick("yes")),
        ("when", events.Replied("03.2026", 50), When("2026-03")),
        ("place", events.Replied("The bridge", 50), Words("The bridge", 50)),
        ("place", events.Located(42.87, 74.59, 50), Pin(42.87, 74.59)),
        ("people", events.Replied("12", 50), Number(12)),
    ],
)
def test_an_answer_is_kept_and_the_next_question_asked(
    name: str, event: events.Replied | events.Chose | events.Located, part: object
) -> None:
    draft, effects = heard(at(name), event)
    assert draft.answers[name] == Answer((part,))  # type: ignore[arg-type]
    assert asked(draft) != name
    assert effects == (() if isinstance(event, events.Chose) else (Erase((50,)),))
    assert lines(shown(at(name), event))[0] == answering.SAVED.msgid


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("danger", events.Replied("perhaps", 50)),
        ("danger", events.Located(1.0, 2.0, 50)),
        ("categories", events.Replied("something", 50)),
        ("when", events.Replied("yesterday", 50)),
        ("when", events.Replied("01.01.2030", 50)),
        ("until", events.Replied("2025", 50)),
        ("people", events.Replied("many", 50)),
        ("people", events.Replied("0", 50)),
        ("narrative", events.Replied(" \n", 50)),
        ("narrative", events.Located(1.0, 2.0, 50)),
        ("files", events.Replied("I have none", 50)),
        ("welcome", events.Replied("Hello", 50)),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(name: str, event: events.Replied) -> None:
    assert heard(at(name), event) == (at(name), ())
    screen = lines(shown(at(name), event))
    assert screen[0] not in (answering.SAVED.msgid, QUESTIONS[name].label.msgid)
    assert QUESTIONS[name].label.msgid in screen


def test_a_constraint_is_explained_in_its_own_words() -> None:
    assert lines(shown(at("until"), events.Replied("2025", 50)))[0] == "That is before it began."


def test_skipping_a_required_question_asks_it_again() -> None:
    assert heard(at("danger"), events.Skipped("danger")) == (at("danger"), ())
    assert "Is anyone in danger?" in lines(shown(at("danger"), events.Skipped("danger")))
    assert events.Skipped("danger") not in pressable(view(FORM, at("danger"), KNOWN))


def test_a_skipped_question_has_an_answer_without_parts() -> None:
    draft = after(at("place"), events.Skipped("place"))
    assert draft.answers["place"] == Answer()
    assert asked(draft) == "narrative"


def test_a_skipped_date_leaves_out_what_depends_on_it() -> None:
    assert asked(after(at("when"), events.Skipped("when"))) == "country"


@pytest.mark.parametrize(
    "event", [events.Chose("danger", "yes"), events.Skipped("when"), events.Finished("categories")]
)
def test_a_button_of_an_earlier_question_does_nothing_and_says_so(event: events.Event) -> None:
    assert heard(at("place"), event) == (at("place"), ())
    assert lines(shown(at("place"), event))[0] == answering.OUTDATED.msgid


def test_a_choice_that_is_not_offered_is_refused() -> None:
    assert heard(at("region"), events.Chose("region", "c04_north")) == (at("region"), ())


def test_several_choices_are_ticked_and_unticked_until_done() -> None:
    once = after(at("categories"), events.Chose("categories", "threat"))
    assert once.answers["categories"] == Answer((Pick("threat"),), finished=False)
    both = after(once, events.Chose("categories", "arrest"))
    assert set(both.answers["categories"].parts) == {Pick("threat"), Pick("arrest")}
    assert after(both, events.Chose("categories", "threat")).answers["categories"].parts == (Pick("arrest"),)
    assert asked(after(both, events.Finished("categories"))) == "when"


def test_done_without_a_choice_asks_again() -> None:
    assert heard(at("categories"), events.Finished("categories")) == (at("categories"), ())


def test_too_many_choices_are_explained_and_kept_to_be_corrected() -> None:
    three = after(
        at("categories"), *(events.Chose("categories", n) for n in ("arrest", "threat", "eviction"))
    )
    assert heard(three, events.Finished("categories")) == (three, ())
    assert lines(shown(three, events.Finished("categories")))[0] == "Two at most."
    two = after(three, events.Chose("categories", "threat"), events.Finished("categories"))
    assert asked(two) == "when"


def test_typed_words_that_name_one_choice_choose_it() -> None:
    draft, effects = heard(at("country"), events.Matched(("c07",), 50))
    assert draft.answers["country"] == Answer((Pick("c07"),))
    assert effects == (Erase((50,)),)


def test_typed_words_that_name_several_narrow_the_buttons() -> None:
    draft, effects = heard(at("country"), events.Matched(("c10", "c11"), 50))
    assert effects == (Erase((50,)),)
    offered = pressable(view(FORM, draft, KNOWN))
    assert [event for event in offered if isinstance(event, events.Chose)] == [
        events.Chose("country", "c10"),
        events.Chose("country", "c11"),
    ]
    assert after(draft, events.Chose("country", "c11")).matches == ()


def test_a_matched_choice_that_is_not_offered_is_neither_saved_nor_erased() -> None:
    assert heard(at("region"), events.Matched(("c04_north",), 50)) == (at("region"), ())


def test_long_lists_come_in_pages() -> None:
    found: list[events.Press] = []
    draft = at("country")
    for page in range(3):
        draft = after(draft, events.Turned(page))
        offered = pressable(view(FORM, draft, KNOWN))
        found += [event for event in offered if isinstance(event, events.Chose)]
        assert (events.Turned(page - 1) in offered) == (page > 0)
        assert (events.Turned(page + 1) in offered) == (page < 2)
    assert found == [events.Chose("country", choice.name) for choice in COUNTRIES]
    assert len(COUNTRIES) > 2 * PAGE


def test_a_page_beyond_the_last_is_the_last() -> None:
    far = replace(at("country"), page=99)
    assert view(FORM, far, KNOWN) == view(FORM, replace(far, page=2), KNOWN)


def test_an_answer_leads_back_to_the_first_page() -> None:
    assert after(replace(at("country"), page=2), events.Chose("country", "c29")).page == 0


def test_a_narrative_gathers_messages_until_done() -> None:
    draft = after(at("narrative"), events.Replied("One.", 50), events.Replied("Two.", 51))
    assert draft.answers["narrative"] == Answer((Words("One.", 50), Words("Two.", 51)), finished=False)
    assert asked(draft) == "narrative"
    assert asked(after(draft, events.Finished("narrative"))) == "files"


def test_a_narrative_takes_voice_messages_too() -> None:
    voice = events.Attached("v", FileKind.VOICE, 900, 50)
    draft, effects = heard(at("narrative"), voice)
    assert draft.answers["narrative"].parts == (Attachment("v", FileKind.VOICE, 900, 50),)
    assert effects == (Keep("v"),)


def test_an_album_is_one_answer_with_several_files_and_its_caption() -> None:
    album = [
        events.Attached("a", FileKind.PHOTO, 1, 50, "The door"),
        events.Attached("b", FileKind.PHOTO, 2, 51),
    ]
    draft = after(at("files"), *album, events.Finished("files"))
    assert draft.answers["files"] == Answer(
        (
            Attachment("a", FileKind.PHOTO, 1, 50),
            Words("The door", 50),
            Attachment("b", FileKind.PHOTO, 2, 51),
        )
    )


@pytest.mark.parametrize("name", ["danger", "country", "when", "people", "place"])
def test_a_file_where_none_was_asked_for_goes_to_the_files(name: str) -> None:
    sent = events.Attached("f", FileKind.DOCUMENT, 9, 50, "The warrant")
    draft, effects = heard(at(name), sent)
    given = (Attachment("f", FileKind.DOCUMENT, 9, 50), Words("The warrant", 50))
    before = at(name).answers.get("files", Answer(finished=False))
    assert draft.answers["files"] == replace(before, parts=(*before.parts, *given))
    assert asked(draft) == name
    assert effects == (Keep("f"),)
    assert lines(shown(at(name), sent))[0] == answering.WITH_FILES.msgid


def test_files_sent_early_are_shown_when_their_question_comes() -> None:
    early = after(at("danger"), events.Attached("f", FileKind.PHOTO, 9, 50))
    reached = replace(early, answers=at("files").answers | {"files": early.answers["files"]})
    assert asked(reached) == "files"
    assert events.Finished("files") in pressable(view(FORM, reached, KNOWN))


def test_a_form_without_files_refuses_them_kindly() -> None:
    bare = Form("bare", "1", FORM.title, tuple(i for i in FORM.items if i.name not in ("files", "arrest")))
    sent = events.Attached("f", FileKind.PHOTO, 9, 50)
    assert asking.file_elsewhere(bare, at("danger"), PHOTO) is None
    assert after(at("danger"), sent, form=bare) == at("danger")


def test_back_opens_the_last_answer_with_what_it_holds() -> None:
    back = after(at("people"), events.WentBack())
    assert asked(back) == "prison"
    assert back.answers["prison"] == replace(COMPLETE["prison"], finished=False)
    assert "Your answer so far: {answer}" in lines(view(FORM, back, KNOWN))
    assert asked(after(back, events.Finished("prison"))) == "people"


def test_back_again_and_again_loses_no_answer() -> None:
    draft = at("people")
    for name in reversed(list(COMPLETE)[:-1]):
        draft = after(draft, events.WentBack())
        assert asked(draft) == name
    assert {name: answer.parts for name, answer in draft.answers.items()} == {
        name: answer.parts for name, answer in at("people").answers.items()
    }
    assert after(draft, events.WentBack()).place is Place.MENU


def test_an_answer_that_is_open_again_can_be_removed_unless_it_is_required() -> None:
    back = after(at("country"), events.WentBack())
    assert asked(back) == "until"
    assert events.Skipped("until") in pressable(view(FORM, back, KNOWN))
    assert after(back, events.Skipped("until")).answers["until"] == Answer()
    required = after(at("region"), events.WentBack())
    assert events.Skipped("country") not in pressable(view(FORM, required, KNOWN))


def test_a_skip_pressed_before_the_files_were_shown_keeps_them() -> None:
    gathered = at("files", Answer((PHOTO,), finished=False))
    draft, effects = heard(gathered, events.Skipped("files"))
    assert draft.answers["files"] == Answer((PHOTO,))
    assert effects == ()


def test_an_edited_message_changes_the_answer_and_keeps_the_earlier_wording() -> None:
    draft, effects = heard(at("files"), events.Reworded("Five men.", 41))
    assert draft.answers["narrative"].parts == (
        Words("They came at night.", 40),
        Words("Five men.", 41, ("Four men.",)),
    )
    assert effects == ()
    twice = after(draft, events.Reworded("Six men.", 41))
    assert twice.answers["narrative"].parts[1] == Words("Six men.", 41, ("Four men.", "Five men."))


def test_an_edited_caption_changes_the_words_beside_the_file() -> None:
    draft = after(at("files"), events.Attached("a", FileKind.PHOTO, 1, 50, "The door"))
    changed = after(draft, events.Reworded("The gate", 50))
    assert changed.answers["files"].parts[1] == Words("The gate", 50, ("The door",))


def test_an_edit_of_a_message_that_is_no_answer_is_refused_kindly() -> None:
    event = events.Reworded("Something else", 39)
    assert heard(at("files"), event) == (at("files"), ())
    assert "not saved" in lines(shown(at("files"), event))[0]


def test_a_long_answer_that_is_open_again_is_shown_shortened() -> None:
    long = at("people", Answer((Number(3),), finished=False))
    long = replace(long, answers=long.answers | {"prison": Answer((Words("x" * 4096, 43),), finished=False)})
    (line,) = (line for line in view(FORM, long, KNOWN).lines if "so far" in line.text.msgid)
    ((_name, answer),) = line.text.params
    assert len(str(answer)) < 1000
