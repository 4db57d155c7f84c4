"""The log is kept as long as an administrator says, and shortened lawfully."""

from __future__ import annotations

import pytest

from medianest import routes
from medianest.models.columns import now
from medianest.services.viewer import Viewer

RETENTION = f"{routes.API}/admin/audit/retention"


@pytest.fixture
def admin(browser, people):
    people.add("boss@example.org", "admin")
    return people.bearer(browser, "boss@example.org")


def later(monkeypatch, days):
    """As if so many days had passed for whoever takes rows away."""
    from datetime import timedelta

    from medianest.services import audit, audit_retention

    monkeypatch.setattr(audit, "now", lambda: now() + timedelta(days=days))
    monkeypatch.setattr(audit_retention, "now", lambda: now() + timedelta(days=days))


def test_the_log_is_kept_for_ever_until_somebody_says_otherwise(browser, admin, services, monkeypatch):
    assert browser.get(RETENTION, headers=admin).json() == {"days": None}
    later(monkeypatch, 5000)
    assert services.audit_retention.apply(Viewer.system()) == 0


def test_what_is_older_goes_and_the_rest_verifies(browser, admin, services, monkeypatch):
    assert browser.put(RETENTION, json={"days": 90}, headers=admin).json() == {"days": 90}
    assert services.audit_retention.apply(Viewer.system()) == 0
    later(monkeypatch, 91)
    assert services.audit_retention.apply(Viewer.system()) > 0
    assert services.audit.verify(Viewer.system()).sound
    actions = [row.action for row in services.audit.list(Viewer.system()).items]
    assert actions == ["audit.pruned"]


def test_the_change_itself_is_written_down(browser, admin, services):
    browser.put(RETENTION, json={"days": 90}, headers=admin)
    row = services.audit.list(Viewer.system()).items[0]
    assert (row.action, row.before, row.after) == ("audit.retention", {"days": None}, {"days": 90})


@pytest.mark.parametrize("days", [0, 29, 4000, -1])
def test_a_time_that_makes_no_sense_is_refused(browser, admin, days):
    answer = browser.put(RETENTION, json={"days": days}, headers=admin)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["days"]
