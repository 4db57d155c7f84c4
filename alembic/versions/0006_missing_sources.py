"""An index for asking, after each scan, whether what one library misses has come up in another."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MISSING = sa.text("state = 'missing'")


def upgrade() -> None:
    op.create_index(
        "ix_media_sources_missing", "media_sources", ["library_id"], unique=False, postgresql_where=_MISSING
    )


def downgrade() -> None:
    op.drop_index("ix_media_sources_missing", table_name="media_sources", postgresql_where=_MISSING)
