"""What people may, the maturity of works, invitations, and links for a new password."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FLAGS = {"every_library": "true", "shows_unrated": "false", "may_download": "true", "may_transcode": "true"}


def upgrade() -> None:
    for name, default in _FLAGS.items():
        op.add_column("users", sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False))
    op.add_column("users", sa.Column("max_rating", sa.SmallInteger(), nullable=True))
    op.add_column("users", sa.Column("stream_limit", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_users_stream_limit"), "users", "stream_limit >= 1")
    # Until now children saw what was given to them, and others everything unless something was given.
    op.execute(
        "update users u set every_library = false where role = 'child'"
        " or exists (select from library_access a where a.user_id = u.id)"
    )
    op.add_column("user_profiles", sa.Column("pin_hash", sa.Text(), nullable=True))
    # Filled by the next scan, or as soon as somebody is given a limit.
    op.add_column("media_items", sa.Column("maturity", sa.SmallInteger(), nullable=True))
    _invitations()
    _password_resets()


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("library_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("max_uses", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("uses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role in ('admin', 'user', 'child')", name=op.f("ck_invitations_role")),
        sa.CheckConstraint("uses between 0 and max_uses", name=op.f("ck_invitations_uses")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_invitations_created_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)


def _password_resets() -> None:
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    op.create_index(op.f("ix_password_resets_user_id"), "password_resets", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_password_resets_user_id"), table_name="password_resets")
    op.drop_table("password_resets")
    op.drop_index(op.f("ix_invitations_created_by"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_column("media_items", "maturity")
    op.drop_column("user_profiles", "pin_hash")
    op.drop_constraint(op.f("ck_users_stream_limit"), "users", type_="check")
    op.drop_column("users", "stream_limit")
    op.drop_column("users", "max_rating")
    for name in reversed(_FLAGS):
        op.drop_column("users", name)
