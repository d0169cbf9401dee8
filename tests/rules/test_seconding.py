"""Free text that asks who somebody is: found in each language, and sent only when a second person agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.casework import seconding
from bot.casework.act import act
from bot.casework.actions import ACTIONS
from bot.casework.case import Role, Workflow
from bot.casework.commands import Asked, Question, Request
from bot.casework.effects import (
    AskSecond,
    AskWitness,
    DenyRequest,
    PreviewQuestion,
    Record,
    SendAsked,
    ShowAsked,
    ShowCard,
    Toast,
)
from bot.casework.prying import STEMS, asks_who
from bot.text import with_names
from tests.rules.test_actions import ALLOWED, ANNA, BORIS, CHIEF, MONITORS, NOW, by, held, kinds
from tests.rules.test_cards import said

NAME = "What is your name?"
CASE = held(Workflow.IN_REVIEW)
WISH = Request(9, CASE.id, ANNA, NOW + timedelta(hours=1), NAME)
SEEN = Asked(WISH, True, Role.MODERATOR, seen=True)


@pytest.mark.parametrize(
    "text",
    [
        NAME, "WHO ARE YOU", "Please tell us your address", "On which street is it?", "Where do you work?",
        "Which school is it?", "What is your nаme?",  # with a Cyrillic letter in it
        "Как вас зовут?", "Ваша фамилия?", "Где вы живёте?", "На какой улице?", "Где вы работаете?",
        "Кто вы?",
        "Ваш aдрес?",  # with a Latin letter in it
        "Як вас звати?", "Ваша адреса?", "Де ви працюєте?", "Як вас завуць?", "Ваш адрас?",
        "Дзе вы працуеце?",
        "Атыңыз кім?", "Мекенжайыңыз қандай?", "Қайда жұмыс істейсіз?",
        "Атыңыз ким?", "Дарегиңиз кайсы?", "Кайда иштейсиз?",
        "Ismingiz nima?", "Manzilingiz qayer?", "Qayerda ishlaysiz?", "Исмингиз нима?",
        "Номатон чист?", "Суроғаи шумо?", "Дар куҷо кор мекунед?",
        "Adyňyz näme?", "Salgyňyz nire?", "Nirede işleýärsiňiz?",
        "Ձեր անունը ի՞նչ է", "Ձեր հասցեն", "Որտե՞ղ եք աշխատում",
        "Adınız nədir?", "Ünvanınız?", "Harada işləyirsiniz?",
        "რა გქვიათ, თქვენი სახელი?", "თქვენი მისამართი?", "სად მუშაობთ?",
        "Cum vă numiți?", "Care este adresa?", "Unde lucrați?",
        "Исемегез ничек?", "Адресыгыз?", "Кайда эшлисез?",
        "Хьан цӀе муха ю?", "Мичахь вехаш ву хьо?", "Мичахь болх беш ву хьо?",
    ],
)  # fmt: skip
def test_questions_for_a_name_an_address_or_a_workplace_are_found(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize(
    "text",
    [
        "Were there other witnesses?", "Who was there?", "What colour was the car?",
        "How many soldiers were there?", "Who was there, in AD-TPYF?",
        "Видел ли кто-нибудь машину?", "Сколько их было?", "Какого цвета была форма?", "Что было потом?",
        "Чи були інші свідки?", "Mașina ce culoare avea?",
    ],
)  # fmt: skip
def test_questions_about_what_happened_are_left_alone(text: str) -> None:
    assert not asks_who(text)


def test_each_language_of_the_region_has_its_list() -> None:
    assert set(STEMS) == {
        "en",
        "ru",
        "uk",
        "be",
        "kk",
        "ky",
        "uz",
        "tg",
        "tk",
        "hy",
        "az",
        "ka",
        "ro",
        "tt",
        "ce",
    }
    assert all(len(stems) >= 10 for stems in STEMS.values())


def test_the_preview_says_so_and_send_asks_a_second_person_instead_of_the_witness() -> None:
    assert act(CASE, by(ANNA, "ask", payload=Question(NAME)))[1] == (PreviewQuestion(CASE, NAME, None, True),)
    same, effects = act(CASE, by(ANNA, "ask", payload=Question(NAME, confirmed=True)))
    assert same == CASE
    assert effects[0] == AskSecond(CASE, NAME)
    assert kinds(effects) == [AskSecond, Toast, Record]


def test_an_admin_needs_a_second_person_too() -> None:
    command = by(CHIEF, "ask", role=Role.ADMIN, payload=Question(NAME, confirmed=True))
    assert not any(isinstance(effect, AskWitness) for effect in act(CASE, command)[1])


def test_approving_unseen_shows_it_first() -> None:
    unseen = by(BORIS, "approve", payload=replace(SEEN, seen=False))
    assert act(CASE, unseen) == (CASE, (ShowAsked(CASE, WISH), Record("question looked at")))


def test_approving_what_was_seen_asks_in_the_name_of_who_wanted_it() -> None:
    after, effects = act(CASE, by(BORIS, "approve", payload=SEEN))
    assert after.workflow is Workflow.AWAITING_WITNESS
    assert effects[0] == AskWitness(after, NAME, NOW, asker=ANNA)
    assert kinds(effects) == [AskWitness, ShowCard, SendAsked, Toast, Record]
    assert effects[-1] == Record("question approved", f"for {ANNA}")


@pytest.mark.parametrize("change", [{"role": Role.MONITOR}, {"seen": True}])
def test_a_monitor_s_question_can_be_approved_and_nobody_approves_their_own(
    change: dict[str, object],
) -> None:
    payload = replace(SEEN, **change)  # type: ignore[arg-type]
    assert any(isinstance(each, AskWitness) for each in act(CASE, by(BORIS, "approve", payload=payload))[1])
    own = act(CASE, by(ANNA, "approve", payload=payload))[1]
    assert own[1:] == (Record("refused", "approve: own request"),)
    monitor = act(CASE, by(BORIS, "approve", role=Role.MONITOR, payload=payload))[1]
    assert kinds(monitor) == [Toast, Record]


def test_too_late_refused_or_not_theirs_any_more_nothing_is_asked() -> None:
    late = replace(SEEN, request=replace(WISH, until=NOW))
    lost = replace(SEEN, entitled=False)
    closed = held(Workflow.CLOSED)
    for case, payload in ((CASE, late), (CASE, lost), (closed, SEEN)):
        after, effects = act(case, by(BORIS, "approve", payload=payload))
        assert after == case
        assert not any(isinstance(effect, AskWitness) for effect in effects)
    assert act(CASE, by(BORIS, "refuse", payload=SEEN))[1][0] == DenyRequest(CASE, WISH)


def test_the_group_learns_that_something_is_to_be_asked_and_not_what() -> None:
    in_group = said(with_names(seconding.question(CASE, WISH), {ANNA: "Anna"}))
    assert "Anna wants to ask something of K7-4FQ2 that needs a second person." in in_group
    assert NAME not in in_group
    assert NAME in said(seconding.text_of(CASE, WISH))


@pytest.mark.parametrize("name", [row.name for row in ACTIONS.values() if row.least is not None])
def test_a_monitor_reads_and_asks_where_they_are_assigned_and_does_nothing_else(name: str) -> None:
    case, command = ALLOWED[name]()
    mine, theirs = replace(case, assignee=BORIS), replace(case, assignee=ANNA)
    as_monitor = replace(command, actor=BORIS, role=Role.MONITOR)
    after, effects = act(mine, as_monitor)
    refused = any(isinstance(effect, Record) and effect.action == "refused" for effect in effects)
    assert refused == (name not in MONITORS)
    assert after == mine or not refused
    if name in ("accept", "decline"):  # these are about what another has, and offers to them
        return
    same, effects = act(theirs, as_monitor)
    assert same == theirs
    assert any(isinstance(effect, Record) and effect.action == "refused" for effect in effects)
