"""python-telegram-bot: updates of the staff bot become casework commands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection
from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.casework.actions import ACTIONS
from bot.casework.codes import read_code
from bot.casework.presses import DESK_WIDE, OF_FIGURES, OF_SHIFTS, Press
from bot.outgoing import Message
from bot.text import Text, _, screen
from handlers import (
    staff_admin,
    staff_clock,
    staff_duplicates,
    staff_figures,
    staff_finding,
    staff_group,
    staff_health,
    staff_invitations,
    staff_offered,
    staff_offers,
    staff_passing,
    staff_queue,
    staff_shades,
    staff_shifts,
)
from handlers.access import ANONYMOUS_ADMIN, record_refusal
from handlers.asked import Answer, Asked
from handlers.decisions import OUT_OF_DATE, decide
from handlers.desk import Desk, language_in, post
from handlers.patience import TakeBack
from handlers.staff_health import Checkup
from handlers.staff_invitations import INVITE
from handlers.staff_leaving import departed
from handlers.staff_members import Members, Unasked
from handlers.staff_private import greet, hear, refuse_anonymous, say_once
from handlers.staff_said import Said
from handlers.staff_sender import PRESENT, StaffWire, known
from handlers.staff_trim import trimmed
from handlers.staff_typed import read_command, typed_code
from handlers.updates import chat_of
from handlers.wire import Known
from storage import seen_updates
from storage.transaction import StorageAway

COMMANDS = tuple(row.name for row in ACTIONS.values() if row.least is not None)
_FAILED = _("That did not work, and nothing was changed. Please try again in a minute.")
NOT_YET = _("Nothing can be saved right now. This is not done yet; it will be as soon as possible.")
TOAST = 200  # characters of an answer to a press, Telegram's limit

# Who answers a press that is not about one case.
_WORKS: Mapping[str, Callable[[Connection, Desk, Asked], Answer]] = {
    **dict.fromkeys(DESK_WIDE, staff_queue.answer),
    **dict.fromkeys(OF_SHIFTS, staff_offered.press),
    **dict.fromkeys(OF_FIGURES, staff_shades.answer),
}
Context = CallbackContext[Any, Any, Any, Any]


class StaffBot:
    """Takes raw updates one by one; what fails raises, so that the update loop can set it aside."""

    def __init__(self, desk: Desk, bot: Bot, checkup: Checkup) -> None:
        self._desk = desk
        self._bot = bot
        self._checkup = checkup
        self.members = Members(desk, lambda person: known(bot, desk.chat, person))
        self._failures: dict[int, Exception] = {}
        self._opening = asyncio.Lock()
        self.application = build(self, bot)

    async def start(self) -> None:
        await self.application.initialize()

    async def stop(self) -> None:
        await self.application.shutdown()

    def trim(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """What may be kept of an update, also as a dead letter; only its id when it does not concern us."""
        return trimmed(raw, self._desk.chat, self._desk.username)

    async def handle(self, raw: Mapping[str, Any]) -> None:
        """After this returns the update is done with. Raises what a handler raised."""
        kept = self.trim(raw)
        if kept.keys() <= {"update_id"}:
            return
        update = Update.de_json(kept, self._bot)
        await self.application.process_update(update)
        failure = self._failures.pop(update.update_id, None)
        if isinstance(failure, Unasked):
            await self._ask_again(update)
        elif failure is not None:
            await self._apologise_to_presser(update, failure)
            raise failure

    def apologise(self, db: Connection, raw: Mapping[str, Any]) -> None:
        """For who wrote in private what could not be handled; who pressed has been told already."""
        message = self.trim(raw).get("message", {})
        chat = message.get("chat", {}).get("id")
        if isinstance(chat, int) and chat > 0:
            post(db, self._desk, chat, Message(screen(_FAILED)), self._desk.clock())

    async def warn(self, raw: Mapping[str, Any]) -> TakeBack | None:
        """For who pressed, or wrote in private, while storage is away."""
        wording, language = self._desk.wording, self._desk.language
        press = raw.get("callback_query")
        if isinstance(press, dict):
            await self._bot.answer_callback_query(press["id"], wording.words(NOT_YET, language)[:TOAST])
            return None
        chat, wire = chat_of(raw), StaffWire(self._bot, self._desk.buttons.seal)
        if not isinstance(chat, int) or chat <= 0 or "my_chat_member" in raw:
            return None
        said = await wire.send(chat, wording.screen(screen(NOT_YET), language), protected=False)
        return lambda: wire.delete(chat, (said,))

    async def on_failure(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._failures[update.update_id] = context.error

    async def _apologise_to_presser(self, update: Update, failure: Exception) -> None:
        """Storage that is away is tried again; else whoever pressed is told."""
        if update.callback_query is not None and not isinstance(failure, StorageAway):
            await self._toast(update.callback_query, _FAILED, self._desk.language)

    async def _ask_again(self, update: Update) -> None:
        """Nothing was done, and nothing is: whoever wrote or pressed tries again."""
        desk, message, number = self._desk, update.effective_message, update.update_id
        if update.callback_query is not None:
            await desk.store.run(lambda db: seen_updates.first_time(db, desk.bot, number, desk.clock()))
            await self._toast(update.callback_query, _FAILED, desk.language)
        elif message is not None and message.from_user is not None:
            said = _read(update, member=False)
            await desk.store.run(lambda db: say_once(db, desk, said, _FAILED))

    async def on_button(self, update: Update, _context: Context) -> None:
        query = update.callback_query
        assert query is not None
        person, message = query.from_user, query.message
        if message is not None and staff_offers.is_offered(query.data or ""):
            await self._answer(query, await self._offered(update.update_id, query, message.chat.id))
            return
        press = self._opened(query)
        if press is None or message is None:
            language = await self._refuse_forged(update.update_id, person.id)
            await self._toast(query, OUT_OF_DATE, language)
            return
        member = await self.members.has(person.id)
        asked = Asked(update.update_id, person.id, message.chat.id, press, member, message.message_id)
        answer = await self._answered(asked)
        await self._answer(query, answer)
        await self._compare(asked, answer)
        if answer.redraw:
            await staff_shades.redraw(self._desk, asked)

    async def _answered(self, asked: Asked) -> Answer:
        if asked.press.action == staff_figures.STATS:
            return await staff_figures.press(self._desk, asked)
        work = _WORKS.get(asked.press.action, decide)
        return await self._desk.store.run(lambda db: work(db, self._desk, asked))

    async def _offered(self, update_id: int, query: CallbackQuery, chat: int) -> Answer:
        assert query.message is not None
        person, message, data = query.from_user.id, query.message.message_id, query.data or ""
        member = await self.members.has(person)
        pressed = staff_admin.Pressed(update_id, person, chat, message, data, member)
        return await self._desk.store.run(lambda db: staff_admin.press(db, self._desk, pressed))

    def _opened(self, query: CallbackQuery) -> Press | None:
        """A button works where it was put: in the desk's group, or in the private chat of who presses it."""
        chat = query.message.chat.id if query.message is not None else None
        if chat is None or chat not in (self._desk.chat, query.from_user.id):
            return None
        return self._desk.buttons.open(query.data or "", chat)

    async def _refuse_forged(self, update_id: int, person: int) -> str:
        desk, now = self._desk, self._desk.clock()

        def work(db: Connection) -> str:
            if seen_updates.first_time(db, desk.bot, update_id, now):
                record_refusal(db, person, "unknown button", now)
            return language_in(db, desk, person)

        return await desk.store.run(work)

    async def _answer(self, query: CallbackQuery, answer: Answer) -> None:
        if answer.url is not None:
            with contextlib.suppress(TelegramError):
                await query.answer(url=answer.url)
            return
        text = answer.text
        if answer.held_by is not None:
            text = await self._held_words(answer)
        await self._toast(query, text, answer.language)

    async def _held_words(self, answer: Answer) -> Text | None:
        """Who has claimed it, by the first name that the group knows; no name is ever stored."""
        assert answer.held_by is not None
        try:
            holder = await self.members.known(answer.held_by)
        except Unasked:
            return answer.text
        return _("{name} has claimed {code}.", name=holder.first_name, code=answer.code)

    async def _toast(self, query: CallbackQuery, text: Text | None, language: str) -> None:
        """The one direct call: it dies with the press, so a row would be of no use."""
        words = self._desk.wording.words(text, language)[:TOAST] if text is not None else None
        with contextlib.suppress(TelegramError):
            await query.answer(words)

    async def on_command(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is None:
            return
        action = (said.text or "").split()[0].lstrip("/").partition("@")[0].lower()
        match read_command(action, said.text or ""):
            case Text() as wrong:
                await self._desk.store.run(lambda db: say_once(db, self._desk, said, wrong))
            case (press, words):
                await self._decide(said, press, words)

    async def on_start(self, update: Update, context: Context) -> None:
        """`/start read-K7-4FQ2` goes on with what was pressed in the group."""
        said = await self._said(update)
        if said is None:
            return
        action, _dash, rest = (context.args or [""])[0].partition("-")
        if action == INVITE:
            present = (await self.members.known(said.person)).present
            await self._desk.store.run(
                lambda db: staff_invitations.accept(db, self._desk, said, rest, present)
            )
            return
        code = read_code(rest)
        if action == staff_figures.STATS:
            await staff_figures.show(self._desk, said)
        elif action in DESK_WIDE and not rest:
            await self._ask_desk(said, Press(action, ""))
        elif code is not None and action in COMMANDS:
            await self._decide(said, Press(action, code))
        else:
            await self._desk.store.run(lambda db: greet(db, self._desk, said))

    async def on_queue(self, update: Update, context: Context) -> None:
        """`/next`, `/queue`, `/mine`, `/find words`."""
        said = await self._said(update)
        if said is not None:
            action = (said.text or "").split()[0].lstrip("/").partition("@")[0].lower()
            await self._ask_desk(said, Press(action, ""), " ".join(context.args or ()))

    async def on_case(self, update: Update, context: Context) -> None:
        """`/case K7-4FQ2`."""
        said, code = await self._said(update), typed_code(" ".join(context.args or ()))
        if said is None:
            return
        if code is None:
            words = _("Write it with the case's code, like this: {example}", example="/case K7-4FQ2")
            await self._desk.store.run(lambda db: say_once(db, self._desk, said, words))
        else:
            await self._ask_desk(said, Press("case", code))

    async def on_admin(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is not None:
            await staff_admin.command(self._desk, self.members.known, said)

    async def on_stats(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is not None:
            await staff_figures.show(self._desk, said)

    async def on_shift(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is not None:
            people = await self.members.colleagues_of(said.person, said.member)
            await self._desk.store.run(lambda db: staff_shifts.command(db, self._desk, said, people))

    async def on_clock(self, update: Update, _context: Context) -> None:
        said, message = await self._said(update), update.effective_message
        if said is not None and message is not None:
            sent_at = message.date
            await self._desk.store.run(lambda db: staff_clock.look(db, self._desk, said, sent_at))

    async def on_health(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is not None:
            await staff_health.tell(self._desk, self._checkup, said)

    async def on_private(self, update: Update, _context: Context) -> None:
        said = await self._said(update)
        if said is not None:
            await self._desk.store.run(lambda db: hear(db, self._desk, said))

    async def on_membership(self, update: Update, _context: Context) -> None:
        """Added to any group but the desk's, it leaves."""
        change = update.my_chat_member
        if change is None or change.chat.type == "private":
            return
        present = change.new_chat_member.status in PRESENT
        if change.chat.id == self._desk.chat:
            note = staff_group.came_back if present else staff_group.shut_out
            await self._desk.store.run(lambda db: note(db, self._desk))
        elif present:
            with contextlib.suppress(TelegramError):
                await self._bot.leave_chat(change.chat.id)

    async def on_departure(self, update: Update, _context: Context) -> None:
        """Somebody of the desk's group has another standing there; who is out has no role any more."""
        change, desk = update.chat_member, self._desk
        if change is None or change.new_chat_member.status in PRESENT:
            return
        person, update_id = change.new_chat_member.user.id, update.update_id
        await desk.store.run(lambda db: departed(db, desk, update_id, person))

    async def on_migration(self, update: Update, _context: Context) -> None:
        message = update.message
        to = message.migrate_to_chat_id if message is not None else None
        if message is not None and to is not None:
            chat = message.chat.id
            await self._desk.store.run(lambda db: staff_group.move(db, self._desk, chat, to))

    async def on_pin(self, update: Update, _context: Context) -> None:
        """Of the bot's own: all others are left at the door."""
        message, update_id = update.message, update.update_id
        if message is not None:
            notice = message.message_id
            await self._desk.store.run(lambda db: staff_group.drop_notice(db, self._desk, update_id, notice))

    async def _decide(self, said: Said, press: Press, words: str = "") -> None:
        people: tuple[Known, ...] = ()
        if press.action == staff_passing.ASSIGN and words:
            people = await self.members.colleagues_of(said.person, said.member)
        asked = Asked(
            *(said.update_id, said.person, said.chat, press, said.member),
            phone=said.phone,
            words=words,
            message=said.message,
            people=people,
            thread=said.thread,
        )
        await self._compare(asked, await self._desk.store.run(lambda db: decide(db, self._desk, asked)))

    async def _compare(self, asked: Asked, answer: Answer) -> None:
        """One at a time: it opens many cases, as finding does."""
        if answer.compare is not None:
            async with self._opening:
                await staff_duplicates.suggest(self._desk, asked.update_id, asked.person, answer.compare)

    async def _ask_desk(self, said: Said, press: Press, words: str = "") -> None:
        asked = Asked(
            *(said.update_id, said.person, said.chat, press, said.member),
            phone=said.phone,
            thread=said.thread,
        )
        if press.action == staff_queue.FIND and words:
            async with self._opening:
                await staff_finding.find(self._desk, asked, words)
        else:
            await self._desk.store.run(lambda db: staff_queue.answer(db, self._desk, asked, words))

    async def _said(self, update: Update) -> Said | None:
        """The message, read; None for those of nobody, and of anonymous admins, who are told why."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return None
        person = message.from_user
        anonymous = message.sender_chat is not None or person.id == ANONYMOUS_ADMIN
        member = not anonymous and await self.members.has(person.id)
        said = _read(update, member=member)
        if not anonymous:
            return said
        await self._desk.store.run(lambda db: refuse_anonymous(db, self._desk, said))
        return None


def _read(update: Update, *, member: bool) -> Said:
    """A message that is of somebody."""
    message = update.effective_message
    assert message is not None
    assert message.from_user is not None
    return Said(
        update.update_id,
        message.from_user.id,
        message.chat.id,
        message.text,
        member,
        message.from_user.language_code,
        message.message_id,
        message.message_thread_id if message.is_topic_message and message.chat.id < 0 else None,
    )


def build(staff_bot: StaffBot, bot: Bot) -> Application[Any, Any, Any, Any, Any, Any]:
    """No updater, no job queue, no persistence: updates are fed by hand and state lives in our tables."""
    application = (
        Application.builder().bot(bot).updater(None).job_queue(None).concurrent_updates(False).build()
    )
    commands: tuple[tuple[tuple[str, ...], Callable[[Update, Context], Any]], ...] = (
        (("start", "help"), staff_bot.on_start),
        (("clock",), staff_bot.on_clock),
        ((staff_figures.STATS,), staff_bot.on_stats),
        (("health",), staff_bot.on_health),
        (("shift",), staff_bot.on_shift),
        (staff_admin.COMMANDS, staff_bot.on_admin),
        (staff_queue.COMMANDS, staff_bot.on_queue),
        (("case",), staff_bot.on_case),
        (COMMANDS, staff_bot.on_command),
    )
    for names, callback in commands:
        application.add_handler(CommandHandler(names, callback))
    application.add_handler(CallbackQueryHandler(staff_bot.on_button))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, staff_bot.on_migration))
    application.add_handler(
        MessageHandler(filters.StatusUpdate.PINNED_MESSAGE & filters.ChatType.GROUPS, staff_bot.on_pin)
    )
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE, staff_bot.on_private))
    application.add_handler(ChatMemberHandler(staff_bot.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(ChatMemberHandler(staff_bot.on_departure, ChatMemberHandler.CHAT_MEMBER))
    application.add_error_handler(staff_bot.on_failure)
    return application
