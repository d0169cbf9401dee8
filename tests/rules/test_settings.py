"""Settings: where they come from, and that a wrong one is named before anything starts."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path

import pytest

from bot import settings
from bot.casework.deadlines import Quiet
from bot.casework.desks import Rules
from bot.settings import BadSettings, Common, ForStaff, ForWitness, Settings

GOOD = {
    "WITNESS_TOKENS": "1:first, 2:second",
    "STAFF_TOKEN": "3:third",
    "DESK_CHAT": "-1001234567890",
    "ADMINS": "11, 12",
}
WRONG = [
    ("WITNESS_TOKENS", "", "needs at least one"),
    ("WITNESS_TOKENS", "1:first,second", "is not a bot token"),
    ("STAFF_TOKEN", "third", "is not a bot token"),
    ("STAFF_TOKEN", "3:", "is not a bot token"),
    ("DESK_CHAT", "desk", "should be a valid integer"),
    ("ADMINS", "", "needs at least one"),
    ("ADMINS", "anna", "should be a valid integer"),
    ("QUIET_HOURS", "late", "quiet hours look like"),
    ("QUIET_HOURS", "25:00-08:00", "25:00"),
    ("SEND_LIMITS", "few", "should be 'telegram' or 'none'"),
    ("CARD_JITTER", "-1", "greater than or equal to 0"),
    ("CARD_JITTER", "an hour", "should be a valid integer"),
    ("DESK_HOURS", "nine to five", "hours look like 09:00-18:00"),
    ("DESK_HOURS", "09:00-09:00", "different times"),
    ("DESK_DAYS", "workdays", "days look like mon-fri"),
    ("DESK_ZONE", "Tbilisi", "is not a time zone"),
    ("DESK_HOLIDAYS", "Georgia", "is not a country"),
    ("DIGEST_HOUR", "24", "less than or equal to 23"),
    ("LOG_LEVEL", "info", "should be 'DEBUG'"),
    ("TELEGRAM_API", "api.telegram.org", "is not an address"),
    ("TELEGRAM_PROXY", "127.0.0.1:9050", "is not an address"),
    ("TELEGRAM_PROXY", "socks4://127.0.0.1:9050", "is not an address"),
    ("TELEGRAM_PROXY", "socks5h://127.0.0.1:9050", "is not an address"),
]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings from outside, and no `.env` but the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def good(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(settings.PREFIX + name, value)


@pytest.mark.usefixtures("good")
def test_the_environment_is_read() -> None:
    found = settings.load(Settings)
    assert [token.get_secret_value() for token in found.witness_tokens] == ["1:first", "2:second"]
    assert found.staff_token.get_secret_value() == "3:third"
    assert (found.desk_chat, found.admins) == (-1001234567890, (11, 12))


@pytest.mark.usefixtures("good")
def test_what_is_not_set_has_its_default() -> None:
    found = settings.load(Settings)
    assert found.quiet == Quiet(time(22), time(8))
    assert found.database_url == "sqlite:///data/witnessline.db"
    assert (found.keys, found.send_limits, found.telegram_proxy) == (Path("data/keys"), "telegram", None)


@pytest.mark.usefixtures("good")
def test_without_a_word_the_desk_works_round_the_clock() -> None:
    assert settings.load(Settings).rules == Rules()


@pytest.mark.usefixtures("good")
def test_the_desks_hours_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    set = {"HOURS": "09:00-18:00", "DAYS": "mon-fri", "ZONE": "Asia/Tbilisi", "HOLIDAYS": "ge"}
    for name, value in set.items():
        monkeypatch.setenv(f"{settings.PREFIX}DESK_{name}", value)
    monkeypatch.setenv("WITNESSLINE_DIGEST_HOUR", "8")
    rules = Rules(time(9), time(18), frozenset(range(5)), "Asia/Tbilisi", "GE", digest=8)
    assert settings.load(Settings).rules == rules


@pytest.mark.usefixtures("good")
def test_no_token_shows_when_settings_are_printed() -> None:
    printed = repr(settings.load(Settings)) + str(settings.load(Settings))
    assert not any(secret in printed for secret in ("first", "second", "third"))


def test_each_missing_setting_has_a_line_of_its_own() -> None:
    with pytest.raises(BadSettings) as missing:
        settings.load(Settings)
    named = {line.split(":")[0] for line in str(missing.value).splitlines()}
    assert named == {settings.PREFIX + name for name in GOOD}
    assert "is not set" in str(missing.value)


@pytest.mark.parametrize(
    ("side", "needs"), [(ForWitness, {"WITNESS_TOKENS"}), (ForStaff, set(GOOD) - {"WITNESS_TOKENS"})]
)
def test_one_side_needs_only_its_own(side: type[Common], needs: set[str]) -> None:
    with pytest.raises(BadSettings) as missing:
        settings.load(side)
    named = {line.split(":")[0] for line in str(missing.value).splitlines()}
    assert named == {settings.PREFIX + name for name in needs}


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_a_wrong_setting_is_named_with_the_reason_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(settings.PREFIX + name, value)
    with pytest.raises(BadSettings) as wrong:
        settings.load(Settings)
    (line,) = str(wrong.value).splitlines()
    assert line.startswith(f"{settings.PREFIX}{name}: ")
    assert reason in line
    assert not any(secret in line for secret in ("first", "second", "third"))


@pytest.mark.usefixtures("good")
def test_a_file_can_hold_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("9:filed\n")
    monkeypatch.delenv("WITNESSLINE_STAFF_TOKEN")
    monkeypatch.setenv("WITNESSLINE_STAFF_TOKEN_FILE", str(tmp_path / "token"))
    assert settings.load(Settings).staff_token.get_secret_value() == "9:filed"


@pytest.mark.usefixtures("good")
def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WITNESSLINE_STAFF_TOKEN_FILE", "nowhere")
    with pytest.raises(BadSettings, match="WITNESSLINE_STAFF_TOKEN_FILE: cannot read nowhere"):
        settings.load(Settings)


def test_a_file_called_env_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [f"{settings.PREFIX}{name}={value}" for name, value in GOOD.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "WITNESSLINE_DATA=there"]))
    assert settings.load(Settings).data == Path("there")
    assert settings.data_folder() == Path("there")
    monkeypatch.setenv("WITNESSLINE_DATA", "here")
    assert settings.load(Settings).data == Path("here")
    assert settings.data_folder() == Path("here")


def test_the_folder_is_known_before_there_is_any_token() -> None:
    assert settings.data_folder() == Path("data")


def test_quiet_hours_can_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WITNESSLINE_QUIET_HOURS", "none")
    assert settings.load(Common).quiet is None


def test_a_proxy_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WITNESSLINE_TELEGRAM_PROXY", "")
    assert settings.load(Common).telegram_proxy is None
