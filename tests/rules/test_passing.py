"""A case is passed on only to somebody who accepts, and until then it stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.casework import offers
from bot.casework.act import act
from bot.casework.cards import card
from bot.casework.case import Case, CloseReason, Flag, Passing, Priority, Role, Workflow
from bot.casework.commands import Pass, PassReply
from bot.casework.deadlines import LEASE, OFFERED
from bot.casework.effects import ChoosePerson, KeepNote, Notify, OfferCase, Record, RefuseNote, Toast
from bot.casework.history import Entry, pages
from bot.casework.layout import CARD, MENU, laid_out
from bot.casework.passing import Colleague, in_order, mark_of, named_first, urgent_first
from bot.text import Name, people_in
from handlers.translate import Wording
from tests.rules.test_actions import ANNA, BORIS, CHIEF, FRESH, MARK, NOW, PASSED, TO_BORIS, by, happens, held

WORDS = Wording()
REVIEW = held(Workflow.IN_REVIEW)
ACCEPTED = replace(held(Workflow.IN_REVIEW, BORIS), assigned_by=ANNA)


def refusal(case: Case, command: object) -> str:
    """What is said, in English, where nothing changes."""
    after, effects = act(case, command)  # type: ignore[arg-type]
    assert after == case
    assert isinstance(effects[0], Toast)
    return WORDS.words(effects[0].text, "en")


def test_to_whom_is_asked_first() -> None:
    assert act(REVIEW, by(ANNA, "assign")) == (REVIEW, (ChoosePerson(REVIEW),))


def test_an_offer_leaves_the_case_where_it_is_and_is_work_on_it() -> None:
    later = NOW + timedelta(hours=3)
    after, effects = act(REVIEW, replace(by(ANNA, "assign", payload=TO_BORIS), at=later))
    assert (after.assignee, after.claimed_until) == (ANNA, later + LEASE)
    assert after.passing == Passing(ANNA, BORIS, later + OFFERED, MARK)
    assert OfferCase(after) in effects
    assert effects[-1] == Record("passed on", f"to {BORIS}")


def test_a_note_is_kept_with_the_case_and_goes_with_the_offer() -> None:
    after, effects = act(REVIEW, by(ANNA, "assign", payload=replace(TO_BORIS, note="The photo is to come.")))
    assert effects[:2] == (
        KeepNote(after, "The photo is to come."),
        OfferCase(after, "The photo is to come."),
    )
    _same, effects = act(REVIEW, by(ANNA, "assign", payload=replace(TO_BORIS, note="x" * 1001)))
    assert isinstance(effects[0], RefuseNote)


@pytest.mark.parametrize(
    ("case", "person", "role", "payload", "said"),
    [
        (REVIEW, BORIS, Role.MODERATOR, Pass(CHIEF, MARK, Role.ADMIN, True), "Only the person who claimed"),
        (REVIEW, ANNA, Role.MONITOR, TO_BORIS, "Your role does not allow this."),
        (FRESH, CHIEF, Role.ADMIN, TO_BORIS, "Nobody has claimed K7-4FQ2 yet."),
        (FRESH, ANNA, Role.MODERATOR, TO_BORIS, "Claim K7-4FQ2 first."),
        (held(Workflow.CLOSED), ANNA, Role.MODERATOR, TO_BORIS, "Not possible now."),
        (REVIEW, ANNA, Role.MODERATOR, replace(TO_BORIS, to=ANNA), "K7-4FQ2 is with them already."),
        (REVIEW, CHIEF, Role.ADMIN, replace(TO_BORIS, to=CHIEF), "Choose somebody else"),
        (REVIEW, ANNA, Role.MODERATOR, replace(TO_BORIS, role=None), "They have no role at this desk"),
        (
            REVIEW,
            ANNA,
            Role.MODERATOR,
            replace(TO_BORIS, private=False),
            "They have not opened their private",
        ),
    ],
)
def test_what_cannot_be_offered(case: Case, person: int, role: Role, payload: Pass, said: str) -> None:
    assert refusal(case, by(person, "assign", role=role, payload=payload)).startswith(said)


def test_who_accepts_has_it_for_a_day_and_who_passed_it_hears_of_it() -> None:
    after, effects = act(PASSED, by(BORIS, "accept", role=Role.MONITOR, payload=PassReply(MARK)))
    assert (after.assignee, after.assigned_by, after.passing) == (BORIS, ANNA, None)
    assert after.claimed_until == NOW + LEASE
    assert [(each.user, dict(each.text.params)["name"]) for each in effects if isinstance(each, Notify)] == [
        (ANNA, Name(BORIS))
    ]
    assert effects[-1] == Record("assigned")


def test_both_hear_of_it_when_an_admin_passes_on_what_another_has() -> None:
    case = replace(REVIEW, passing=Passing(CHIEF, BORIS, NOW + OFFERED, MARK))
    after, effects = act(case, by(BORIS, "accept", payload=PassReply(MARK)))
    assert {each.user for each in effects if isinstance(each, Notify)} == {ANNA, CHIEF}
    assert after.assigned_by == CHIEF


def test_who_declines_leaves_it_where_it_was() -> None:
    after, effects = act(PASSED, by(BORIS, "decline", payload=PassReply(MARK)))
    assert (after.assignee, after.passing, after.assigned_by) == (ANNA, None, None)
    assert [each.user for each in effects if isinstance(each, Notify)] == [ANNA]


@pytest.mark.parametrize("answer", ["accept", "decline"])
@pytest.mark.parametrize(
    ("case", "person", "mark", "hours", "said"),
    [
        (REVIEW, BORIS, MARK, 0, "K7-4FQ2 is not offered to you any more."),
        (PASSED, CHIEF, MARK, 0, "K7-4FQ2 is not offered to you any more."),
        (PASSED, ANNA, None, 0, "K7-4FQ2 is not offered to you any more."),
        (PASSED, BORIS, "f" * 12, 0, "K7-4FQ2 is not offered to you any more."),
        (PASSED, BORIS, MARK, 24, "It is too late: this offer has lapsed."),
    ],
)
def test_an_answer_to_no_offer_is_refused_and_recorded(
    answer: str, case: Case, person: int, mark: str | None, hours: int, said: str
) -> None:
    at = NOW + timedelta(hours=hours)
    command = replace(by(person, answer, role=Role.ADMIN, payload=PassReply(mark)), at=at)
    assert refusal(case, command) == said
    assert isinstance(act(case, command)[1][-1], Record)


def test_a_newer_offer_takes_the_place_of_the_one_before() -> None:
    again = Pass(CHIEF, "f" * 12, Role.ADMIN, True)
    case, _effects = act(PASSED, by(ANNA, "assign", payload=again))
    assert refusal(case, by(BORIS, "accept", payload=PassReply(MARK))).startswith("K7-4FQ2 is not offered")


@pytest.mark.parametrize(
    ("action", "payload"), [("close", CloseReason.SPAM), ("release", None), ("giveback", None)]
)
def test_an_offer_ends_when_the_case_goes_another_way(action: str, payload: object) -> None:
    assert act(PASSED, by(ANNA, action, payload=payload))[0].passing is None


def test_other_work_leaves_the_offer_as_it_is() -> None:
    assert act(PASSED, by(ANNA, "priority", payload=Priority.HIGH))[0].passing == PASSED.passing


def test_an_offer_that_nobody_accepts_lapses_and_its_giver_is_told() -> None:
    after, effects = act(PASSED, replace(happens("unaccepted"), at=NOW + OFFERED))
    assert (after.assignee, after.passing) == (ANNA, None)
    assert [(each.user, dict(each.text.params)["name"]) for each in effects if isinstance(each, Notify)] == [
        (ANNA, Name(BORIS))
    ]
    quiet = act(PASSED, replace(happens("unaccepted"), payload=PassReply(alone=False)))[1]
    assert not [each for each in quiet if isinstance(each, Notify)]


def test_what_is_given_back_goes_to_whoever_passed_it_on() -> None:
    after, effects = act(ACCEPTED, by(BORIS, "giveback", role=Role.MONITOR))
    assert (after.workflow, after.assignee, after.assigned_by) == (Workflow.IN_REVIEW, ANNA, None)
    assert after.claimed_until == NOW + LEASE
    assert [each.user for each in effects if isinstance(each, Notify)] == [ANNA]
    alone = replace(ACCEPTED, assigned_by=None)
    queued, _effects = act(alone, by(BORIS, "giveback", role=Role.MONITOR))
    assert (queued.workflow, queued.assignee) == (Workflow.NEW, None)


def test_a_monitor_has_a_way_to_give_it_back_and_a_moderator_releases() -> None:
    def words(role: Role) -> list[str]:
        rows = laid_out(MENU, ACCEPTED, NOW, role=role)
        return [WORDS.words(button.label, "en") for row in rows for button in row]

    assert words(Role.MONITOR) == ["Ask", "Give back"]
    assert {"Assign", "Release"} <= set(words(Role.MODERATOR))
    assert "Give back" not in words(Role.MODERATOR)
    assert "Assign" in [WORDS.words(each.label, "en") for row in laid_out(CARD, REVIEW, NOW) for each in row]


def test_the_card_says_to_whom_it_is_passed_until_that_is_over() -> None:
    shown = card(PASSED, {}, 0, 0, NOW)
    assert people_in(shown) == {BORIS}
    assert f"Passed to {BORIS}, not accepted yet" in WORDS.screen(shown, "en").text
    assert people_in(card(PASSED, {}, 0, 0, NOW + OFFERED)) == set()


def test_names_are_chosen_monitors_first_and_the_silent_are_named() -> None:
    staff = (
        Colleague(1, Role.ADMIN, True),
        Colleague(2, Role.MODERATOR, False),
        Colleague(3, Role.MONITOR, True),
    )
    assert [each.user for each in in_order(staff)] == [3, 2, 1]
    shown = WORDS.screen(offers.choose(REVIEW, staff), "en")
    assert [label for row in shown.rows for label, _press, _url in row] == [
        "3 · monitor",
        "1 · admin",
        "Cancel",
    ]
    assert "2 has not opened the private chat." in shown.text
    assert "Nobody else is on the staff" in WORDS.screen(offers.choose(REVIEW, ()), "en").text
    assert len({mark_of(user) for user in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("words", "users", "note"),
    [
        ("Nino", {1}, ""),
        ("nino The car case waits", {1}, "The car case waits"),
        ("Nino Maria", {2}, ""),
        ("Nino Maria the photo", {2}, "the photo"),
        ("Ninoo", set(), "Ninoo"),
        ("Anna later", {3, 4}, "later"),
    ],
)
def test_a_name_comes_first_and_the_note_after_it(words: str, users: set[int], note: str) -> None:
    called = {"nino": frozenset({1}), "nino maria": frozenset({2}), "anna": frozenset({3, 4})}
    assert named_first(words, called) == (frozenset(users), note)


def test_a_shift_is_listed_urgent_first_with_what_is_due_and_without_content() -> None:
    urgent = replace(REVIEW, id=2, code="M3-9XKP", priority=Priority.URGENT, due_at=NOW + timedelta(hours=5))
    late = replace(REVIEW, id=3, code="C2-8WTR", flags=frozenset({Flag.OVERDUE}))
    assert urgent_first([REVIEW, urgent]) == (urgent, REVIEW)
    *_pages, last = offers.offer_shift([REVIEW, late, urgent], ANNA, MARK, NOW)
    shown = WORDS.screen(last, "en")
    title, *lines = shown.text.splitlines()
    assert title == f"{ANNA} wants to hand over 3 cases to you."
    assert lines[:3] == [
        "M3-9XKP · 🔴 Urgent · 📖 In review · today · due in 5 hours",
        "K7-4FQ2 · 🔹 Normal · 📖 In review · today",
        "C2-8WTR · 🔹 Normal · 📖 In review · today · ⏰ Overdue",
    ]
    assert [label for row in shown.rows for label, _press, _url in row] == [
        "Accept all",
        "One by one",
        "Decline",
    ]
    assert "torture" not in shown.text


def test_a_hundred_cases_are_listed_in_messages_that_telegram_takes() -> None:
    many = [replace(REVIEW, id=number) for number in range(100)]
    shown = [WORDS.screen(each, "en") for each in offers.offer_shift(many, ANNA, MARK, NOW)]
    assert sum(each.text.count("K7-4FQ2") for each in shown) == 100
    assert all(len(each.text) < 4000 for each in shown)
    assert [bool(each.rows) for each in shown] == [*[False] * (len(shown) - 1), True]


def test_history_tells_to_whom_it_was_offered() -> None:
    shown = pages(
        REVIEW, (Entry(str(ANNA), "passed on", f"to {BORIS}", NOW), Entry(str(BORIS), "assigned", "", NOW))
    )
    text = "\n".join(WORDS.screen(each, "en").text for each in shown)
    assert f"2026-03-14 · {ANNA}: offered it to a colleague (to {BORIS})" in text
    assert f"2026-03-14 · {BORIS}: accepted it" in text
