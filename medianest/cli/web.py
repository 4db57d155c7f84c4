"""``medianest web``: the web workers alone, for several machines on the same stores."""

from __future__ import annotations

from medianest import frontend
from medianest.cli import programs
from medianest.cli.frame import DataDir, app, need, say, standing
from medianest.cli.serve import Host, Port, alone, answers, greet, refuse_taken_port, run
from medianest.errors import ConfigurationError


@app.command()
def web(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Serve pages and the API, with the stores of DATABASE_URL and REDIS_URL."""
    with standing("web", data_dir, port=port, host=host) as stores, alone(stores.settings, "web") as folder:
        settings = stores.settings
        refuse_taken_port(settings)
        refuse_other_schema(need(settings)[0])
        children = [programs.media_pool(settings), programs.web(settings, frontend.ensure(say), folder)]
        run(stores, folder, children, lambda: answers(settings), lambda: greet(settings))


def refuse_other_schema(database_url: str) -> None:
    """One machine migrates; the others wait for it.

    Raises:
        ConfigurationError: the schema is not this code's.
    """
    from medianest import migrations

    stands = migrations.status(database_url)
    if stands.newer:
        raise ConfigurationError("The database was migrated by a newer MediaNest. Start that version.")
    if stands.pending:
        raise ConfigurationError("The database waits for its migrations. Run `medianest migrate up` on one machine.")
