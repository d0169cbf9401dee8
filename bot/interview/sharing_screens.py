"""What My cases says about a partner: how a Yes to it is taken back, or that it is too late."""

from __future__ import annotations

from bot.interview import events
from bot.interview.buttons import Rows, button
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, SentCase, Shared
from bot.text import Line, Screen, _, screen

HAS_IT = _("A partner organisation has accepted it.")


def accepted(case: SentCase) -> list[Line]:
    """Said under the case, so that nobody looks for a way back in vain."""
    return [Line(HAS_IT, tight=True)] if can_be(case, Shared.ACCEPTED) else []


def way_back(case: SentCase) -> Rows:
    """While no partner has accepted the case."""
    if not can_be(case, Shared.AGREED):
        return ()
    return ((button(_("Keep {code} from partners", code=case.code), events.Unsharing(case.id)),),)


def can_be(case: SentCase, shared: Shared) -> bool:
    return case.shared is shared and case.state != "withdrawn"


def sure(draft: Draft, known: Known) -> Screen:
    """Asked before it is taken back."""
    to_cases = events.Went(Place.CASES)
    case = next((sent for sent in known.cases if sent.id == draft.about), None)
    if case is None or not can_be(case, Shared.AGREED):
        return screen(_("There is nothing to take back here."), rows=((button(_("My cases"), to_cases),),))
    return screen(
        Line(_("Keep {code} from partners?", code=case.code), strong=True),
        _("You agreed that a partner organisation may see this report. None has accepted it yet."),
        _(
            "If you take that back, we hand it to nobody. It stays with us, and all else stays as it is. "
            "We do not ask you again."
        ),
        rows=(
            (button(_("Yes, take back my consent"), events.Unshared(case.id)),),
            (button(_("Leave it as it is"), to_cases),),
        ),
    )
