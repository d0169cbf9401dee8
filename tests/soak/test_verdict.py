"""The judge finds what is planted: a soak that could not fail would prove nothing."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from tests.soak.history import Book, Call, History, Kept, KeptCase, KeptFile, Posted, Report
from tests.soak.verdict import judge

CODE, WITNESS, STAFF, GROUP = "K7-4FQ2", 501, 601, -100
PICTURE = sha256(b"a door").hexdigest()
ANSWERS = {
    "relation": ("pick:self",),
    "narrative": ("words:They came.", "words:At night."),
    "files": (f"file:{PICTURE}",),
}
MORE = (("words:A van.",), ("words:It was white.",))

REPORT = Report(CODE, ANSWERS, MORE)
BOOK = Book(
    name="Amina",
    chat=WITNESS,
    draft={"relation": ("pick:saw",)},
    reports=(REPORT,),
    assured=frozenset(("pick:self", "pick:saw", "words:They came.", f"file:{PICTURE}", "words:A van.")),
)
CASE = KeptCase(CODE, WITNESS, ANSWERS, MORE, card=7, cards=(7,))
FILE = KeptFile(PICTURE, PICTURE, picture=True, preview=True)
KEPT = Kept(
    drafts={WITNESS: BOOK.draft},
    cases=(CASE,),
    files=(FILE,),
    questions=(CODE,),
    trail=((CODE, "submitted"), (CODE, "replied"), (CODE, "replied")),
)
GOOD = History(
    books=(BOOK,),
    kept=KEPT,
    posted=(
        Posted(1, "witness", WITNESS, "panel", "Question 1", ("pick:relation:self",)),
        Posted(2, "staff", GROUP, "card", f"{CODE} new"),
        Posted(3, "staff", STAFF, "message", "The report"),
    ),
    calls=(
        Call("witness", 1, "sendMessage", WITNESS, "Question 1", ("pick:relation:self",), made=3),
        Call("staff", 1, "sendMessage", GROUP, f"{CODE} new", made=7),
        Call("staff", 1, "sendMessage", STAFF, "The report", made=8),
    ),
    kills=3,
    asked=((CODE, "Who saw it?"),),
    read=("They came.", "At night.\nA van.", "It was white."),
    previews={CODE: 1},
)


def kept(**changes: Any) -> History:
    """The good history, with something else stored."""
    return replace(GOOD, kept=replace(KEPT, **changes))


def with_case(**changes: Any) -> History:
    return kept(cases=(replace(CASE, **changes),))


def found(history: History) -> set[str]:
    return {each.promise for each in judge(history).violations}


def test_a_history_that_keeps_all_promises_is_good() -> None:
    assert judge(GOOD).violations == ()


PLANTED = {
    "an answer of the draft missing": (kept(drafts={}), "an answer with ✅ is missing"),
    "an answer of the case missing": (
        with_case(answers={**ANSWERS, "narrative": ("words:At night.",)}),
        "an answer is missing",
    ),
    "an answer missing that had no ✅": (
        with_case(answers={**ANSWERS, "narrative": ("words:They came.",)}),
        "an answer is missing",
    ),
    "an answer twice": (
        with_case(answers={**ANSWERS, "narrative": (*ANSWERS["narrative"], "words:At night.")}),
        "an answer is doubled or was never given",
    ),
    "another answer": (
        with_case(answers={**ANSWERS, "relation": ("pick:family",)}),
        "an answer is doubled or was never given",
    ),
    "the story told backwards": (
        with_case(answers={**ANSWERS, "narrative": ANSWERS["narrative"][::-1]}),
        "an order is inverted",
    ),
    "a reply missing": (with_case(more=MORE[:1]), "an answer is missing"),
    "a reply twice": (with_case(more=(*MORE, MORE[0])), "an answer is doubled or was never given"),
    "the replies turned round": (with_case(more=MORE[::-1]), "an order is inverted"),
    "a case missing": (kept(cases=()), "a report is missing"),
    "a case twice": (kept(cases=(CASE, replace(CASE, code="Z9-0000"))), "a case is doubled"),
    "an archive that says something else": (
        with_case(archived=False),
        "the archive says something else",
    ),
    "no card": (with_case(cards=()), "a card is missing"),
    "two cards": (with_case(cards=(7, 9)), "a card is doubled"),
    "a file missing": (kept(files=()), "a file is missing"),
    "a file twice": (kept(files=(FILE, FILE)), "a file is doubled or was never sent"),
    "a file with other bytes on the disk": (
        kept(files=(replace(FILE, sealed="00"),)),
        "a file is broken",
    ),
    "a picture without a copy": (
        kept(files=(replace(FILE, preview=False),)),
        "a picture has no copy for the desk",
    ),
    "words that staff never saw": (replace(GOOD, read=GOOD.read[:2]), "staff never read an answer"),
    "a picture that staff never saw": (replace(GOOD, previews={}), "staff never saw a picture"),
    "a question lost": (kept(questions=()), "a question is missing"),
    "a question twice": (kept(questions=(CODE, CODE)), "a question is doubled"),
    "a torn chain": (kept(torn=4), "the audit chain is torn"),
    "an act twice in the trail": (kept(trail=(*KEPT.trail, KEPT.trail[0])), "the trail differs"),
    "an act not in the trail": (kept(trail=KEPT.trail[:2]), "the trail differs"),
    "a message never sent": (
        replace(GOOD, calls=GOOD.calls[:2]),
        "a chat was not told what was meant for it, in its order",
    ),
    "a message out of the blue": (
        replace(GOOD, calls=(*GOOD.calls, Call("staff", 1, "sendMessage", STAFF, "Hello"))),
        "a chat was not told what was meant for it, in its order",
    ),
    "a message twice without a kill": (
        replace(GOOD, calls=(*GOOD.calls, GOOD.calls[2])),
        "a chat was not told what was meant for it, in its order",
    ),
    "somebody who waits": (replace(GOOD, waiting=("Amina",)), "somebody is left without an answer"),
    "something left over": (kept(left=("1 letters",)), "something is left over"),
    "an error in the log": (replace(GOOD, complaints=("a loop broke",)), "the program complains"),
}


@pytest.mark.parametrize(("history", "promise"), PLANTED.values(), ids=PLANTED.keys())
def test_what_is_planted_is_found(history: History, promise: str) -> None:
    assert promise in found(history)


def test_an_answer_that_was_changed_since_is_not_missing() -> None:
    book = replace(BOOK, assured=BOOK.assured | {"pick:family"})
    assert judge(replace(GOOD, books=(book,))).violations == ()


def test_a_card_that_a_kill_doubled_is_counted_not_blamed() -> None:
    again = replace(GOOD.calls[1], life=2, made=9)
    doubled = with_case(card=9, cards=(7, 9))
    verdict = judge(replace(doubled, calls=(*GOOD.calls, again)))
    assert verdict.violations == ()
    assert [(each.chat, each.life) for each in verdict.twice] == [(GROUP, 1)]
