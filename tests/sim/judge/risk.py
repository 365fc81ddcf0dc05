"""What stands behind liquidation: the backstop, fees and insurance of markets.

Invariant: the backstop is named once, before it has a position.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import margin
from tests.sim.judge.state import EVERY, MONEY_MAX, PPM, Account, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def set_backstop(x: "Exchange", account: Account) -> None:
    """SetBackstop (LIQ-2)."""
    if x.backstop not in (None, account):
        raise Refusal("backstop_exists")
    if account.isolated is not None:
        raise Refusal("account_isolated")
    holds = any(p.b or p.e or p.r or p.w for p in account.positions.values())
    if x.backstop is None and holds:
        raise Refusal("account_not_empty")
    x.backstop = account
    x.emit("BackstopSet", account.number)


def set_risk(x: "Exchange", number: int, fee: int, cap: int) -> None:
    """SetRisk (LIQ-3, LIQ-5)."""
    market = x.market(number)
    if fee > PPM:
        raise Refusal("market_parameters", PPM, 2)
    if not 0 <= cap <= MONEY_MAX:
        raise Refusal("market_parameters", MONEY_MAX, 3)
    market.liquidation_fee, market.insurance_cap = fee, cap
    x.emit("RiskSet", number, fee, cap)


def fund_insurance(x: "Exchange", account: Account, number: int, amount: int) -> None:
    """FundInsurance: collateral of the backstop that may leave becomes insurance (LIQ-5)."""
    if account is not x.backstop:
        raise Refusal("insurance_source")
    most = margin.withdrawable(account, x.markets, x.ts_us)
    market = x.market(number)
    if not 0 < amount <= MONEY_MAX:
        raise Refusal("amount")
    if amount > most:
        raise Refusal("withdrawable", most, amount)
    account.c -= amount
    market.insurance += amount
    x.emit("InsuranceFunded", account.number, number, amount, market.insurance, account.c)


def set_leverage(x: "Exchange", account: Account, number: int, leverage: int) -> None:
    """SetLeverage (MGN-2): within what the market's initial fraction allows; it judges new risk alone."""
    most = PPM // x.market(number).parameters.imf
    if leverage > most:
        raise Refusal("leverage", most, leverage)
    account.position(number).leverage = leverage
    x.emit("LeverageSet", account.number, number, leverage)


def set_isolation(x: "Exchange", account: Account, number: int) -> None:
    """SetIsolation (MGN-8): a sub-account without anything in another market is bound to one, or freed."""
    market = None if number == EVERY else x.market(number).number
    if market is not None and (account.index == 0 or account is x.backstop):
        raise Refusal("account_main")
    for other, p in account.positions.items():
        if other != market and (p.b or p.e or p.r or p.w or p.orders):
            raise Refusal("account_not_empty")
    if any(order.market != market for order in account.waits()):
        raise Refusal("account_not_empty")
    account.isolated = market
    x.emit("IsolationSet", account.number, number)


def check_isolated(account: Account, market: int) -> None:
    """MGN-8: an order of an account that is bound to another market."""
    if account.isolated not in (None, market):
        assert account.isolated is not None
        raise Refusal("account_isolated", account.isolated, market)
