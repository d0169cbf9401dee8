"""What the answers given so far mean for the questions: which are asked, with which choices and limits."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import assert_never

from bot.questionnaire.expressions import Value, holds, names
from bot.questionnaire.form import Choice, Form, Group, Question
from bot.questionnaire.parts import Answer, Attachment, Number, Part, Pick, Pin, When, Words
from bot.text import Text, _


def relevant(form: Form, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions to ask, in order, notes included. Answers to other questions do not count."""
    return _walked(form, answers, form.judged)[0]


def values(form: Form, answers: Mapping[str, Answer]) -> dict[str, Value]:
    """What expressions see: the answers to relevant questions, by name."""
    return _walked(form, answers, answers)[1]


def choices(form: Form, question: Question, answers: Mapping[str, Answer]) -> tuple[Choice, ...]:
    """Those that the question's choice filter leaves."""
    chosen = question.choice_filter
    if chosen is None:
        return question.choices
    wanted = names(chosen)
    known = {name: found for name, found in values(form, answers).items() if name in wanted}
    columns = [name.removeprefix("./") for name in wanted if name.startswith("./")]
    verdicts: dict[tuple[str, ...], bool] = {}  # many choices share their cells: each kind is judged once
    left = []
    for choice in question.choices:
        cells = tuple(choice.name if name == "name" else choice.columns.get(name, "") for name in columns)
        if cells not in verdicts:
            beside = {f"./{name}": cell for name, cell in zip(columns, cells, strict=True)}
            verdicts[cells] = holds(chosen, known | beside)
        if verdicts[cells]:
            left.append(choice)
    return tuple(left)


def objection(form: Form, question: Question, answer: Answer, answers: Mapping[str, Answer]) -> Text | None:
    """Why the question's constraint does not hold for this answer; None if it does, or if it was skipped."""
    if question.constraint is None or not answer.parts:
        return None
    if holds(question.constraint, values(form, answers) | {".": value(answer)}):
        return None
    return question.constraint_message or _(
        "This answer does not fit here. Please check it and send it again."
    )


def value(answer: Answer) -> Value:
    """As XLSForm has it: picks are parted by spaces; a skipped question is the empty string."""
    match answer.parts:
        case (Number(number),):
            return float(number)
        case parts:
            return (" " if all(isinstance(part, Pick) for part in parts) else "\n").join(map(_string, parts))


def _walked(
    form: Form, answers: Mapping[str, Answer], wanted: Container[str]
) -> tuple[tuple[Question, ...], dict[str, Value]]:
    """The relevant questions, and the answers among them that are `wanted`."""
    asked: list[Question] = []
    known: dict[str, Value] = {}
    for question in _open(form.items, known):
        asked.append(question)
        if question.name in wanted and question.name in answers:
            known[question.name] = value(answers[question.name])
    return tuple(asked), known


def _open(items: Sequence[Question | Group], known: Mapping[str, Value]) -> Iterator[Question]:
    """One after the other, judged by what is known when its turn comes. No closure that calls itself: it
    would keep what was answered in memory until the collector comes."""
    for item in items:
        if item.relevant is not None and not holds(item.relevant, known):
            continue
        if isinstance(item, Group):
            yield from _open(item.items, known)
        else:
            yield item


def _string(part: Part) -> str:
    match part:
        case Words(text):
            return text
        case Number(number):
            return str(number)
        case Pick(name):
            return name
        case When(known):
            return known
        case Pin(latitude, longitude):
            return f"{latitude} {longitude} 0 0"
        case Attachment(file):
            return file
        case _:
            assert_never(part)
