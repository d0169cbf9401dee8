"""Fewer bytes of a case: words of a questionnaire are kept once; indexes have only what is looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

_MANIFEST: tuple[sa.schema.SchemaItem, ...] = (
    sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("at", sa.BigInteger(), nullable=False),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("signature", sa.LargeBinary(64), nullable=False),
    sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_manifest"),
)
_ROUTES: tuple[sa.schema.SchemaItem, ...] = (
    sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("witness", sa.LargeBinary(32), nullable=False),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("opened_at", sa.BigInteger(), nullable=False),
    sa.Column("expires_at", sa.BigInteger(), nullable=True),
    sa.Column("silenced", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("partner", sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint("case_id", name="pk_routes"),
)


def upgrade() -> None:
    op.create_table(
        "glossaries",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossaries")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _rebuild("manifest", *_MANIFEST, sqlite_with_rowid=False)
        _rebuild("routes", *_ROUTES)
        op.create_index("ix_routes_witness", "routes", ["witness"])
    else:
        # One index rather than two.
        op.drop_constraint("pk_manifest", "manifest")
        op.drop_column("manifest", "id")
        op.drop_constraint("uq_manifest_case_id", "manifest")
        op.create_primary_key("pk_manifest", "manifest", ["case_id", "sequence"])
        op.drop_index("ix_routes_expires_at", "routes")
    _index_some("ix_routes_expires_at", "routes", "expires_at")
    op.drop_index("ix_cases_gone", "cases")
    _index_some("ix_cases_gone", "cases", "desk", "closed_at")


def _rebuild(name: str, *columns_and_key: sa.schema.SchemaItem, **how: bool) -> None:
    """What a row is found by is where it lies: without an index beside the table."""
    op.rename_table(name, "before")
    table = op.create_table(name, *columns_and_key, **how)
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    op.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM before")
    op.drop_table("before")


def _index_some(name: str, table: str, *columns: str) -> None:
    """Rows where the last of these is there."""
    there = sa.text(f"{columns[-1]} IS NOT NULL")
    op.create_index(name, table, list(columns), sqlite_where=there, postgresql_where=there)
