"""What the group sees of a case: enough to choose it, nothing that an infiltrator could use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.casework.case import Case, CloseReason, Flag, Workflow
from bot.casework.layout import CARD, laid_out
from bot.casework.questions import Standing, state_of
from bot.casework.row import is_held
from bot.casework.words import PRIORITIES, TRACKS, axis_words, flag_words, state_now, state_words
from bot.text import Line, Name, Screen, Text, _, _n, screen, verbatim

Labels = Mapping[str, Text]


def card(
    case: Case,
    labels: Labels,
    files: int,
    on_the_way: int,
    now: datetime,
    hourly: bool = True,
    asked: Standing | None = None,
) -> Screen:
    """The card as it is now. `labels` names choices by their names, countries as `country:ge`, languages
    as `language:ru`.

    `files` counts those that have come; `on_the_way` those that have not yet. `asked` is the newest question.
    """
    title = Line(_("{code} · {track}", code=case.code, track=TRACKS[case.track]), strong=True)
    if case.closed_reason is CloseReason.WITHDRAWN or case.workflow is Workflow.PURGED:
        return screen(title, state_words(case))
    facts = (
        _held_words(case, now),
        passed_words(case, now),
        PRIORITIES[case.priority],
        *what_and_where(case, labels),
        _("Language: {language}", language=_named(f"language:{case.facts.language}", labels)),
        _("Files: {files}", files=file_count(files, on_the_way)),
        _("Received: {age}", age=age(case.opened_at, now, hourly)),
        *axis_words(case),
        asked_words(asked, now) if asked else None,
        *flag_words(case),
        _contact_words(case),
    )
    first, *others = [fact for fact in facts if fact is not None]
    tight = (Line(fact, tight=True) for fact in others)
    return screen(title, Line(first), *tight, rows=laid_out(CARD, case, now))


def what_and_where(case: Case, labels: Labels, *, only_country: bool = False) -> tuple[Text | None, ...]:
    """What kind of case it is, and where: for the group, which is not told of a sensitive one."""
    if Flag.SENSITIVE in case.flags:
        return (_("What and where: not shown here"),)
    places = places_of(case)[: 1 if only_country else None]
    return listed(case.facts.categories, labels), listed(places, labels)


def places_of(case: Case) -> tuple[str, ...]:
    """The country and the region, as they are named among the labels."""
    country, region = case.facts.country, case.facts.region
    return (*((f"country:{country}",) if country else ()), *((region,) if region else ()))


def listed(names: tuple[str, ...], labels: Labels) -> Text | None:
    """Choices by their labels, with commas; None when there are none."""
    words: Text | None = None
    for name in names:
        label = _named(name, labels)
        words = label if words is None else _("{first}, {next}", first=words, next=label)
    return words


def _named(name: str, labels: Labels) -> Text:
    plain = name.rpartition(":")[2]
    return labels.get(name) or labels.get(plain) or verbatim(plain)


def file_count(files: int, on_the_way: int) -> Text:
    """How many have come, and how many are still to come."""
    if on_the_way:
        return _("{files} and {more} on the way", files=files, more=on_the_way)
    return verbatim(str(files))


def age(since: datetime, now: datetime, hourly: bool = True) -> Text:
    """How old, in steps: exact times would tell who wrote it. Days end at midnight (UTC) for all cases alike;
    not `hourly`: the first step, which tells most, is left out."""
    if hourly and now - since < timedelta(hours=1):
        return _("under an hour ago")
    days = (now.date() - since.date()).days
    if days < 1:
        return _("today")
    return _n("{count} day ago", "{count} days ago", days) if days > 1 else _("yesterday")


def _held_words(case: Case, now: datetime) -> Text:
    if case.workflow in (Workflow.CLOSED, Workflow.PURGED, Workflow.NEW, Workflow.TRIAGE):
        return state_now(case, now)
    if is_held(case, now):
        return _("{state} · claimed", state=state_words(case))
    return _("{state} · not claimed", state=state_words(case))


def asked_words(asked: Standing, now: datetime) -> Text:
    """How the newest question stands, by the day: `👁 Seen · 2 days ago`."""
    words = _("{state} · {age}", state=state_of(asked, now), age=age(asked.since, now, hourly=False))
    if asked.open < 2:
        return words
    return _(
        "{state} · {open}",
        state=words,
        open=_n("{count} question open", "{count} questions open", asked.open),
    )


def passed_words(case: Case, now: datetime) -> Text | None:
    """Whom it is offered to, while they may accept."""
    if case.passing is None or case.passing.until <= now:
        return None
    return _("Passed to {name}, not accepted yet", name=Name(case.passing.to))


def _contact_words(case: Case) -> Text | None:
    if case.facts.consent.contact or Flag.UNREACHABLE in case.flags:
        return None
    return _("The witness does not want to be asked")
