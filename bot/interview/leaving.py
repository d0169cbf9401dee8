"""What a witness leaves behind: the chat covered, kept or emptied, and everything at once."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events
from bot.interview.buttons import button
from bot.interview.draft import Draft, Place
from bot.interview.effects import Erase, Known, Panic, Show
from bot.interview.moving import go
from bot.interview.showing import Step, show
from bot.questionnaire.form import Form
from bot.text import Screen, Text, _, screen


def panicked(draft: Draft) -> Step:
    """Nothing of the draft is left, and no case is known any more."""
    last = screen(
        _("Done. What may be deleted here is deleted, on both sides."),
        _(
            "Telegram lets a bot delete only what is less than 48 hours old. If something is left above, "
            "delete this chat yourself: open its menu, choose Delete chat, and delete it for both sides."
        ),
    )
    return Draft(language=draft.language), (Panic(last),)


def switched(form: Form, draft: Draft, on: int, known: Known) -> Step:
    """Whether what was saved leaves the chat from now on; Safety says which."""
    there = draft if draft.place is Place.SAFETY else go(draft, Place.SAFETY)
    return show(form, replace(there, traceless=bool(on)) if on in (0, 1) else there, known)


def staying(step: Step) -> Step:
    """With tracelessness switched off nothing of the witness's is erased, but a receipt: the panel moves
    below it."""
    draft, effects = step
    stays = [effect for effect in effects if isinstance(effect, Erase) and not effect.secret]
    below = bool(stays)
    kept = (effect for effect in effects if effect not in stays)
    return draft, tuple(
        replace(effect, below=True) if below and isinstance(effect, Show) else effect for effect in kept
    )


def cover(*notes: Text) -> Screen:
    """What stands on a phone that lies about."""
    lines = notes or (_("You can go on here when it is safe."),)
    return screen(*lines, rows=((button(_("Continue"), events.Resumed()),),))
