"""Cases like the published ones with other numbers: what a case's own notes say, in exact fractions.

Invariant: a case here has the inputs and the form of a published one of its kind, and its answer comes from the rule in that case's notes,
never from core or judge. Equal every time: each kind draws from a seed of its own.
"""

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

Inputs = dict[str, Any]
Expected = dict[str, Any]
Draw = Callable[[random.Random], tuple[Inputs, Expected]]
EACH = 8
DRAWS: list[tuple[str, Draw]] = []


def draws(kind: str) -> Callable[[Draw], Draw]:
    """Names the kind of what a function draws."""

    def named(draw: Draw) -> Draw:
        DRAWS.append((kind, draw))
        return draw

    return named


@cache
def varied() -> tuple[dict[str, Any], ...]:
    """All of them."""
    from tests.sim import varied_health, varied_liquidation  # noqa: F401 (they add their own)

    return tuple(cases())


def cases() -> Iterator[dict[str, Any]]:
    """EACH of every function."""
    for kind, draw in DRAWS:
        rng = random.Random(draw.__name__)
        for number in range(EACH):
            inputs, expected = draw(rng)
            yield {"name": f"varied.{draw.__name__}.{number}", "kind": kind, "inputs": inputs, "expected": expected}


def whole(number: Fraction) -> str | int:
    """A number as a case writes it: exact."""
    return int(number) if number.denominator == 1 else str(number)


def signed(rng: random.Random, most: int) -> int:
    """A whole number of either sign, small as often as large, never zero."""
    return rng.choice((-1, 1)) * rng.randint(1, rng.choice((1, 10, most)))


@draws("position_pnl")
def trades(rng: random.Random) -> tuple[Inputs, Expected]:
    """The average entry keeps on a reduction and resets where a position turns."""
    rows = [[signed(rng, 5_000), rng.randint(1, rng.choice((20, 90_000)))] for _ in range(rng.randint(1, 5))]
    base, entry, realized = 0, Fraction(0), Fraction(0)
    for lots, price in rows:
        after = base + lots
        if base * lots >= 0:
            entry = (entry * abs(base) + price * abs(lots)) / abs(after)
        else:
            realized += min(abs(lots), abs(base)) * (price - entry) * (1 if base > 0 else -1)
            if after * base <= 0:
                entry = Fraction(price if after else 0)
        base = after
    quote = -sum(lots * price for lots, price in rows)
    found = {"quote_running": quote, "avg_entry": whole(entry), "realized_pnl": whole(realized)}
    return {"trades_base_price": rows}, found


@draws("position_pnl")
def breakeven(rng: random.Random) -> tuple[Inputs, Expected]:
    """What is left costs minus the running quote."""
    rows = [[rng.randint(10, 5_000), rng.randint(1, 9_000)], [-rng.randint(1, 9), rng.randint(1, 9_000)]]
    base, quote = sum(row[0] for row in rows), -sum(lots * price for lots, price in rows)
    return {"trades_base_price": rows}, {"breakeven_price": whole(Fraction(-quote, base))}


@draws("position_pnl")
def unsettled(rng: random.Random) -> tuple[Inputs, Expected]:
    """Lots times their size times the move."""
    lots, size, entry, now = (
        signed(rng, 9_000),
        rng.choice((1, 7, 10, 1_000)),
        rng.randint(1, 9_000),
        rng.randint(1, 9_000),
    )
    given = {"base_lots": lots, "base_lot_size": size, "entry_price": entry, "oracle_price": now}
    return given, {"unsettled_pnl": lots * size * (now - entry)}


@draws("matching")
def meetings(rng: random.Random) -> tuple[Inputs, Expected]:
    """Best price first, oldest first; an own order that is met goes; a post-only order that meets anything is refused."""
    side, tif = rng.choice(("buy", "sell")), rng.choice(("GTC", "IOC", "POST_ONLY"))
    owners = ("B0",) if tif == "POST_ONLY" else ("A1", "B0")
    books = {"buy": (20, 29), "sell": (30, 40)}
    rows = {
        name: [
            [rng.choice(owners), f"{name}{at}", rng.randint(*books[name]), rng.randint(1, 30)]
            for at in range(rng.randint(0, 4))
        ]
        for name in books
    }
    price, size = rng.choice((rng.randint(20, 40), 10**9 if side == "buy" else 1)), rng.randint(1, 60)
    other, worse = ("sell", 1) if side == "buy" else ("buy", -1)
    queue = sorted(rows[other], key=lambda row: worse * row[2])
    met = [row for row in queue if worse * row[2] <= worse * price]
    given = {
        "bids_owner_id_price_size": rows["buy"],
        "asks_owner_id_price_size": rows["sell"],
        "taker_owner_id_side_price_size": ["A1", "taker", side, price, size],
        "tif": tif,
        "stp": "cancel_maker",
    }
    if tif == "POST_ONLY" and met:
        return given, {"rejected": "post_only_would_cross", "fills_maker_price_size": []}
    fills = []
    for owner, name, at, lots in met:
        taken = min(size, lots)
        if taken and owner != "A1":
            fills.append([name, at, taken])
            size -= taken
    return given, {"fills_maker_price_size": fills, "taker_resting": 0 if tif == "IOC" else size}


