"""Published cases that do not run here, each with what it would need.

Invariant: RUN and the names below are all cases of tests/vectors/perps.json; a name goes when its case runs.
"""

from typing import Final

RUN: Final = 84
EXCEPTIONS: Final = {
    "2,776 atoms for 21,347 lots is below one tick (0.13 of an atom a lot); such a reduction is always allowed, Open being above IM": (
        "dydx.bankruptcy.rounds_up_long",
        "dydx.bankruptcy.rounds_up_short",
    ),
    "a long of 1 BTC with 1 USD beside it goes bankrupt at -1 USD: no price here is below one tick": (
        "dydx.bankruptcy.long_cannot_be_bankrupted",
    ),
    "at Net 0 the way is the backstop (below 2/3 of the requirement), so nothing is offered at 49,500": (
        "dydx.fillable.long_at_bankruptcy",
    ),
    "an adjustment of 2^32 makes the whole share missing at Net 499 of 500; ours is 1/500 of it, and not to be rescaled": (
        "dydx.fillable.long_ba_max",
    ),
    "inverse contract: 15,000 / 750 = 20 XBT, profit in XBT; positions here are linear": ("bitmex.funding_example",),
    "an hour's rate of -1,001,999 ppm / 8 = -12.5 % is beyond our 4 % an hour": ("dydx.funding_index_delta.neg_1h",),
    "1/480 of 18 USD after 60 s; our index moves once an hour, by the mean of its samples": ("paradex.funding_index",),
    "a sample here is mark over index in a mark round; theirs is the average price of 5,000 USD of the book over it": (
        "dydx.premium.index_below_bids",
        "dydx.premium.index_above_asks",
        "dydx.premium.index_above_best_ask",
        "dydx.premium.index_below_best_bid",
    ),
    "rates that grow with the time and size of an imbalance; ours follows the premium alone (FND-2)": (
        "gmx.funding_velocity_increase",
        "gmx.funding_velocity_decrease",
    ),
    "a price moved by the square of an imbalance; fills here are at the maker's price": (
        "gmx.price_impact_negative",
        "gmx.price_impact_positive",
    ),
    "tiers are fixed (FEE-5): 1,000 ppm of taker and 600 of rebate are none of them, and referral is no part of the core yet": (
        "drift.fees.referrer",
        "drift.fees.adjust_minus50",
        "drift.fees.adjust_plus50",
    ),
    "0.95 x (5 % - 1 % - 20 / 1,000) = 1.9 %: a fee by the shortage; ours is min(class, a quarter of mmf)": (
        "drift.liq_fee.perp_if_mid",
    ),
    "a fee that grows with the slots since the start, 20,000 + 10,000 ppm; ours does not grow": (
        "drift.liq_fee.ramp_in_grace",
        "drift.liq_fee.ramp_after_grace",
    ),
    "collateral other than USDC is not converted yet (MGN-7)": (
        "drift.liq_size.liability_am1.1_lm0.9",
        "drift.liq_swap.asset_am1.01_lm0.99",
    ),
    "ceil(100e6 x 1e9 / 11e9) x 1,000 on every holder of both sides; ours is paid by claims of the market alone (LIQ-6)": (
        "drift.socialise.perp_funding_delta",
    ),
    "a fund has no shares here": ("drift.insurance.rebase_shares_up", "drift.insurance.rebase_none"),
    "a liquidator who takes at most so much: a step here has no such limit": (
        "mango.liq_base.neg_limited",
        "mango.bankruptcy.settle_1",
        "mango.bankruptcy.settle_2_insurance",
        "mango.bankruptcy.bankruptcy_ins_2_limited",
    ),
    "Net 1 of a requirement of 2, and 5 of 10, are below 2/3: all goes to the backstop, not the 2 and 10 lots that restore health": (
        "mango.liq_base.neg_until_healthy",
        "mango.liq_base.pos_until_healthy",
    ),
    "profit is weighted as an asset and settled first; ours counts in full in Net and is not bought by anybody": (
        "mango.liq_base.poshealth_1",
        "mango.liq_base.poshealth_2_2",
        "mango.liq_base.poshealth_7_settle_only",
        "mango.liq_base.poshealth_8_settlement_enables_base",
        "mango.liq_base.settle_fee_1",
    ),
    "borrows of three tokens scaled by what all have borrowed; weights never depend on totals (MGN-7)": (
        "mango.health.11_borrow_scaling",
    ),
    "spot orders of 20 and 15 tokens beside the position; there is no spot book": (
        "mango.health.0_orders_and_perp",
        "mango.health.1_orders_and_perp",
    ),
    "shares of 20 % until equity is 1/0.9 of the requirement; ours restores 1.02 x 88.8 - 80 in one step below 100,000 USD": (
        "paradex.liquidation_shares",
    ),
    "vault deposits and a leader's share of their profit: there are none": ("hl.vault.share",),
}
