"""What the mirror learns of margin beside the book: conversion (MGN-7).

Invariant: as the mirror's own: from events alone, and each must fit what is known.
"""

from tests.sim.judge import margin
from tests.sim.mirror import Mirror
from tests.sim.need import Fields, need


def converted(mirror: Mirror, e: Fields) -> None:
    """Converted: asset and money change hands between an account that owes and the backstop, at 98 % of the price at most."""
    account, backstop = mirror.accounts[e["account"]], mirror.accounts[e["backstop"]]
    row = mirror.assets[e["asset"]]
    worth = margin.value(row, e["amount"])
    need(0 < e["amount"] and e["paid"] <= worth * 98 // 100 + 1, "MGN-7 at 98 % of the price", e, worth)
    need(backstop.number == mirror.backstop != account.number, "MGN-7 the backstop takes it", e)
    need(all(p.b == 0 for p in account.positions.values()), "MGN-7 without a position", e)
    mirror.collateral_moved(account, e["asset"], -e["amount"], e["left"])
    mirror.collateral_moved(backstop, e["asset"], e["amount"], e["backstop_amount"])
    mirror.collateral_set(account, e["paid"], e["collateral"])
    mirror.collateral_set(backstop, -e["paid"], e["backstop_collateral"])
