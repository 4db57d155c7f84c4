"""What this installation is sure of before it opens its doors."""

from __future__ import annotations

from medianest.errors import ConfigurationError
from medianest.keyring import Keyring
from medianest.repositories.unit_of_work import Transactions

_KEY = "secret_fingerprint"


def check_secret(transactions: Transactions, keys: Keyring) -> None:
    """The secret is the one that this database was begun with; the first start keeps its fingerprint.

    Raises:
        ConfigurationError: it is another one, under which nothing that was sealed could be opened.
    """
    with transactions() as work:
        kept = work.server_settings.put_once(_KEY, keys.fingerprint())
        work.commit()
    if kept != keys.fingerprint():
        raise ConfigurationError(
            "MEDIANEST_SECRET_KEY is not the secret that this database was made with. "
            "Put the old one back (in the data folder's secret file, or in the environment)."
        )
