"""Answering a follow-up question step by step: kept in the draft, and sent whole with the last step."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events, sharing, steps
from bot.interview.answering import OUTDATED, Pressed, parts_of
from bot.interview.draft import Draft, Place
from bot.interview.effects import Drop, Effect, Erase, FollowUp, Keep, Known, Mark, Show, Tell
from bot.interview.screens import PASSED_ON, passed_on
from bot.interview.showing import Step, following, show
from bot.questionnaire.answers import Answer, Attachment, Part, Pick, match
from bot.questionnaire.form import Form
from bot.questionnaire.steps import Step as Asked
from bot.text import _

CANNOT = _("Understood. We have passed on that you cannot answer.")
KEPT = _("✅ Kept. It is sent with your last answer, and kept for 72 hours until then.")
Said = events.Replied | events.Attached | events.Located


def asked_at(draft: Draft, known: Known) -> FollowUp | None:
    """The question of several steps that the witness stands at, while it is open."""
    if draft.place is not Place.FOLLOW_UP:
        return None
    here = (asked for asked in known.follow_ups if asked.id == draft.about)
    return next((asked for asked in here if steps.stepwise(asked)), None)


def press(form: Form, draft: Draft, event: Pressed, known: Known) -> Step:
    """A button of a step; one of another step or question changes nothing."""
    asked = asked_at(draft, known)
    step = steps.current(draft, asked) if asked else None
    if asked is None or step is None or event.question != steps.pressed_name(asked, step):
        return show(form, draft, known, OUTDATED)
    before = steps.given(draft, asked, step)
    match event:
        case events.Chose(_, name) if name in {option.name for option in step.options}:
            others = tuple(part for part in before.parts if not isinstance(part, Pick))
            return _on(form, steps.put(draft, asked, step, Answer((Pick(name), *others))), asked, known)
        case events.Skipped() if not before.parts and len(asked.steps) > 1:
            return _on(form, steps.put(draft, asked, step, Answer()), asked, known)
        case events.Finished() if before.parts:
            return _on(form, steps.put(draft, asked, step, replace(before, finished=True)), asked, known)
    return show(form, draft, known)


def told(form: Form, draft: Draft, event: events.Event, known: Known) -> Step | None:
    """What was written or sent at a step; nothing when no such question is at hand. A step takes as many
    messages as the witness sends, so that an album is not scattered over several."""
    asked = asked_at(draft, known)
    step = steps.current(draft, asked) if asked else None
    if asked is None or step is None or not isinstance(event, Said):
        return None
    picked = _option(step, event)
    if asked.consent and not picked:
        return show(form, draft, known, sharing.ONLY_BUTTONS, below=True)
    before = steps.given(draft, asked, step).parts
    answer = (
        Answer((picked,)) if picked and not before else Answer((*before, *parts_of(event)), finished=False)
    )
    after = steps.put(draft, asked, step, answer)
    if isinstance(event, events.Attached):
        arriving = _(
            "Your file is on its way to us. It goes with your answer, and is kept when you see its ✅."
        )
        return following((Keep(event.file), _begun(asked)), show(form, after, known, arriving, below=True))
    erased: tuple[Effect, ...] = (Erase((event.message,)),)
    if answer.finished:
        return following(erased, _on(form, after, asked, known))
    return following((*erased, _begun(asked)), show(form, after, known, KEPT))


def step_back(draft: Draft, known: Known) -> Draft | None:
    """The step before, open again with what it holds; nothing when there is none."""
    asked = asked_at(draft, known)
    if asked is None:
        return None
    now = steps.current(draft, asked)
    earlier: Asked | None = None
    for step in steps.wanted(draft, asked):
        if step == now:
            break
        earlier = step
    if earlier is None:
        return None
    before = steps.given(draft, asked, earlier)
    parts = tuple(part for part in before.parts if not isinstance(part, Pick))  # to be chosen anew
    return steps.put(draft, asked, earlier, Answer(parts, finished=False))


def rescued(draft: Draft, known: Known) -> tuple[Draft, tuple[Effect, ...]]:
    """Answers begun for a question that is no longer open: they go to their case as an addition, so that
    nothing that was kept is lost; with the case they go too."""
    open = {(asked.case, asked.id) for asked in known.follow_ups}
    mine = {sent.id for sent in known.cases if sent.state != "withdrawn"}
    effects: list[Effect] = []
    for case, question in sorted({steps.owner(name) for name in draft.replies} - open):
        parts = _all_parts(draft, case, question)
        if case in mine and parts:
            effects.append(Tell(case, None, parts))
        elif files := tuple(part.file for part in parts if isinstance(part, Attachment)):
            effects.append(Drop(files))
        draft = steps.without(draft, case, question)
    return draft, tuple(effects)


def handed_in(draft: Draft, asked: FollowUp) -> tuple[Draft, tuple[Effect, ...]]:
    """What was given so far, when the witness does not go on with this question."""
    given = steps.collected(draft, asked)
    after = steps.without(draft, asked.case, asked.id)
    return after, (Tell(asked.case, asked.id, (), given),) if given else ()


def _on(form: Form, draft: Draft, asked: FollowUp, known: Known) -> Step:
    """The next step, or the whole answer on its way."""
    if steps.current(draft, asked) is not None:
        return following((_begun(asked),), show(form, draft, known, KEPT))
    after, answer = handed_in(draft, asked)
    if not answer:
        left = tuple(other for other in known.follow_ups if other.id != asked.id)
        menu = replace(after, place=Place.MENU, about=None)
        return following(
            (Mark(asked.id, "refused"),), show(form, menu, replace(known, follow_ups=left), CANNOT)
        )
    said = sharing.said(draft, asked)
    shown = passed_on(asked.code, sharing.words(said) if said else PASSED_ON)
    effects: tuple[Effect, ...] = (*((said,) if said else ()), *answer, Show(shown))
    return replace(after, place=Place.ADDING, about=asked.case), effects


def _begun(asked: FollowUp) -> Mark:
    return Mark(asked.id, "begun")


def _option(step: Asked, event: Said) -> Pick | None:
    """Typed words that name just one choice."""
    if not isinstance(event, events.Replied) or not step.options:
        return None
    names = match({option.name: option.label for option in step.options}, event.text)
    return Pick(names[0]) if len(names) == 1 else None


def _all_parts(draft: Draft, case: int, question: int) -> tuple[Part, ...]:
    return tuple(
        part
        for name, answer in draft.replies.items()
        if steps.owner(name) == (case, question)
        for part in answer.parts
    )
