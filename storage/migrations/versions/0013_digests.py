"""For digests: when one was posted last, and counting cases by the days on which they came and went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("reader", sa.String(40), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "what", name=op.f("pk_digests")),
    )
    op.create_index("ix_cases_came", "cases", ["desk", "opened_at"])
    op.create_index("ix_cases_gone", "cases", ["desk", "closed_at"])
