"""How the staff bot explains itself: in a few lines first, every command on demand."""

from __future__ import annotations

from bot.casework.board import FIND, MINE, NEXT, QUEUE, STATS
from bot.casework.case import Role
from bot.casework.presses import Press
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

COMMANDS = Button(_("All commands"), Press("commands", "", 0).words())
OF_ADMINS = 1  # the second page of them
ADMINS = Button(_("For admins"), Press("commands", "", OF_ADMINS).words())
FOR_MODERATORS = (
    Line(_("To pass cases on, in this chat:"), strong=True),
    Line(_("/assign K7-4FQ2 Nino, with a note if you like: one case, if Nino accepts it"), tight=True),
    Line(_("/shift Nino, with a note if you like: all your open cases at once"), tight=True),
    Line(_("/shift next: all your open cases go back to the queue"), tight=True),
)
FOR_MONITORS = (_("You can read a case that is passed to you, and ask its witness. Give back returns it."),)
FOR_ADMINS = (
    Line(_("For admins, in this chat:"), strong=True),
    Line(_("/staff: who is on the staff, by role"), tight=True),
    Line(_("/invite moderator (or monitor, admin): a link for one person, for 24 hours"), tight=True),
    Line(_("/role Nino monitor: another role; /role Nino none takes it away"), tight=True),
    Line(_("/compromised Nino: somebody else has their account or phone"), tight=True),
    Line(
        _("/legalhold K7-4FQ2: keep the text of a closed case longer; /endlegalhold K7-4FQ2 ends that"),
        tight=True,
    ),
    Line(_("/desk: hours, days, holidays, topics, who is on call, and when the digest comes"), tight=True),
    Line(_("/pause: close the intake for a while; /pause off opens it"), tight=True),
    Line(_("/health: whether everything runs as it should"), tight=True),
    Line(
        _("/sensitive K7-4FQ2: its card does not say what and where; /insensitive K7-4FQ2 ends that"),
        tight=True,
    ),
    Line(_("/clock: whether the computer's clock is right"), tight=True),
)
FIGURES = _("/stats: the desk's figures; /stats week: by week; /stats dark: for a dark screen.")
WITH_CODE = (
    "/claim · /ask · /release · /hold · /resume · /escalate",
    "/close · /undo · /reopen · /history · /duplicate",
)
WITH_WORDS = (
    "/note K7-4FQ2 …",
    "/priority K7-4FQ2 high",
    "/verify K7-4FQ2 corroborated",
    "/duplicate K7-4FQ2 M3-9XYZ",
)


def welcome(role: Role) -> Screen:
    """What somebody with this role does here; the buttons of the board, and the way to all commands."""
    monitor = role is Role.MONITOR
    how: tuple[Text | Line, ...] = (
        FOR_MONITORS
        if monitor
        else (
            _("Each case has a card in the group. Claim it, then Read, Ask or Close it."),
            _("Next case gives you the most urgent one that nobody has."),
        )
    )
    return screen(
        Line(_("This is the desk's bot."), strong=True),
        *how,
        _("What a witness wrote is shown only here, in your private chat."),
        rows=((MINE, FIND), (COMMANDS,)) if monitor else ((NEXT,), (MINE, QUEUE), (FIND, STATS), (COMMANDS,)),
    )


def commands(role: Role, page: int = 0) -> Screen:
    """All that can be typed in this role; what only admins need stands on a page of its own."""
    if page == OF_ADMINS and role is Role.ADMIN:
        return screen(*FOR_ADMINS)
    for_all: tuple[Text | Line, ...] = (
        _("/find looks for open cases, and /case with a code shows a card anew."),
        _("Every button has a command too. Add the case's code: {example}", example="/read K7-4FQ2"),
        *(Line(verbatim(commands), tight=True) for commands in WITH_CODE),
        _("Some take more words:"),
        *(Line(verbatim(example), tight=True) for example in WITH_WORDS),
    )
    if role is Role.MONITOR:
        return screen(*for_all)
    return screen(
        _("/next gives you the most urgent case, /mine shows your own, /queue what waits."),
        *for_all,
        FIGURES,
        *FOR_MODERATORS,
        rows=((ADMINS,),) if role is Role.ADMIN else (),
    )
