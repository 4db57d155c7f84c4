"""Refresh-token theft: whatever the order in which a client and a thief come, nobody keeps two live tokens."""

from __future__ import annotations

import psycopg2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medianest.errors import NotSignedIn
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.people import PASSWORD

WHO = st.sampled_from(["client", "thief"])


def rotated(services, hands: dict[str, str], who: str) -> bool:
    """``who`` uses the token that they hold, and keeps the next one."""
    try:
        hands[who] = services.tokens.rotate(hands[who]).refresh_token
    except NotSignedIn:
        return False
    return True


def live_tokens(url: str) -> int:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from refresh_tokens t join user_sessions s on s.id = t.session_id"
            " where t.used_at is null and s.revoked_at is null"
        )
        (count,) = cursor.fetchone() or (0,)
        return count


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.integers(0, 3), order=st.lists(WHO, max_size=8))
def test_any_order_of_client_and_thief_ends_the_family_and_never_leaves_two_live_tokens(
    services, people, database_url, before, order
):
    if "ann@example.org" not in people.made:
        people.add()
    hands = {"client": services.sign_in.program(Viewer.nobody(), "ann@example.org", PASSWORD, Device()).refresh_token}
    others = live_tokens(database_url) - 1
    for _ in range(before):
        assert rotated(services, hands, "client")
    hands["thief"] = hands["client"]
    used: set[str] = set()
    for who in order:
        used.add(who)
        rotated(services, hands, who)
        assert live_tokens(database_url) - others <= 1
    # Both hold a copy of what was stolen: once both have come, whoever came second has given the theft away.
    for who in {"client", "thief"} - used:
        rotated(services, hands, who)
    assert live_tokens(database_url) - others == 0
    assert not any(rotated(services, hands, who) for who in hands)
