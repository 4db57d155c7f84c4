"""What was asked of other people's services today, and by whom."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "provider_usage",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purse", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("spent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("spent >= 0", name=op.f("ck_provider_usage_spent")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["provider_accounts.id"],
            name=op.f("fk_provider_usage_account_id_provider_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "purse", "day", "person", name=op.f("pk_provider_usage")),
    )


def downgrade() -> None:
    op.drop_table("provider_usage")
