"""``medianest worker``: the job worker alone, for several machines on the same stores."""

from __future__ import annotations

from medianest.cli import programs
from medianest.cli.frame import DataDir, app, need, say, standing
from medianest.cli.serve import alone, run
from medianest.cli.web import refuse_other_schema


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Work on scans and other jobs, with the stores of DATABASE_URL and REDIS_URL."""
    with standing("worker", data_dir) as stores, alone(stores.settings, "worker") as folder:
        settings = stores.settings
        refuse_other_schema(need(settings)[0])
        children = [programs.media_pool(settings), programs.worker(settings)]
        run(stores, folder, children, lambda: True, lambda: say("The worker is ready."))
