"""Assets that count as collateral: their names, and amounts as texts.

Invariant: the numbers and decimals are those of the chain's vaults; an amount is a whole number of the asset's least unit.
"""

from typing import Final

from msgspec import Struct

from quantdesk.model.errors import Invalid
from quantdesk.model.money import ATOMS_MAX, decimal_text, positive_units_of

USDC: Final = 0
SOL: Final = 1


class Asset(Struct, frozen=True):
    """One asset of the exchange."""

    number: int
    name: str
    decimals: int


ASSETS: Final = {USDC: Asset(USDC, "USDC", 6), SOL: Asset(SOL, "SOL", 9)}
_BY_NAME: Final = {asset.name: asset for asset in ASSETS.values()}


def asset_named(name: str, field: str = "asset") -> Asset:
    """The asset of a name. Raises Invalid."""
    asset = _BY_NAME.get(name)
    if asset is None:
        raise Invalid(f"expected one of {', '.join(_BY_NAME)}, found {name}", field)
    return asset


def asset_text(number: int, amount: int) -> str:
    """An amount in least units as a decimal text with all decimals of the asset."""
    return decimal_text(amount, ASSETS[number].decimals)


def asset_amount_of(asset: Asset, text: str, field: str = "amount") -> int:
    """A positive amount in least units, at most 2^53. Raises Invalid, or OffGrid with both neighbours [UNIT-5]."""
    return positive_units_of(text, asset.decimals, ATOMS_MAX, field)
