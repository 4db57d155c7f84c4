"""What a row of the audit log says has changed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from medianest.errors import Invalid
from medianest.services.account_views import AuditView
from medianest.state.admin_audit import _change, _day


def row(before: dict[str, Any] | None, after: dict[str, Any] | None) -> AuditView:
    return AuditView(1, datetime(2026, 1, 1, tzinfo=UTC), None, {}, "x", "", "", None, before, after)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"role": "user"}, {"role": "admin"}, "role: user → admin"),
        ({"role": "user", "name": "Kim"}, {"role": "admin", "name": "Kim"}, "role: user → admin"),
        (None, {"kind": "browser"}, "kind: browser"),
        ({"name": "Films"}, None, "name: Films"),
        ({"disabled": False}, {"disabled": True}, "disabled: false → true"),
        (None, None, ""),
    ],
)
def test_a_change_is_told_as_short_as_it_can_be(before, after, told):
    assert _change(row(before, after)) == told


@pytest.mark.parametrize("text", ["9999-12-31", "2026-02-30", "yesterday", "2026-01-01T00:00:00+25:00"])
def test_what_is_no_day_or_has_none_after_it_is_refused(text):
    with pytest.raises(Invalid):
        _day(text)


def test_no_day_is_no_limit():
    assert _day("") is None
