"""Webhooks as administrators keep them: who is told of what happens here."""

from __future__ import annotations

from uuid import UUID, uuid4

from medianest.errors import Conflict, NotFound
from medianest.keyring import Keyring, SealBroken
from medianest.models import Webhook
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.viewer import Viewer
from medianest.services.webhooks.messages import new_secret
from medianest.services.webhooks.rules import MOST, Wanted, checked, origin
from medianest.services.webhooks.views import NewWebhookView, WebhookView

# What the keyring seals for a webhook; each is bound to its row.
ADDRESS, SECRET = "webhook address", "webhook secret"


class Webhooks:
    def __init__(self, transactions: Transactions, keys: Keyring, audit: Audit) -> None:
        self._uow = transactions
        self._keys = keys
        self._audit = audit

    def list(self, viewer: Viewer) -> tuple[WebhookView, ...]:
        """The oldest first."""
        viewer.require_admin()
        with self._uow() as work:
            standing = work.webhooks.standing()
            return tuple(self._view(row, standing) for row in work.webhooks.all())

    def add(self, viewer: Viewer, wanted: Wanted) -> NewWebhookView:
        """
        Raises:
            Invalid: with a sentence for each field that cannot be used. Conflict: there are too many.
        """
        viewer.require_admin()
        wanted, secret = checked(wanted), new_secret()
        row = Webhook(id=uuid4(), name="", origin="", address=b"", secret=b"")
        self._write(row, wanted)
        row.secret = self._keys.seal(SECRET, secret.encode(), row.id.bytes)
        with self._uow() as work:
            work.accounts.lock_administrators()
            if len(work.webhooks.all()) >= MOST:
                raise Conflict("There are too many webhooks. Remove one that is not used any more.")
            work.webhooks.add(row)
            view = self._view(row, work.webhooks.standing())
            self._audit.record(work, viewer, "webhook.added", target=("webhook", row.id), after=_told(row))
            work.commit()
        return NewWebhookView(view, secret)

    def change(self, viewer: Viewer, webhook_id: UUID, wanted: Wanted) -> WebhookView:
        """Raises Invalid, NotFound. What waits goes to the new address."""
        viewer.require_admin()
        wanted = checked(wanted)
        with self._uow() as work:
            row = required(work, webhook_id)
            before, address = _told(row), row.address
            moved = self._url(row) != wanted.url
            self._write(row, wanted)
            if not moved:
                row.address = address
            view = self._view(row, work.webhooks.standing())
            after = {**_told(row), **({"new_address": True} if moved else {})}
            self._audit.record(work, viewer, "webhook.changed", target=("webhook", row.id), before=before, after=after)
            work.commit()
        return view

    def enable(self, viewer: Viewer, webhook_id: UUID, enabled: bool) -> WebhookView:
        """Pause it, or go on. While it is paused nothing is sent to it, and what happens is not kept for it; what
        waits already goes on waiting. Raises NotFound."""
        viewer.require_admin()
        with self._uow() as work:
            row = required(work, webhook_id)
            if row.enabled != enabled:
                row.enabled, row.pause_reason = enabled, ""
                action = "webhook.resumed" if enabled else "webhook.paused"
                self._audit.record(work, viewer, action, target=("webhook", row.id), after={"name": row.name})
            view = self._view(row, work.webhooks.standing())
            work.commit()
        return view

    def renew_secret(self, viewer: Viewer, webhook_id: UUID) -> NewWebhookView:
        """A new secret instead of the old one, which signs nothing any more. Raises NotFound."""
        viewer.require_admin()
        secret = new_secret()
        with self._uow() as work:
            row = required(work, webhook_id)
            row.secret = self._keys.seal(SECRET, secret.encode(), row.id.bytes)
            view = self._view(row, work.webhooks.standing())
            self._audit.record(
                work, viewer, "webhook.secret_renewed", target=("webhook", row.id), after={"name": row.name}
            )
            work.commit()
        return NewWebhookView(view, secret)

    def remove(self, viewer: Viewer, webhook_id: UUID) -> None:
        """Its log goes with it. Raises NotFound."""
        viewer.require_admin()
        with self._uow() as work:
            row = required(work, webhook_id)
            before = _told(row)
            work.webhooks.remove(webhook_id)
            self._audit.record(work, viewer, "webhook.removed", target=("webhook", webhook_id), before=before)
            work.commit()

    def _write(self, row: Webhook, wanted: Wanted) -> None:
        row.name, row.origin, row.events = wanted.name, origin(wanted.url), list(wanted.events)
        row.address = self._keys.seal(ADDRESS, wanted.url.encode(), row.id.bytes)

    def _url(self, row: Webhook) -> str:
        try:
            return self._keys.unseal(ADDRESS, row.address, row.id.bytes).decode()
        except SealBroken:  # another secret key: whoever edits it writes the address anew
            return ""

    def _view(self, row: Webhook, standing: dict) -> WebhookView:
        waiting, dead, last_at, last, reason = standing.get(row.id) or (0, 0, None, None, None)
        return WebhookView(
            id=row.id,
            name=row.name,
            url=self._url(row),
            origin=row.origin,
            events=tuple(row.events),
            enabled=row.enabled,
            pause_reason=row.pause_reason,
            waiting=waiting,
            dead=dead,
            last=last if last in ("delivered", "failed") else "",
            last_at=last_at,
            last_reason=reason or "",
            created_at=row.created_at,
        )


def required(work: UnitOfWork, webhook_id: UUID) -> Webhook:
    row = work.webhooks.get(webhook_id)
    if row is None:
        raise NotFound("There is no such webhook.")
    return row


def _told(row: Webhook) -> dict[str, object]:
    """For the audit log: without what of the address may be a secret."""
    return {"name": row.name, "origin": row.origin, "events": list(row.events), "enabled": row.enabled}
