"""Logs hold nothing that people said, who they are, or what opens a door."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.logs import ALLOWED, only_allowed, trace
from handlers.wire import known

SECRET = "They came at night"
SPEAKS = f"""
import logging, structlog
from bot import logs
logs.setup("INFO")
log = structlog.get_logger()
log.debug("too small", reason="quiet")
log.info("a word of ours", count=3, text="{SECRET}", chat=4711)
logging.getLogger("aiogram").info("{SECRET}")
logging.getLogger("aiogram").warning("{SECRET} %s", "123:token")
try:
    raise ValueError("{SECRET}")
except ValueError:
    logging.getLogger("telegram").exception("{SECRET}")
"""


def _broken() -> Exception:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        return error


def test_fields_that_are_not_on_the_list_are_dropped_and_named() -> None:
    fields = {"event": "sent", "count": 1, "text": SECRET, "chat": 4711}
    assert only_allowed(None, "", fields) == {
        "event": "sent",
        "count": 1,
        "reason": "dropped fields: chat, text",
    }


def test_fields_on_the_list_pass() -> None:
    fields = dict.fromkeys(ALLOWED, "x")
    assert only_allowed(None, "", fields) == fields


def test_the_list_has_nothing_that_tells_who_somebody_is() -> None:
    assert not ALLOWED & {"chat", "user", "witness", "text", "token", "message", "update", "name", "file"}


def test_a_trace_says_where_and_not_what() -> None:
    said = trace(_broken())
    assert said.startswith("ValueError at test_logs.py:")
    assert SECRET not in said


def test_our_log_and_the_libraries_are_written_without_anybodys_words() -> None:
    ran = subprocess.run([sys.executable, "-c", SPEAKS], capture_output=True, text=True, check=True)
    ours, *theirs = ran.stderr.splitlines()
    assert "a word of ours" in ours
    assert "count=3" in ours
    assert theirs == ["warning library=aiogram", "error library=telegram ValueError"]
    assert not any(secret in ran.stderr for secret in (SECRET, "4711", "token", "too small"))


NOBODY_READS = """
import logging, os, structlog, sys
from bot import logs
logs.setup("INFO")
ends, begins = os.pipe()
os.close(ends)
os.dup2(begins, 2)
structlog.get_logger().error("into a broken pipe")
logging.getLogger("aiogram").error("into a broken pipe")
sys.stderr = open(os.devnull, "w")
sys.stderr.close()
structlog.get_logger().error("into a closed file")
logging.getLogger("aiogram").error("into a closed file")
print("goes on")
"""


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    ran = subprocess.run([sys.executable, "-c", NOBODY_READS], capture_output=True, text=True, check=False)
    assert ran.stdout == "goes on\n"


@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: message is too long",
        "Bad Request: can't parse entities: unsupported start tag",
        "Bad Request: MESSAGE_TOO_LONG",
        "Forbidden: bot was blocked by the user",
    ],
)
def test_a_refusal_in_telegrams_words_is_kept(said: str) -> None:
    assert known(said) == said


@pytest.mark.parametrize(
    "said", ["Bad Request: unknown tag 'Amina'", "Bad Request: 37410987654", "Плохо: Амина"]
)
def test_a_refusal_that_may_repeat_somebodys_words_is_not(said: str) -> None:
    assert known(said) == "a refusal in words that are not kept"
