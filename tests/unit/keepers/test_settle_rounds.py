"""Mark rounds of keeper `settle`: what stands first in them."""

from msgspec.structs import replace

from quantdesk.chain.items import Mark
from quantdesk.chain.program_gen import Risk
from quantdesk.keepers.settle_rounds import pricing_first


def test_markets_that_price_collateral_stand_first() -> None:
    """CUST-39: of a round in parts they have its own time, by which the slow index moves in the engine."""
    risk = Risk.read(Risk.DISCRIMINATOR + bytes(Risk.SIZE - len(Risk.DISCRIMINATOR)))
    marks = {market: Mark(9, 9) for market in (0, 3, 5, 7)}
    assert [market for market, _ in pricing_first(risk, marks)] == [0, 3, 5, 7]
    unlisted, row = risk.assets[:2]
    assets = (unlisted, replace(row, market=5, tick_size=10), *risk.assets[2:])
    assert [market for market, _ in pricing_first(replace(risk, assets=assets), marks)] == [5, 0, 3, 7]
