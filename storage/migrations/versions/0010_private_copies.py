"""For reading in private: what is shown to whom, how often, and contacts that two people must want."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "private_copies",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("file", sa.Boolean(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.Column("delete_at", sa.BigInteger(), nullable=False),
        sa.Column("leaving", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_copies")),
        sqlite_autoincrement=True,
    )
    for column in ("user", "case_id", "delete_at"):
        op.create_index(op.f(f"ix_private_copies_{column}"), "private_copies", [column])
    op.create_table(
        "openings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
    )
    op.create_index("ix_openings_user", "openings", ["user", "at"])
    op.create_table(
        "contact_requests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_requests")),
        sqlite_autoincrement=True,
    )
    fine = sa.text("opened_at % 86400000000 <> 0")  # times that are to be kept by the day some day
    op.create_index("ix_cases_fine", "cases", ["opened_at"], sqlite_where=fine, postgresql_where=fine)
    op.create_index(op.f("ix_contact_requests_case_id"), "contact_requests", ["case_id"])
