"""Finished interviews on the shipped questionnaire, made by the rules themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.app import report_form
from bot.interview import asking
from bot.interview.draft import Draft, Place
from bot.questionnaire import answers
from bot.questionnaire.answers import Number, Part, Pick, When, Words
from bot.questionnaire.form import Form, Kind, Question

NARRATIVE = (
    "On the evening of the fourteenth of March four men in black uniforms without signs came to our house. "
    "They did not say who they were and showed no paper. They asked for my brother by his name, took his "
    "phone and computer, and led him to a white minibus whose numbers were covered. Our neighbour saw it "
    "from her window. The next day we went to the police station of the district. They said that he is not "
    "there and that nobody had been arrested in our street. We have heard nothing from him since. My mother "
    "wrote to the prosecutor and has had no answer. We are afraid that he is beaten there."
)
SHORT = "A man from the district police, two others without signs."
ENGLISH = NARRATIVE, SHORT
RUSSIAN = (
    "Вечером четырнадцатого марта к нам домой пришли четверо мужчин в чёрной форме без знаков. Они не "
    "сказали, кто они, и не показали никаких бумаг. Они спросили моего брата по имени, забрали его "
    "телефон и компьютер и увели его в белый микроавтобус с закрытыми номерами. Соседка видела это из "
    "окна. На следующий день мы пошли в районный отдел полиции. Там сказали, что его у них нет и что на "
    "нашей улице никого не задерживали. С тех пор мы ничего о нём не слышали. Мать написала прокурору и "
    "не получила ответа. Мы боимся, что его там бьют.",
    "Один из районной полиции, двое других без знаков.",
)


def report(*, details: bool, told: tuple[str, str] = ENGLISH) -> Draft:
    """Ready to be submitted. Without `details` the witness stops after what is needed."""
    return replace(_answered_until(None, details, told), place=Place.READY, consents=(True, True, False))


def at_the_narrative() -> Draft:
    """Where words are gathered, message by message."""
    return _answered_until("narrative", details=False)


def _answered_until(name: str | None, details: bool, told: tuple[str, str] = ENGLISH) -> Draft:
    form = report_form()
    draft = Draft(language="en", warned=True, place=Place.INTERVIEW)
    while (question := asking.current(form, draft)) is not None and question.name != name:
        draft = _answered(form, draft, question, details, told)
    return draft


def _answered(form: Form, draft: Draft, question: Question, details: bool, told: tuple[str, str]) -> Draft:
    given = _given(form, draft, question, details, told)
    if given is None:
        return asking.skip(form, draft, question)
    draft = asking.give(form, draft, question, given)
    return asking.finish(form, draft, question) if asking.gathers(question) else draft


def _given(form: Form, draft: Draft, question: Question, details: bool, told: tuple[str, str]) -> Part | None:
    narrative, short = told
    match question.kind:
        case Kind.TEXT | Kind.PLACE:
            return Words(narrative if question.name == "narrative" else short, 40)
        case Kind.INTEGER:
            return Number(2)
        case Kind.DATE:
            return When("2026-03-14")
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            names = [choice.name for choice in answers.choices(form, question, draft.answers)]
            return Pick("no" if question.name == "more" and not details else names[0])
        case Kind.IMAGE | Kind.AUDIO | Kind.VIDEO | Kind.FILE | Kind.NOTE:
            return None
        case _:
            assert_never(question.kind)