@draws("conservation")
def in_and_out(rng: random.Random) -> tuple[Inputs, Expected]:
    """What is left, or a refusal."""
    put, taken = rng.randint(1, 10**6), rng.randint(1, rng.choice((10, 10**6)))
    if taken > put:
        return {"deposit": put, "withdraw": taken}, {"error": "rejected", "state_unchanged": True}
    left = put - taken
    return {"deposit": put, "withdraw": taken}, {"capital": left, "c_tot": left, "vault": left}


@draws("trade")
def legs(rng: random.Random) -> tuple[Inputs, Expected]:
    """One leg a market."""
    rows = [[market, signed(rng, 900), rng.randint(1, 900)] for market in range(rng.randint(1, 4))]
    notional = sum(abs(lots) * price for _, lots, price in rows)
    return {"legs": rows}, {"fill_count": len(rows), "notional": notional, "oi": [abs(lots) for _, lots, _ in rows]}


@draws("margin")
def initial(rng: random.Random) -> tuple[Inputs, Expected]:
    """A part of the notional."""
    size, price, bps = signed(rng, 900), rng.randint(1, 9_000), rng.choice((1, 37, 500, 9_999, 10_000))
    return {"size": size, "price": price, "im_bps": bps}, {"im": whole(Fraction(abs(size) * price * bps, 10_000))}


