"""Every place has its screen, and every screen a way on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import events, notices, screens
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known
from bot.interview.languages import OWN_NAMES
from bot.interview.showing import view
from handlers.translate import Wording
from tests.interviews import ASKED, COMPLETE, FORM, KNOWN, MENU, READY, WITH_CASES, pressable

BY_THE_INTERVIEW = {Place.INTERVIEW, Place.REVIEW, Place.EDITING, Place.CONSENT, Place.READY}
WORDING = Wording()


def standing(place: Place) -> Draft:
    consents = READY.consents if place is Place.READY else ()
    about = ASKED.id if place is Place.FOLLOW_UP else 1
    return Draft("en", True, place, answers=COMPLETE, consents=consents, about=about)


def test_every_place_has_a_screen() -> None:
    assert set(screens.SCREENS) | BY_THE_INTERVIEW == set(Place)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("known", [KNOWN, WITH_CASES])
def test_every_screen_says_something_and_leads_on(place: Place, known: Known) -> None:
    screen = view(FORM, standing(place), known)
    assert screen.lines
    assert pressable(screen)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("language", WORDING.languages)
def test_every_screen_can_be_worded_in_every_language(place: Place, language: str) -> None:
    worded = WORDING.screen(view(FORM, standing(place), WITH_CASES), language)
    assert "{" not in worded.text
    assert all(label.strip() and "{" not in label for row in worded.rows for label, _press, _url in row)


def test_every_language_on_offer_has_its_own_name() -> None:
    assert set(WORDING.languages) <= set(OWN_NAMES)


def test_the_menu_goes_on_with_an_open_report() -> None:
    assert view(FORM, MENU, KNOWN) != view(FORM, replace(MENU, answers=COMPLETE), KNOWN)


@pytest.mark.parametrize("place", [Place.INTERVIEW, Place.REVIEW, Place.CONSENT, Place.READY])
def test_back_and_pause_are_always_there(place: Place) -> None:
    offered = pressable(view(FORM, standing(place), KNOWN))
    assert {events.WentBack(), events.Paused()} <= set(offered)


@pytest.mark.parametrize("place", [Place.NOTICE, Place.MORE])
def test_the_notice_promises_nothing_that_it_cannot_hold(place: Place) -> None:
    worded = WORDING.screen(view(FORM, replace(MENU, place=place), KNOWN), "en").text.casefold()
    assert not any(word in worded for word in ("anonymous", "untraceable", "guarantee"))


PROMISES = (
    "Telegram can see this chat and who you are", "never see your account, name or number",
    "We cannot protect a phone", "may be punishable where you are", "Nothing is saved until you see ✅",
    "You may stop at any moment", "/delete takes back an unfinished report at any time", "within 24 hours",
    "We are not a rescue service", "In danger now", "If we are silent for a day",
)  # fmt: skip


@pytest.mark.parametrize("promise", PROMISES)
def test_the_first_screen_of_the_notice_holds_every_promise(promise: str) -> None:
    assert promise in WORDING.screen(view(FORM, replace(MENU, place=Place.NOTICE), KNOWN), "en").text


@pytest.mark.parametrize("language", WORDING.languages)
@pytest.mark.parametrize("place", [Place.NOTICE, Place.SAFETY])
@pytest.mark.parametrize("traceless", [True, False])
def test_the_notice_and_safety_fit_one_screen_of_a_small_phone(
    place: Place, language: str, traceless: bool
) -> None:
    known = replace(KNOWN, bots=("tell_us_safely_bot",))
    worded = WORDING.screen(view(FORM, replace(MENU, place=place, traceless=traceless), known), language)
    assert len(worded.text) <= 650
    assert len(worded.rows) <= (1 if place is Place.NOTICE else 3)


def test_more_under_safety_leads_back_there_and_knows_of_the_switch() -> None:
    safety = replace(MENU, place=Place.SAFETY, back=Place.REVIEW)
    assert events.Went(Place.MORE) in pressable(view(FORM, safety, KNOWN))
    there = view(FORM, replace(safety, place=Place.MORE), KNOWN)
    assert {events.Went(Place.SAFETY), events.Returned()} == set(pressable(there))
    off = view(FORM, replace(safety, place=Place.MORE, traceless=False), KNOWN)
    assert notices.STAYING in [line.text for line in off.lines]
    assert notices.STAYING not in [line.text for line in there.lines]
