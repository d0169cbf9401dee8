"""A follow-up question of several steps: which one is asked, and what was given so far."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events
from bot.interview.buttons import BACK, button
from bot.interview.draft import Draft, Place
from bot.interview.effects import FollowUp
from bot.questionnaire.answers import Answer, Attachment, Part, Pick
from bot.questionnaire.steps import Step
from bot.text import Button, Line, Screen, Text, _, verbatim

OPEN_STEP = _(
    "Answer with a text, a photo, a voice message, a file or a place. "
    "We never need your name and never send links."
)
ONLY_CHOICE = _("Press a button. We never need your name and never send links.")
CHOICE_STEP = _("Press a button, or answer in your own words. We never need your name and never send links.")


def stepwise(asked: FollowUp) -> bool:
    """Whether it is gone through step by step; a single open question is just answered."""
    return len(asked.steps) > 1 or any(step.options for step in asked.steps)


def key(asked: FollowUp, step: Step) -> str:
    """Under which name the draft keeps an answer: bound to its case and its question."""
    return f"{asked.case}:{asked.id}:{step.name}"


def pressed_name(asked: FollowUp, step: Step) -> str:
    """As the buttons of a step name it."""
    return f"{asked.id}.{step.name}"


def wanted(draft: Draft, asked: FollowUp) -> tuple[Step, ...]:
    """The steps that are asked, as far as is known."""
    return tuple(step for step in asked.steps if _is_asked(draft, asked, step))


def _is_asked(draft: Draft, asked: FollowUp, step: Step) -> bool:
    if step.only is None:
        return True
    before, choice = step.only
    answer = draft.replies.get(f"{asked.case}:{asked.id}:{before}")
    if answer is None or not answer.finished:
        return True
    picks = {part.name for part in answer.parts if isinstance(part, Pick)}
    return choice in picks if picks else bool(answer.parts)


def current(draft: Draft, asked: FollowUp) -> Step | None:
    """The first step without a finished answer."""
    return next((step for step in wanted(draft, asked) if not given(draft, asked, step).finished), None)


def given(draft: Draft, asked: FollowUp, step: Step) -> Answer:
    return draft.replies.get(key(asked, step), Answer(finished=False))


def put(draft: Draft, asked: FollowUp, step: Step, answer: Answer) -> Draft:
    return replace(draft, replies=draft.replies | {key(asked, step): answer})


def collected(draft: Draft, asked: FollowUp) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    """What was given, step by step."""
    found = ((step.name, given(draft, asked, step).parts) for step in wanted(draft, asked))
    return tuple((name, parts) for name, parts in found if parts)


def without(draft: Draft, case: int, question: int) -> Draft:
    """The draft once nothing more is kept of this question."""
    left = {name: answer for name, answer in draft.replies.items() if owner(name) != (case, question)}
    return replace(draft, replies=left)


def owner(name: str) -> tuple[int, int]:
    """The case and the question that a kept answer belongs to."""
    case, question, _step = name.split(":", 2)
    return int(case), int(question)


def files_of(draft: Draft) -> frozenset[str]:
    """Files that belong to a begun answer, not to the report."""
    parts = (part for answer in draft.replies.values() for part in answer.parts)
    return frozenset(part.file for part in parts if isinstance(part, Attachment))


def ask(draft: Draft, asked: FollowUp, step: Step) -> Screen:
    """One step, with what steers through them."""
    steps = wanted(draft, asked)
    number, parts = steps.index(step) + 1, given(draft, asked, step).parts
    lines = [Line(_("A question about {code}", code=asked.code), strong=True)]
    if len(steps) > 1:
        lines.append(Line(_("Part {number} of {total}", number=number, total=len(steps)), tight=True))
    lines.append(Line(verbatim(step.text)))
    lines.append(Line(ONLY_CHOICE if asked.consent else _how(step, parts)))
    return Screen(
        tuple(lines), (*_options(asked, step), *_steering(asked, step, number, parts), *closing(asked))
    )


def _how(step: Step, parts: tuple[Part, ...]) -> Text:
    if parts:
        return _("You can send more. When you have finished, press Done.")
    return CHOICE_STEP if step.options else OPEN_STEP


def _options(asked: FollowUp, step: Step) -> tuple[tuple[Button, ...], ...]:
    name = pressed_name(asked, step)
    return tuple(
        (button(verbatim(option.label), events.Chose(name, option.name)),) for option in step.options
    )


def _steering(
    asked: FollowUp, step: Step, number: int, parts: tuple[Part, ...]
) -> tuple[tuple[Button, ...], ...]:
    name = pressed_name(asked, step)
    back = (BACK,) if number > 1 else ()
    if parts:
        return ((*back, button(_("Done"), events.Finished(name))),)
    skip = (button(_("Skip"), events.Skipped(name)),) if len(asked.steps) > 1 else ()
    return ((*back, *skip),) if back or skip else ()


def closing(asked: FollowUp) -> tuple[tuple[Button, ...], ...]:
    """The buttons under every question."""
    return (
        (button(_("I can't answer"), events.Declined(asked.id)),),
        (button(_("Stop asking me"), events.Silenced(asked.id)),),
        (button(_("Later"), events.Went(Place.MENU)),),
    )
