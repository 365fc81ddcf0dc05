"""The same of health, and of what a liability ties up.

Invariant: as of `varied`.
"""

import random
from fractions import Fraction
from typing import Any

from tests.sim.varied import Expected, Inputs, draws, signed, whole

USD = 10**6
WEIGHTS = {
    "token1": [0.8, 1.2],
    "token2": [0.5, 1.5],
    "token3": [0.5, 1.5],
    "perp_base": [0.8, 1.2],
    "perp_overall_asset": 0.95,
}


def weighted(amount: Fraction, weights: tuple[str, str]) -> Fraction:
    """What is owned by the first weight, what is owed by the second."""
    return amount * Fraction(weights[0 if amount > 0 else 1])


@draws("health")
def of_a_perp(rng: random.Random) -> tuple[Inputs, Expected]:
    """Base by its weights, then a profit by 0.95, then the token's weights."""
    base, quote = signed(rng, 40), signed(rng, 900)
    unsettled = weighted(Fraction(base * 50), ("0.8", "1.2")) + quote
    kept = unsettled * Fraction("0.95") if unsettled > 0 else unsettled
    given = {"perp": [base, quote, 0, 0], "prices": [1, 5, 10], "init_weights": WEIGHTS, "perp_lot_quote": 50}
    return given, {"init_health": whole(weighted(kept, ("0.8", "1.2")))}


@draws("health")
def of_orders(rng: random.Random) -> tuple[Inputs, Expected]:
    """The worse of all bids and all asks, and the worse of both ways of what is in spot orders; a loss of the perp alone."""
    first, second, own, price = signed(rng, 200), signed(rng, 40), [rng.randint(0, 40), rng.randint(0, 40)], 5
    base, bids, asks = rng.randint(-20, 20) or 1, rng.randint(1, 20), rng.randint(1, 20)
    quote = -900 - rng.randint(0, 900) - 50 * max(0, base + bids)
    perp = min(weighted(Fraction((base + lots) * 50), ("0.8", "1.2")) + quote - lots * 50 for lots in (bids, -asks))
    ways = []
    for more, tokens in ((own[0] + own[1] * price, Fraction(0)), (0, own[1] + Fraction(own[0], price))):
        settled = weighted(first + perp + more, ("0.8", "1.2"))
        ways.append(settled + weighted((second + tokens) * price, ("0.5", "1.5")))
    given = {
        "token1": first,
        "token2": second,
        "open_orders": own,
        "perp": [base, quote, bids, asks],
        "prices": [1, price, 10],
    }
    return given, {"init_health": whole(min(ways))}


@draws("health")
def of_borrows(rng: random.Random) -> tuple[Inputs, Expected]:
    """What is owed by its weight, which grows with all that is borrowed beyond where it starts."""
    given: dict[str, Any] = {
        "borrows": [rng.randint(1, 9_000) for _ in range(3)],
        "scale_start_quote": [1_000, 5_000, 10_000],
        "prices": [1, 5, 10],
        "init_weights": WEIGHTS,
    }
    health = Fraction(0)
    for number, low in ((1, "1.2"), (2, "1.5"), (3, "1.5")):
        given[f"token{number}"] = -rng.randint(1, 20) * 10
        price, start = given["prices"][number - 1], given["scale_start_quote"][number - 1]
        scale = max(Fraction(1), Fraction(given["borrows"][number - 1] * price, start))
        health += given[f"token{number}"] * price * Fraction(low) * scale
    return given, {"init_health": whole(health)}


@draws("liquidation_transfer")
def transfers(rng: random.Random) -> tuple[Inputs, Expected]:
    """What the liability is worth in the asset, floored."""
    given = {
        "liability_amount_1e9": rng.randint(1, 20) * 10**9,
        "liability_price_1e6": rng.randint(1, 100) * USD,
        "asset_price_1e6": rng.choice((USD, 2 * USD)),
        "asset_multiplier_1e6": rng.choice((10**6, 1_010_000, 1_050_000)),
        "liability_multiplier_1e6": rng.choice((10**6, 990_000)),
    }
    worth = given["liability_amount_1e9"] * given["liability_price_1e6"] * given["asset_multiplier_1e6"]
    price = given["asset_price_1e6"] * given["liability_multiplier_1e6"]
    return given, {"asset_transfer_1e6": worth // price // 1_000}
