"""A small questionnaire with one question of most kinds, and ways to stand anywhere in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.interview import events
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.effects import Effect, FollowUp, Known, SentCase, Show
from bot.questionnaire.answers import Answer, Attachment, FileKind, Number, Pick, Pin, When, Words
from bot.questionnaire.expressions import parse
from bot.questionnaire.form import Choice, Form, Group, Kind, Question
from bot.text import Line, Screen, Text

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
COUNTRIES = tuple(Choice(f"c{number:02}", Text(f"Country {number}")) for number in range(30))
REGIONS = tuple(
    Choice(f"{country.name}_{side}", Text(f"{side} of {country.label.msgid}"), {"country": country.name})
    for country in COUNTRIES
    for side in ("north", "south")
)
YES_NO = (Choice("yes", Text("Yes")), Choice("no", Text("No")))
FORM = Form(
    "small",
    "1",
    Text("Small"),
    (
        Question("welcome", Kind.NOTE, Text("A few questions follow.")),
        Question("danger", Kind.SELECT_ONE, Text("Is anyone in danger?"), required=True, choices=YES_NO),
        Question(
            "categories",
            Kind.SELECT_MULTIPLE,
            Text("What happened?"),
            required=True,
            choices=tuple(Choice(name, Text(name.title())) for name in ("arrest", "threat", "eviction")),
            constraint=parse("count-selected(.) <= 2"),
            constraint_message=Text("Two at most."),
        ),
        Question("when", Kind.DATE, Text("When was it?")),
        Question(
            "until",
            Kind.DATE,
            Text("When did it end?"),
            relevant=parse("${when} != ''"),
            constraint=parse(". >= ${when}"),
            constraint_message=Text("That is before it began."),
        ),
        Question("country", Kind.SELECT_ONE, Text("In which country?"), required=True, choices=COUNTRIES),
        Question(
            "region",
            Kind.SELECT_ONE,
            Text("In which region?"),
            choices=REGIONS,
            choice_filter=parse("country = ${country}"),
        ),
        Question("place", Kind.PLACE, Text("Where exactly?")),
        Question("narrative", Kind.TEXT, Text("What exactly happened?"), required=True, gathers=True),
        Question("files", Kind.FILE, Text("Files?"), gathers=True),
        Group(
            "arrest",
            (
                Question("prison", Kind.TEXT, Text("Where are they held?")),
                Question("people", Kind.INTEGER, Text("How many?"), constraint=parse(". > 0")),
            ),
            relevant=parse("selected(${categories}, 'arrest')"),
        ),
    ),
)
QUESTIONS = {question.name: question for question, _conditions in FORM.questions()}
PHOTO = Attachment("a-photo", FileKind.PHOTO, 1000, message=42)
COMPLETE = {
    "welcome": Answer(),
    "danger": Answer((Pick("no"),)),
    "categories": Answer((Pick("arrest"), Pick("threat"))),
    "when": Answer((When("2026-03"),)),
    "until": Answer((When("2026-03-10"),)),
    "country": Answer((Pick("c03"),)),
    "region": Answer((Pick("c03_north"),)),
    "place": Answer((Pin(42.87, 74.59),)),
    "narrative": Answer((Words("They came at night.", 40), Words("Four men.", 41))),
    "files": Answer((PHOTO,)),
    "prison": Answer((Words("Nobody knows.", 43),)),
    "people": Answer((Number(2),)),
}
FRESH = SentCase(1, "K7-4FQ2", "awaiting_witness", NOW + timedelta(hours=1))
OLD = SentCase(2, "M3-8XYZ", "in_review", NOW)
ASKED = FollowUp(7, FRESH.id, FRESH.code, "Was there a paper?")
ASKED_TOO = FollowUp(8, OLD.id, OLD.code, "Who else was there?")
KNOWN = Known(NOW, code="P4-0000", languages=("en", "ru"))
WITH_CASES = Known(NOW, "P4-0000", ("en", "ru"), (FRESH, OLD), (ASKED, ASKED_TOO))
MENU = Draft(language="en", warned=True, place=Place.MENU)
REVIEWED = Draft(language="en", warned=True, place=Place.REVIEW, answers=COMPLETE)
READY = Draft("en", True, Place.READY, answers=COMPLETE, consents=(True, False, True))


def at(name: str, given: Answer | None = None) -> Draft:
    """In front of this question, with all before it answered; `given` is what it holds so far."""
    before = dict(list(COMPLETE.items())[: list(COMPLETE).index(name)])
    return Draft("en", True, Place.INTERVIEW, answers=before | ({name: given} if given else {}))


def after(draft: Draft, *said: events.Event, known: Known = KNOWN, form: Form = FORM) -> Draft:
    """The draft once all of these have happened."""
    for event in said:
        draft, _effects = advance(form, draft, event, known)
    return draft


def heard(draft: Draft, event: events.Event, known: Known = KNOWN) -> tuple[Draft, tuple[Effect, ...]]:
    """The draft after one event, and what follows besides what is shown."""
    changed, effects = advance(FORM, draft, event, known)
    return changed, tuple(effect for effect in effects if not isinstance(effect, Show))


def shown(draft: Draft, event: events.Event, known: Known = KNOWN) -> Screen:
    """What the witness sees after the event."""
    _changed, effects = advance(FORM, draft, event, known)
    (show,) = (effect for effect in effects if isinstance(effect, Show))
    return show.screen


def lines(screen: Screen) -> tuple[str, ...]:
    """The msgids of its paragraphs; of words shown as they are, the words."""
    return tuple(_said(line) for line in screen.lines)


def _said(line: Line) -> str:
    words = dict(line.text.params).get("words")
    return words if isinstance(words, str) else line.text.msgid


def pressable(screen: Screen) -> tuple[events.Press, ...]:
    """The events behind its buttons."""
    found = (events.pressed(button.press) for row in screen.rows for button in row)
    return tuple(event for event in found if event is not None)
