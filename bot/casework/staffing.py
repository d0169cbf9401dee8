"""Who may change whose role: the rules, and what admins are asked and told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.casework.case import Role
from bot.text import Name, Text, _

RANKS = tuple(Role)

ROLES: Mapping[Role, Text] = {
    Role.ADMIN: _("admin"),
    Role.MODERATOR: _("moderator"),
    Role.MONITOR: _("monitor"),
}
DUTIES: Mapping[Role, Text] = {
    Role.ADMIN: _("Admins: give roles, and may work on every case"),
    Role.MODERATOR: _("Moderators: claim, read, ask and close"),
    Role.MONITOR: _("Monitors: read and ask in the cases they hold"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the staff. An admin gave `role`; the settings make an admin of who is `named`; who is
    `barred` has no role, whatever else is said of them."""

    user: int
    role: Role | None = None
    named: bool = False
    barred: bool = False

    @property
    def standing(self) -> Role | None:
        """The role as it counts."""
        if self.barred:
            return None
        return Role.ADMIN if self.named else self.role


class Change(StrEnum):
    """What an admin can do to somebody."""

    ROLE = "role"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class Deed:
    """One change to one person; without a `role` it is taken away. `present`: in the desk's group."""

    change: Change
    user: int
    role: Role | None = None
    present: bool = True


def refusal(deed: Deed, seats: Collection[Seat]) -> Text | None:
    """Why this can't be done, if it can't."""
    seat = next((each for each in seats if each.user == deed.user), Seat(deed.user))
    if _is_last_admin(seat, seats) and (deed.change is Change.COMPROMISED or deed.role is not Role.ADMIN):
        return _("This is the last admin. Make somebody else an admin first.")
    if deed.change is Change.COMPROMISED:
        return None
    who = Name(deed.user)
    if seat.named:
        return _("{name} is an admin by WITNESSLINE_ADMINS. Change that setting, and restart.", name=who)
    if deed.role is None and seat.role is None:
        return _("{name} has no role here.", name=who)
    if deed.role is not None and deed.role is seat.standing:
        return _("{name} has this role already.", name=who)
    if deed.role is not None and not deed.present:
        return _("{name} is not in the desk's group. First add them there.", name=who)
    return None


def _is_last_admin(seat: Seat, seats: Collection[Seat]) -> bool:
    others = any(each.standing is Role.ADMIN for each in seats if each.user != seat.user)
    return seat.standing is Role.ADMIN and not others


def is_dangerous(deed: Deed, seats: Collection[Seat]) -> bool:
    """Asked twice: all but a change between two roles below that of an admin."""
    standing = next((each.standing for each in seats if each.user == deed.user), None)
    small = (Role.MONITOR, Role.MODERATOR)
    return deed.change is Change.COMPROMISED or deed.role not in small or standing not in small


def question(deed: Deed) -> tuple[Text, Text]:
    """What an admin is asked before it is done, and the button that says yes."""
    who = Name(deed.user)
    match deed:
        case Deed(change=Change.COMPROMISED):
            return (
                _(
                    "Does somebody else have {name}'s account or phone? Their role ends now, their open "
                    "invitations become void, and their cases go back to the queue. You get a list of "
                    "all that they have opened.",
                    name=who,
                ),
                _("Yes, end access"),
            )
        case Deed(role=None):
            return (
                _("Take {name}'s role away? The cases they hold go back to the queue.", name=who),
                _("Yes, remove"),
            )
        case Deed(role=Role.ADMIN):
            return (
                _("Make {name} an admin? They can then read every case and give roles to others.", name=who),
                _("Yes, make admin"),
            )
        case Deed(role=role):
            assert role is not None
            return _("Make {name} a {role}?", name=who, role=ROLES[role]), _("Yes, change the role")


def outranks(role: Role | None, other: Role) -> bool:
    """Whether a role is at least as high as another."""
    return role is not None and RANKS.index(role) >= RANKS.index(other)
