"""What a witness said, taken as an answer: in the interview, to a follow-up, or added to a case."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import asking, events
from bot.interview.draft import Draft, Place
from bot.interview.effects import Drop, Effect, Erase, Keep, Known, Show, Tell
from bot.interview.screens import FILES_A_CASE, PASSED_ON, passed_on
from bot.interview.showing import Step, show
from bot.questionnaire import answers
from bot.questionnaire.answers import Answer, Attachment, Part, Pick, Pin, Words
from bot.questionnaire.form import Form, Kind, Question
from bot.text import Text, _

Said = events.Replied | events.Matched | events.Attached | events.Located
Pressed = events.Chose | events.Skipped | events.Finished

SAVED = _("✅ Saved.")
ARRIVING = _("Your file is on its way to us. It is saved when you see its ✅.")
WITH_FILES = _("Your file goes with the files of this report. It is saved when you see its ✅.")
NO_FILE_HERE = _("That was not saved: this question needs another kind of answer.")
OUTDATED = _("That button belonged to an earlier question.")
SEVERAL = _("Several answers match. Please choose one, or write more of it.")
CHOOSE = _("Please use one of the buttons, or write the beginning of an answer.")


def answer(form: Form, draft: Draft, event: Said | Pressed, known: Known) -> Step:
    """An event of the interview: the next question, or the same one with the reason."""
    question = asking.current(form, draft)
    if question is None or draft.place is not Place.INTERVIEW:
        return show(form, draft, known, below=not isinstance(event, Pressed))
    match event:
        case events.Chose() | events.Skipped() | events.Finished() if event.question != question.name:
            return show(form, draft, known, OUTDATED)
        case events.Chose(_, name):
            return _chose(form, draft, question, (name,), known)
        case events.Skipped():
            return _skipped(form, draft, question, known)
        case events.Finished():
            return _finished(form, draft, question, known)
        case events.Replied(text, message):
            return _typed(form, draft, question, text, message, known)
        case events.Matched(names, message):
            return _matched(form, draft, question, names, message, known)
        case events.Attached():
            return _attached(form, draft, question, event, known)
        case events.Located(latitude, longitude, message):
            part = Pin(latitude, longitude)
            return _given(form, draft, question, (part,), message, known)


def overfull(form: Form, draft: Draft, known: Known) -> Step | None:
    """One file too many for a case: how many were refused in a row is said, all else stays as it is."""
    match draft.place:
        case Place.INTERVIEW:
            files = len(asking.files_of(draft))
        case Place.FOLLOW_UP | Place.ADDING:
            case_id = case_at(draft, known)
            files = next((case.files for case in known.cases if case.id == case_id), 0)
        case _:
            return None
    if files < FILES_A_CASE:
        return None
    return show(form, replace(draft, surplus=draft.surplus + 1), known, below=True)


def case_at(draft: Draft, known: Known) -> int | None:
    """The case that is added to, or that the open question is about; none if it is no longer open."""
    if draft.place is Place.FOLLOW_UP:
        return next((asked.case for asked in known.follow_ups if asked.id == draft.about), None)
    return next((case.id for case in known.cases if case.id == draft.about), None)


def add(draft: Draft, event: Said, known: Known) -> Step | None:
    """Something told for a sent case; nothing if that case or question is no longer open."""
    in_follow_up = draft.place is Place.FOLLOW_UP
    asked = next((one for one in known.follow_ups if in_follow_up and one.id == draft.about), None)
    case = case_at(draft, known)
    if case is None or isinstance(event, events.Matched):
        return None
    code = next(sent.code for sent in known.cases if sent.id == case)
    files, message = _files(event)
    shown = passed_on(code, ARRIVING if files else PASSED_ON)
    erase = () if files else (Erase((message,)),)
    told = Tell(case, asked.id if asked else None, parts_of(event))
    after = replace(draft, place=Place.ADDING, about=case)
    return after, (*files, told, Show(shown, below=bool(files)), *erase)


def parts_of(event: Said) -> tuple[Part, ...]:
    match event:
        case events.Replied(text, message):
            return (Words(text, message),)
        case events.Attached(file, kind, size, message, caption):
            words = (Words(caption, message),) if caption else ()
            return (Attachment(file, kind, size, message), *words)
        case events.Located(latitude, longitude):
            return (Pin(latitude, longitude),)
        case events.Matched(names):
            return tuple(Pick(name) for name in names)


def _files(event: Said) -> tuple[tuple[Keep, ...], int]:
    return ((Keep(event.file),) if isinstance(event, events.Attached) else ()), event.message


def _given(
    form: Form,
    draft: Draft,
    question: Question,
    parts: tuple[Part, ...],
    message: int,
    known: Known,
) -> Step:
    """Parts that came in a message: taken and the message erased, or refused and left where it is."""
    if not all(answers.accepts(question, part) for part in parts):
        return show(form, draft, known, NO_FILE_HERE, below=True)
    before = asking.parts_of(draft, question) if question.gathers else ()
    problem = answers.objection(form, question, Answer((*before, *parts)), draft.answers)
    if problem is not None:
        return show(form, draft, known, problem, below=True)
    after, effects = show(form, asking.give(form, draft, question, *parts), known, SAVED)
    return after, (*effects, Erase((message,)))


def _typed(form: Form, draft: Draft, question: Question, text: str, message: int, known: Known) -> Step:
    if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        return show(form, draft, known, CHOOSE, below=True)
    part = answers.read(question, text, known.now)
    if isinstance(part, Text):
        return show(form, draft, known, part, below=True)
    if isinstance(part, Words):
        part = Words(part.text, message)
    return _given(form, draft, question, (part,), message, known)


def _matched(
    form: Form,
    draft: Draft,
    question: Question,
    names: tuple[str, ...],
    message: int,
    known: Known,
) -> Step:
    if len(names) == 1:
        after, effects = _chose(form, draft, question, names, known)
        return after, effects if after == draft else (*effects, Erase((message,)))
    narrowed = replace(draft, matches=names, page=0)
    after, effects = show(form, narrowed, known, SEVERAL)
    return after, (*effects, Erase((message,)))


def _chose(form: Form, draft: Draft, question: Question, names: tuple[str, ...], known: Known) -> Step:
    offered = {choice.name for choice in answers.choices(form, question, draft.answers)}
    if not set(names) <= offered:
        return show(form, draft, known, OUTDATED)
    picks = tuple(Pick(name) for name in names)
    if question.kind is Kind.SELECT_ONE:
        problem = answers.objection(form, question, Answer(picks), draft.answers)
        if problem is not None:
            return show(form, draft, known, problem)
    return show(form, asking.give(form, draft, question, *picks), known, SAVED)


def _finished(form: Form, draft: Draft, question: Question, known: Known) -> Step:
    given = asking.parts_of(draft, question)
    if not given and question.kind is not Kind.NOTE:
        return show(form, draft, known)
    problem = answers.objection(form, question, Answer(given), draft.answers)
    if problem is not None:
        return show(form, draft, known, problem)
    told = any(not isinstance(part, Attachment) for part in given)  # a file has a ✅ of its own
    return show(form, asking.finish(form, draft, question), known, *((SAVED,) if told else ()))


def _skipped(form: Form, draft: Draft, question: Question, known: Known) -> Step:
    if question.required:
        return show(form, draft, known, question.required_message or _("This question needs an answer."))
    if asking.gathers(question) and asking.parts_of(draft, question):
        return _finished(form, draft, question, known)  # pressed before what came was shown
    dropped = tuple(part.file for part in asking.parts_of(draft, question) if isinstance(part, Attachment))
    after, effects = show(form, asking.skip(form, draft, question), known)
    return after, ((Drop(dropped),) if dropped else ()) + effects


def _attached(form: Form, draft: Draft, question: Question, event: events.Attached, known: Known) -> Step:
    attachment, *words = parts_of(event)
    assert isinstance(attachment, Attachment)
    keep: tuple[Effect, ...] = (Keep(event.file),)
    if all(answers.accepts(question, part) for part in (attachment, *words)):
        after, effects = show(
            form, asking.give(form, draft, question, attachment, *words), known, ARRIVING, below=True
        )
        return after, (*keep, *effects)
    elsewhere = asking.file_elsewhere(form, draft, attachment, *words)
    if elsewhere is None:
        return show(form, draft, known, NO_FILE_HERE, below=True)
    after, effects = show(form, elsewhere, known, WITH_FILES, below=True)
    return after, (*keep, *effects)
