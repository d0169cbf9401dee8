"""One question at a time: which one is asked, and what an answer does to the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.interview.draft import Draft, Place
from bot.questionnaire import answers
from bot.questionnaire.answers import Answer, Attachment, Part, Pick, Words
from bot.questionnaire.form import Form, Kind, Question

FILES = "files"  # the question that takes whatever was sent at a question that cannot


@dataclass(frozen=True, slots=True)
class Asked:
    """A question at its turn: its number among those that are relevant, and how many those are."""

    question: Question
    number: int
    total: int


def current(form: Form, draft: Draft) -> Question | None:
    """The question being edited, else the first relevant one without a finished answer."""
    asked = at_hand(form, draft)
    return asked.question if asked else None


def at_hand(form: Form, draft: Draft) -> Asked | None:
    """The same, with how far along it is."""
    return _asked(form, draft.answers, draft.editing)


def _asked(form: Form, given: Mapping[str, Answer], editing: str | None) -> Asked | None:
    relevant = answers.relevant(form, given)
    for number, question in enumerate(relevant, start=1):
        if question.name == editing if editing is not None else not _finished(given, question):
            return Asked(question, number, len(relevant))
    return None


def _finished(given: Mapping[str, Answer], question: Question) -> bool:
    answer = given.get(question.name)
    return answer is not None and answer.finished


def gathers(question: Question) -> bool:
    """Whether the question waits for a Done."""
    return question.gathers or question.kind is Kind.SELECT_MULTIPLE


def parts_of(draft: Draft, question: Question) -> tuple[Part, ...]:
    """What was given to this question so far."""
    answer = draft.answers.get(question.name)
    return answer.parts if answer else ()


def give(form: Form, draft: Draft, question: Question, *parts: Part) -> Draft:
    """The draft with these parts in the answer to this question."""
    if question.kind is Kind.SELECT_MULTIPLE:
        toggled = _toggled(parts_of(draft, question), parts)
        return replace(draft, answers=_put(draft, question, toggled, finished=False), matches=())
    if question.gathers:
        gathered = parts_of(draft, question) + parts
        return replace(draft, answers=_put(draft, question, gathered, finished=False))
    return settle(form, draft, _put(draft, question, parts, finished=True))


def finish(form: Form, draft: Draft, question: Question) -> Draft:
    """Done: what was given so far is the answer."""
    return settle(form, draft, _put(draft, question, parts_of(draft, question), finished=True))


def skip(form: Form, draft: Draft, question: Question) -> Draft:
    """No answer to this question, by choice."""
    return settle(form, draft, _put(draft, question, (), finished=True))


def step_back(form: Form, draft: Draft) -> Draft | None:
    """The last answer opened again, with what it holds; nothing if there is none before."""
    if draft.editing is not None:
        return settle(form, draft, _finished_again(draft, draft.editing))
    asked = current(form, draft)
    before: Question | None = None
    for question in answers.relevant(form, draft.answers):
        if asked is not None and question.name == asked.name:
            break
        before = question if _finished(draft.answers, question) else before
    if before is None:
        return None
    opened = _put(draft, before, parts_of(draft, before), finished=False)
    return replace(draft, answers=opened, place=Place.INTERVIEW, page=0, matches=())


def edit(draft: Draft, name: str) -> Draft:
    """Ask this question again; its answer stays until there is another."""
    given = draft.answers.get(name, Answer())
    return replace(
        draft,
        place=Place.INTERVIEW,
        editing=name,
        page=0,
        matches=(),
        answers=draft.answers | {name: replace(given, finished=False)},
    )


def file_elsewhere(form: Form, draft: Draft, *parts: Part) -> Draft | None:
    """The draft with this file and its caption among the report's files, whatever was being asked."""
    if FILES not in {question.name for question in answers.relevant(form, draft.answers)}:
        return None
    given = draft.answers.get(FILES, Answer(finished=False))
    return replace(draft, answers=draft.answers | {FILES: replace(given, parts=(*given.parts, *parts))})


def reword(draft: Draft, message: int, text: str) -> Draft | None:
    """The draft with the words of this message changed; the earlier wording stays with them."""
    if (answers := _reworded(draft.answers, message, text)) is not None:
        return replace(draft, answers=answers)
    if (replies := _reworded(draft.replies, message, text)) is not None:
        return replace(draft, replies=replies)
    return None


def _reworded(given: dict[str, Answer], message: int, text: str) -> dict[str, Answer] | None:
    for name, answer in given.items():
        for index, part in enumerate(answer.parts):
            if isinstance(part, Words) and part.message == message:
                changed = replace(part, text=text, earlier=(*part.earlier, part.text))
                parts = (*answer.parts[:index], changed, *answer.parts[index + 1 :])
                return given | {name: replace(answer, parts=parts)}
    return None


def messages_of(draft: Draft) -> tuple[int, ...]:
    """The witness's messages that still stand in the chat: those that brought files."""
    return tuple(
        sorted(
            {
                part.message
                for answer in draft.answers.values()
                for part in answer.parts
                if isinstance(part, Attachment) and part.message
            }
        )
    )


def files_of(draft: Draft) -> tuple[str, ...]:
    """Our names of all files in the draft."""
    return tuple(
        part.file
        for answer in draft.answers.values()
        for part in answer.parts
        if isinstance(part, Attachment)
    )


def settle(form: Form, draft: Draft, given: Mapping[str, Answer]) -> Draft:
    """The draft with these answers: what no longer fits is dropped, and an edit returns to the review."""
    asked = {question.name: question for question, _conditions in form.questions()}
    kept = {
        name: answer
        for name, answer in given.items()
        if name in asked and _fits(form, given, asked[name], answer)
    }
    place = Place.INTERVIEW if _asked(form, kept, None) else Place.REVIEW
    return replace(draft, answers=kept, editing=None, page=0, matches=(), place=place, consents=())


def _fits(form: Form, given: Mapping[str, Answer], question: Question, answer: Answer) -> bool:
    """Whether an answer given earlier still is one: its choices are offered, its constraint holds."""
    if question.required and answer.finished and not answer.parts and question.kind is not Kind.NOTE:
        return False
    picks = {part.name for part in answer.parts if isinstance(part, Pick)}
    if picks and not picks <= {choice.name for choice in answers.choices(form, question, given)}:
        return False
    return answers.objection(form, question, answer, given) is None


def _finished_again(draft: Draft, name: str) -> dict[str, Answer]:
    given = draft.answers.get(name, Answer())
    return draft.answers | {name: replace(given, finished=True)}


def _put(draft: Draft, question: Question, parts: tuple[Part, ...], *, finished: bool) -> dict[str, Answer]:
    return draft.answers | {question.name: Answer(parts, finished)}


def _toggled(given: tuple[Part, ...], picks: tuple[Part, ...]) -> tuple[Part, ...]:
    named = {part.name for part in picks if isinstance(part, Pick)}
    had = {part.name for part in given if isinstance(part, Pick)}
    return (*(part for part in given if part not in picks), *(Pick(name) for name in sorted(named - had)))
