"""What is wrong with a history. Pure: values in, violations out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.soak.history import Answers, Book, History, KeptCase, Parts
from tests.soak.transcript import Reading, Twice, read_all


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and where."""

    promise: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    violations: tuple[Violation, ...]
    twice: tuple[Twice, ...]


def judge(history: History) -> Verdict:
    """Everything that was promised, against everything that happened."""
    readings = read_all(history.posted, history.calls)
    twice = tuple(each for reading in readings for each in reading.twice)
    found = [
        *_assured(history),
        *_answers(history),
        *_cases(history, twice),
        *_files(history),
        *_read_by_staff(history),
        *_questions(history),
        *_trail(history),
        *_told(readings),
        *_twice(twice),
        *_rest(history),
    ]
    return Verdict(tuple(found), twice)


def parts_of(answers: Answers) -> Iterator[str]:
    for parts in answers.values():
        yield from parts


def told_in(case: KeptCase) -> Iterator[str]:
    """All parts of a case, from the report to what was added last."""
    yield from parts_of(case.answers)
    for more in case.more:
        yield from more


def _assured(history: History) -> Iterator[Violation]:
    """Every ✅ is kept, unless the witness has since given another answer in its place."""
    for book in history.books:
        stored = set(parts_of(history.kept.drafts.get(book.chat, {})))
        for case in history.kept.cases:
            stored |= set(told_in(case)) if case.chat == book.chat else set()
        for part in sorted((book.assured & _stands(book)) - stored):
            yield Violation("an answer with ✅ is missing", f"{book.name}: {part}")


def _stands(book: Book) -> set[str]:
    """What the witness has not taken back."""
    sent = {part for report in book.reports for part in parts_of(report.answers)}
    more = {part for report in book.reports for parts in report.more for part in parts}
    return sent | more | set(parts_of(book.draft))


def _answers(history: History) -> Iterator[Violation]:
    """Drafts and cases hold just what was told: all of it, once, in its order."""
    by_code = {case.code: case for case in history.kept.cases}
    for book in history.books:
        yield from _same(book.name, book.draft, history.kept.drafts.get(book.chat, {}))
        for report in book.reports:
            case = by_code.get(report.code)
            if case is None:
                yield Violation("a report is missing", f"{book.name}: {report.code}")
                continue
            yield from _same(f"{book.name} {report.code}", report.answers, case.answers)
            yield from _same_items(f"{book.name} {report.code}", report.more, case.more)
            if not case.archived:
                yield Violation("the archive says something else", report.code)


def _same(where: str, told: Answers, stored: Answers) -> Iterator[Violation]:
    for name in sorted({*told, *stored}):
        yield from _same_parts(f"{where} {name}", told.get(name, ()), stored.get(name, ()))


def _same_items(where: str, told: tuple[Parts, ...], stored: tuple[Parts, ...]) -> Iterator[Violation]:
    if sorted(told) == sorted(stored) and told != stored:
        yield Violation("an order is inverted", f"{where}: told {told}, stored {stored}")
        return
    flat = (tuple(part for item in items for part in item) for items in (told, stored))
    yield from _same_parts(where, *flat)


def _same_parts(where: str, told: Parts, stored: Parts) -> Iterator[Violation]:
    wanted, found = Counter(told), Counter(stored)
    for part in wanted - found:
        yield Violation("an answer is missing", f"{where}: {part}")
    for part in found - wanted:
        yield Violation("an answer is doubled or was never given", f"{where}: {part}")
    if wanted == found and told != stored:
        yield Violation("an order is inverted", f"{where}: told {told}, stored {stored}")


def _cases(history: History, twice: tuple[Twice, ...]) -> Iterator[Violation]:
    """One case for each report that a witness saw sent; one card for each case."""
    sent = Counter(report.code for book in history.books for report in book.reports)
    stored = Counter(case.code for case in history.kept.cases)
    for code in stored - sent:
        yield Violation("a case is doubled", code)
    for case in history.kept.cases:
        again = sum(1 for each in twice if each.chat < 0 and case.code in each.text)
        if case.card not in case.cards:
            yield Violation("a card is missing", case.code)
        if len(case.cards) > 1 + again:
            yield Violation("a card is doubled", f"{case.code}: {case.cards}")


def _files(history: History) -> Iterator[Violation]:
    """Each file once, its bytes just as they were sent, and a copy of each picture for the desk."""
    told = [part for book in history.books for part in (*parts_of(book.draft), *_parts_sent(book))]
    wanted = Counter(part.removeprefix("file:") for part in told if part.startswith("file:"))
    stored = Counter(file.digest for file in history.kept.files)
    for digest in wanted - stored:
        yield Violation("a file is missing", digest)
    for digest in stored - wanted:
        yield Violation("a file is doubled or was never sent", digest)
    for file in history.kept.files:
        if file.sealed != file.digest:
            yield Violation("a file is broken", f"{file.digest}: sealed is {file.sealed}")
        if file.picture and not file.preview:
            yield Violation("a picture has no copy for the desk", file.digest)


def _parts_sent(book: Book) -> Iterator[str]:
    for report in book.reports:
        yield from parts_of(report.answers)
        for parts in report.more:
            yield from parts


def _read_by_staff(history: History) -> Iterator[Violation]:
    """Staff were shown every word and every picture."""
    shown = "\n".join(history.read)
    pictures = {file.digest for file in history.kept.files if file.picture}
    for case in history.kept.cases:
        for part in told_in(case):
            kind, _, words = part.partition(":")
            for each in words.split("|") if kind == "words" else ():
                if each not in shown:
                    yield Violation("staff never read an answer", f"{case.code}: {each}")
        wanted = len([part for part in told_in(case) if part.removeprefix("file:") in pictures])
        if history.previews.get(case.code, 0) < wanted:
            yield Violation("staff never saw a picture", f"{case.code}: {wanted}")


def _questions(history: History) -> Iterator[Violation]:
    asked, stored = Counter(code for code, _text in history.asked), Counter(history.kept.questions)
    for code in asked - stored:
        yield Violation("a question is missing", code)
    for code in stored - asked:
        yield Violation("a question is doubled", code)


def _trail(history: History) -> Iterator[Violation]:
    """The chain holds, and every act of a witness stands in it once."""
    if history.kept.torn is not None:
        yield Violation("the audit chain is torn", f"row {history.kept.torn}")
    acts = Counter(history.kept.trail)
    for case in history.kept.cases:
        for action, times in (("submitted", 1), ("replied", len(case.more))):
            if acts[case.code, action] != times:
                yield Violation(
                    "the trail differs", f"{case.code}: {acts[case.code, action]} × {action}, not {times}"
                )


def _told(readings: tuple[Reading, ...]) -> Iterator[Violation]:
    for reading in readings:
        if reading.problem:
            yield Violation("a chat was not told what was meant for it, in its order", reading.problem)


def _twice(twice: tuple[Twice, ...]) -> Iterator[Violation]:
    """One kill, at most one message twice in a chat: the one that was on its way there."""
    for (side, chat, life), times in Counter((each.side, each.chat, each.life) for each in twice).items():
        if times > 1:
            yield Violation("one kill doubled two messages of a chat", f"{side} chat {chat}, life {life}")


def _rest(history: History) -> Iterator[Violation]:
    for who in history.waiting:
        yield Violation("somebody is left without an answer", who)
    for what in history.kept.left:
        yield Violation("something is left over", what)
    for line in history.complaints:
        yield Violation("the program complains", line)
