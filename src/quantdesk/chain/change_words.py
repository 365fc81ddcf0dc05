"""Words of changes: how an admin names shares, amounts, sizes and keys, and how they are told [CUST-22].

Invariant: a word is read exactly or refused, with what was expected.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.chain.changes import PAUSED, Pausable
from quantdesk.chain.network import Addresses
from quantdesk.chain.program_gen import Exchange, Market, ProtocolSolVault, Risk, TokenVault, VaultBook
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import Viewer
from quantdesk.model.assets import SOL, USDC, Asset, asset_text
from quantdesk.model.base58 import decode_base58
from quantdesk.model.change_steps import Refused
from quantdesk.model.errors import Invalid
from quantdesk.model.money import ATOMS_MAX, E9_DIGITS, decimal_text, positive_count_of, positive_units_of
from quantdesk.model.reasons import reason_text

PERCENT_DIGITS: Final = 4
PPM: Final = 1_000_000
KEY_BYTES: Final = 32
LOTS_MAX: Final = 2**32 - 1


class Force(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force on the chain. books: vaults by asset; markets: by number."""

    exchange: Exchange
    risk: Risk
    books: dict[int, VaultBook]
    markets: dict[int, Market]


class Named(msgspec.Struct, frozen=True):
    """A number that was typed. field: its name; text: how one of its sort is told."""

    field: str
    number: int
    text: Callable[[int], str]


async def force_read(rpc: Rpc, where: Addresses | None = None) -> Force:
    """What is in force now. where: as it is known already, or looked for. Errors: ExchangeMissing."""
    where = where or await Viewer(rpc).addresses()
    read = await rpc.accounts([where.exchange, where.risk, where.vault, where.sol_vault], "confirmed")
    exchange, risk, vault, sol_vault = (b"" if one is None else one.data for one in read.accounts)
    _, markets = await rpc.owned(where.program, Market.SIZE, Market.DISCRIMINATOR, commitment="confirmed")
    return Force(
        exchange=Exchange.read(exchange),
        risk=Risk.read(risk),
        books={USDC: TokenVault.read(vault).book, SOL: ProtocolSolVault.read(sol_vault).book},
        markets={one.number: one for one in map(Market.read, markets.values())},
    )


def percent_read(text: str, field: str) -> int:
    """Millionths of a share like "2.5%". Errors: Invalid."""
    if not text.endswith("%"):
        raise Invalid(f"expected a share like 2.5%, found {text}", field)
    return positive_units_of(text[:-1].strip(), PERCENT_DIGITS, PPM, field)


def percent_text(ppm: int) -> str:
    """A share as percent."""
    return f"{decimal_text(ppm, PERCENT_DIGITS)} %"


def key_read(text: str) -> bytes:
    """An address. Errors: Invalid."""
    try:
        return decode_base58(text, KEY_BYTES)
    except Invalid:
        raise Invalid(f"expected an address, base58 of 32 bytes, found {text}", "key") from None


def count_read(text: str, most: int, field: str) -> int:
    """A whole number of at least one. Errors: Invalid."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
        raise Invalid(f"expected a whole number from 1 to {most}, found {text}", field)
    return int(text)


def market_named(force: Force, symbol: str) -> Market:
    """The market of a name. Errors: Invalid."""
    for market in force.markets.values():
        if symbol_of(market) == symbol:
            return market
    known = ", ".join(symbol_of(market) for market in force.markets.values())
    raise Invalid(f"expected one of {known}, found {symbol}", "market")


def symbol_of(market: Market) -> str:
    """A market's name."""
    return market.symbol.rstrip(b"\0").decode()


def lots_read(text: str, market: Market, field: str, most: int = ATOMS_MAX) -> int:
    """A size in base units as lots. Errors: Invalid."""
    return positive_count_of(text, market.lot_size, most, field)


def lots_text(lots: int, market: Market) -> str:
    """Lots as a size in base units."""
    return decimal_text(lots * market.lot_size, E9_DIGITS).rstrip("0").rstrip(".")


def step_check(refused: Refused | None, kind: str, named: dict[int, Named]) -> None:
    """CUST-22: what the program would refuse seven days later is refused at once. named: what was typed, by the place of its field.

    Errors: Invalid.
    """
    if refused is None:
        return
    one, bound = named.get(refused.place), refused.bound
    if one is None:
        raise Invalid(reason_text(refused.reason, bound, refused.place), kind)
    most = "at most" if one.number > bound else "at least"
    raise Invalid(f"expected {most} {one.text(bound)}, found {one.text(one.number)}", one.field)


def from_to(name: str, before: str, after: str) -> str:
    """What is in force and what is to be; once, where they are the same."""
    return f"{name} {before}" if before == after else f"{name} {before} to {after}"


def bits_read(text: str) -> int:
    """Pause bits of words like "deposits,orders", or all. Errors: Invalid."""
    names: set[str] = set(PAUSED) if text == "all" else set(text.split(","))
    unknown = sorted(names - set(PAUSED))
    if unknown:
        raise Invalid(f"expected all, or some of {', '.join(PAUSED)} with commas, found {unknown[0]}", "what")
    return sum(bit for name, bit in PAUSED.items() if name in names)


def bits_named(bits: int) -> tuple[Pausable, ...]:
    """What pause bits stop."""
    return tuple(name for name, bit in PAUSED.items() if bits & bit)


def bits_told(bits: int) -> str:
    """What pause bits stop, as one word."""
    return ",".join(bits_named(bits)) or "nothing"


def market_text(force: Force, number: int) -> str:
    """The name of a market by its number."""
    market = force.markets.get(number)
    return f"market {number}" if market is None else symbol_of(market)


def amount_text(asset: Asset, atoms: int) -> str:
    """An amount without needless decimals."""
    return asset_text(asset.number, atoms).rstrip("0").rstrip(".")
