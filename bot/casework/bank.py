"""The question bank: reviewed follow-up questions, for each kind of report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from bot.questionnaire.form import Form, Group, Kind, Question
from bot.questionnaire.steps import Option, Step
from bot.questionnaire.syntax import Binary, Literal, Lookup
from bot.text import Text

GENERAL = "general"  # the group for all kinds of report
_KINDS = (Kind.TEXT, Kind.SELECT_ONE)
_STEPS = 4
_LONGEST = 32  # bytes of a step's and a choice's name: `pick:ID.STEP:CHOICE` has at most 64

Words = Callable[[Text], str | None]


class BadBank(ValueError):
    """A bank that can't be used, in one line that names the question."""


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """`kind` is a category of reports; `reviewed`: the languages in which a native speaker has read it."""

    name: str
    kind: str
    short: Text
    reviewed: frozenset[str]
    asked: tuple[Question, ...]

    @property
    def mark(self) -> str:
        """As a button carries it."""
        return hashlib.sha256(f"bank:{self.name}".encode()).hexdigest()[:12]

    def steps(self, words: Words) -> tuple[Step, ...] | None:
        """As a witness will read it; None when a text of it is not there in their language."""
        found = [_step(question, words) for question in self.asked]
        whole = tuple(step for step in found if step is not None)
        return whole if len(whole) == len(found) else None


@dataclass(frozen=True, slots=True)
class Bank:
    questions: tuple[BankQuestion, ...]

    def fitting(self, categories: tuple[str, ...]) -> tuple[BankQuestion, ...]:
        """For a report of these kinds: what is about them first, then what fits all."""
        kinds = (*categories, GENERAL)
        return tuple(each for kind in kinds for each in self.questions if each.kind == kind)

    def named(self, name: str | None) -> BankQuestion | None:
        return next((each for each in self.questions if each.name == name), None)

    def marked(self, mark: str | None) -> BankQuestion | None:
        return next((each for each in self.questions if each.mark == mark), None)


def bank_of(form: Form) -> Bank:
    """Raises BadBank."""
    found = []
    for group in form.items:
        if not isinstance(group, Group):
            raise BadBank(f"{group.name}: it stands in no group")
        found += [_read(item, group.name) for item in group.items]
    if len({each.mark for each in found}) < len(found):
        raise BadBank("two questions have the same name or mark")
    return Bank(tuple(found))


def _read(item: Question | Group, kind: str) -> BankQuestion:
    asked = item.items if isinstance(item, Group) else (item,)
    if item.short is None:
        raise BadBank(f"{item.name}: it has no short name for its button")
    questions = tuple(_checked(question) for question in asked)
    if len(questions) > _STEPS:
        raise BadBank(f"{item.name}: at most {_STEPS} steps")
    return BankQuestion(item.name, kind, item.short, item.reviewed, questions)


def _checked(question: Question | Group) -> Question:
    if isinstance(question, Group) or question.kind not in _KINDS:
        raise BadBank(f"{question.name}: only text and select_one can be asked")
    names = [choice.name for choice in question.choices] or [""]
    if len(question.name) + max(map(len, names)) > _LONGEST:
        raise BadBank(f"{question.name}: its name is too long for a button")
    _only(question)
    return question


def _step(question: Question, words: Words) -> Step | None:
    text = words(question.label)
    labels = [words(choice.label) for choice in question.choices]
    if text is None or None in labels:
        return None
    options = tuple(
        Option(choice.name, label, choice.label)
        for choice, label in zip(question.choices, labels, strict=True)
        if label is not None
    )
    return Step(question.name, text, question.label, options, _only(question))


def _only(question: Question) -> tuple[str, str] | None:
    match question.relevant.root if question.relevant else None:
        case None:
            return None
        case Binary("=", Lookup(step), Literal(str(choice))):
            return step, choice
    raise BadBank(f"{question.name}: what it depends on is not written as ${{step}} = 'choice'")
