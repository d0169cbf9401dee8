"""A setting that is wrong is named before anything starts."""

from __future__ import annotations

import pytest

from bot import settings
from bot.settings import BadSettings, Common


def test_a_proxy_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WITNESSLINE_TELEGRAM_PROXY", "")
    assert settings.load(Common).telegram_proxy is None


@pytest.mark.parametrize("proxy", ["127.0.0.1:9050", "socks4://127.0.0.1:9050", "socks5h://127.0.0.1:9050"])
def test_a_proxy_that_not_both_libraries_know_is_named(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("WITNESSLINE_TELEGRAM_PROXY", proxy)
    with pytest.raises(BadSettings, match="WITNESSLINE_TELEGRAM_PROXY: is not an address"):
        settings.load(Common)
