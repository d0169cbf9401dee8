"""Who may change whose role, what is asked twice, and names that are not kept."""

from __future__ import annotations

import pytest

from bot.casework.case import Role
from bot.casework.staffing import Change, Deed, Seat, is_dangerous, outranks, question, refusal
from bot.text import Button, Name, _, people_in, screen, with_names

CHIEF = Seat(1, named=True)
ANNA, BORIS, OLGA = Seat(2, Role.ADMIN), Seat(3, Role.MODERATOR), Seat(4, Role.MONITOR)
ALL = (CHIEF, ANNA, BORIS, OLGA)


def to(seat: Seat, role: Role | None) -> Deed:
    return Deed(Change.ROLE, seat.user, role)


def compromised(seat: Seat) -> Deed:
    return Deed(Change.COMPROMISED, seat.user)


def why_not(deed: Deed, seats: tuple[Seat, ...] = ALL) -> str:
    text = refusal(deed, seats)
    return text.msgid if text else ""


def test_roles_are_given_and_taken() -> None:
    for deed in (to(BORIS, Role.MONITOR), to(BORIS, None), to(OLGA, Role.ADMIN), to(ANNA, None)):
        assert why_not(deed) == ""


@pytest.mark.parametrize("role", [None, Role.MONITOR, Role.MODERATOR])
def test_the_last_admin_stays_one(role: Role | None) -> None:
    alone = (ANNA, BORIS, Seat(9, named=True, barred=True))
    assert "the last admin" in why_not(to(ANNA, role), alone)
    assert "the last admin" in why_not(compromised(ANNA), alone)
    assert why_not(to(ANNA, role)) == why_not(compromised(ANNA)) == ""


def test_the_settings_are_changed_in_the_settings() -> None:
    assert "WITNESSLINE_ADMINS" in why_not(to(CHIEF, None))
    assert "WITNESSLINE_ADMINS" in why_not(to(CHIEF, Role.MONITOR))
    assert why_not(compromised(CHIEF)) == ""


def test_what_changes_nothing_is_said() -> None:
    assert "already" in why_not(to(BORIS, Role.MODERATOR))
    assert "has no role here" in why_not(to(Seat(9), None))


def test_who_is_not_in_the_group_gets_no_role() -> None:
    outside = Deed(Change.ROLE, 9, Role.MONITOR, present=False)
    assert "not in the desk's group" in why_not(outside)
    assert why_not(Deed(Change.ROLE, BORIS.user, None, present=False)) == ""


def test_all_but_small_changes_are_asked_twice() -> None:
    small = (to(BORIS, Role.MONITOR), to(OLGA, Role.MODERATOR))
    great = (
        to(BORIS, Role.ADMIN), to(ANNA, Role.MONITOR), to(BORIS, None), to(Seat(9), Role.MONITOR),
        compromised(OLGA), to(Seat(5, barred=True), Role.MODERATOR),
    )  # fmt: skip
    assert not any(is_dangerous(deed, ALL) for deed in small)
    assert all(is_dangerous(deed, (*ALL, Seat(5, barred=True))) for deed in great)


def test_each_question_has_a_yes_of_its_own() -> None:
    deeds = (compromised(BORIS), to(BORIS, None), to(BORIS, Role.ADMIN), to(ANNA, Role.MONITOR))
    yeses = [question(deed)[1].msgid for deed in deeds]
    assert all(yes.startswith("Yes, ") for yes in yeses)
    assert len(set(yeses)) == len(deeds)


def test_a_bar_counts_more_than_anything() -> None:
    assert Seat(1, Role.ADMIN, named=True, barred=True).standing is None
    assert Seat(1, Role.MONITOR, named=True).standing is Role.ADMIN


def test_ranks() -> None:
    assert outranks(Role.ADMIN, Role.MODERATOR)
    assert outranks(Role.MONITOR, Role.MONITOR)
    assert not outranks(Role.MONITOR, Role.MODERATOR)
    assert not outranks(None, Role.MONITOR)


def test_names_are_filled_in_wherever_they_stand() -> None:
    inner = _("{name} ({id})", name=Name(2), id="2")
    shown = screen(
        _("{a} and {b}", a=inner, b=Name(3)), rows=((Button(_("Ask {name}", name=Name(4)), "x"),),)
    )
    assert people_in(shown) == {2, 3, 4}
    named = with_names(shown, {2: "Anna", 3: "Boris"})
    assert people_in(named) == set()
    assert named == screen(
        _("{a} and {b}", a=_("{name} ({id})", name="Anna", id="2"), b="Boris"),
        rows=((Button(_("Ask {name}", name="4"), "x"),),),
    )
