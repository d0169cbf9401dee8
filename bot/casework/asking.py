"""What the staff bot says while a question or a closing reason is being chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.casework.actions import ACTIONS
from bot.casework.case import Case, LegalReason, RestReason, Span
from bot.casework.effects import Payload, Rest
from bot.casework.presses import CANCEL, CONFIRM, SEND, Press, mark_of
from bot.casework.questions import PROMISE
from bot.casework.row import choices_of
from bot.casework.words import LEGAL_REASONS, choice_words, state_words
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

_MORE_WORDS: Mapping[str, tuple[Text, ...]] = {
    "delete": (_("Its text, its files and the archive's copy are deleted. This cannot be undone."),),
}


def prompt(case: Case, language: Text) -> Screen:
    """Asks for the question's text."""
    return screen(
        Line(_("{code}: your question", code=case.code), strong=True),
        _("Send the question as one text message. The witness reads {language}.", language=language),
        _("It is shown to you first, and sent only when you press Send."),
        rows=((_cancel(case),),),
    )


def preview(case: Case, text: str, waits: Text | None) -> Screen:
    """The question exactly as the witness will read it."""
    title = Line(_("{code}: the witness will read", code=case.code), strong=True)
    send = Button(_("Send"), Press(SEND, case.code, case.version, mark_of(text)).words())
    return screen(
        title,
        verbatim(text),
        PROMISE,
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
