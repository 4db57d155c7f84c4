"""Codes that count once, by the test vectors of RFC 6238 and by what people type."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from medianest.services import one_time_codes as codes

SECRET = base64.b32encode(b"12345678901234567890").decode()  # of RFC 6238, appendix B


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(at, code):
    assert codes.step_of(SECRET, code, at) == at // 30
    assert codes.step_of(SECRET, f"{code[:3]} {code[3:]}", at) == at // 30


def test_a_clock_may_be_half_a_minute_wrong_and_no_more():
    at = 1111111109
    step = at // 30
    taken = [codes.step_of(SECRET, "081804", at + 30 * late) for late in (-2, -1, 0, 1, 2)]
    assert taken == [None, step, step, step, None]


@pytest.mark.parametrize(
    "typed", ["", "28708", "2870822", "28708x", "٢٨٧٠٨٢", "-87082", "1e5", " " * 6, "287082" * 1000]
)
def test_what_is_no_code_is_refused(typed):
    assert codes.step_of(SECRET, typed, 59) is None


@given(some.text(max_size=200))
def test_nothing_that_is_typed_breaks_the_check(typed):
    assert codes.step_of(SECRET, typed, 59) in (None, 0, 1, 2)
    assert len(codes.plain_recovery_code(typed)) <= 24


def test_recovery_codes_are_ten_of_which_none_is_like_another():
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    assert {len(one) for one in made} == {14}
    assert not set(made) & set(codes.new_recovery_codes())


def test_a_recovery_code_may_be_typed_as_people_type():
    (code, *_) = codes.new_recovery_codes()
    assert codes.plain_recovery_code(f"  {code.upper().replace('-', ' ')} ") == codes.plain_recovery_code(code)


def test_a_recovery_code_in_the_field_for_figures_is_taken_for_what_it_is():
    assert codes.answer_of(" 123 456 ") == codes.Answer(code="123 456")
    assert codes.answer_of("abcd-2345-efgh") == codes.Answer(recovery_code="abcd-2345-efgh")
    assert codes.answer_of("", "2345-2345-2345") == codes.Answer(recovery_code="2345-2345-2345")


def test_the_picture_and_the_address_say_whose_account_it_is():
    address = codes.address_of(SECRET, "ann@example.org")
    assert address.startswith("otpauth://totp/MediaNest:ann%40example.org?secret=")
    assert codes.picture(address).startswith("data:image/svg+xml")
