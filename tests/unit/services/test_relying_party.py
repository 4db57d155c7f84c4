"""Which name passkeys belong to, and where there can be none."""

import pytest

from medianest.errors import PasskeysUnavailable
from medianest.services.relying_party import relying_party


@pytest.mark.parametrize(
    ("public", "asked", "host", "origin"),
    [
        (None, "https://nas.example", "nas.example", "https://nas.example"),
        (None, "https://nas.example:8443", "nas.example", "https://nas.example:8443"),
        (None, "https://NAS.example:443", "nas.example", "https://nas.example"),
        (None, "http://localhost:8000", "localhost", "http://localhost:8000"),
        (None, "http://nest.localhost", "nest.localhost", "http://nest.localhost"),
        # Behind a proxy that is not trusted to say so, the request looks like http: the operator knows better.
        ("https://nas.example", "http://nas.example", "nas.example", "https://nas.example"),
        ("https://nas.example:8443", "http://nas.example:8000", "nas.example", "https://nas.example:8443"),
    ],
)
def test_passkeys_belong_to_the_name_that_people_open(public, asked, host, origin):
    party = relying_party(public, asked)
    assert (party.host, party.origin) == (host, origin)


@pytest.mark.parametrize(
    ("public", "asked", "said"),
    [
        (None, "http://nas.example", "https"),
        (None, "http://127.0.0.1:8000", "http://localhost"),
        (None, "https://192.168.1.5", "IP address"),
        (None, "https://[::1]:8000", "IP address"),
        (None, "https://0x7f000001", "IP address"),
        (None, "https://1.2.3", "IP address"),
        (None, "https://", "IP address"),
        (None, "https://nas.example:x", "address"),
        (None, "https://localhost.evil.example@127.0.0.1", "IP address"),
        (None, "http://localhost.evil.example", "https"),
        ("https://nas.example", "https://evil.example", "https://nas.example"),
        ("https://nas.example", "http://localhost:8000", "https://nas.example"),
    ],
)
def test_elsewhere_the_person_is_told_where_they_work(public, asked, said):
    with pytest.raises(PasskeysUnavailable, match=said):
        relying_party(public, asked)
