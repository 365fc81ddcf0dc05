"""Texts and whole numbers: exact both ways, off-grid refused with both neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.model.errors import Invalid, OffGrid
from quantdesk.model.money import (
    ATOMS_MAX,
    COUNT_MAX,
    atoms_of,
    atoms_text,
    count_of,
    decimal_text,
    digits_of,
    fee_max_of,
    mticks_of,
    positive_count_of,
    ppm_of,
    ppm_text,
    signed_of,
    steps_text,
)

CENT = 10_000_000
STEPS = st.one_of(st.sampled_from([10**digits for digits in range(10)]), st.integers(1, 10**10))


@pytest.mark.parametrize(
    ("text", "step", "count"),
    [
        ("0", CENT, 0),
        ("150.25", CENT, 15_025),
        ("150.250000000000000000", CENT, 15_025),
        ("0.01", CENT, 1),
        ("1000000", 10**10, 100_000),
        ("0.000000001", 1, 1),
        ("0.5", 25 * CENT, 2),
    ],
)
def test_text_on_the_grid_is_its_count(text, step, count):
    """UNIT-5."""
    assert count_of(text, step, COUNT_MAX) == count


@pytest.mark.parametrize(
    ("text", "step", "below", "above"),
    [
        ("150.255", CENT, "150.25", "150.26"),
        ("150.2500000001", CENT, "150.25", "150.26"),
        ("0.6", 25 * CENT, "0.50", "0.75"),
        ("0.00000000001", 1, "0.000000000", "0.000000001"),
        ("14", 10**10, "10", "20"),
    ],
)
def test_text_between_two_steps_is_refused_with_both_neighbours(text, step, below, above):
    """UNIT-5."""
    with pytest.raises(OffGrid) as refusal:
        count_of(text, step, COUNT_MAX, "price")
    assert (refusal.value.below, refusal.value.above, refusal.value.field) == (below, above, "price")
    assert below in refusal.value.detail
    assert above in refusal.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "-1",
        "1.",
        ".5",
        "01",
        "00",
        "1e3",
        "1,5",
        "0x1",
        "1_000",
        "NaN",
        "inf",
        "1.2.3",
        "٣",
        "²",
        "1" * 41,
    ],
)
def test_text_that_is_no_plain_decimal_is_refused(text):
    """UNIT-5: no sign, no exponent, no space, no leading zero, no other digits, no more than 40 characters."""
    with pytest.raises(Invalid, match="expected a decimal like"):
        count_of(text, CENT, COUNT_MAX)


@pytest.mark.parametrize("text", ["1.01", "1.001", "99999999999999999999999999999999999999"])
def test_text_above_the_limit_is_refused_with_the_limit(text):
    with pytest.raises(Invalid, match=r"expected at most 1\.00, found"):
        count_of(text, CENT, 100)


def test_highest_count_is_taken():
    assert count_of("1.00", CENT, 100) == 100


def test_zero_is_no_price_and_what_is_below_one_step_has_one_neighbour():
    with pytest.raises(Invalid, match=r"expected at least 0\.01, found 0\.00"):
        positive_count_of("0.00", CENT, COUNT_MAX)
    with pytest.raises(OffGrid) as refusal:
        positive_count_of("0.001", CENT, COUNT_MAX, "price")
    assert (refusal.value.below, refusal.value.above) == ("", "0.01")
    with pytest.raises(OffGrid) as refusal:
        positive_count_of("0.015", CENT, COUNT_MAX, "price")
    assert (refusal.value.below, refusal.value.above) == ("0.01", "0.02")


def test_amount_is_in_atoms():
    assert atoms_of("525.875") == 525_875_000
    assert atoms_text(525_875_000) == "525.875000"
    assert atoms_text(-1) == "-0.000001"
    assert atoms_of(atoms_text(ATOMS_MAX)) == ATOMS_MAX
    with pytest.raises(Invalid, match="at most"):
        atoms_of(atoms_text(ATOMS_MAX + 1))
    with pytest.raises(OffGrid):
        atoms_of("0.0000001")


def test_fractions_are_in_ppm_and_fee_caps_in_10_ppm():
    assert ppm_of("0.05") == 50_000
    assert ppm_text(-20) == "-0.000020"
    assert fee_max_of("0.00045") == 45
    with pytest.raises(OffGrid):
        fee_max_of("0.000451")
    with pytest.raises(Invalid, match=r"at most 0\.65535"):
        fee_max_of("1")


def test_whole_numbers_have_no_point():
    assert decimal_text(-150, 0) == "-150"
    assert steps_text(15, 10**10, 0) == "150"


@given(st.integers(0, COUNT_MAX), STEPS)
def test_count_survives_its_text(count, step):
    """UNIT-5: exact both ways."""
    text = steps_text(count, step, digits_of(step))
    assert count_of(text, step, COUNT_MAX) == count
    assert text.partition(".")[2] == "" or len(text.partition(".")[2]) == digits_of(step)


@given(st.integers(0, 10**12), st.integers(0, 12), STEPS)
def test_neighbours_of_a_refused_text_are_valid_and_around_it(number, digits, step):
    """UNIT-5."""
    text = decimal_text(number, digits)
    try:
        count = count_of(text, step, 10**30)
    except OffGrid as off_grid:
        below, above = count_of(off_grid.below, step, 10**30), count_of(off_grid.above, step, 10**30)
        assert above == below + 1
        assert below * step * 10**digits < number * 10**9 < above * step * 10**digits
    else:
        assert count * step * 10**digits == number * 10**9


def test_mark_finer_than_the_grid_is_counted_in_thousandths_of_a_tick():
    assert mticks_of("61800.0505", 10 * CENT) == 618_000_505
    assert mticks_of("0.000020341007", 1) == 20_341_007
    assert mticks_of("0.0000000000019", 1) == 1
    with pytest.raises(Invalid, match="decimal"):
        mticks_of("-1", CENT)


@given(st.integers(-10_000, 10_000), STEPS)
def test_signed_count_and_its_text_are_one(count, step):
    """UNIT-5: zero too, where a plain text must be above it."""
    text = steps_text(count, step, digits_of(step))
    assert signed_of(text, lambda away: positive_count_of(away, step, COUNT_MAX)) == count


@pytest.mark.parametrize("text", ["", "-", ".", "--1", "-0.", "+1", "- 1", "0-0"])
def test_what_is_no_signed_decimal_is_refused(text):
    """UNIT-5."""
    with pytest.raises(Invalid):
        signed_of(text, lambda away: positive_count_of(away, CENT, COUNT_MAX))
