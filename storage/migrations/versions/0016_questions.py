"""For follow-up questions: since when they stand as they do, and free text that waits for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.alter_column("state", type_=sa.String(20), existing_nullable=False)
    op.add_column("questions", sa.Column("announced_at", sa.BigInteger(), nullable=True))
    op.add_column("questions", sa.Column("state_on", sa.BigInteger(), nullable=True))
    # Reminders count from when a question was announced; so far it was announced as soon as it was asked.
    op.execute("UPDATE questions SET announced_at = asked_at WHERE state IN ('announced', 'opened')")
    op.add_column(
        "contact_requests", sa.Column("what", sa.String(10), nullable=False, server_default="contacts")
    )
    op.add_column("contact_requests", sa.Column("key", sa.String(40), nullable=True))
    op.add_column("contact_requests", sa.Column("sealed", sa.LargeBinary(), nullable=True))
