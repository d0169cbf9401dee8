"""What is said and asked about originals: codes and numbers of files, and never what is in them."""

from __future__ import annotations

from collections.abc import Collection

from bot.casework.case import Case, Looked, OriginalReason
from bot.casework.originals import OUTCOMES, WHY, mark_of
from bot.casework.presses import CANCEL, LOOKED, WANTED, Press
from bot.text import Button, Line, Name, Screen, _, screen, verbatim

IN_A_ROW = 8  # buttons, Telegram's limit


def choose_file(case: Case, numbers: Collection[int]) -> Screen:
    """Those that have arrived, by their numbers in the list."""
    if not numbers:
        return screen(_("{code}: no files", code=case.code))
    ordered = sorted(numbers)
    rows = tuple(
        tuple(_wanted(case, number) for number in ordered[at : at + IN_A_ROW])
        for at in range(0, len(ordered), IN_A_ROW)
    )
    asked = _("Of which file of {code} is the original needed?", code=case.code)
    return screen(asked, rows=(*rows, (_cancel(case),)))


def _wanted(case: Case, number: int) -> Button:
    return Button(verbatim(str(number)), Press(WANTED, case.code, case.version, mark_of(number)).words())


def choose_need(case: Case, number: int) -> Screen:
    """What it is needed for."""
    rows = tuple(
        (Button(words, Press(WANTED, case.code, case.version, mark_of(number, why)).words()),)
        for why, words in WHY.items()
    )
    return screen(
        _("What is the original of file {number} of {code} needed for?", number=number, code=case.code),
        _("Originals are looked at on a computer without a network. They never come here."),
        rows=(*rows, (_cancel(case),)),
    )


def asked_for(case: Case, number: int, why: OriginalReason, asker: int) -> Screen:
    """For the admins."""
    presses = ((_("Looked at"), Looked.DONE), (_("Not possible"), Looked.REFUSED))
    row = tuple(
        Button(label, Press(LOOKED, case.code, case.version, mark_of(number, outcome)).words())
        for label, outcome in presses
    )
    return screen(
        _(
            "{name} needs the original of file {number} of {code}.",
            name=Name(asker),
            number=number,
            code=case.code,
        ),
        Line(WHY[why], tight=True),
        _(
            "It is looked at on the workstation. To write down more than that it was: {example}",
            example=f"/original {case.code} {number} done …",
        ),
        rows=(row,),
    )


def settled(case: Case, number: int, outcome: Looked, noted: bool = False) -> Screen:
    """For the one who asked, and in the place of the buttons."""
    what = OUTCOMES[outcome]
    words = _("{code}: the original of file {number}: {what}.", code=case.code, number=number, what=what)
    return screen(words, *((_("What was found is in the notes of the case."),) if noted else ()))


def _cancel(case: Case) -> Button:
    return Button(_("Cancel"), Press(CANCEL, case.code, case.version).words())
