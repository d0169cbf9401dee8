"""For passing cases on, for reading page by page, and for asking to have an original looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("cases", sa.Column("passed_by", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("passed_to", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("passed_until", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("passed_mark", sa.String(12), nullable=True))
    op.add_column("cases", sa.Column("assigned_by", sa.BigInteger(), nullable=True))
    op.add_column("private_copies", sa.Column("part", sa.String(4), nullable=False, server_default="else"))
    op.create_table(
        "original_requests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original_requests")),
    )
    op.create_index("ix_original_requests_case_id", "original_requests", ["case_id"])
