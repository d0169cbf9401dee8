"""For previews of recordings: what kind of copy the desk has of a file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now every preview was a JPEG."""
    op.add_column("files", sa.Column("ending", sa.String(4), nullable=True))
    op.execute("UPDATE files SET ending = 'jpg' WHERE preview")
    op.drop_column("files", "preview")
    op.execute("ALTER TABLE files RENAME COLUMN ending TO preview")
