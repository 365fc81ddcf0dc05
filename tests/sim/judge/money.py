"""The law of motion of money: trade, collect, set off, fees, claims (PNL-1 to PNL-4, PNL-6, FEE-1, FEE-3 to 5).

Invariant: per market sum(e + r) + fee claim = pool + deficit, and over all sum of c + pools + insurance +
fee buckets = tokens; no function here creates or loses an atom.
"""

from collections.abc import Mapping

from tests.sim.judge.state import EPOCH_US, MONEY_MAX, PPM, Account, Market, Position

# FEE-5: maker and taker ppm by tier; behind them those of owners who were referred.
TIERS = ((100, 450), (50, 400), (0, 350), (-20, 300), (90, 405), (45, 360), (0, 315), (-20, 270))
REFERRED = 4


def sign(number: int) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)


def ceil_div(number: int, by: int) -> int:
    """Quotient rounded up."""
    return -(-number // by)


def pnl(position: Position, market: Market) -> int:
    """PNL-1, FND-3: floor(b * v * mark / 1000) + e + r, funding that is due paid."""
    return position.b * market.tick_value * market.mark // 1000 + position.e + position.r - due(position, market)


def due(position: Position, market: Market) -> int:
    """FND-3: funding that a position has not taken in yet; positive: it pays."""
    return position.b * (market.funding - position.f)


def touch(account: Account, market: Market) -> tuple[int, ...] | None:
    """FND-3: takes in funding; gives what FundingPaid says, None when a position owed nothing since its last one."""
    position = account.positions[market.number]
    told = None
    if position.b and position.f != market.funding:
        amount = due(position, market)
        position.e -= amount
        told = (market.number, account.number, amount, position.b, position.e, position.r, market.funding, account.c)
    position.f = market.funding
    return told


def collect(account: Account, position: Position, market: Market, loss: int, room: int = 0) -> None:
    """PNL-4: the own claim pays a loss, then c and the room into the pool, as far as they can; the rest stays in e."""
    own = min(loss, position.r)
    position.r -= own
    position.e += own
    market.claims -= own
    paid = min(loss - own, max(0, account.c + room))
    account.c -= paid
    position.e += paid
    market.pool += paid


def trade(account: Account, market: Market, lots: int, price: int) -> int:
    """PNL-4: a fill of signed lots; gives the profit that its reducing part realised."""
    return trade_at(account, market, lots, market.tick_value * price * abs(lots))


def trade_at(account: Account, market: Market, lots: int, quote: int) -> int:
    """PNL-4: signed lots for a quote."""
    position = account.position(market.number)
    direction, size, held = sign(lots), abs(lots), abs(position.b)
    reducing = min(size, held) if position.b * lots < 0 else 0
    part = quote * reducing // size
    realized = 0
    if reducing:
        realized = -direction * part + position.e * reducing // held
        position.e -= direction * part
        position.b += direction * reducing
        position.w = position.w * (held - reducing) // held
        if realized > 0:
            position.e -= realized
            position.r += realized
            market.claims += realized
        else:
            collect(account, position, market, -realized, account.room)
    opening = size - reducing
    position.b += direction * opening
    position.e -= direction * (quote - part)
    return realized


def tidy(account: Account, position: Position, market: Market) -> None:
    """PNL-4: without a position a loss in e is paid like one that a trade realises."""
    if position.b:
        return
    position.w = 0
    if position.e < 0:
        collect(account, position, market, -position.e)


def tidy_all(account: Account, markets: Mapping[int, Market]) -> list[tuple[int, int, int, int, int]]:
    """PNL-4: money has appeared in c: flat losses of every market are paid, by market number.

    Gives what was paid: market, e, r, f and c afterwards.
    """
    told = []
    for number, position in account.positions.items():
        if not position.b and position.e < 0 < account.c:
            tidy(account, position, markets[number])
            told.append((number, position.e, position.r, position.f, account.c))
    return told


def fee_of(notional: int, rate: int) -> int:
    """FEE-1: a fee is rounded up, a rebate (negative) down in size."""
    return ceil_div(notional * rate, PPM) if rate >= 0 else -(notional * -rate // PPM)


def charge(account: Account, market: Market, fee: int) -> None:
    """FEE-4: c pays what it can, the rest is a claim of the fee account against e; a rebate is paid by the
    bucket, and what that lacks moves from the fee account's claim to the maker's."""
    position = account.positions[market.number]
    if fee >= 0:
        paid = min(fee, max(0, account.c + account.room))
        account.c -= paid
        market.fee_bucket += paid
        position.e -= fee - paid
        market.fee_claim += fee - paid
    else:
        paid = min(-fee, market.fee_bucket)
        account.c += paid
        market.fee_bucket -= paid
        position.r += -fee - paid
        market.claims += -fee - paid
        market.fee_claim -= -fee - paid


def share(account: Account, market: Market, before: int) -> None:
    """FEE-2: a tenth, rounded down, of what a fee brought into the bucket is set aside for who referred the owner."""
    part = max(0, market.fee_bucket - before) // 10
    if account.owner.referrer is not None and part:
        market.fee_bucket -= part
        market.shares += part
        market.parts.append((account, part))


def insure(account: Account, market: Market, fee: int) -> None:
    """LIQ-3: the fee of a liquidation; half of what is paid, rounded up, is insurance."""
    before = market.fee_bucket
    charge(account, market, fee)
    half = (market.fee_bucket - before + 1) // 2
    market.fee_bucket -= half
    market.insurance += half


def epoch_turn(account: Account, ts_us: int) -> None:
    """PNL-6: moves the held profit on to the epoch of now."""
    epoch = ts_us // EPOCH_US
    if epoch == account.epoch:
        return
    account.held_before = account.held_now if epoch == account.epoch + 1 else 0
    account.held_now = 0
    account.epoch = epoch


def held(account: Account, ts_us: int) -> int:
    """PNL-6: profit paid in this and the last epoch."""
    epoch = ts_us // EPOCH_US
    if epoch == account.epoch:
        return account.held_now + account.held_before
    return account.held_now if epoch == account.epoch + 1 else 0


def pay(account: Account, market: Market, ts_us: int) -> int:
    """PNL-4: a claim is paid from the pool while D = 0, never above the profit at mark. Gives the atoms."""
    position = account.positions[market.number]
    paid = min(position.r, market.pool, max(0, pnl(position, market)))
    if paid <= 0 or market.deficit:
        return 0
    position.r -= paid
    market.claims -= paid
    market.pool -= paid
    account.c += paid
    epoch_turn(account, ts_us)
    account.held_now += paid
    return paid


def in_range(account: Account, market: Market) -> bool:
    """UNIT-4: whether all numbers of a fill stay within the range of money."""
    position = account.positions[market.number]
    numbers = (
        account.c,
        position.e,
        position.r,
        market.pool,
        market.fee_bucket,
        market.shares,
        market.fee_claim,
        market.claims,
    )
    return all(abs(number) <= MONEY_MAX for number in numbers)
