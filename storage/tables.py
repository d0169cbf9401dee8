"""Every table. What a column named `sealed` holds is ciphertext; `key` names the key that opens it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def microseconds(value: datetime) -> int:
    """Since 1970."""
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(since: int) -> datetime:
    """The time so many microseconds after 1970."""
    return datetime.fromtimestamp(since / 1_000_000, UTC)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970: sorts and compares on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


# SQLite makes a rising key of its own only for INTEGER; PostgreSQL needs the wide one.
Id = BigInteger().with_variant(Integer, "sqlite")

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

_SHOWN = text("NOT covered")
# One row per witness in conversation; `witness` is the HMAC of the chat id, `panel` a message id.
drafts = Table(
    "drafts",
    metadata,
    Column("witness", LargeBinary(32), primary_key=True),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("panel", BigInteger),
    Column("saved_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("reminded", Boolean, nullable=False, default=False),
    Column("covered", Boolean, nullable=False, default=False, server_default=false()),  # by a neutral line
    Index("ix_drafts_uncovered", "saved_at", sqlite_where=_SHOWN, postgresql_where=_SHOWN),
)

# The messages of a chat that a bot could still delete, for 48 hours: `/panic` deletes them.
standing = Table(
    "standing",
    metadata,
    Column("witness", LargeBinary(32), primary_key=True),
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

# Updates of a chat that sends too many: kept in their order, handled one a second.
parked = Table(
    "parked",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat", LargeBinary(32), nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("bot", "update_id"),
    Index("ix_parked_order", "bot", "chat", "id"),
)

_ENDED = text("closed_at IS NOT NULL")
NOT_A_DAY = "opened_at % 86400000000 <> 0"
cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(7), nullable=False, unique=True),
    Column("track", String(10), nullable=False),
    Column("desk", String(40), nullable=False),
    Column("workflow", String(20), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("assignee", BigInteger),
    Column("claimed_until", Moment),
    Column("closed_reason", String(20)),
    Column("closed_at", Moment),
    Column("opened_at", Moment, nullable=False),
    # The facts of its card, to the desk: once they are not, or never were, in the desk's copy of the report.
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("flags", String(200), nullable=False, server_default=""),  # words with spaces between
    Column("read_to", Integer, nullable=False, server_default="0"),  # the last item that staff have opened
    Column("verification", String(20), nullable=False, server_default="unverified"),
    Column("handover", String(20), nullable=False, server_default="none"),
    Column("rests_until", Moment),
    Column("rest_reason", String(20)),
    Column("duplicate_of", String(7)),  # the code of another
    Column("due_at", Moment),  # by when the desk owes something; empty while the clock stands still
    Column("closed_from", String(20)),  # what closing can still be undone to, until the witness side knows
    Column("passed_by", BigInteger),  # an offer to take it over, until that is answered
    Column("passed_to", BigInteger),
    Column("passed_until", Moment),
    Column("passed_mark", String(12)),
    Column("assigned_by", BigInteger),  # who has passed it to the assignee
    Index("ix_cases_queue", "desk", "workflow", "id"),
    Index("ix_cases_came", "desk", "opened_at"),
    Index("ix_cases_gone", "desk", "closed_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
    Index("ix_cases_due_at", "due_at"),
    Index("ix_cases_fine", "opened_at", sqlite_where=text(NOT_A_DAY), postgresql_where=text(NOT_A_DAY)),
)

# Cases that the group was told are overdue, and when; `told` once the admins are.
overdue = Table(
    "overdue",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("called_at", Moment, nullable=False),
    Column("told", Boolean, nullable=False),
)

# What a desk has set for itself, as JSON: its hours, who is on call, topics, whether the intake is closed.
desks = Table(
    "desks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("rules", String, nullable=False),
)

# Two copies, two audiences: the desk's goes when a case has been closed long enough.
desk_copies = Table(
    "desk_copies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("case_id", "sequence"),
)
archive_copies = Table(
    "archive_copies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "sequence"),
)

# The English words of each questionnaire that archived reports were given to, as JSON: in the clear, like the
# questionnaire itself. `id` is a digest of them.
glossaries = Table(
    "glossaries",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("words", String, nullable=False),
)

# What staff note about a case, for each other; sealed to the desk, `at` is a day.
notes = Table(
    "notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("author", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "sequence"),
)

# What has been submitted, and when: digests of the archive's copies as they are stored, each signed.
manifest = Table(
    "manifest",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", String(40), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    sqlite_with_rowid=False,  # a row is short: the table is its own index
)

# Public halves that one side leaves for the other, each vouched for with what both sides share.
recipients = Table(
    "recipients",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("toward", String(8), nullable=False),  # a side; or anyone, who checks signatures with it
    Column("public", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("voucher", LargeBinary(32), nullable=False),
    Column("learnt_at", Moment),  # since when the other side seals to it, or to a newer one
)

# When the text of a closed case goes, and when admins were told so; without `due_at` something stops that.
# What is left of a case that was purged is its row in `cases`, and this.
erasures = Table(
    "erasures",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("closed_at", Moment, nullable=False),
    Column("due_at", Moment, index=True),
    Column("announced_at", Moment),
    Column("purged_at", Moment),
)

_EXPIRES = text("expires_at IS NOT NULL")
# How to reach a witness about a case; the staff side never opens one.
routes = Table(
    "routes",
    metadata,
    Column("case_id", Id, primary_key=True, autoincrement=False),
    Column("witness", LargeBinary(32), nullable=False, index=True),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column(
        "silenced", Boolean, nullable=False, default=False, server_default=false()
    ),  # asked to be left alone
    Column("partner", Boolean),  # whether a partner may see the case; empty: only the desk knows
    Index("ix_routes_expires_at", "expires_at", sqlite_where=_EXPIRES, postgresql_where=_EXPIRES),
)

# What opens a case from another phone: found by a tag of its public half, proven by Argon2id.
receipts = Table(
    "receipts",
    metadata,
    Column("tag", LargeBinary(32), primary_key=True),
    Column("case_id", BigInteger, nullable=False, index=True),
    Column("key", String(40), nullable=False),
    Column("hash", String(120), nullable=False),
)
# Wrong receipts of the last hour, by the chat they came from.
receipt_tries = Table(
    "receipt_tries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("witness", LargeBinary(32), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)

# A follow-up question; the text is sealed to the relay until the witness has answered.
questions = Table(
    "questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False, index=True),
    Column("asker", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, index=True),  # when to announce, remind or lapse; empty when nothing is due
    Column("reminders", Integer, nullable=False, default=0),
    Column("announced_at", Moment),  # reminders and the lapse count from here
    Column("state_on", Moment),  # the day since which its state is what it is
    # whether a partner may see the case is what it asks
    Column("consent", Boolean, nullable=False, default=False, server_default=false()),
)

_IN_CHAT = text("message IS NOT NULL")
# A file on its way: `sealed` holds what fetches it, under the draft key of its day.
files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("file", String(32), nullable=False, unique=True),
    Column("witness", LargeBinary(32), index=True),
    Column("case_id", BigInteger, index=True),
    Column("state", String(10), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("preview", String(4)),  # the ending of the copy that the desk has, if it has one
    Column("preview_key", String(40)),  # that it is sealed to; empty: the first desk key
    Column("message", BigInteger),  # the witness's message that brought it, until that is erased
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("received_at", Moment),
    Column("arrived_at", Moment),
    Column("due_at", Moment, index=True),
    Index("ix_files_in_chat", "received_at", sqlite_where=_IN_CHAT, postgresql_where=_IN_CHAT),
)

# What one side leaves for the other: all that passes between the two bots.
letters = Table(
    "letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("toward", String(8), nullable=False, index=True),
    Column("case_id", BigInteger, nullable=False),
    Column("what", String(20), nullable=False),
    Column("number", BigInteger),
    Column("at", Moment, nullable=False),
)

_FAILED = text("attempts > 0")
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("side", String(8), nullable=False),
    Column("chat", LargeBinary(32), nullable=False),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("dedupe", String(80), unique=True),
    Column("rank", SmallInteger, nullable=False, server_default="1"),  # 0 goes first
    Column("revision", Integer, nullable=False, server_default="0"),  # counts what replaced what waited
    Index("ix_outbox_due", "side", "rank", "due_at", "id"),
    Index("ix_outbox_order", "side", "chat", "rank", "id"),
    Index("ix_outbox_failed", "side", "chat", sqlite_where=_FAILED, postgresql_where=_FAILED),
    sqlite_autoincrement=True,  # a number is never given twice: a late "sent" must not meet another row
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("side", String(8), nullable=False),
    Column("what", String(10), nullable=False),  # update, outbox or letter
    Column("state", String(10), nullable=False, server_default="kept", index=True),
    Column("key", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("reason", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, index=True),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

# One row: how many rows the trail has, and the last one's hash; when admins were told of it.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("rows", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("told_at", Moment),
)

# What admins are told: once, until it is raised again an hour later. `via` is the side whose bot tells them.
alarms = Table(
    "alarms",
    metadata,
    Column("what", String(20), primary_key=True),
    Column("about", BigInteger, primary_key=True, autoincrement=False),
    Column("via", String(8), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("told", Boolean, nullable=False, default=False),
)

# Groups that became supergroups have another id since.
moved_chats = Table(
    "moved_chats",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("now", BigInteger, nullable=False),
)

# An admin gave the `role`; who is `named` in the settings is an admin by that; who is `barred` is neither.
# `private`: has opened the private chat with the staff bot, so it can be written to.
staff = Table(
    "staff",
    metadata,
    Column("user", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(12)),
    Column("language", String(12)),
    Column("private", Boolean, nullable=False, default=False),
    Column("named", Boolean, nullable=False, default=False, server_default=false()),
    Column("barred", Boolean, nullable=False, default=False, server_default=false()),
)

# `tag` is the keyed hash of the secret that the link carries; `key` the day's key that it was made with.
invitations = Table(
    "invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(40), nullable=False),
    Column("tag", LargeBinary(32), nullable=False),
    Column("role", String(12), nullable=False),
    Column("inviter", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),  # open, used or revoked
    Column("expires_at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,  # a number is never given twice: an old link must not meet another row
)

# What the staff bot waits for from a person: a question's text, then a Send.
prompts = Table(
    "prompts",
    metadata,
    Column("user", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", BigInteger, nullable=False),
    Column("what", String(20), nullable=False),
    Column("key", String(40)),
    Column("sealed", LargeBinary),
    Column("at", Moment, nullable=False),
)

# A message with what a case says in somebody's private chat: a row from before it is shown until it is gone.
private_copies = Table(
    "private_copies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user", BigInteger, nullable=False, index=True),
    Column("case_id", BigInteger, nullable=False, index=True),
    Column("message", BigInteger),  # empty until it is shown
    Column("head", Boolean, nullable=False),
    Column("file", Boolean, nullable=False),
    Column("shown_at", Moment),
    Column("delete_at", Moment, nullable=False, index=True),
    Column("leaving", Boolean, nullable=False),
    Column("part", String(4), nullable=False, server_default="else"),  # text, file or list: of a reading
    sqlite_autoincrement=True,  # a number is never given twice: what was called back meets no other row
)

# Each reading of a case, for a day: what limits how much one person reads.
openings = Table(
    "openings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user", BigInteger, nullable=False),
    Column("case_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_openings_user", "user", "at"),
)

# Somebody asks for the contact details in a case; somebody else must agree before `until`.
contact_requests = Table(
    "contact_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False, index=True),
    Column("asker", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("what", String(10), nullable=False, server_default="contacts"),
    Column("key", String(40)),  # of the text that waits for a second person, until somebody has answered
    Column("sealed", LargeBinary),
    sqlite_autoincrement=True,  # nor does an old button meet another request
)

# Somebody needs what Telegram must not carry: the original of a file, to be looked at on the workstation.
original_requests = Table(
    "original_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", BigInteger, nullable=False, index=True),
    Column("file", String(32), nullable=False),
    Column("number", Integer, nullable=False),  # as staff count the files of the case
    Column("asker", BigInteger, nullable=False),
    Column("why", String(20), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, done or refused
    Column("asked_at", Moment, nullable=False),
)

# When figures were posted last: a desk's digest of each kind, or those that were asked for in a chat.
digests = Table(
    "digests",
    metadata,
    Column("reader", String(40), primary_key=True),  # the desk's name, or the chat's id
    Column("what", String(10), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Where in the group a message stands that is edited there; `said` is a digest of what it says.
places = Table(
    "places",
    metadata,
    Column("place", String(40), primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("said", LargeBinary(32), nullable=False),
    Column("drawn_at", Moment, nullable=False),
)

# Open cases without a card of their own: held back until `due_at`, then in the digest of this number.
uncarded = Table(
    "uncarded",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Moment, nullable=False),
    Column("digest", BigInteger, index=True),
)

# Where the desk talks about a case, in a group that has topics.
topics = Table(
    "topics",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("open", Boolean, nullable=False),
)

# When each side last ran, by its own time; by how many seconds its computer's clock has jumped ahead of that.
clocks = Table(
    "clocks",
    metadata,
    Column("side", String(8), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("ahead", BigInteger),
    Column("confirmed", Moment),
)
