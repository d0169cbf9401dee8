"""One word for each thing: the tables in docs/translating.md hold, and so does the tone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.project.test_texts import CATALOGUES, LOCALES, TEMPLATES, forms_of, messages
from tests.project.tree import ROOT, short

RUSSIAN = LOCALES / "ru" / "LC_MESSAGES"
BUTTONS, WORDS = "| button |", "| English |"


def table(head: str) -> list[list[str]]:
    """The rows under this head, cell by cell."""
    _before, _found, rest = (ROOT / "docs" / "translating.md").read_text("utf-8").partition(head)
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def said(domain: str) -> list[str]:
    """All that this side reads in Russian."""
    return [words for each in messages(RUSSIAN / f"{domain}.po") for words in forms_of(each.string)]


def with_words(stem: str, domain: str) -> list[str]:
    return [words for words in said(domain) if re.search(rf"\b(?:{stem})", words, re.IGNORECASE)]


def test_buttons_are_called_what_the_table_says() -> None:
    rows = table(BUTTONS)
    russian = {
        each.id: each.string for domain in ("witness", "staff") for each in messages(RUSSIAN / f"{domain}.po")
    }
    assert len(rows) > 20
    assert {english: russian.get(english) for english, *_more in rows} == {row[0]: row[1] for row in rows}


def test_no_two_buttons_are_called_the_same() -> None:
    names = [row[1] for row in table(BUTTONS)]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("domain", ["witness", "staff"])
def test_nothing_has_a_second_name(domain: str) -> None:
    avoided = [word for row in table(WORDS) for word in row[3].split(", ") if word]
    assert len(avoided) > 5
    for word in avoided:
        assert with_words(word.rstrip("аеиойья"), domain) == [], word


def test_no_witness_reads_the_word_of_the_police() -> None:
    assert with_words(r"дел(?:о|а|у|ом|е|ам|ами|ах)?\b", "witness") == []


def test_staff_read_one_word_for_a_case_and_one_for_what_was_told() -> None:
    """“Обращение” is said to staff only of what the witness has told or sent."""
    cases = [
        each
        for each in messages(RUSSIAN / "staff.po")
        if any(re.search(r"\bобращени", words, re.IGNORECASE) for words in forms_of(each.string))
    ]
    for each in cases:
        assert re.search(r"\breport", " ".join(forms_of(each.id)), re.IGNORECASE), each.id


@pytest.mark.parametrize("path", [*TEMPLATES, *CATALOGUES], ids=short)
def test_no_text_holds_a_command_that_acts_without_asking(path: Path) -> None:
    """Telegram makes a link of it: one slip of a thumb."""
    for each in messages(path):
        assert not any("/panic" in words for words in (*forms_of(each.id), *forms_of(each.string))), each.id


@pytest.mark.parametrize("domain", ["witness", "staff"])
def test_nobody_s_gender_is_asked_by_a_bracket_and_nobody_is_addressed_stiffly(domain: str) -> None:
    for words in said(domain):
        assert not re.search(r"[а-яё]\((?:а|ла|на|ся|ась)\)", words), words
        assert not re.search(r"[а-яё,] (?:Вы|Вас|Вам|Вами|Ваш)", words), words
