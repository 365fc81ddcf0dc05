"""Who referred whom, and what is set aside for referrers (FEE-2, FEE-5).

Invariant: of each market what is owed to all referrers is what the market has set aside.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import money
from tests.sim.judge.state import LEAVING, Account, Refusal, check_free

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def set_referrer(x: "Exchange", account: Account, key: bytes) -> None:
    """SetReferrer: once, by an owner who has an account and is another."""
    owner, referrer = account.owner, x.owners.get(key)
    if referrer is None or referrer is owner or not referrer.accounts:
        raise Refusal("referrer_unknown")
    if owner.referrer is not None:
        raise Refusal("referrer_known")
    owner.referrer = referrer
    owner.tier += money.REFERRED
    x.emit("ReferrerSet", account.number, owner.key, key)


def pay_share(x: "Exchange", account: Account, number: int) -> None:
    """PayShare: all that is set aside for the owner in a market, to this account; debts without a position are paid of it first."""
    market = x.market(number)
    amount = account.owner.owed.get(number, 0)
    if not amount:
        raise Refusal("share_none")
    if account.holds_nothing():
        raise Refusal("transfer_to_empty")
    check_free(account, LEAVING)
    del account.owner.owed[number]
    market.shares -= amount
    account.c += amount
    for paid in money.tidy_all(account, x.markets):
        x.emit("DebtPaid", account.number, *paid)
    x.emit("SharePaid", account.number, number, amount, account.c)