@draws("margin_requirement")
def both_requirements(rng: random.Random) -> tuple[Inputs, Expected]:
    """Both rounded up once."""
    exponent, resolution = rng.choice(((-2, -6), (-1, -6), (0, -6), (-3, -4), (-2, -5)))
    price, size = rng.randint(10, 9_000_000), signed(rng, 9_000)
    imf, share = rng.choice((10_000, 33_333, 250_000)), rng.choice((600_000, 500_000, 1_000_000))
    notional = abs(size) * price * Fraction(10) ** (exponent + resolution + 6)
    given = {
        "price": price,
        "price_exponent": exponent,
        "base_atomic_resolution": resolution,
        "size_quantums": size,
        "initial_margin_ppm": imf,
        "maintenance_fraction_ppm": share,
    }
    part = notional * imf / 10**6
    asked = {"initial_quote_quantums": -(-part // 1), "maintenance_quote_quantums": -(-part * share // 10**6)}
    return given, asked


@draws("margin_requirement")
def of_a_notional(rng: random.Random) -> tuple[Inputs, Expected]:
    """Rounded up."""
    notional, imf = rng.randint(1, rng.choice((9, 10**6))), rng.randint(1_000, 10**6)
    return {"initial_margin_ppm": imf, "notional": notional}, {"initial_margin": -(-notional * imf // 10**6)}


@draws("liquidation_price")
def ends(rng: random.Random) -> tuple[Inputs, Expected]:
    """collateral + size (p - entry) = mmr size p."""
    size, entry, mmr = rng.randint(50, 900), rng.randint(20, 90), rng.choice(("0.05", "0.02", "0.1"))
    own = size * entry * rng.randint(20, 90) // 100
    price = (entry * size - own) / (size * (1 - Fraction(mmr)))
    given = {"collateral_usdc": own, "long_sol": size, "entry_usd": entry, "mmr": mmr}
    return given, {"liquidation_price_usd": f"{float(price):.5f}"}


@draws("position_limit")
def limits(rng: random.Random) -> tuple[Inputs, Expected]:
    """Of what is held to the limit on either side."""
    limit = rng.randint(10, 9_000)
    held = rng.choice((0, rng.randint(1 - limit, limit - 1), limit - 1))
    return {"limit": limit, "position": held}, {"max_sell": limit + held, "max_buy": limit - held}


@draws("fees")
def adjusted(rng: random.Random) -> tuple[Inputs, Expected]:
    """Both rates by so many percent."""
    quote, taker, rebate = rng.randint(1, 90) * 10**6, rng.randint(5, 50), rng.randint(0, 5)
    change = rng.choice((-100, -50, 0, 25, 50, 100))
    fee, back = (quote * bps * (100 + change) // 10**6 for bps in (taker, rebate))
    given = {"quote": quote, "taker_bps": taker, "maker_rebate_bps": rebate, "fee_adjustment_pct": change}
    return given, {"taker_fee": fee, "maker_rebate": back, "to_market": fee - back}


@draws("fees")
def referred(rng: random.Random) -> tuple[Inputs, Expected]:
    """A discount to who was referred, a part of the full fee to who referred him."""
    quote, taker, rebate = rng.randint(1, 90) * 10**6, rng.randint(10, 50), rng.randint(0, 5)
    reward, discount = rng.randint(0, 15), rng.choice((0, 5, 10, 20))
    full, back = quote * taker // 10**4, quote * rebate // 10**4
    paid = full * (100 - discount) // 100
    given = {"quote": quote, "taker_bps": taker, "maker_rebate_bps": rebate, "referrer_reward_pct": reward}
    expected = {"taker_fee": paid, "maker_rebate": back, "to_market": paid - back - full * reward // 100}
    expected |= {"referrer_reward": full * reward // 100, "referee_discount": full - paid}
    return given | {"referee_discount_pct": discount}, expected


@draws("tick_rule")
def grids(rng: random.Random) -> tuple[Inputs, Expected]:
    """Five significant figures and so many decimals at most; whole numbers always."""
    places, kept = rng.randint(0, 7), rng.randint(0, 5)
    price = Fraction(rng.randint(1, 10 ** rng.randint(1, 7)), 10**places)
    text = f"{float(price):.7f}".rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    figures = len(text.replace(".", "").strip("0"))
    valid = decimals == 0 or (figures <= 5 and decimals <= 6 - kept)
    return {"price": text, "sz_decimals": kept, "max_decimals": 6}, {"valid": valid}


@draws("funding_payment")
def moves(rng: random.Random) -> tuple[Inputs, Expected]:
    """Minus the move of the index times the size."""
    size, before, now = signed(rng, 10**9), signed(rng, 10**12), signed(rng, 10**12)
    given = {"size_quantums": size, "position_index": before, "current_index": now}
    return given, {"settlement_ppm": str(-(now - before) * size)}


@draws("funding_index")
def indices(rng: random.Random) -> tuple[Inputs, Expected]:
    """Price times rate times its part of eight hours, towards zero."""
    price, exponent, hours = rng.randint(100, 99_999), rng.choice((-7, -6, -5)), rng.choice((1, 2, 8))
    rate = signed(rng, 2_000_000)
    delta = price * Fraction(10) ** (exponent + 6) * rate * hours / 8
    given = {"base_atomic_resolution": 0, "price": price, "price_exponent": exponent, "funding_rate_ppm_8h": rate}
    return given | {"elapsed_hours": hours}, {"index_delta": int(delta * 10**6) // 10**6}


@draws("funding_index")
def accrued(rng: random.Random) -> tuple[Inputs, Expected]:
    """The premium less 0.05 % either way, for its part of eight hours."""
    spot, premium = rng.randint(100, 900) * 100, rng.choice((1, -1)) * Fraction(rng.randint(8, 90), 10_000)
    seconds, coins = rng.choice((1, 5, 60, 3_600)), rng.choice((1, -1)) * Fraction(rng.choice((1, 5, 25)), 10)
    over = premium - Fraction(5, 10_000) * (1 if premium > 0 else -1)
    delta = spot * over * Fraction(seconds, 28_800)
    given = {"spot": spot, "premium": str(premium), "elapsed_s": seconds, "position": f"{coins} BTC"}
    return given, {"index_delta": whole(delta), "pnl_usd": whole(-delta * coins)}


@draws("funding_premium")
def premiums(rng: random.Random) -> tuple[Inputs, Expected]:
    """How far the average price of the impact notional is from an index outside the book, in ppm, truncated."""
    index, side = rng.randint(9_000, 9_900), rng.choice((1, -1, 0))
    best = index + side * rng.randint(1, 900)
    deep = [[str(best), "0.1"], [str(best - side * rng.randint(1, 5)), "2"]]
    given: Inputs = {"index_usd": str(index), "bids": [], "asks": [], "impact_notional_usd": rng.choice((500, 5_000))}
    if not side:
        given |= {"bids": [[str(index - 5), "1"]], "asks": [[str(index + 5), "1"]]}
        return given, {"premium_ppm": 0}
    given["bids" if side > 0 else "asks"] = deep
    left, coins = Fraction(given["impact_notional_usd"]), Fraction(0)
    for price, size in deep:
        part = min(Fraction(size), left / Fraction(price))
        left, coins = left - part * Fraction(price), coins + part
    return given, {"premium_ppm": int((given["impact_notional_usd"] / coins / index - 1) * 10**6)}
