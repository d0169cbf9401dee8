"""What the archive keeps of answers: short, readable, and nothing of it lost."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire.answers import Attachment, Entry, FileKind, Number, Part, Pick, Pin, When, Words
from bot.questionnaire.documents import document_of, entries_of, in_english
from bot.questionnaire.entries import shown
from bot.questionnaire.form import Choice, Form, Kind, Question
from bot.questionnaire.glossary import NO_GLOSSARY, Glossary
from bot.text import Text, _, _n, verbatim

KINDS = Question(
    "kinds",
    Kind.SELECT_MULTIPLE,
    Text("What happened?"),
    choices=(Choice("arrest", Text("Arrest")), Choice("threats", Text("Threats"))),
)
STORY = Question("story", Kind.TEXT, Text("In your own words {or} not"))
FORM = Form("report", "1", Text("A report"), (KINDS, STORY))
GLOSSARY = Glossary.of(FORM)
LABELS = {choice.name: choice.label for choice in KINDS.choices}


def entry(question: Question, *parts: Part) -> Entry:
    return Entry(question.name, question.label, shown(parts, LABELS), parts)


def test_a_report_is_names_and_what_was_told() -> None:
    told = (
        entry(KINDS, Pick("arrest"), Pick("threats")),
        entry(STORY, Words("They came.", 40), Words("Soldiers.")),
    )
    assert document_of(told, GLOSSARY) == {
        "form": GLOSSARY.id,
        "answers": {"kinds": "arrest threats", "story": ["They came.", "Soldiers."]},
    }


def test_every_kind_of_part_has_its_shape() -> None:
    file = Attachment("5d0c", FileKind.PHOTO, 9, 41)
    parts = (Number(2), When("2026-03"), Pin(1.5, 2.5), Words("now", 3, ("then",)), Pick("other"), file)
    told = [document_of([Entry("a", Text("?"), (), (part,))], NO_GLOSSARY)["answers"]["a"] for part in parts]
    assert told == [
        2,
        {"when": "2026-03"},
        {"place": [1.5, 2.5]},
        {"words": "now", "earlier": ["then"]},
        "other",
        {"file": "5d0c", "kind": "photo", "size": 9},
    ]


def test_what_the_glossary_does_not_say_is_said() -> None:
    """A follow-up question in the witness's language, with choices of its own."""
    parts = (Pick("yes"),)
    asked = Entry("seen", verbatim("Вы видели?"), (Text("Yes"),), parts, source=Text("Did you see it?"))
    document = document_of([asked], GLOSSARY)
    assert document == {
        "answers": {"seen": "yes"},
        "asked": {"seen": ["Вы видели?", "Did you see it?"]},
        "chosen": {"seen": {"yes": "Yes"}},
    }
    assert entries_of(document, GLOSSARY) == (
        replace(asked, words=(verbatim("Yes"),), source=verbatim("Did you see it?")),
    )


def test_contacts_stay_marked() -> None:
    told = (Entry("names", Text("Names?"), (), (Words("…"),), contacts=True),)
    assert [each.contacts for each in entries_of(document_of(told, NO_GLOSSARY), NO_GLOSSARY)] == [True]


def test_without_the_glossary_names_stand_for_words() -> None:
    document = document_of([entry(KINDS, Pick("arrest"))], GLOSSARY)
    assert entries_of(document, NO_GLOSSARY) == (
        Entry("kinds", verbatim("kinds"), (verbatim("arrest"),), (Pick("arrest"),)),
    )


def test_other_words_are_another_glossary() -> None:
    other = Form("report", "1", Text("A report"), (KINDS, replace(STORY, label=Text("Tell us"))))
    assert Glossary.of(other).id != GLOSSARY.id
    turned = replace(KINDS, choices=KINDS.choices[::-1])
    assert Glossary.of(replace(FORM, items=(turned, STORY))).id == GLOSSARY.id


def test_english_has_everything_in_it() -> None:
    assert in_english(_("From {who}", who=_("a {what}", what="friend"))) == "From a friend"
    assert in_english(_n("{count} photo", "{count} photos", 2)) == "2 photos"
    assert in_english(verbatim("{braces} stay")) == "{braces} stay"


NAMES = st.text("abc_ ", max_size=3)
PARTS = st.one_of(
    st.builds(Words, st.text(max_size=9), earlier=st.lists(st.text(max_size=3), max_size=2).map(tuple)),
    st.builds(Number, st.integers(-(10**9), 10**9)),
    st.builds(Pick, NAMES),
    st.builds(When, st.sampled_from(("2026", "2026-03", "2026-03-14"))),
    st.builds(Pin, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(Attachment, st.text("0123456789abcdef"), st.sampled_from(FileKind), st.integers(0, 10**8)),
)


@given(st.dictionaries(NAMES, st.lists(PARTS, max_size=4).map(tuple), max_size=3))
def test_whatever_was_told_is_read_back(told: dict[str, tuple[Part, ...]]) -> None:
    entries = tuple(Entry(name, verbatim(name), shown(parts, {}), parts) for name, parts in told.items())
    document = json.loads(json.dumps(document_of(entries, GLOSSARY)))
    assert entries_of(document, GLOSSARY) == entries
