"""For roles that are given and taken: invitations, who is barred, and a trail whose end cannot be cut off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003b"
down_revision = "0003"
branch_labels = None
depends_on = None

START = bytes(32)


def upgrade() -> None:
    _seats()
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("inviter", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitations_expires_at"), "invitations", ["expires_at"])
    _head()


def _seats() -> None:
    """Until now only the settings seated anybody."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false()))
        staff.add_column(sa.Column("barred", sa.Boolean(), nullable=False, server_default=sa.false()))
        staff.alter_column("role", existing_type=sa.String(12), nullable=True)
    seats = sa.table("staff", sa.column("role", sa.String), sa.column("named", sa.Boolean))
    op.execute(sa.update(seats).where(seats.c.role == "admin").values(role=None, named=True))


def _head() -> None:
    """Rows are numbered without a gap from now on: where a rollback left one it is closed, in order."""
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    db = op.get_bind()
    trail = sa.table("audit", sa.column("id", sa.BigInteger), sa.column("hash", sa.LargeBinary))
    ids = list(db.scalars(sa.select(trail.c.id).order_by(trail.c.id)))
    for number, id in enumerate(ids, start=1):
        if number != id:
            db.execute(sa.update(trail).where(trail.c.id == id).values(id=number))
    last = db.scalars(sa.select(trail.c.hash).where(trail.c.id == len(ids))).one_or_none()
    op.bulk_insert(head, [{"id": 1, "rows": len(ids), "hash": last or START}])
