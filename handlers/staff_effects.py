"""Writing down what follows from a staff action: rows for the outbox, the witness side and the trail."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.casework import asking, cards, effects, reading
from bot.casework.act import ON_ITS_WAY, wait_words
from bot.casework.case import Case
from bot.outgoing import Body, Message, Preview, Replace
from bot.text import Screen, Text, screen, verbatim
from handlers.desk import Desk, post, post_card
from storage import audit, cases, files, letters, prompts, questions

QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Scene:
    """One action with all that recording it needs. `actor` is None for the witness and for time;
    `pressed` is the message in the actor's private chat whose button was pressed."""

    desk: Desk
    case: Case
    now: datetime
    actor: int | None = None
    pressed: int | None = None


def record(db: Connection, scene: Scene, effect: effects.Effect) -> None:
    """One effect as rows. Toast and Held are for the presser, who is answered after the commit."""
    match effect:
        case effects.Toast() | effects.Held():
            pass
        case effects.ShowCard(case):
            show_card(db, scene.desk, case, scene.now)
        case effects.OpenCase(case):
            _open(db, scene, case)
        case effects.PromptQuestion(case):
            _prompt(db, scene, case)
        case effects.PreviewQuestion(case, text, not_before):
            _expect(db, scene, case, text)
            waits = wait_words(case, not_before) if not_before else None
            _tell(db, scene, Message(asking.preview(case, text, waits), protected=True))
        case effects.RefuseQuestion(_, reason):
            _tell(db, scene, Message(screen(reason)))
        case effects.AskWitness(case, text, due_at):
            _ask(db, scene, case, text, due_at)
        case effects.ChooseReason(case, action):
            _tell(db, scene, Message(asking.choose_reason(case, action)))
        case effects.ConfirmHold(case, reason):
            settle_as(db, scene, asking.confirm_hold(case, reason))
        case effects.DeleteContent(case):
            cases.empty(db, case.id)
            files.drop(db, [row.file for row in files.of_case(db, case.id)], scene.now)
        case effects.TellWitness(what):
            letters.post(db, "witness", scene.case.id, what, scene.now)
        case effects.Notify(user, case, text, read):
            post(db, scene.desk, user, Message(asking.notice(case, text, read), protected=True), scene.now)
        case effects.NotifyDesk(text):
            post(db, scene.desk, scene.desk.chat, Message(screen(text)), scene.now)
        case effects.Record(action, reason):
            actor = "system" if scene.actor is None else str(scene.actor)
            audit.record(db, actor, action, scene.case.id, reason, scene.now)
        case _:
            assert_never(effect)


def show_card(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    rows = files.of_case(db, case.id)
    here = sum(1 for row in rows if row.state == "arrived")
    coming = sum(1 for row in rows if row.state == "arriving")
    post_card(db, desk, case, cards.card(case, desk.labels, here, coming, now), now)


def settle(db: Connection, scene: Scene, words: Text) -> None:
    """The pressed message in private says how it ended, and loses its buttons."""
    if scene.pressed is not None:
        settle_as(db, scene, screen(words))


def settle_as(db: Connection, scene: Scene, shown: Screen) -> None:
    """The pressed message in private becomes this one; without one it is said anew."""
    _tell(db, scene, Message(shown) if scene.pressed is None else Replace(scene.pressed, shown))


def _open(db: Connection, scene: Scene, case: Case) -> None:
    """Header, text, pictures, then the list of files with what can be done; each once while it waits."""
    found = [row for row in files.of_case(db, case.id) if row.state != "failed"]
    listed = tuple(
        reading.File(row.file, row.kind, row.size, row.state == "arrived", row.preview) for row in found
    )
    items = cases.items(db, scene.desk.keys, case.id)
    cases.note_reading(db, case.id, items)
    shown: list[Body] = [Message(reading.header(case, scene.desk.labels, scene.now), protected=True)]
    shown += [Message(page, protected=True) for page in reading.pages(case, items)]
    for number, file in enumerate(listed, start=1):
        if file.arrived and file.preview:
            caption = screen(reading.file_line(case, number, file))
            shown.append(Preview(file.file, reading.file_name(case, number, file), caption))
    shown.append(Message(reading.ending(case, listed), protected=True))
    texts = itertools.count()
    for body in shown:
        part = body.file if isinstance(body, Preview) else next(texts)  # pictures may come meanwhile
        key = f"read:{scene.actor}:{case.id}:{case.version}:{part}"
        _tell(db, scene, body, key)


def _prompt(db: Connection, scene: Scene, case: Case) -> None:
    _expect(db, scene, case, None)
    language = scene.desk.labels.get(f"language:{case.facts.language}")
    _tell(db, scene, Message(asking.prompt(case, language or verbatim(case.facts.language))))


def _expect(db: Connection, scene: Scene, case: Case, text: str | None) -> None:
    assert scene.actor is not None
    prompts.expect(db, scene.desk.keys, scene.actor, case.id, QUESTION, text, scene.now)


def _ask(db: Connection, scene: Scene, case: Case, text: str, due_at: datetime) -> None:
    assert scene.actor is not None
    keys, language = scene.desk.keys, case.facts.language
    number = questions.ask(db, keys, case.id, scene.actor, text, language, scene.now, due_at)
    letters.post(db, "witness", case.id, "asked", scene.now, number)
    prompts.clear(db, scene.actor)
    if scene.pressed is not None:
        words = wait_words(case, due_at) if due_at > scene.now else ON_ITS_WAY
        _tell(db, scene, Replace(scene.pressed, asking.sent(case, text, words)))


def _tell(db: Connection, scene: Scene, body: Body, dedupe: str | None = None) -> None:
    """In private: a person's own chat has the person's id."""
    assert scene.actor is not None
    post(db, scene.desk, scene.actor, body, scene.now, dedupe)
