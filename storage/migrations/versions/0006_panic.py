"""For chats that must vanish: what stands in them, what was asked for, what is covered, what is parked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("drafts", "covered", sa.false())
    _add("routes", "silenced", sa.false())
    op.add_column("files", sa.Column("received_at", sa.BigInteger(), nullable=True))
    _index_some("ix_drafts_uncovered", "drafts", "saved_at", "NOT covered")
    _index_some("ix_files_in_chat", "files", "received_at", "message IS NOT NULL")
    op.create_table(
        "standing",
        sa.Column("witness", sa.LargeBinary(32), nullable=False),
        sa.Column("bot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("witness", "bot", "message", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_at"), "standing", ["at"])
    op.create_table(
        "parked",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.LargeBinary(32), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked")),
        sa.UniqueConstraint("bot", "update_id", name=op.f("uq_parked_bot")),
    )
    op.create_index("ix_parked_order", "parked", ["bot", "chat", "id"])


def _add(table: str, column: str, default: sa.ColumnElement[bool]) -> None:
    op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=default))


def _index_some(name: str, table: str, column: str, which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
