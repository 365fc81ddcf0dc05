"""Sweep: unrealised losses pay waiting claims (PNL-5).

Invariant: c + e + r of every account stays, but for flat losses elsewhere that a paid claim pays at once.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import hold, money, tiers
from tests.sim.judge.state import Account, Market, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

LOSERS_MAX = 8
PAYMENTS_MAX = 64


def loss_of(account: Account, market: Market) -> int:
    """Loss at mark, the own claim aside."""
    position = account.positions[market.number]
    return max(0, -(position.b * market.tick_value * market.mark // 1000 + position.e - money.due(position, market)))


def sweep(x: "Exchange", number: int) -> None:
    """The largest losses of those who can pay, then claims from the account after the last that was paid."""
    market = x.market(number)
    if not market.mark:
        raise Refusal("market_price_unknown")
    tiers.check(market, "settle")
    if hold.of(x) == hold.NOTHING:
        hold.check(x, reduction=True)
    here = [account for account in x.accounts.values() if market.number in account.positions]
    able = [a for a in here if loss_of(a, market) and (a.positions[market.number].r or a.c > 0)]
    for account in sorted(able, key=lambda a: (-loss_of(a, market), a.number))[:LOSERS_MAX]:
        take(x, account, market)
    waiting = [account for account in here if account.positions[market.number].r]
    payments = 0
    for account in sorted(waiting, key=lambda a: (a.number <= market.cursor, a.number)):
        if payments == PAYMENTS_MAX or market.deficit or not market.pool:
            break
        position = account.positions[market.number]
        if min(position.r, market.pool, money.pnl(position, market)) > 0:
            touch(x, account, market)
        paid = money.pay(account, market, x.ts_us)
        if paid:
            payments += 1
            market.cursor = account.number
            for debt in money.tidy_all(account, x.markets):
                x.emit("DebtPaid", account.number, *debt)
            tell(x, account, market, 0, 0, paid)


def take(x: "Exchange", account: Account, market: Market) -> None:
    """A loss is paid by the own claim, then by c into the pool, which w remembers."""
    position = account.positions[market.number]
    loss = loss_of(account, market)
    touch(x, account, market)
    own = min(position.r, loss)
    position.r -= own
    market.claims -= own
    paid = min(max(0, account.c), loss - own)
    account.c -= paid
    market.pool += paid
    position.w += paid
    position.e += own + paid
    tell(x, account, market, own, paid, 0)


def touch(x: "Exchange", account: Account, market: Market) -> None:
    """FND-3: whatever writes a position lets it take in funding first."""
    paid = money.touch(account, market)
    if paid is not None:
        x.emit("FundingPaid", *paid)


def tell(x: "Exchange", account: Account, market: Market, own: int, paid: int, received: int) -> None:
    """Swept."""
    p = account.positions[market.number]
    x.emit("Swept", market.number, account.number, own, paid, received, p.b, p.e, p.r, p.f, p.w, account.c)
