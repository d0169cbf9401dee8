"""The shipped report questionnaire keeps its promises to witnesses, staff and translators."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pyxform.xls2xform import convert

import bot
from bot.extract import xlsform as extract
from bot.questionnaire import answers, places
from bot.questionnaire.answers import Answer, Number, Part, Pick, When, Words
from bot.questionnaire.expressions import names
from bot.questionnaire.form import Choice, Group, Kind, Question
from bot.questionnaire.xlsform import read

FILE = Path(bot.__file__).parent / "forms" / "report.md"
FORM = read(FILE)
QUESTIONS = {question.name: question for question, _ in FORM.questions()}
REGIONS = {
    "am": 12, "az": 71, "by": 7, "ee": 15, "ge": 13, "kz": 20, "kg": 9, "lv": 43,
    "lt": 10, "md": 37, "ru": 89, "tj": 5, "tm": 6, "ua": 27, "uz": 14, "other": 6,
}  # fmt: skip
DISPUTED = {
    "abkhazia": {"ge", "other"},
    "bender": {"md", "other"},
    "crimea": {"ua", "ru"},
    "donetsk": {"ua", "ru"},
    "kherson": {"ua", "ru"},
    "luhansk": {"ua", "ru"},
    "nagorno_karabakh": {"am", "az", "other"},
    "sevastopol": {"ua", "ru"},
    "south_ossetia": {"ge", "other"},
    "transnistria": {"md", "other"},
    "zaporizhzhia": {"ua", "ru"},
}
REQUIRED = {
    "relation": Answer((Pick("saw"),)),
    "categories": Answer((Pick("threats"),)),
    "danger": Answer((Pick("no"),)),
    "country": Answer((Pick("kz"),)),
    "narrative": Answer((Words("They came at night."),)),
}


def _regions(country: str) -> tuple[Choice, ...]:
    return answers.choices(FORM, QUESTIONS["region"], {"country": Answer((Pick(country),))})


def _asked(*parts: Part, **further: Part) -> list[str]:
    given = (
        REQUIRED | {"categories": Answer(parts)} | {name: Answer((part,)) for name, part in further.items()}
    )
    return [question.name for question in answers.relevant(FORM, given)]


def _texts(items: tuple[Question | Group, ...]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield from _texts(item.items)
            continue
        shown = (item.label, item.hint, item.constraint_message, item.required_message)
        yield from (text.msgid for text in (*shown, *(choice.label for choice in item.choices)) if text)


def test_only_what_a_report_cannot_do_without_is_required() -> None:
    assert {name for name, question in QUESTIONS.items() if question.required} == set(REQUIRED)


def test_the_questions_that_other_code_names_are_of_their_kind() -> None:
    kinds = {
        name: QUESTIONS[name].kind
        for name in ("categories", "danger", "country", "region", "narrative", "files")
    }
    assert kinds == {
        "categories": Kind.SELECT_MULTIPLE,
        "danger": Kind.SELECT_ONE,
        "country": Kind.SELECT_ONE,
        "region": Kind.SELECT_ONE,
        "narrative": Kind.TEXT,
        "files": Kind.FILE,
    }
    assert {"yes", "no"} <= {choice.name for choice in QUESTIONS["danger"].choices}


def test_someone_who_wants_to_be_brief_is_asked_little() -> None:
    assert len(_asked(Pick("threats"))) <= 11


def test_the_ordinary_path_is_bearable() -> None:
    long = {
        category.name: len(_asked(Pick(category.name), more=Pick("yes")))
        for category in QUESTIONS["categories"].choices
    }
    assert long["threats"] <= 20
    assert max(long.values()) <= 26


@pytest.mark.parametrize(
    ("category", "further"),
    [
        (
            "disappearance",
            {
                "missing_name",
                "missing_since",
                "missing_place",
                "missing_taken_by",
                "missing_steps",
                "missing_consent",
            },
        ),
        ("detention", {"grounds"}),
        ("torture", {"treatment", "traces"}),
        ("speech", {"outlet", "material", "means"}),
    ],
)
def test_questions_of_one_kind_of_event_follow_it_alone(category: str, further: set[str]) -> None:
    assert further <= set(_asked(Pick(category), more=Pick("yes")))
    assert not further & set(_asked(Pick("threats"), more=Pick("yes")))
    assert not further & set(_asked(Pick(category)))


def test_the_end_cannot_come_before_the_beginning() -> None:
    given = {"when": Answer((When("2026-03-14"),)), "duration": Answer((Pick("period"),))}
    until = QUESTIONS["until"]
    assert answers.objection(FORM, until, Answer((When("2026-03-13"),)), given) == until.constraint_message
    assert answers.objection(FORM, until, Answer((When("2026-03"),)), given) is None
    assert answers.objection(FORM, until, Answer((When("2026-03-14"),)), given) is None


@pytest.mark.parametrize(("number", "fits"), [(0, False), (1, True), (1_000_000, True), (1_000_001, False)])
def test_a_number_of_people_is_a_sensible_one(number: int, fits: bool) -> None:
    objection = answers.objection(FORM, QUESTIONS["victims"], Answer((Number(number),)), {})
    assert (objection is None) == fits


def test_the_story_alone_asks_for_own_words() -> None:
    own = [name for name, question in QUESTIONS.items() if "in your own words" in question.label.msgid]
    assert own == ["narrative"]


def test_every_condition_speaks_of_earlier_questions() -> None:
    """Later ones would count as unanswered, whatever the witness says."""
    earlier: set[str] = set()
    for question, conditions in FORM.questions():
        written = (*conditions, *([question.choice_filter] if question.choice_filter else []))
        looked_up = frozenset[str]().union(*map(names, written))
        assert {name for name in looked_up if not name.startswith(".")} <= earlier
        earlier.add(question.name)


def test_every_choice_fits_into_a_button() -> None:
    for name, question in QUESTIONS.items():
        for choice in question.choices:
            assert len(f"pick:{name}:{choice.name}".encode()) <= 64


def test_choices_of_one_question_look_different() -> None:
    for name, question in QUESTIONS.items():
        for shown in map(_regions, REGIONS) if name == "region" else [question.choices]:
            assert len({choice.label for choice in shown}) == len(shown)
            assert len({choice.name for choice in shown}) == len(shown)


def test_all_countries_can_be_chosen() -> None:
    assert sorted(choice.name for choice in QUESTIONS["country"].choices) == sorted(REGIONS)


@pytest.mark.parametrize(("country", "count"), REGIONS.items())
def test_every_country_has_its_regions(country: str, count: int) -> None:
    assert len(_regions(country)) == count


def test_every_region_belongs_to_a_country_and_a_clock() -> None:
    for choice in QUESTIONS["region"].choices:
        country = choice.columns["country"]
        assert country in REGIONS
        if choice.name != "elsewhere":
            assert places.zone(country, choice.name) != "UTC"
        ZoneInfo(places.zone(country, choice.name))


def test_the_code_of_a_region_names_its_country_unless_others_list_it_too() -> None:
    listed: dict[str, set[str]] = {}
    for choice in QUESTIONS["region"].choices:
        listed.setdefault(choice.name, set()).add(choice.columns["country"])
    own = {
        name for name, countries in listed.items() if any(name.startswith(f"{code}_") for code in countries)
    }
    assert all(len(listed[name]) == 1 for name in own)
    assert {name: listed[name] for name in listed.keys() - own - {"elsewhere"}} == DISPUTED


def test_a_disputed_place_is_called_the_same_on_every_side() -> None:
    for place in DISPUTED:
        labels = {choice.label for choice in QUESTIONS["region"].choices if choice.name == place}
        assert len(labels) == 1


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("ru", None, "Europe/Moscow"),
        ("ru", "ru_kam", "Asia/Kamchatka"),
        ("ru", "ru_kgd", "Europe/Kaliningrad"),
        ("ua", "crimea", "Europe/Simferopol"),
        ("ru", "crimea", "Europe/Simferopol"),
        ("ua", "kherson", "Europe/Kyiv"),
        ("ru", "kherson", "Europe/Moscow"),
        ("other", "abkhazia", "Europe/Moscow"),
        ("other", "elsewhere", "UTC"),
        ("other", None, "UTC"),
        (None, None, "UTC"),
        ("xx", "yy", "UTC"),
    ],
)
def test_a_place_has_the_clock_of_its_streets(country: str | None, region: str | None, zone: str) -> None:
    assert places.zone(country, region) == zone


def test_every_region_of_the_clock_table_can_be_chosen() -> None:
    known = {choice.name for choice in QUESTIONS["region"].choices}
    assert set(places._REGIONS) <= known


def test_the_form_is_an_xform_for_other_programs_too() -> None:
    warnings: list[str] = []
    assert "<h:html" in convert(FILE, warnings=warnings).xform
    assert warnings == []


def test_translators_get_every_text_and_where_it_stands() -> None:
    found = list(extract(BytesIO(FILE.read_bytes()), {}, (), {}))
    assert {message for _, _, message, _ in found} == {FORM.title.msgid, *_texts(FORM.items)}
    written = FILE.read_text(encoding="utf-8").splitlines()
    assert all(message in written[line - 1] for line, _, message, _ in found)
    notes = {message: comments for _, _, message, comments in found}
    assert notes["Crimea"] == ["report: choice crimea of the list regions"]
    assert notes[QUESTIONS["narrative"].label.msgid] == ["report: question narrative, label"]
