"""Indexes for lists over all libraries and for finding people by a word of their name."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PLAYABLE = sa.text("type in ('movie', 'episode', 'track', 'video')")


def upgrade() -> None:
    op.create_index(
        "ix_media_items_playable", "media_items", ["sort_title", "id"], unique=False, postgresql_where=_PLAYABLE
    )
    op.create_index(
        "ix_media_items_playable_added", "media_items", ["added_at", "id"], unique=False, postgresql_where=_PLAYABLE
    )
    op.create_index(
        "ix_media_items_missing",
        "media_items",
        ["library_id", "type"],
        unique=False,
        postgresql_where=sa.text("not available"),
    )
    op.create_index(
        "ix_people_words",
        "people",
        [sa.literal_column("to_tsvector('simple'::regconfig, identity)")],
        unique=False,
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("ix_people_words", table_name="people", postgresql_using="gin")
    op.drop_index("ix_media_items_missing", table_name="media_items", postgresql_where=sa.text("not available"))
    op.drop_index("ix_media_items_playable_added", table_name="media_items", postgresql_where=_PLAYABLE)
    op.drop_index("ix_media_items_playable", table_name="media_items", postgresql_where=_PLAYABLE)
