"""Secrets at rest: what is sealed opens in its own place, for its own purpose, under its own secret alone."""

import pytest

from medianest.keyring import Keyring, SealBroken

KEYS = Keyring("a secret for tests that is long enough")
OTHER = Keyring("another secret that is long enough, too")


def test_what_is_sealed_opens_again_and_shows_nothing():
    sealed = KEYS.seal("totp", b"JBSWY3DPEHPK3PXP", b"row 1")
    assert b"JBSWY" not in sealed
    assert KEYS.unseal("totp", sealed, b"row 1") == b"JBSWY3DPEHPK3PXP"


def test_the_same_secret_is_never_sealed_the_same_way_twice():
    assert KEYS.seal("totp", b"same", b"") != KEYS.seal("totp", b"same", b"")


@pytest.mark.parametrize(
    ("keys", "purpose", "place"),
    [(OTHER, "totp", b"row 1"), (KEYS, "client secret", b"row 1"), (KEYS, "totp", b"row 2")],
)
def test_it_opens_under_no_other_secret_for_no_other_purpose_and_in_no_other_row(keys, purpose, place):
    sealed = KEYS.seal("totp", b"JBSWY3DPEHPK3PXP", b"row 1")
    with pytest.raises(SealBroken):
        keys.unseal(purpose, sealed, place)


def test_one_changed_or_missing_byte_is_seen():
    sealed = KEYS.seal("totp", b"JBSWY3DPEHPK3PXP", b"row 1")
    for place in range(len(sealed)):
        broken = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        with pytest.raises(SealBroken):
            KEYS.unseal("totp", broken, b"row 1")
        with pytest.raises(SealBroken):
            KEYS.unseal("totp", sealed[:place], b"row 1")
