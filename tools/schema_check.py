"""``python -m tools.schema_check``: a real, empty PostgreSQL, migrated, must say what the models say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from medianest import migrations
from medianest.config import Settings
from medianest.embedded import running_stores


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="medianest-check-", ignore_cleanup_errors=True) as folder:
        settings = Settings(data_dir=Path(folder) / "data", database_url=None, redis_url=None)
        with running_stores(settings, purpose="check") as stores:
            url = str(stores.settings.database_url)
            migrations.upgrade(url, settings.data_dir / "dumps")
            differences = migrations.drift(url)
    for difference in differences:
        print(difference)
    print("Models and migrations differ." if differences else "Models and migrations agree.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
