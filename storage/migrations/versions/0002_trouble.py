"""For Telegram at its worst: urgent messages, dead letters that come back, alarms, groups that moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("rank", sa.SmallInteger(), nullable=False, server_default="1"))
    op.add_column("outbox", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_outbox_due", "outbox")
    op.drop_index("ix_outbox_order", "outbox")
    op.create_index("ix_outbox_due", "outbox", ["side", "rank", "due_at", "id"])
    op.create_index("ix_outbox_order", "outbox", ["side", "chat", "rank", "id"])
    failed = sa.text("attempts > 0")
    op.create_index(
        "ix_outbox_failed", "outbox", ["side", "chat"], sqlite_where=failed, postgresql_where=failed
    )
    op.add_column("dead_letters", sa.Column("state", sa.String(10), nullable=False, server_default="kept"))
    op.create_index("ix_dead_letters_state", "dead_letters", ["state"])
    op.create_table(
        "alarms",
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("about", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("via", sa.String(8), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("what", "about", name=op.f("pk_alarms")),
    )
    op.create_table(
        "moved_chats",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("now", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_moved_chats")),
    )
