"""For consent to a partner: which question asks for it, and what the witness side knows was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("consent", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Of reports that are there already it is not known here: the answer is sealed to the desk.
    op.add_column("routes", sa.Column("partner", sa.Boolean(), nullable=True))
