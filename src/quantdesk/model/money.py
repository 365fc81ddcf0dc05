"""Decimal texts and whole numbers of a unit, exactly; the one place where a text becomes money [UNIT-5].

Invariant: no float, no decimal type, no rounding. A text between two values of its grid is refused with both neighbours.
A grid is its step in 1e-9 of a whole unit; a count is how many steps.
"""

import re
from collections.abc import Callable
from typing import Final

from quantdesk.model.errors import Invalid, OffGrid

TEXT_MAX: Final = 40
COUNT_MAX: Final = 2**31 - 1
ATOMS_MAX: Final = 2**53
ATOM_DIGITS: Final = 6
ATOM_E9: Final = 1_000
PPM_E9: Final = 1_000
PPM_MAX: Final = 2**32 - 1
FEE_MAX_E9: Final = 10_000
FEE_MAX_COUNT: Final = 2**16 - 1
E9_DIGITS: Final = 9
_E9: Final = 10**E9_DIGITS
MTICKS_PER_TICK: Final = 1_000
_ZERO_TEXT: Final = re.compile(r"0(\.0*)?\Z")
_TEXT: Final = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?\Z", re.ASCII)


def count_of(text: str, step_e9: int, count_max: int, field: str = "") -> int:
    """How many steps a non-negative decimal text is, 0 to `count_max`.

    Raises Invalid: no decimal text, or above the limit; OffGrid: between two steps, with the texts of both.
    """
    match = _TEXT.match(text)
    if match is None or len(text) > TEXT_MAX:
        raise Invalid(f"expected a decimal like 150.25, at most {TEXT_MAX} characters", field)
    whole: str = match[1]
    fraction: str = (match[2] or "").rstrip("0")
    scale: int = 10 ** len(fraction)
    count, rest = divmod(int(whole + fraction) * _E9, step_e9 * scale)
    if count > count_max or (rest and count == count_max):
        raise Invalid(f"expected at most {_step_text(count_max, step_e9)}, found {text}", field)
    if rest:
        below, above = _step_text(count, step_e9), _step_text(count + 1, step_e9)
        detail = f"expected a multiple of {_step_text(1, step_e9)}, like {below} or {above}, found {text}"
        raise OffGrid(detail, below, above, field)
    return count


def positive_count_of(text: str, step_e9: int, count_max: int, field: str = "") -> int:
    """As `count_of`, for what may not be zero: price, size, amount. Below the first step the only neighbour is that step."""
    try:
        count = count_of(text, step_e9, count_max, field)
    except OffGrid as off_grid:
        if _ZERO_TEXT.match(off_grid.below):
            raise OffGrid(f"expected at least {off_grid.above}, found {text}", "", off_grid.above, field) from None
        raise
    if count == 0:
        raise Invalid(f"expected at least {_step_text(1, step_e9)}, found {text}", field)
    return count


def signed_of(text: str, read: Callable[[str], int]) -> int:
    """A signed decimal text; read: what its distance from zero is, which it may refuse to be zero: that is one too. Raises as read."""
    away = text.removeprefix("-")
    if _TEXT.match(away) and not away.strip("0."):
        return 0
    return -read(away) if text.startswith("-") else read(away)


def mticks_of(text: str, tick_e9: int, field: str = "") -> int:
    """A price text such as a mark in 1/1000 tick, which may be finer than 1e-9; rounded down. Raises Invalid."""
    match = _TEXT.match(text)
    if match is None or len(text) > TEXT_MAX:
        raise Invalid(f"expected a decimal like 150.25, at most {TEXT_MAX} characters", field)
    fraction: str = match[2] or ""
    scale: int = 10 ** len(fraction)
    return int(match[1] + fraction) * _E9 * MTICKS_PER_TICK // (tick_e9 * scale)


def atoms_of(text: str, field: str = "amount") -> int:
    """A positive amount of USDC in atoms, at most 2^53. Raises Invalid or OffGrid."""
    return positive_count_of(text, ATOM_E9, ATOMS_MAX, field)


def positive_units_of(text: str, digits: int, count_max: int, field: str = "amount") -> int:
    """A positive decimal text as a whole number of 10^-digits, digits at most 9. Raises Invalid or OffGrid."""
    return positive_count_of(text, 10 ** (E9_DIGITS - digits), count_max, field)


def ppm_of(text: str, field: str = "") -> int:
    """A fraction like "0.05" in ppm. Raises Invalid or OffGrid."""
    return count_of(text, PPM_E9, PPM_MAX, field)


def fee_max_of(text: str, field: str = "max_fee") -> int:
    """A fee cap like "0.00045" of notional in the unit of the signed message, 10 ppm. Raises Invalid or OffGrid."""
    return count_of(text, FEE_MAX_E9, FEE_MAX_COUNT, field)


def decimal_text(value: int, digits: int) -> str:
    """A signed number of 10^-digits as a text with exactly `digits` decimals."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    if digits == 0:
        return f"{sign}{value}"
    whole, fraction = divmod(value, 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def atoms_text(atoms: int) -> str:
    """USDC with six decimals."""
    return decimal_text(atoms, ATOM_DIGITS)


def ppm_text(ppm: int) -> str:
    """A fraction, signed, with six decimals."""
    return decimal_text(ppm, ATOM_DIGITS)


def digits_of(step_e9: int) -> int:
    """Fewest decimals that write every multiple of a step exactly, 0 to 9."""
    digits = E9_DIGITS
    while digits and step_e9 % 10 == 0:
        step_e9 //= 10
        digits -= 1
    return digits


def steps_text(count: int, step_e9: int, digits: int) -> str:
    """A signed count of steps with `digits` decimals, which are at least `digits_of(step_e9)`: exact."""
    return decimal_text(count * step_e9 // 10 ** (E9_DIGITS - digits), digits)


def _step_text(count: int, step_e9: int) -> str:
    return steps_text(count, step_e9, digits_of(step_e9))
