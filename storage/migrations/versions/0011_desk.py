"""For the desk: the other axes of a case, when something is due, and what a desk sets for itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("flags", type_=sa.String(200), existing_nullable=False, existing_server_default="")
    for column in (
        sa.Column("verification", sa.String(20), nullable=False, server_default="unverified"),
        sa.Column("handover", sa.String(20), nullable=False, server_default="none"),
        sa.Column("rests_until", sa.BigInteger(), nullable=True),
        sa.Column("rest_reason", sa.String(20), nullable=True),
        sa.Column("duplicate_of", sa.String(7), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
    ):
        op.add_column("cases", column)
    op.create_table(
        "desks",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desks")),
    )
