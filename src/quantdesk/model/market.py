"""A market: its symbol, its grid and its bounds, and what follows from the grid without rounding [UNIT-2].

Invariant: `tick_value` is the whole number of atoms of one tick times one lot, so that every notional is exact.
"""

import re
from typing import Final, Self

import msgspec

from quantdesk.model.errors import Invalid
from quantdesk.model.money import decimal_text, digits_of, positive_count_of, steps_text
from quantdesk.model.records_gen import MarketSet, MarketView

SYMBOL_BYTES: Final = 16
MTICK_DIGITS: Final = 3
TICK_VALUE_MAX: Final = 2**32 - 1
# One tick times one lot is in 1e-18 USD; an atom is 1e-6 USD.
_E18_PER_ATOM: Final = 10**12
_SYMBOL: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*\Z", re.ASCII)


def mticks_of(value: int, expo: int, tick_size_e9: int) -> int:
    """Value x 10^expo USD in 1/1000 of a tick of tick_size_e9 billionths of a USD, rounded down."""
    above: int = 10 ** (9 + max(0, expo))
    below: int = 10 ** max(0, -expo)
    return value * 10**MTICK_DIGITS * above // (tick_size_e9 * below)


def symbol_bytes(text: str) -> bytes:
    """A symbol like BTC-PERP as 16 zero-padded ASCII bytes. Raises Invalid."""
    if not 0 < len(text) <= SYMBOL_BYTES or not _SYMBOL.match(text):
        raise Invalid(
            f"expected a symbol of A-Z, 0-9 and single dashes, at most {SYMBOL_BYTES}, like BTC-PERP", "symbol"
        )
    return text.encode("ascii").ljust(SYMBOL_BYTES, b"\0")


def symbol_text(padded: bytes) -> str:
    """The symbol in 16 padded bytes. Raises Invalid when they are none."""
    text = padded.rstrip(b"\0").decode("ascii", errors="replace")
    if symbol_bytes(text) != padded:
        raise Invalid("expected a symbol padded with zero bytes to 16", "symbol")
    return text


def tick_value_of(tick_size_e9: int, lot_size_e9: int) -> int:
    """Atoms of one tick times one lot; sizes in 1e-9. Raises Invalid: not a whole number from 1. Source: [UNIT-2]."""
    value, rest = divmod(tick_size_e9 * lot_size_e9, _E18_PER_ATOM)
    if rest or not 0 < value <= TICK_VALUE_MAX:
        found = f"{tick_size_e9} x {lot_size_e9} e-18 USD"
        raise Invalid(f"expected tick x lot of whole atoms from 1 to {TICK_VALUE_MAX}, found {found}")
    return value


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """One listed market. Sizes of tick and lot in 1e-9; prices in ticks, sizes in lots; money in atoms; fractions in ppm."""

    market: int
    symbol: str
    tick_size_e9: int
    lot_size_e9: int
    tick_value: int
    price_max_ticks: int
    order_max_lots: int
    position_max_lots: int
    open_interest_max_lots: int
    imf_ppm: int
    mmf_ppm: int
    requirement_min_atoms: int
    profit_cap_atoms: int
    band_ppm: int
    paused: bool
    price_digits: int
    size_digits: int

    @classmethod
    def of(cls, record: MarketSet | MarketView) -> Self:
        """The market that an event or a view describes."""
        return cls(
            market=record.market,
            symbol=symbol_text(record.symbol),
            tick_size_e9=record.tick_size,
            lot_size_e9=record.lot_size,
            tick_value=record.tick_value,
            price_max_ticks=record.price_max,
            order_max_lots=record.order_max,
            position_max_lots=record.position_max,
            open_interest_max_lots=record.open_interest_max,
            imf_ppm=record.imf,
            mmf_ppm=record.mmf,
            requirement_min_atoms=record.requirement_min,
            profit_cap_atoms=record.profit_cap,
            band_ppm=record.band,
            paused=bool(record.paused),
            price_digits=digits_of(record.tick_size),
            size_digits=digits_of(record.lot_size),
        )

    def price_ticks(self, text: str, field: str = "price") -> int:
        """Ticks of a price text, 1 to the market's limit. Raises Invalid, or OffGrid with both neighbours [UNIT-5]."""
        return positive_count_of(text, self.tick_size_e9, self.price_max_ticks, field)

    def size_lots(self, text: str, field: str = "size") -> int:
        """Lots of a size text, 1 to the market's order limit. Raises Invalid, or OffGrid with both neighbours [UNIT-5]."""
        return positive_count_of(text, self.lot_size_e9, self.order_max_lots, field)

    def price_text(self, ticks: int) -> str:
        """Text of a price in ticks, exact."""
        return steps_text(ticks, self.tick_size_e9, self.price_digits)

    def size_text(self, lots: int) -> str:
        """Text of a size or a signed position in lots, exact."""
        return steps_text(lots, self.lot_size_e9, self.size_digits)

    def mark_text(self, mticks: int) -> str:
        """Text of an index, mark or liquidation price in 1/1000 tick, exact; three decimals more than a price."""
        digits = self.price_digits + MTICK_DIGITS
        return decimal_text(mticks * self.tick_size_e9 * 10**digits // (10**MTICK_DIGITS * 10**9), digits)

    def notional_atoms(self, price_ticks: int, size_lots: int) -> int:
        """Value of a fill, exact [UNIT-2]."""
        return self.tick_value * price_ticks * size_lots
