"""For the queue: places in the group besides cards, cases that have no card yet, topics."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.LargeBinary(32), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_places")),
    )
    cards = sa.text(
        "INSERT INTO places (place, chat, message, said, drawn_at)"
        " SELECT 'card:' || case_id, chat, message, :nothing, :now FROM cards"
    ).bindparams(sa.bindparam("nothing", b"", sa.LargeBinary()), now=time.time_ns() // 1000)
    op.execute(cards)
    op.drop_table("cards")
    op.create_table(
        "uncarded",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_uncarded")),
    )
    op.create_index(op.f("ix_uncarded_digest"), "uncarded", ["digest"])
    op.create_table(
        "topics",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_topics")),
    )
