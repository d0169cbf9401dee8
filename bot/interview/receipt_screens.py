"""What is said about receipts: what one is, the one time it is shown, and what it opens."""

from __future__ import annotations

from bot.interview import events
from bot.interview.buttons import button, return_row
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, OpenedCase
from bot.interview.states import STATES
from bot.text import Line, Screen, _, screen, verbatim

ONCE = _("Write it down on paper now. It is not shown again, and leaves this screen after ten minutes.")
SHOWN = 3  # open questions: a message has room for so many


def offer(code: str) -> Screen:
    return screen(
        Line(_("A receipt for {code}", code=code), strong=True),
        _(
            "A receipt is a line of letters and digits. With it you can open this report from another phone, "
            "or through another bot of ours: its state and our open questions, never what you told us."
        ),
        _("Whoever holds it can do the same, and could write to us in your place."),
        _(
            "It is shown once. Write it down on paper and hide it well, or take none at all: "
            "in this chat you do not need one."
        ),
        rows=(
            (button(_("Show it once"), events.TookReceipt(code)),),
            (button(_("No receipt"), events.Went(Place.MENU)),),
        ),
    )


def given(code: str, receipt: str) -> Screen:
    return screen(
        Line(_("The receipt for {code}", code=code)),
        Line(verbatim(receipt), strong=True),
        ONCE,
        _(
            "To use it, open any of our bots and choose “I have a receipt”. "
            "O and 0, and I, L and 1, mean the same in it."
        ),
        rows=((button(_("It is written down"), events.Went(Place.GIVEN)),),),
    )


def resting(draft: Draft, known: Known) -> Screen:
    """Where something was that should not stay in sight."""
    return screen(
        _("You can go on here when it is safe."),
        rows=((button(_("Continue"), events.Went(Place.MENU)),),),
    )


def ask(draft: Draft, known: Known) -> Screen:
    if known.locked:
        return screen(
            _(
                "Several receipts that open nothing came from this chat, so we look at no more for now. "
                "Please try again in an hour. A right one stays valid."
            ),
            rows=(return_row(),),
        )
    return screen(
        Line(_("I have a receipt"), strong=True),
        _("Type its letters and digits. Capital or small, with or without dashes."),
        _("Your message is removed from this chat at once."),
        rows=(return_row(),),
    )


def opened(draft: Draft, known: Known) -> Screen:
    found = known.opened
    if found is None:
        return resting(draft, known)
    return Screen(
        (
            Line(_("{code} – {state}", code=found.case.code, state=STATES[found.case.state]), strong=True),
            *_questions(found),
            Line(_("Shall we write to you here from now on?"), strong=True),
            Line(
                _(
                    "With Yes, our questions come to this chat, and here you answer and add to the report. "
                    "The chat we wrote to before no longer shows it. "
                    "Our staff learn that the chat has changed, not who you are."
                )
            ),
        ),
        ((button(_("Yes"), events.Moved(1)), button(_("No"), events.Moved(0))),),
    )


def _questions(found: OpenedCase) -> tuple[Line, ...]:
    if not found.follow_ups:
        return (Line(_("We have no open question about it.")),)
    told = (
        (Line(_("A question about {code}", code=asked.code)), Line(verbatim(asked.text), tight=True))
        for asked in found.follow_ups[:SHOWN]
    )
    return tuple(line for pair in told for line in pair)
