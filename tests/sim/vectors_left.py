"""Published cases that do not run here, each with its arithmetic.

Invariant: RUN and the names below are all cases of tests/vectors/perps.json; a name goes when its case runs. All others run against core,
judge and auditor, but for fees at rates of no tier, which are asked of a fill of the core.
"""

from typing import Final

RUN: Final = 117
EXCEPTIONS: Final = {
    "rates that grow with the time and size of an imbalance, 0.000001 x 6 x 600 s = 0.0036; ours follows the premium alone (FND-2)": (
        "gmx.funding_velocity_increase",
        "gmx.funding_velocity_decrease",
    ),
    "a price moved by the square of an imbalance, 50,000^2 x 0.01 / 50,000 = 500; fills here are at the maker's price (BOOK-1)": (
        "gmx.price_impact_negative",
        "gmx.price_impact_positive",
    ),
    "shares of a fund are divided by ten when they are many; a fund has no shares here (LIQ-5)": (
        "drift.insurance.rebase_shares_up",
        "drift.insurance.rebase_none",
    ),
    "100 x 2,000 / 1,000 less 10 % of the 100 gained is 190: vault deposits and a leader's share of their profit; there are none": (
        "hl.vault.share",
    ),
    "a fee that grows with the slots since the start, 20,000 + 10,000 ppm; ours is the same at any time (LIQ-3)": (
        "drift.liq_fee.ramp_after_grace",
    ),
    "a quarter of 20 settled is paid for settling, and what is left of positive profit counts by half: -100 + 8 + (10 / 2 + 10) / 2 "
    "= -84.5; a claim "
    "is paid here for nothing, and profit counts in full in Net (PNL-4, MGN-5)": ("mango.liq_base.settle_fee_1",),
    "shares of 20 % of all positions, for 0.5 % of their worth, until the requirement is below 90 % of equity: 53.28 / 62.24; ours "
    "closes the "
    "largest position's, for at most 0.25 %, until Net is above it: 71.04 < 71.12 after the first (LIQ-2, LIQ-3)": (
        "paradex.liquidation_shares",
    ),
}
