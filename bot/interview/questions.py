"""How one question of the interview is shown."""

from __future__ import annotations

from bot.interview import asking, events
from bot.interview.asking import Asked
from bot.interview.buttons import BACK, PAUSE, Rows, button
from bot.interview.draft import Draft
from bot.interview.review import shorten
from bot.interview.screens import file_count
from bot.questionnaire import answers
from bot.questionnaire.answers import Attachment, Part, Pick
from bot.questionnaire.form import Choice, Form, Kind, Question
from bot.text import Button, Line, Screen, Text, _

WHOLE = 16  # choices shown at once; longer lists come in pages
PAGE = 12
NARROW = 18  # signs of an English label that leaves room for another beside it

HOW: dict[Kind, Text] = {
    Kind.DATE: _("Write a day (14.03.2026), a month (03.2026) or only a year (2026)."),
    Kind.INTEGER: _("Write a number."),
    Kind.PLACE: _("Write the place in words, or send a location."),
    Kind.SELECT_MULTIPLE: _("You can choose more than one."),
    Kind.IMAGE: _("Send one or more pictures."),
    Kind.AUDIO: _("Send a voice message or a recording."),
    Kind.VIDEO: _("Send a video."),
    Kind.FILE: _("Send photos, videos, voice messages or documents, up to 20 MB each."),
}


def ask(form: Form, draft: Draft, asked: Asked, *notes: Text) -> Screen:
    """The question at hand; `notes` come first: what was saved, or what was wrong."""
    question = asked.question
    given = asking.parts_of(draft, question)
    lines = [Line(note) for note in notes]
    if not (question.gathers and given and notes):
        counted = _("Question {number} of about {total}", number=asked.number, total=asked.total)
        lines.append(Line(counted, tight=True))
        lines.append(Line(question.label, strong=True))
        how = question.hint or HOW.get(question.kind)
        if how:
            lines.append(Line(how))
    lines += _given(form, draft, question, given)
    rows = (*_choices(form, draft, question), *_finishing(question, given), _steering(question, given))
    return Screen(tuple(lines), tuple(row for row in rows if row))


def _given(form: Form, draft: Draft, question: Question, given: tuple[Part, ...]) -> list[Line]:
    if not given or question.kind is Kind.SELECT_MULTIPLE:
        return []
    if question.gathers:
        files = sum(isinstance(part, Attachment) for part in given)
        return [
            *([file_count(files)] if files else []),
            Line(_("You can send more. When you have finished, press Done.")),
        ]
    entry = next(entry for entry in answers.entries(form, draft.answers) if entry.name == question.name)
    return [Line(_("Your answer so far: {answer}", answer=shorten(entry.words[0])))]


def offered(form: Form, draft: Draft, question: Question) -> tuple[Choice, ...]:
    """The choices on offer, narrowed by what was typed."""
    choices = answers.choices(form, question, draft.answers)
    narrowed = tuple(choice for choice in choices if choice.name in draft.matches)
    return narrowed or choices


def _choices(form: Form, draft: Draft, question: Question) -> Rows:
    choices = offered(form, draft, question)
    if len(choices) <= WHOLE:
        return _laid_out(draft, question, choices)
    last = (len(choices) - 1) // PAGE
    page = min(draft.page, last)
    shown = choices[page * PAGE : (page + 1) * PAGE]
    turn: list[Button] = []
    if page > 0:
        turn.append(button(_("‹ Earlier"), events.Turned(page - 1)))
    if page < last:
        turn.append(button(_("More ›"), events.Turned(page + 1)))
    return (*_laid_out(draft, question, shown), tuple(turn))


def _laid_out(draft: Draft, question: Question, choices: tuple[Choice, ...]) -> Rows:
    """One below the other; many short ones in pairs."""
    short = all(len(choice.label.msgid) <= NARROW for choice in choices)
    across = 2 if short and len(choices) > PAGE // 2 else 1
    pressed = [_choice(draft, question, choice) for choice in choices]
    return tuple(tuple(pressed[at : at + across]) for at in range(0, len(pressed), across))


def _choice(draft: Draft, question: Question, choice: Choice) -> Button:
    label = choice.label
    if question.kind is Kind.SELECT_MULTIPLE:
        picked = Pick(choice.name) in asking.parts_of(draft, question)
        label = _("☑ {choice}", choice=label) if picked else _("☐ {choice}", choice=label)
    return button(label, events.Chose(question.name, choice.name))


def _finishing(question: Question, given: tuple[Part, ...]) -> Rows:
    if question.kind is Kind.NOTE:
        return ((button(_("Continue"), events.Finished(question.name)),),)
    if not given:
        return ()
    rows: Rows = ((button(_("Done"), events.Finished(question.name)),),)
    if not question.required and not asking.gathers(question):
        rows += ((button(_("Remove this answer"), events.Skipped(question.name)),),)
    return rows


def _steering(question: Question, given: tuple[Part, ...]) -> tuple[Button, ...]:
    skippable = not question.required and not given and question.kind is not Kind.NOTE
    skip = (button(_("Skip"), events.Skipped(question.name)),) if skippable else ()
    return (BACK, *skip, PAUSE)
