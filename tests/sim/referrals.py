"""Who referred whom, and shares that were paid, as events tell them (FEE-2, FEE-5)."""

from tests.sim.mirror import Mirror
from tests.sim.need import Fields, need


def referrer_set(m: Mirror, e: Fields) -> None:
    """ReferrerSet: once, by another who has an account (FEE-5)."""
    owner, referrer = m.owners[e["owner"]], m.owners[e["referrer"]]
    need(owner.referrer is None and owner is not referrer and referrer.accounts, "FEE-5 a referrer", e)
    owner.referrer, owner.tier = referrer, owner.tier + 4


def share_paid(m: Mirror, e: Fields) -> None:
    """SharePaid: money of a market's shares comes to an account (FEE-2)."""
    need(e["amount"] > 0, "FEE-2 a share is something", e)
    m.collateral_set(m.accounts[e["account"]], e["amount"], e["collateral"])
