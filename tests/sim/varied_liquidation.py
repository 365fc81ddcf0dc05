"""The same of liquidations and losses.

Invariant: as of `varied`.
"""

import random
from fractions import Fraction
from typing import Any

from tests.sim.varied import Expected, Inputs, draws, signed, whole

USD = 10**6
PRICES = {"BTC": 50_000, "ETH": 3_000}


@draws("bankruptcy_price")
def closings(rng: random.Random) -> tuple[Inputs, Expected]:
    """What closing a part may cost so that equity over requirement stays: minus the worth that goes, less its part of the equity; rounded
    up."""
    sign, coins = rng.choice((1, -1)), rng.sample(("BTC", "ETH"), rng.randint(1, 2))
    held = {coin: sign * Fraction(rng.randint(1, 300), 1_000) for coin in coins}
    close = coins[0]
    delta = -held[close] * Fraction(rng.randint(1, int(abs(held[close]) * 1_000)), int(abs(held[close]) * 1_000))
    worth = sum(size * PRICES[coin] for coin, size in held.items())
    required = sum(abs(size) * PRICES[coin] for coin, size in held.items()) / 10
    net = int(required * rng.randint(1, 99) / 100)
    own = int(net - worth)
    net = own + worth
    part = abs(delta) * PRICES[close] / 10 / required
    quote = -delta * PRICES[close] - net * part
    given = {
        "oracle_price_usd": PRICES,
        "mmr": "0.10",
        "imr": "0.20",
        "quote_balance_usd": own,
        "positions_coin": {coin: str(size) for coin, size in held.items()},
        "close_asset": close,
        "delta_coin": str(delta),
    }
    return given, {"bankruptcy_quote_quantums": int(-(-quote * USD // 1))}


@draws("liquidation_limit_price")
def spreads(rng: random.Random) -> tuple[Inputs, Expected]:
    """price = (PNNV - ABR * SMMR * PMMR) / PS with ABR = clamp(BA * (1 - TNC / TMMR), 0, 1)."""
    size, price = signed(rng, 1) * Fraction(rng.randint(1, 40), 100), 50_000
    needed = abs(size) * price / 10
    net = int(needed * rng.randint(1, 100) / 100)
    own = int(net - size * price)
    net = own + size * price
    adjustment, spread = rng.choice((1, 2, 10)), rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 1_000)))
    share = min(max(adjustment * (1 - net / needed), Fraction(0)), Fraction(1))
    limit = (size * price - share * spread * needed) / size
    given = {"position_coin": str(size), "quote_balance_usd": own, "oracle_usd": price, "mmr": "0.10"}
    given |= {"bankruptcy_adjustment": str(adjustment), "spread_to_mmr_ratio": str(spread)}
    return given, {"fillable_price_usd": whole(limit)}


