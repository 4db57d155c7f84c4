"""Libraries whose media other servers and services hold, and how the accounts there are."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STATES = "state in ('connected', 'sign_in_again', 'unreachable')"


def upgrade() -> None:
    op.add_column("provider_accounts", sa.Column("state_reason", sa.Text(), nullable=True))
    op.add_column("provider_accounts", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_provider_accounts_state"), "provider_accounts", _STATES)
    op.create_index(
        "uq_provider_accounts_house",
        "provider_accounts",
        ["provider", "remote_id"],
        unique=True,
        postgresql_where=sa.text("user_id is null"),
    )
    op.add_column("libraries", sa.Column("provider", sa.Text(), server_default="local", nullable=False))
    op.add_column("libraries", sa.Column("provider_account_id", sa.Uuid(), nullable=True))
    op.add_column("libraries", sa.Column("remote_id", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_libraries_provider_account_id_provider_accounts"),
        "libraries",
        "provider_accounts",
        ["provider_account_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index("uq_libraries_collection", "libraries", ["provider_account_id", "remote_id"], unique=True)


def downgrade() -> None:
    """Libraries of other servers go with what is known of their works: an older program would look for a folder."""
    op.execute("delete from media_sources where provider <> 'local'")
    op.execute(
        "delete from media_items where library_id in (select id from libraries where provider <> 'local')"
        " and not exists (select from media_sources s where s.item_id = media_items.id)"
    )
    op.execute("delete from libraries where provider <> 'local'")
    op.drop_index("uq_libraries_collection", "libraries")
    op.drop_constraint(op.f("fk_libraries_provider_account_id_provider_accounts"), "libraries", type_="foreignkey")
    for name in ("remote_id", "provider_account_id", "provider"):
        op.drop_column("libraries", name)
    op.drop_index("uq_provider_accounts_house", "provider_accounts")
    op.drop_constraint(op.f("ck_provider_accounts_state"), "provider_accounts", type_="check")
    for name in ("checked_at", "state_reason"):
        op.drop_column("provider_accounts", name)
