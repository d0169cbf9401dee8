"""What the staff bot says while a question or a closing reason is being chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.casework.actions import ACTIONS
from bot.casework.bank import Bank
from bot.casework.cards import Labels
from bot.casework.case import Case, LegalReason, RestReason, Span
from bot.casework.commands import FromBank, Payload, Rest
from bot.casework.likeness import Suggestion
from bot.casework.presses import (
    CANCEL,
    CONFIRM,
    LIST,
    MERGE,
    OWN,
    PICK,
    SAME,
    SEND,
    Press,
    mark_of,
    mark_of_code,
)
from bot.casework.questions import PROMISE
from bot.casework.row import choices_of
from bot.casework.words import LEGAL_REASONS, choice_words, state_words
from bot.questionnaire.partner import ASKED
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

_MORE_WORDS: Mapping[str, tuple[Text, ...]] = {
    "delete": (_("Its text, its files and the archive's copy are deleted. This cannot be undone."),),
}
SECOND_NEEDED = _(
    "This may ask for a name, an address or a workplace. It is sent only if a second person agrees."
)
SHOWN = 6  # questions of the bank on a page


def page_mark(page: int, *, every: bool) -> str:
    """As a button carries it."""
    return f"{every:x}{page:011x}"


def page_of(mark: str | None) -> tuple[int, bool]:
    """The page, and whether of the whole bank."""
    return (int(mark[1:], 16), mark[0] != "0") if mark else (0, False)


def language_of(case: Case, labels: Labels) -> Text:
    """What the witness reads, by its own name."""
    language = case.facts.language
    return labels.get(f"language:{language}", verbatim(language))


def choose_question(case: Case, bank: Bank, page: int, language: Text, *, every: bool = False) -> Screen:
    """What the bank has for this case, or all of it; or one's own words."""
    found = bank.questions if every else bank.fitting(case.facts.categories)
    last = max(0, (len(found) - 1) // SHOWN)
    page = min(page, last)
    chosen = tuple(
        (_press(each.short, PICK, case, each.mark),) for each in found[page * SHOWN : (page + 1) * SHOWN]
    )
    turn = (
        *((_turn(_("‹ Earlier"), case, page - 1, every=every),) if page > 0 else ()),
        *((_turn(_("More ›"), case, page + 1, every=every),) if page < last else ()),
    )
    kinds = _turn(_("This case") if every else _("All kinds"), case, 0, every=not every)
    own = _press(_("Write my own"), OWN, case)
    return screen(
        Line(_("{code}: your question", code=case.code), strong=True),
        _(
            "Choose one, or send your own as one text message. The witness reads {language}.",
            language=language,
        ),
        _("It is shown to you first, and sent only when you press Send."),
        rows=(*chosen, *((turn,) if turn else ()), (kinds, own), (_cancel(case),)),
    )


def _turn(label: Text, case: Case, page: int, *, every: bool) -> Button:
    return _press(label, LIST, case, page_mark(page, every=every))


def _press(label: Text, verb: str, case: Case, detail: str | None = None) -> Button:
    return Button(label, Press(verb, case.code, case.version, detail).words())


def preview_from_bank(
    case: Case,
    asked: FromBank,
    waits: Text | None,
    language: Text,
    *,
    both: bool,
    promise: Text = PROMISE,
) -> Screen:
    """A question of the bank as the witness will read it, and the promise too; `both`: in the asker's
    language as well."""
    own = [Line(_("In your language"), strong=True), *_steps(asked, own=True)] if both else []
    unread = (
        [] if asked.reviewed else [_("Not reviewed by a native speaker of {language}.", language=language)]
    )
    mark = page_mark(0, every=False)
    steer = (_press(_("Back"), LIST, case, mark), _cancel(case))
    return screen(
        Line(_("{code}: the witness will read", code=case.code), strong=True),
        *_steps(asked, own=False),
        promise,
        *own,
        *unread,
        *((waits,) if waits else ()),
        rows=((_press(_("Send"), SEND, case, mark_of(asked.name)),), steer),
    )


def _steps(asked: FromBank, *, own: bool) -> list[Text | Line]:
    lines: list[Text | Line] = []
    for number, step in enumerate(asked.steps, start=1):
        said = step.source if own else verbatim(step.text)
        lines.append(
            _("{number}. {question}", number=number, question=said) if len(asked.steps) > 1 else said
        )
        for option in step.options:
            label = option.source if own else verbatim(option.label)
            lines.append(Line(_("○ {choice}", choice=label), tight=True))
    return lines


def prompt(case: Case, language: Text) -> Screen:
    """Asks for the question's text."""
    return screen(
        Line(_("{code}: your question", code=case.code), strong=True),
        _("Send the question as one text message. The witness reads {language}.", language=language),
        _("It is shown to you first, and sent only when you press Send."),
        rows=((_cancel(case),),),
    )


def preview(
    case: Case, text: str, waits: Text | None, second: bool = False, promise: Text = PROMISE
) -> Screen:
    """The question, and the promise, exactly as the witness will read them. `second`: somebody else must
    agree to it."""
    title = Line(_("{code}: the witness will read", code=case.code), strong=True)
    send = Button(_("Send"), Press(SEND, case.code, case.version, mark_of(text)).words())
    return screen(
        title,
        verbatim(text),
        promise,
        *((SECOND_NEEDED,) if second else ()),
        *((waits,) if waits else ()),
        _("To change it, send another text."),
        rows=((send, _cancel(case)),),
    )


def prompt_note(case: Case) -> Screen:
    """Asks for the note's text."""
    return screen(
        Line(_("{code}: your note", code=case.code), strong=True),
        _("Send the note as one text message. Staff who read the case see it; the witness never does."),
        rows=((_cancel(case),),),
    )


def _cancel(case: Case) -> Button:
    return Button(_("Cancel"), Press(CANCEL, case.code, case.version).words())


def choose_reason(case: Case, action: str = "close", span: Span | None = None) -> Screen:
    """What exactly, or why: what the table has for this action, and is possible now, as buttons."""
    row = ACTIONS[action]
    assert row.asks is not None
    asked = _("What does {code} wait for?") if span else row.asks
    pressed = [
        Button(label, Press(action, case.code, case.version, word).words())
        for word in choices_of(row, case)
        if (label := _label(row.choices[word], span)) is not None
    ]
    rows = tuple(tuple(pressed[at : at + 2]) for at in range(0, len(pressed), 2))
    title = replace(asked, params=(("code", case.code),))
    return screen(title, *_MORE_WORDS.get(action, ()), rows=(*rows, (_cancel(case),)))


def _label(choice: Payload, span: Span | None) -> Text | None:
    """None for what is no answer to what is asked now: of a hold first how long, then why."""
    match choice:
        case Rest(_, None) if span is not None:
            return None
        case Rest(length, RestReason()) if length is not span:
            return None
    return choice_words(choice)


def confirm_legal_hold(case: Case, reason: LegalReason) -> Screen:
    """What that means, and whether it is meant."""
    yes = Button(_("Yes, keep it"), Press(CONFIRM, case.code, case.version, reason).words())
    return screen(
        Line(_("Keep {code}: {reason}", code=case.code, reason=LEGAL_REASONS[reason]), strong=True),
        _(
            "Its text then stays readable here until an admin writes {command}.",
            command=f"/endlegalhold {case.code}",
        ),
        rows=((yes, _cancel(case)),),
    )


def propose_consent(case: Case, language: Text, *, reviewed: bool) -> Screen:
    """That there is no consent to a partner, what the witness would be asked, and the button for it."""
    ask = Button(_("Ask for consent"), Press("consent", case.code, case.version).words())
    unread = () if reviewed else (_("Not reviewed by a native speaker of {language}.", language=language),)
    return screen(
        Line(
            _("The witness has not agreed that a partner organisation sees {code}.", code=case.code),
            strong=True,
        ),
        _("You can ask them, once. In their language ({language}) they read:", language=language),
        *ASKED,
        *unread,
        _("Until they answer, {code} waits for them. After a No nobody can ask again.", code=case.code),
        rows=((ask,), (_cancel(case),)),
    )


def suggest_same(case: Case, found: tuple[Suggestion, ...]) -> Screen:
    """What the case may be a duplicate of, and why, and how another one is named."""
    rows = tuple(
        (Button(verbatim(each.code), Press(SAME, case.code, case.version, mark_of_code(each.code)).words()),)
        for each in found
    )
    return screen(
        Line(_("{code}: of which case is it a duplicate?", code=case.code), strong=True),
        *(() if found else (_("No similar case was found."),)),
        *(line for each in found for line in _why(each)),
        _("Another case: write {command}, with its code.", command=f"/duplicate {case.code} …"),
        rows=(*rows, (_cancel(case),)),
    )


def _why(suggested: Suggestion) -> tuple[Line, ...]:
    reasons = (Line(words, tight=True) for words in suggested.likeness.why())
    return (Line(verbatim(suggested.code), strong=True), *reasons)


def confirm_merge(case: Case, original: Case, typed: str, received: Text) -> Screen:
    """Both codes, and what follows."""
    yes = Button(_("Yes, merge"), Press(MERGE, case.code, case.version, mark_of_code(original.code)).words())
    led = _("{code} is itself a duplicate of {original}.", code=typed, original=original.code)
    return screen(
        Line(_("{code} is a duplicate of {original}?", code=case.code, original=original.code), strong=True),
        *((led,) if typed != original.code else ()),
        state_words(original),
        received,
        _("{code} is closed. Its witness can still write, and keeps code and receipt.", code=case.code),
        rows=((yes, _cancel(case)),),
    )


def notice(case: Case, words: Text, read: bool) -> Screen:
    """A neutral line, with Read when there is something to read."""
    press = Button(_("Read"), Press("read", case.code, case.version).words())
    return screen(words, rows=((press,),) if read else ())


def closed(case: Case) -> Screen:
    """How the choice ended, and for a minute the way back."""
    undo = Button(_("Undo"), Press("undo", case.code, case.version).words())
    return screen(
        _("{code}: {state}", code=case.code, state=state_words(case)),
        rows=((undo,),) if case.closed_from else (),
    )


def sent(case: Case, words: Text) -> Screen:
    """What the preview turns into once its text is on its way: the question itself need not stay there."""
    return screen(Line(_("{code}: question accepted", code=case.code), strong=True), words)
