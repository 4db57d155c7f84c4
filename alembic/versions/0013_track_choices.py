"""Which sound and subtitles a person chose for a show, a film or a video."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "track_choices",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("media_item_id", sa.Uuid(), nullable=False),
        sa.Column("audio", postgresql.JSONB(), nullable=True),
        sa.Column("subtitle", postgresql.JSONB(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_track_choices_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["media_item_id"],
            ["media_items.id"],
            name=op.f("fk_track_choices_media_item_id_media_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "media_item_id", name=op.f("pk_track_choices")),
    )
    op.create_index(op.f("ix_track_choices_media_item_id"), "track_choices", ["media_item_id"])


def downgrade() -> None:
    op.drop_table("track_choices")
