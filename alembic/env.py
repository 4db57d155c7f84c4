"""Runs migrations on the connection it is given, or on DATABASE_URL when used from a developer's shell."""

from sqlalchemy import create_engine, pool

from alembic import context
from medianest.models import SQLModel


def migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    from medianest.config import load_settings
    from medianest.repositories.database import sqlalchemy_url

    settings = load_settings()
    if not settings.database_url:
        raise SystemExit("Set DATABASE_URL, or use `medianest migrate`, which starts the embedded database.")
    engine = create_engine(sqlalchemy_url(settings.database_url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


main()
