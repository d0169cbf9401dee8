"""For the end of closed cases: when their text goes, and what of a case has been read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("announced_at", sa.BigInteger(), nullable=True),
        sa.Column("purged_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_due_at"), "erasures", ["due_at"])
    op.add_column("cases", sa.Column("read_to", sa.Integer(), nullable=False, server_default="0"))
    # Whatever had come when somebody last read the case has been read.
    op.execute(
        "UPDATE cases SET read_to = coalesce((SELECT max(sequence) FROM desk_copies"
        " WHERE desk_copies.case_id = cases.id AND desk_copies.at <= (SELECT max(audit.at) FROM audit"
        " WHERE audit.case_id = cases.id AND audit.action = 'read')), 0)"
    )
