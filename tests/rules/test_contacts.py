"""Contact details: what is hidden, and who may agree that somebody sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import report_form
from bot.casework import contacts, seconding
from bot.casework.act import act
from bot.casework.case import Item, Role, Workflow
from bot.casework.commands import Asked
from bot.casework.effects import AskSecond, DenyRequest, Effects, Record, ShowContacts, Toast
from bot.casework.presses import read_press
from bot.casework.reading import ending, pages
from bot.questionnaire.answers import Answer, Entry, Pick, Words, entries
from bot.text import _, verbatim, with_names
from tests.rules.test_actions import ANNA, BORIS, NOW, REQUEST, by, held, kinds
from tests.rules.test_cards import labels_of, plain, said

CASE = held(Workflow.IN_REVIEW)
STORY = Entry("narrative", _("What happened?"), (verbatim("Two cars."),), (Words("Two cars."),))
NAMES = Entry(
    "names",
    _("Who?"),
    (verbatim("Aigul, 0555"),),
    (Words("Aigul, 0555", earlier=("Aigul, 0777",)),),
    contacts=True,
)
ITEMS = (Item(0, "report", (STORY, NAMES), NOW), Item(1, "addition", (STORY,), NOW))


def answer(who: int, verb: str, **more: object) -> Effects:
    payload = Asked(replace(REQUEST, **more), True) if more else Asked(REQUEST, True)  # type: ignore[arg-type]
    after, effects = act(CASE, by(who, verb, payload=payload))
    assert after == CASE
    return effects


def test_what_is_marked_is_hidden_also_as_it_was_before() -> None:
    shown = "\n".join(map(said, pages(CASE, contacts.hidden(ITEMS))))
    assert "Contact details: hidden" in shown
    assert "Two cars." in shown
    assert "Who?" in shown
    for secret in ("Aigul", "0555", "0777"):
        assert secret not in shown


def test_what_is_handed_out_is_what_is_marked_and_nothing_else() -> None:
    shown = "\n".join(map(said, pages(CASE, contacts.alone(ITEMS))))
    assert "Aigul, 0555" in shown
    assert "Aigul, 0777" in shown
    assert "Two cars." not in shown


def test_the_button_is_there_when_something_is_hidden() -> None:
    assert contacts.any_in(ITEMS)
    assert not contacts.any_in(ITEMS[1:])
    assert "Show contacts" in labels_of(ending(CASE, (), NOW, contacts=True))
    assert "Show contacts" not in labels_of(ending(CASE, (), NOW))


def test_the_form_marks_where_contacts_may_stand() -> None:
    form = report_form()
    assert {each.name for each, _when in form.questions() if each.contacts} == {"names"}
    answers = {
        "categories": Answer((Pick("detention"),)),
        "more": Answer((Pick("yes"),)),
        "names": Answer((Words("Aigul"),)),
        "narrative": Answer((Words("Two cars."),)),
    }
    assert [each.name for each in entries(form, answers) if each.contacts] == ["names"]


def test_who_asks_gets_nothing_before_somebody_else_agrees() -> None:
    _same, effects = act(CASE, by(ANNA, "contacts"))
    assert effects[0] == AskSecond(CASE)
    assert kinds(effects) == [AskSecond, Toast, Record]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_a_second_person_may_agree(role: Role) -> None:
    effects = act(CASE, by(BORIS, "approve", role=role, payload=Asked(REQUEST, True)))[1]
    assert effects[0] == ShowContacts(CASE, REQUEST)
    assert effects[-1] == Record("contacts approved", f"for {ANNA}")


def test_a_monitor_may_not_agree() -> None:
    command = by(BORIS, "approve", role=Role.MONITOR, payload=Asked(REQUEST, True))
    assert kinds(act(CASE, command)[1]) == [Toast, Record]


def test_nobody_agrees_with_themselves_but_may_think_better_of_it() -> None:
    assert answer(ANNA, "approve")[1:] == (Record("refused", "approve: own request"),)
    assert kinds(answer(ANNA, "refuse")) == [DenyRequest, Toast, Record]


def test_after_an_hour_nobody_can_agree_any_more() -> None:
    late = {"until": NOW}
    assert answer(BORIS, "approve", **late)[1:] == (Record("refused", "approve: late"),)
    assert kinds(answer(BORIS, "approve", until=NOW + timedelta(seconds=1)))[0] is ShowContacts


def test_nothing_goes_to_somebody_who_may_not_read_the_case_any_more() -> None:
    effects = act(CASE, by(BORIS, "approve", payload=Asked(REQUEST, False)))[1]
    assert effects[1:] == (Record("refused", "approve: asker may not read"),)
    refused = act(CASE, by(BORIS, "refuse", payload=Asked(REQUEST, False)))[1]
    assert refused[0] == DenyRequest(CASE, REQUEST)


def test_where_nobody_asks_there_is_nothing_to_answer() -> None:
    for verb in ("approve", "refuse"):
        assert kinds(act(CASE, by(BORIS, verb))[1]) == [Toast]


def test_the_question_names_who_asks_and_carries_its_request() -> None:
    shown = seconding.question(CASE, REQUEST)
    assert "Anna asks to see the contact details in K7-4FQ2." in said(with_names(shown, {ANNA: "Anna"}))
    presses = [read_press(button.press) for button in shown.rows[0]]
    assert [press.action for press in presses if press] == ["approve", "refuse"]
    assert [seconding.number_of(press.detail) for press in presses if press] == [REQUEST.id] * 2
    assert seconding.number_of(None) is None
    assert plain(contacts.HIDDEN) == "Contact details: hidden"
