"""The signed list of our own bots: what may change on the way through a web page, and what may not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.mirrors import Bot, NotOurs, signed, verified
from storage.sealing import Signer

SIGNER, ANOTHER = Signer.of("sign-1", "00" * 32), Signer.of("sign-1", "01" * 32)
BOTS = (Bot(1, "tell_us_safely_bot"), Bot(2, None, "not reached on this day, so its name is missing here"))
LIST = signed(BOTS, SIGNER, datetime(2026, 3, 14, 23, 59, tzinfo=UTC))


def test_the_list_reads_like_this() -> None:
    said = LIST.partition("Key: ")[0]
    assert said == (
        "Our bots\n"
        "Date: 2026-03-14\n"
        "\n"
        "@tell_us_safely_bot  https://t.me/tell_us_safely_bot\n"
        "Bot 2: not reached on this day, so its name is missing here\n"
        "\n"
        "No other bot is ours, whatever it is called.\n"
        "We never ask for your phone number, a login code, a password or money.\n"
        "\n"
    )


@pytest.mark.parametrize(
    "copied",
    [LIST, LIST.replace("\n", "\r\n"), LIST.replace("\n", "  \n\n  "), LIST.replace("\n\n", "\n").strip()],
)
def test_a_copy_with_other_space_is_still_ours(copied: str) -> None:
    assert verified(copied, SIGNER.public) == "2026-03-14"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (LIST.replace("safely_bot  ", "safe1y_bot  "), "It was changed"),
        (LIST.replace("2026-03-14", "2026-03-15"), "It was changed"),
        (LIST.replace("Our bots\n", "Our bots\n@another_bot\n"), "It was changed"),
        (LIST + "@another_bot\n", "below the signature"),
        (LIST.partition("Signature")[0], "no signature"),
        (LIST.partition("Signature")[0] + "Signature: \n", "no signature"),
        (LIST.partition("Signature")[0] + "Signature: ???\n", "It was changed"),
        ("", "no signature"),
        (signed(BOTS, ANOTHER, datetime(2026, 3, 14, tzinfo=UTC)), "another key"),
    ],
)
def test_whatever_else_is_changed_shows(changed: str, reason: str) -> None:
    with pytest.raises(NotOurs, match=reason):
        verified(changed, SIGNER.public)


def test_a_key_that_is_none_verifies_nothing() -> None:
    with pytest.raises(NotOurs):
        verified(LIST, "no key")