@draws("insurance_delta")
def deltas(rng: random.Random) -> tuple[Inputs, Expected]:
    """A fee capped by its rate; what the fill is worse than bankruptcy insurance pays."""
    side, ppm = rng.choice(("long", "short")), rng.choice((1, 5_000, 25_000, 10**6))
    bankruptcy = rng.randint(100, 900) * 10**7
    fill = bankruptcy + rng.choice((0, signed(rng, 10**6) * 1_000))
    gain = (fill - bankruptcy) * (1 if side == "long" else -1)
    given = {"side": side, "base_coin": "0.1", "fill_quote_quantums": fill, "bankruptcy_quote_quantums": bankruptcy}
    delta = min(gain, fill * ppm // 10**6)
    return given | {"max_liquidation_fee_ppm": ppm}, {"insurance_fund_delta_quote_quantums": delta}


@draws("partial_liquidation_size")
def sizes(rng: random.Random) -> tuple[Inputs, Expected]:
    """shortage / (price * (ratio - fee - insurance's fee)), floored."""
    ratio, fee, insured = rng.randint(500, 2_000), rng.choice((0, 2_500, 10_000)), rng.choice((0, 5_000))
    price, quote, short = (
        rng.randint(1, 300) * 500_000,
        rng.choice((990_000, 10**6, 1_010_000)),
        rng.randint(1, 20) * USD,
    )
    freed = Fraction(price * quote, 10**12) * (ratio * 100 - fee - insured) / 10**6
    given = {
        "margin_shortage": short,
        "margin_ratio_1e4": ratio,
        "liquidation_fee_1e6": fee,
        "if_fee_1e6": insured,
        "oracle_price_1e6": price,
        "quote_price_1e6": quote,
    }
    return given, {"base_amount_1e9": int(short * 1_000 / freed)}


@draws("partial_liquidation_size")
def swaps(rng: random.Random) -> tuple[Inputs, Expected]:
    """shortage / (price * (liability's weight - asset's weight * multipliers)); without a bound where that is not above zero."""
    given: dict[str, Any] = {
        "margin_shortage": rng.randint(1, 20) * USD,
        "asset_weight_1e4": rng.choice((8_000, 9_000, 10_000)),
        "asset_multiplier_1e6": rng.choice((10**6, 1_050_000)),
        "liability_weight_1e4": rng.choice((10_000, 11_000, 12_000)),
        "liability_multiplier_1e6": rng.choice((750_000, 950_000, 10**6)),
        "oracle_price_1e6": rng.randint(1, 300) * USD,
        "if_fee_1e6": 0,
    }
    spent = Fraction(given["asset_weight_1e4"] * given["asset_multiplier_1e6"], given["liability_multiplier_1e6"])
    freed = (given["liability_weight_1e4"] * 10 - int(spent * 10)) * Fraction(given["oracle_price_1e6"], 10**11)
    if freed <= 0:
        return given, {"liability_transfer": "u128::MAX"}
    return given, {"liability_transfer": int(given["margin_shortage"] * 1_000 / freed)}


@draws("partial_liquidation_size")
def until_healthy(rng: random.Random) -> tuple[Inputs, Expected]:
    """Lots at a price and half a weight go until health is zero, an offer is taken, or all are gone."""
    sign, size = rng.choice((1, -1)), rng.randint(2, 40)
    # Worth at the position's price less half of it: health; some of it is missing.
    missing = Fraction(rng.randint(1, size), 2) if rng.random() < 0.7 else Fraction(size, 2) + rng.randint(1, 5)
    spot = rng.randint(0, 10)
    quote = Fraction(size, 2) - missing - sign * size - spot
    if quote.denominator > 1:
        quote, missing = quote - Fraction(1, 2), missing + Fraction(1, 2)
    taken = min(rng.randint(1, 50), size) if missing <= Fraction(size, 2) else size
    gone = min(2 * missing, Fraction(taken))
    base = sign * (size - gone)
    given = {
        "positive_pnl_liq_fee": 0,
        "oracle": 1.0,
        "liqee_spot_base_quote_other": [spot, sign * size, int(quote), 0],
        "max_base": sign * taken,
        "max_pnl_transfer": 100,
    }
    end = [spot, int(base), int(quote + sign * gone)]
    return given, {"liqee_end_spot_base_quote": end, "health_at_end": float(gone / 2 - missing)}


@draws("liquidation_fee")
def parts(rng: random.Random) -> tuple[Inputs, Expected]:
    """min(most, 0.95 * (ratio - liquidator's fee - shortage / notional)), never below zero."""
    base, oracle = rng.randint(1, 20) * 10**9, rng.randint(50, 200) * USD
    ratio, fee, most = rng.randint(200, 900), rng.choice((0, 10_000)), rng.choice((5_000, 50_000, 90_000))
    worth = base * oracle // 10**9
    part = Fraction(rng.randint(0, 120), 100) * (ratio * 100 - fee)
    short = int(worth * part / 10**6)
    left = Fraction(95, 100) * (Fraction(ratio * 100 - fee, 10**6) - Fraction(short, worth))
    given = {
        "margin_shortage": short,
        "base_1e9": base,
        "oracle_1e6": oracle,
        "liquidator_fee_1e6": fee,
        "margin_ratio_1e4": ratio,
        "max_if_fee_1e6": most,
    }
    return given, {"if_fee_1e6": whole(max(Fraction(0), min(Fraction(most), left * 10**6)))}


@draws("loss_ordering")
def before_the_fee(rng: random.Random) -> tuple[Inputs, Expected]:
    """The loss first, then of the fee what is left."""
    own, slots, rate = rng.randint(10, 900), rng.randint(1, 20), rng.randint(1, 20) * 5
    loss = rng.randint(0, own)
    charged = min(slots * rate, own - loss)
    given = {"capital": own, "pnl": -loss, "fee_slots": slots, "fee_per_slot": rate}
    return given, {"charged": charged, "capital": own - loss - charged, "pnl": 0, "insurance": charged}


@draws("loss_ordering")
def of_a_lazy_loss(rng: random.Random) -> tuple[Inputs, Expected]:
    """A loss of the price before the fee."""
    own, opened, fee = rng.randint(100, 500), rng.randint(50, 100), rng.randint(1, 100) * 5
    mark = opened - rng.randint(0, min(opened - 1, own))
    charged = min(fee, own - (opened - mark))
    given = {"deposit_long": own, "deposit_short": 1_000, "open_price": opened, "mark_price": mark, "fee_due": fee}
    return given, {"charged": charged, "long_capital": own - opened + mark - charged, "insurance": charged}


@draws("loss_ordering")
def counted(rng: random.Random) -> tuple[Inputs, Expected]:
    """A loss leaves capital and is counted."""
    own, before = rng.randint(10, 500), rng.randint(1, 300)
    loss = rng.randint(1, own)
    given = {"capital": own, "pnl": -loss, "counter_before": before}
    return given, {"capital": own - loss, "pnl": 0, "counter_after": before + loss}


@draws("socialised_loss")
def factors(rng: random.Random) -> tuple[Inputs, Expected]:
    """What is not there is not paid."""
    claim, factor = rng.randint(1, 900), Fraction(rng.randint(1, 99), 100)
    return {"withdraw": claim, "factor": str(factor)}, {"paid": whole(claim * (1 - factor))}


@draws("socialised_loss")
def deposits(rng: random.Random) -> tuple[Inputs, Expected]:
    """ceil(index * loss / deposits)."""
    total = rng.randint(2, 60) * 10**7
    lost = rng.randint(1, total - 1)
    given = {"loss": lost, "total_deposits": total, "cumulative_interest_1e10": 10**10}
    return given, {"delta": -(-(10**10) * lost // total)}


@draws("socialised_loss")
def both_sides(rng: random.Random) -> tuple[Inputs, Expected]:
    """ceil(loss * 1e9 / (long + short)) * 1000."""
    long, short = rng.randint(1, 40) * 10**9, rng.randint(1, 40) * 10**9
    lost = rng.randint(1, 900) * USD
    given = {"loss_quote_1e6": lost, "long_base_1e9": long, "short_base_1e9": short}
    return given, {"funding_rate_delta": -(-lost * 10**9 // (long + short)) * 1_000}


@draws("insurance")
def budgets(rng: random.Random) -> tuple[Inputs, Expected]:
    """A domain's budget pays its loss, and no other fund."""
    fund, loss, budget = rng.randint(1, 90), rng.randint(1, 90), rng.choice((0, 0, rng.randint(1, 90)))
    used = min(loss, budget)
    given = {
        "insurance": fund,
        "vault": fund,
        "account_pnl": -loss,
        "domain_budget": budget,
        "close_q": rng.randint(1, 9),
    }
    return given, {"insurance_used": used, "insurance": fund, "vault": fund, "residual_booked_positive": loss > used}


@draws("resolved_payout")
def payouts(rng: random.Random) -> tuple[Inputs, Expected]:
    """Each step as it comes, and no more than the claim."""
    claim = rng.randint(10, 90)
    paid, steps = rng.randint(1, claim - 1), [rng.randint(1, 40) for _ in range(rng.randint(1, 4))]
    left, payments = claim - paid, []
    for step in steps:
        payments.append(min(step, left))
        left -= payments[-1]
    more = [0] if left == 0 else []
    return {"claim": claim, "paid": paid, "vault_steps": steps}, {
        "payments": payments + more,
        "paid_total": claim - left,
    }
