"""Texts become words: in the reader's language, within Telegram's limits, with nothing hidden in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import Button, Line, Screen, Text, _, _n, screen, verbatim
from handlers.translate import LONGEST, Wording, units, visible

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "Back"
msgstr "Назад"

msgid "Open {code}"
msgstr "Открыть {code}"

msgid "{count} file"
msgid_plural "{count} files"
msgstr[0] "{count} файл"
msgstr[1] "{count} файла"
msgstr[2] "{count} файлов"
"""
STAFF = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Claim"
msgstr "Взять"
"""
ENGLISH = Wording()


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "witness.po").write_text(RUSSIAN, encoding="utf-8")
    (folder / "staff.po").write_text(STAFF, encoding="utf-8")
    return Wording(tmp_path)


def test_a_text_is_said_in_the_readers_language(wording: Wording) -> None:
    assert wording.words(_("Back"), "ru") == "Назад"
    assert wording.words(_("Claim"), "ru") == "Взять"
    assert wording.words(_("Open {code}", code="K7-4FQ2"), "ru") == "Открыть K7-4FQ2"


def test_a_text_without_translation_stays_english(wording: Wording) -> None:
    assert wording.words(_("New here"), "ru") == "New here"
    assert wording.words(_("Back"), "en") == "Back"
    assert wording.words(_("Back"), "xx") == "Back"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 файл"), (2, "2 файла"), (5, "5 файлов"), (21, "21 файл")]
)
def test_numbers_take_the_form_that_the_language_wants(wording: Wording, count: int, words: str) -> None:
    assert wording.words(_n("{count} file", "{count} files", count), "ru") == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_numbers_take_their_form_in_english(wording: Wording, count: int, words: str) -> None:
    assert wording.words(_n("{count} file", "{count} files", count), "en") == words


def test_a_text_within_a_text_is_said_in_the_same_language(wording: Wording) -> None:
    assert wording.words(_("Open {code}", code=_("Back")), "ru") == "Открыть Назад"


def test_a_text_without_words_is_empty(wording: Wording) -> None:
    assert wording.words(Text(""), "ru") == ""


def test_languages_are_offered_with_the_phones_first(wording: Wording) -> None:
    assert wording.languages == ("en", "ru")
    assert wording.offered("ru-RU") == ("ru", "en")
    assert wording.offered("fr") == wording.offered(None) == ("en", "ru")


@pytest.mark.parametrize(
    ("phone", "code"),
    [("ru", "ru"), ("ru-RU", "ru"), ("RU_ru", "ru"), ("en-GB", "en"), ("", "en"), (None, "en")],
)
def test_the_nearest_language_is_found(wording: Wording, phone: str | None, code: str) -> None:
    assert wording.nearest(phone) == code


def test_paragraphs_are_parted_and_strong_ones_are_marked_in_utf_16() -> None:
    shown = Screen(
        (Line(verbatim("😀 a"), strong=True), Line(verbatim("b")), Line(verbatim("cd"), True, tight=True))
    )
    worded = ENGLISH.screen(shown, "en")
    assert worded.text == "😀 a\n\nb\ncd"
    assert worded.strong == ((0, 4), (8, 2))


def test_buttons_keep_their_press_and_their_link() -> None:
    rows = ((Button(_("Back"), "back"), Button(_("More"), "-", url="https://example.org")),)
    assert ENGLISH.screen(screen(_("Choose"), rows=rows), "en").rows == (
        (("Back", "back", None), ("More", "-", "https://example.org")),
    )


def test_braces_that_somebody_typed_are_only_words() -> None:
    assert ENGLISH.words(verbatim("{code} {0} {"), "en") == "{code} {0} {"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u2069", "\x00"])
def test_signs_that_change_how_words_read_are_shown(sign: str) -> None:
    assert sign not in visible(f"a{sign}b")
    assert visible(f"a{sign}b").startswith("a[")


def test_half_a_pair_of_surrogates_becomes_a_sign_that_can_be_sent() -> None:
    visible("a\ud83db").encode()


@given(st.lists(st.tuples(st.text(max_size=3000), st.booleans()), min_size=1, max_size=6))
def test_every_screen_fits_and_its_marks_stay_within_it(paragraphs: list[tuple[str, bool]]) -> None:
    shown = Screen(tuple(Line(verbatim(words), strong) for words, strong in paragraphs))
    worded = ENGLISH.screen(shown, "en")
    worded.text.encode()
    assert units(worded.text) <= LONGEST
    assert all(size > 0 and offset + size <= units(worded.text) for offset, size in worded.strong)


@pytest.mark.parametrize("before", range(4))
def test_a_cut_never_splits_a_sign(before: int) -> None:
    worded = ENGLISH.screen(Screen((Line(verbatim("x" * before + "😀" * LONGEST), strong=True),)), "en")
    assert worded.text.endswith("😀 …")
    assert worded.strong == ((0, units(worded.text)),)
