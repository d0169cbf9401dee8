"""For receipts: what is kept of them, the wrong ones that were tried, and the flag that staff see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_receipts")),
    )
    op.create_index(op.f("ix_receipts_case_id"), "receipts", ["case_id"])
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "receipt_tries",
        sa.Column("id", number, nullable=False),
        sa.Column("witness", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_tries")),
    )
    op.create_index(op.f("ix_receipt_tries_witness"), "receipt_tries", ["witness"])
    op.create_index(op.f("ix_receipt_tries_at"), "receipt_tries", ["at"])
    op.add_column("cases", sa.Column("flags", sa.String(80), nullable=False, server_default=""))
