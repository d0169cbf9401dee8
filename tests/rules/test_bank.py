"""The question bank: what it holds, how it is chosen from, and what of it a witness may be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import question_bank, report_form
from bot.casework import asking
from bot.casework.act import act
from bot.casework.bank import GENERAL, BadBank, bank_of
from bot.casework.beforehand import NO_WORDS
from bot.casework.case import Workflow
from bot.casework.commands import FromBank, Listing, OwnWords
from bot.casework.effects import (
    AskWitness,
    ChooseQuestion,
    PreviewFromBank,
    PromptQuestion,
    Record,
    RefuseQuestion,
)
from bot.casework.presses import LIST, PICK, SEND, mark_of, read_press, unpacked
from bot.casework.prying import asks_who
from bot.casework.questions import PROMISE, flaw
from bot.questionnaire.expressions import parse
from bot.questionnaire.form import Choice, Form, Group, Kind, Question
from bot.questionnaire.steps import Step
from bot.text import Text
from handlers.translate import Wording
from tests.rules.test_actions import ANNA, NOW, by, held, kinds
from tests.rules.test_cards import labels_of, plain, said

BANK = question_bank()
WORDING = Wording()
CASE = held(Workflow.IN_REVIEW)  # about torture, in Russian
WEAPON = BANK.named("k_weapon")
RUSSIAN = Text("Русский")


def in_russian(text: Text) -> str | None:
    return WORDING.translated(text, "ru")


def asked(name: str, **more: object) -> FromBank:
    question = BANK.named(name)
    assert question is not None
    return replace(FromBank(name, question.steps(in_russian) or (), True), **more)  # type: ignore[arg-type]


def test_there_are_at_least_forty_and_some_for_each_kind_of_report() -> None:
    kinds = {choice.name for each, _when in report_form().questions() for choice in each.choices}
    assert len(BANK.questions) >= 40
    assert {each.kind for each in BANK.questions} - kinds == {GENERAL}
    (categories,) = (each for each, _when in report_form().questions() if each.name == "categories")
    assert {choice.name for choice in categories.choices} <= {each.kind for each in BANK.questions}
    assert sum(len(each.asked) > 1 for each in BANK.questions) >= 10


@pytest.mark.parametrize("question", BANK.questions, ids=lambda each: each.name)
def test_no_question_asks_who_somebody_is_in_either_language(question: object) -> None:
    for step in question.asked:  # type: ignore[attr-defined]
        for language in ("en", "ru"):
            words = WORDING.translated(step.label, language)
            assert words is not None
            assert flaw(words) is None
            assert not asks_who(words)


def test_everything_is_there_in_russian_and_reviewed_in_english() -> None:
    assert all(each.steps(in_russian) for each in BANK.questions)
    assert all(in_russian(each.short) for each in BANK.questions)
    assert {language for each in BANK.questions for language in each.reviewed} == {"en"}


def test_a_question_without_words_in_the_witness_language_is_none() -> None:
    assert WEAPON is not None
    label = WEAPON.asked[1].label
    assert WEAPON.steps(lambda text: None if text == label else text.msgid) is None
    assert WEAPON.steps(lambda text: None if text.msgid == "Yes" else text.msgid) is None


def test_what_is_asked_keeps_its_words_and_its_source() -> None:
    first, second = asked("k_weapon").steps
    assert (first.text, first.source) == ("Применялось ли оружие?", Text("Was a weapon used?"))
    assert [option.label for option in first.options] == ["Да", "Нет", "Не знаю"]
    assert second.only == ("k_weapon_1", "yes")


def one(*items: Question | Group, name: str = "killing") -> Form:
    return Form("bank", "1", Text("Bank"), (Group(name, items),))


GOOD = Question("a", Kind.TEXT, Text("A?"), short=Text("A"))


@pytest.mark.parametrize(
    "form",
    [
        Form("bank", "1", Text("Bank"), (GOOD,)),
        one(replace(GOOD, short=None)),
        one(replace(GOOD, kind=Kind.DATE)),
        one(GOOD, GOOD),
        one(replace(GOOD, name="a" * 33)),
        one(replace(GOOD, relevant=parse("${a} != 'x'"))),
        one(Group("g", (GOOD,) * 5, short=Text("G"))),
        one(Group("g", (Group("h", (GOOD,)),), short=Text("G"))),
    ],
)
def test_a_bank_that_could_not_be_asked_is_refused(form: Form) -> None:
    with pytest.raises(BadBank):
        bank_of(form)


def test_a_choice_has_room_in_a_button_whatever_the_question_s_number() -> None:
    for each in BANK.questions:
        for question in each.asked:
            for choice in question.choices or (Choice("", Text("")),):
                assert len(f"pick:{2**63}.{question.name}:{choice.name}") <= 64


def test_for_a_case_what_fits_its_kinds_comes_first() -> None:
    shown = BANK.fitting(("torture", "threats"))
    assert [each.kind for each in shown[:9]] == ["torture"] * 6 + ["threats"] * 3
    assert {each.kind for each in shown[9:]} == {GENERAL}


def test_every_question_is_two_presses_away_and_pages_turn() -> None:
    found: set[str | None] = set()
    page = 0
    while True:
        shown = asking.choose_question(CASE, BANK, page, RUSSIAN, every=True)
        presses = [read_press(button.press) for row in shown.rows for button in row]
        marks = {press.detail for press in presses if press and press.action == PICK}
        assert len(marks) <= asking.SHOWN
        if not marks - found:
            break
        found |= marks
        page += 1
    assert found == {each.mark for each in BANK.questions}
    assert [BANK.marked(each.mark) for each in BANK.questions] == list(BANK.questions)


def test_the_buttons_of_the_list_survive_being_sealed() -> None:
    shown = asking.choose_question(CASE, BANK, 1, RUSSIAN)
    for row in shown.rows:
        for button in row:
            press = read_press(button.press)
            assert press is not None
            opened = unpacked(press.packed(NOW))
            assert opened is not None
            assert opened[0] == press
    (earlier,) = (
        read_press(button.press) for row in shown.rows for button in row if plain(button.label) == "‹ Earlier"
    )
    assert earlier is not None
    assert (earlier.action, asking.page_of(earlier.detail)) == (LIST, (0, False))
    assert asking.page_of(asking.page_mark(3, every=True)) == (3, True)
    assert {"All kinds", "Write my own", "Cancel"} <= set(labels_of(shown))


def test_asking_shows_the_list_and_choosing_the_preview_and_sending_asks() -> None:
    assert act(CASE, by(ANNA, "ask")) == (CASE, (ChooseQuestion(CASE),))
    turned = act(CASE, by(ANNA, "ask", payload=Listing(2, True)))
    assert turned == (CASE, (ChooseQuestion(CASE, 2, True, anew=False),))
    assert act(CASE, by(ANNA, "ask", payload=OwnWords())) == (CASE, (PromptQuestion(CASE),))
    chosen = asked("k_weapon")
    assert act(CASE, by(ANNA, "ask", payload=chosen)) == (CASE, (PreviewFromBank(CASE, chosen, None),))
    after, effects = act(CASE, by(ANNA, "ask", payload=replace(chosen, confirmed=True)))
    assert after.workflow is Workflow.AWAITING_WITNESS
    assert effects[0] == AskWitness(after, "Применялось ли оружие?", NOW, chosen.steps, ANNA)
    again, _effects = act(after, by(ANNA, "ask", payload=replace(chosen, confirmed=True)))
    assert again.workflow is Workflow.AWAITING_WITNESS


def test_a_question_that_is_not_there_in_the_witness_language_is_refused() -> None:
    for confirmed in (False, True):
        payload = FromBank("k_weapon", (), confirmed=confirmed)
        same, effects = act(CASE, by(ANNA, "ask", payload=payload))
        assert same == CASE
        assert effects == (RefuseQuestion(CASE, NO_WORDS), Record("refused", "question"))


def test_the_preview_shows_both_languages_and_marks_what_nobody_has_reviewed() -> None:
    shown = asking.preview_from_bank(CASE, asked("k_weapon"), None, RUSSIAN, both=True)
    for words in ("1. Применялось ли оружие?", "1. Was a weapon used?", "○ Да", "○ Yes", PROMISE.msgid):
        assert words in said(shown)
    assert "Not reviewed" not in said(shown)
    unread = asking.preview_from_bank(CASE, asked("k_seen", reviewed=False), None, RUSSIAN, both=False)
    assert "Not reviewed by a native speaker of Русский." in said(unread)
    assert "In your language" not in said(unread)
    assert labels_of(unread) == ["Send", "Back", "Cancel"]
    press = read_press(unread.rows[0][0].press)
    assert press is not None
    assert (press.action, press.detail) == (SEND, mark_of("k_seen"))


def test_a_step_names_its_choices_for_whoever_reads_and_unknown_ones_as_they_are() -> None:
    step: Step = asked("k_weapon").steps[0]
    assert step.words_for("yes") == Text("Yes")
    assert plain(step.words_for("gone")) == "gone"


def test_only_its_assignee_or_an_admin_asks_from_the_bank() -> None:
    assert kinds(act(CASE, by(ANNA + 1, "ask", payload=asked("k_seen")))[1])[0] is not PreviewFromBank
