"""What each person holds dear."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "favourites",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("media_item_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_item_id"],
            ["media_items.id"],
            name=op.f("fk_favourites_media_item_id_media_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_favourites_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "media_item_id", name=op.f("pk_favourites")),
    )
    op.create_index(op.f("ix_favourites_media_item_id"), "favourites", ["media_item_id"], unique=False)
    op.create_index("ix_favourites_recent", "favourites", ["user_id", "added_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_favourites_recent", table_name="favourites")
    op.drop_index(op.f("ix_favourites_media_item_id"), table_name="favourites")
    op.drop_table("favourites")
