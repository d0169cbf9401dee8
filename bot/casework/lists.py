"""Lists of cases: digests in the group; the queue, somebody's own cases and what was found, in private."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby

from bot.casework.actions import ACTIONS
from bot.casework.board import NEXT
from bot.casework.cards import Labels, age, listed, places_of, what_and_where
from bot.casework.case import Case, Flag, Priority
from bot.casework.presses import Press
from bot.casework.words import PRIORITIES, flag_words, state_now, state_words
from bot.text import Button, Line, Screen, Text, _, _n, screen, verbatim

IN_DIGEST = 20
ON_PAGE = 10
SHOWN = 10
_ME = "me"
SIGNS = {Priority.LOW: "▫️", Priority.NORMAL: "🔹", Priority.HIGH: "🔶", Priority.URGENT: "🔴"}
HAND_OVER = (Button(_("Hand over my cases"), Press("handall", "", 0).words()),)
NOTHING_WAITS = _("No case is waiting.")


def how_to_find() -> Text:
    """What `/find` understands."""
    return _(
        "Write /find and what you look for: a part of a code, a country, a region, a kind of report, "
        "a language, a state, or “me” for your own cases. For example: {example}",
        example="/find KG me",
    )


def digest(cases: tuple[Case, ...], labels: Labels, now: datetime, hourly: bool) -> Screen:
    """Cases that have no card yet, a short line each under their age; claiming one gives it its card."""
    if not cases:
        return screen(_("These cases have cards of their own now."))
    title = Line(_n("{count} new case", "{count} new cases", len(cases)), strong=True)
    lines = [
        line
        for since, alike in groupby(cases, lambda case: age(case.opened_at, now, hourly))
        for line in (Line(_("Received: {age}", age=since)), *(_briefly(case, labels) for case in alike))
    ]
    how = _("A button claims the case. Its card comes then.")
    return screen(title, *lines, how, rows=_in_rows([_pressed("claim", case) for case in cases], 3))


def _briefly(case: Case, labels: Labels) -> Line:
    """Which, what and in which country: twenty of them are looked over at once."""
    line = verbatim(f"{SIGNS[case.priority]} {case.code}")
    for fact in what_and_where(case, labels, only_country=True):
        if fact is not None:
            line = _("{first} · {next}", first=line, next=fact)
    return Line(line, tight=True)


def about(case: Case, labels: Labels, now: datetime, hourly: bool) -> Text:
    """One line of what a card says."""
    line = verbatim(f"{SIGNS[case.priority]} {case.code}")
    for fact in (*what_and_where(case, labels), age(case.opened_at, now, hourly)):
        if fact is not None:
            line = _("{first} · {next}", first=line, next=fact)
    return line


def queue(cases: tuple[Case, ...], more: int, labels: Labels, now: datetime, hourly: bool) -> Screen:
    """The first of those that wait, each with a button that claims it."""
    if not cases:
        return screen(NOTHING_WAITS)
    title = Line(_("Waiting, the most urgent first"), strong=True)
    lines = [line for case in cases for line in _waits(case, labels, now, hourly)]
    rows = _in_rows([_named("claim", case) for case in cases], 2)
    return screen(title, *lines, *_more(more), rows=((NEXT,), *rows))


def mine(
    here: tuple[Case, ...],
    total: int,
    page: int,
    labels: Labels,
    now: datetime,
    hourly: bool,
    *,
    may_pass_on: bool = False,
) -> Screen:
    """A page, counted from 0, of the `total` of open cases that somebody has claimed; who may pass them on
    can hand them all over."""
    if not total:
        return screen(_("You have no open case."), rows=((NEXT,),))
    title = Line(_n("You have {count} open case", "You have {count} open cases", total), strong=True)
    lines = [line for case in here for line in _state_of(case, labels, now, hourly)]
    rows = _in_rows([_named("read", case) for case in here], 2)
    return screen(title, *lines, rows=(*rows, *_turning(page, total), *((HAND_OVER,) if may_pass_on else ())))


def found(cases: tuple[Case, ...], more: int, labels: Labels, now: datetime, hourly: bool) -> Screen:
    """Open cases that fit what was asked for."""
    if not cases:
        return screen(_("No open case fits."), how_to_find())
    title = Line(
        _n("{count} open case fits", "{count} open cases fit", len(cases) + more),
        strong=True,
    )
    lines = [line for case in cases for line in _state_of(case, labels, now, hourly)]
    return screen(title, *lines, *_more(more), _("To see one: {command}", command=f"/case {cases[0].code}"))


def _waits(case: Case, labels: Labels, now: datetime, hourly: bool) -> tuple[Line, ...]:
    """Which, since when, and whether that is too long; under it what and where."""
    first: Text = verbatim(f"{SIGNS[case.priority]} {case.code}")
    for fact in (age(case.opened_at, now, hourly), *flag_words(case)):
        first = _("{first} · {next}", first=first, next=fact)
    told = [fact for fact in what_and_where(case, labels) if fact is not None]
    return Line(first), *(Line(fact, tight=True) for fact in told)


def _state_of(case: Case, labels: Labels, now: datetime, hourly: bool) -> tuple[Line, ...]:
    state = state_now(case, now)
    for flag in flag_words(case):
        state = _("{first} · {next}", first=state, next=flag)
    return Line(about(case, labels, now, hourly)), Line(state, tight=True)


def _more(more: int) -> Iterable[Text]:
    if more:
        yield _n("{count} more is not shown.", "{count} more are not shown.", more)


def _turning(page: int, total: int) -> tuple[tuple[Button, ...], ...]:
    earlier = Button(_("Earlier ones"), Press("mine", "", page - 1).words())
    later = Button(_("More of them"), Press("mine", "", page + 1).words())
    row = (*((earlier,) if page else ()), *((later,) if (page + 1) * ON_PAGE < total else ()))
    return (row,) if row else ()


def _pressed(action: str, case: Case) -> Button:
    return Button(verbatim(case.code), Press(action, case.code, case.version).words())


def _named(action: str, case: Case) -> Button:
    label = ACTIONS[action].label
    assert label is not None
    words = _("{action} {code}", action=label, code=case.code)
    return Button(words, Press(action, case.code, case.version).words())


def _in_rows(buttons: list[Button], size: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + size]) for at in range(0, len(buttons), size))


def fits(case: Case, word: str, person: int, labels: Labels, said: Callable[[Text], str]) -> bool:
    """Whether a word that somebody looks for is in what their card of it may say. `said` words a text."""
    sought = word.casefold()
    if sought in (_ME, said(_("me")).casefold()):
        return case.assignee == person
    facts = (*case.facts.categories, *places_of(case))
    told = () if Flag.SENSITIVE in case.flags else facts  # what a card keeps quiet about is not found either
    names = (*told, f"language:{case.facts.language}")
    shown = [listed((name,), labels) for name in names]
    texts = (*shown, PRIORITIES[case.priority], state_words(case), *flag_words(case))
    known = [said(text).casefold() for text in texts if text is not None]
    if sought in {name.rpartition(":")[2].casefold() for name in names}:
        return True
    return sought.replace("-", "") in case.code.casefold().replace("-", "") or any(
        sought in words for words in known
    )
