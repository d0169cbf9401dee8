"""What the answers given so far mean for the questions: which are asked, with which choices and limits."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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

    def walk(items: Sequence[Question | Group]) -> None:
        for item in items:
            if item.relevant is not None and not holds(item.relevant, known):
                continue
            if isinstance(item, Group):
                walk(item.items)
                continue
            asked.append(item)
            if item.name in wanted and item.name in answers:
                known[item.name] = value(answers[item.name])

    walk(form.items)
    return tuple(asked), known


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
