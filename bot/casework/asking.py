"""What the staff bot says while a question or a closing reason is being chosen."""

from __future__ import annotations

from collections.abc import Mapping

from bot.casework import words
from bot.casework.case import Case, LegalReason
from bot.casework.presses import CANCEL, CHOOSABLE, CONFIRM, GROUNDS, SEND, Press, mark_of
from bot.casework.questions import PROMISE
from bot.casework.words import LEGAL_REASONS, REASONS
from bot.text import Button, Line, Screen, Text, _, screen, verbatim


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


def _cancel(case: Case) -> Button:
    return Button(_("Cancel"), Press(CANCEL, case.code, case.version).words())


def choose_reason(case: Case, action: str = "close") -> Screen:
    """Why the case is closed, deleted or kept, as buttons."""
    if action == "legalhold":
        return _choose_legal_hold(case)
    labels = {reason: REASONS[reason] for reason in CHOOSABLE} if action == "close" else _grounds(action)
    pressed = [
        Button(label, Press(action, case.code, case.version, reason).words())
        for reason, label in labels.items()
    ]
    rows = tuple(tuple(pressed[at : at + 2]) for at in range(0, len(pressed), 2))
    return screen(*_why(case, action), rows=(*rows, (_cancel(case),)))


def _grounds(action: str) -> Mapping[str, Text]:
    return {ground: words.GROUNDS[ground] for ground in GROUNDS[action]}


def _why(case: Case, action: str) -> tuple[Text, ...]:
    match action:
        case "delete":
            forever = _("Its text, its files and the archive's copy are deleted. This cannot be undone.")
            return _("Why delete {code}?", code=case.code), forever
        case "keep":
            return (_("Why keep {code}?", code=case.code),)
        case _:
            return (_("Why close {code}?", code=case.code),)


def _choose_legal_hold(case: Case) -> Screen:
    rows = tuple(
        (Button(label, Press("legalhold", case.code, case.version, reason).words()),)
        for reason, label in LEGAL_REASONS.items()
    )
    return screen(_("Why keep {code} longer?", code=case.code), rows=(*rows, (_cancel(case),)))


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


def sent(case: Case, words: Text) -> Screen:
    """What the preview turns into once its text is on its way: the question itself need not stay there."""
    return screen(Line(_("{code}: question accepted", code=case.code), strong=True), words)
