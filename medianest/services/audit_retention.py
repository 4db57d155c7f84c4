"""How long the audit log is kept: for ever, or for some days, after which its oldest rows go lawfully, by the clock."""

from __future__ import annotations

from datetime import timedelta

from medianest.errors import Invalid
from medianest.models.columns import now
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import AuditRetentionView
from medianest.services.audit import Audit
from medianest.services.viewer import Viewer

SHORTEST_DAYS = 30  # long enough to notice what happened
LONGEST_DAYS = 3650
_KEY = "audit_retention"


class AuditRetention:
    def __init__(self, transactions: Transactions, audit: Audit) -> None:
        self._uow = transactions
        self._audit = audit

    def get(self, viewer: Viewer) -> AuditRetentionView:
        viewer.require_admin()
        with self._uow() as work:
            return AuditRetentionView(_days(work))

    def set(self, viewer: Viewer, days: int | None) -> AuditRetentionView:
        """Keep rows for so many days from now on; None: for ever. Nothing goes before the next turn of the clock.

        Raises:
            Invalid: too few days, or too many.
        """
        viewer.require_admin()
        if days is not None and not SHORTEST_DAYS <= days <= LONGEST_DAYS:
            raise Invalid(
                "The audit log cannot be kept like this.",
                {"days": "Choose from {least} to {most} days, or for ever."},
                least=SHORTEST_DAYS,
                most=LONGEST_DAYS,
            )
        with self._uow() as work:
            before = _days(work)
            if days != before:
                work.server_settings.put(_KEY, {"days": days})
                self._audit.record(work, viewer, "audit.retention", before={"days": before}, after={"days": days})
            work.commit()
        return AuditRetentionView(days)

    def apply(self, viewer: Viewer) -> int:
        """Take away what has been kept long enough; how many rows. What is left still verifies.

        Raises:
            Conflict: the log was touched; what was done to it must not be lost with its oldest rows.
        """
        days = self.get(viewer).days
        return 0 if days is None else self._audit.prune(viewer, now() - timedelta(days=days))


def _days(work: UnitOfWork) -> int | None:
    kept = work.server_settings.get(_KEY) or {}
    return kept.get("days")
