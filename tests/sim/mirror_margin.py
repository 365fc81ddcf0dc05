"""What the mirror learns beside the book: how margin grows, borrowing, isolation, the gate (MGN-2, MGN-3, MGN-7, MGN-8, WDR-2).

Invariant: as the mirror's own: from events alone, and each must fit what is known.
"""

from tests.sim.judge import margin
from tests.sim.judge.state import EVERY
from tests.sim.mirror import Mirror
from tests.sim.need import Fields, need

HOUR_US = 3_600_000_000


def margin_set(mirror: Mirror, e: Fields) -> None:
    """MarginSet: fractions rise with open interest and with size (MGN-2, MGN-3)."""
    market = mirror.markets[e["market"]]
    need(e["interest_lower"] < e["interest_upper"] or e["interest_upper"] == 0, "MGN-2 caps rise", e)
    need(e["tier1_usd"] < e["tier2_usd"] or e["tier2_usd"] == 0, "MGN-3 bounds rise", e)
    tiers = (e["tier1_usd"], e["tier1_mmf"], e["tier2_usd"], e["tier2_mmf"])
    market.margin = (e["interest_lower"], e["interest_upper"], *tiers)


def change_taken(mirror: Mirror, e: Fields) -> None:
    """ChangeTaken: of each number once, in rising order (CUST-50)."""
    need(e["change"] > mirror.changes_last, "CUST-50 changes rise", e, mirror.changes_last)
    mirror.changes_last = e["change"]


def leverage_set(mirror: Mirror, e: Fields) -> None:
    """LeverageSet: never above what the market allows (MGN-2)."""
    need(e["leverage"] * mirror.markets[e["market"]].parameters.imf <= 1_000_000, "MGN-2 leverage", e)
    mirror.accounts[e["account"]].position(e["market"]).leverage = e["leverage"]
    mirror.touched.add(e["account"])


def converted(mirror: Mirror, e: Fields) -> None:
    """Converted: asset and money change hands between an account that owes and the backstop, at 98 % of the index at most; with asset
    0 the backstop pays what nothing else can."""
    account, backstop = mirror.accounts[e["account"]], mirror.accounts[e["backstop"]]
    need(backstop.number == mirror.backstop != account.number, "MGN-7 the backstop takes it", e)
    need(0 <= e["paid"] <= max(0, backstop.c), "MGN-7 out of its purse", e)
    if e["asset"]:
        asset = mirror.assets[e["asset"]]
        worth = margin.value(asset, e["amount"], asset.market.index)
        need(0 < e["amount"] and e["paid"] <= worth * 98 // 100 + 1, "MGN-7 at 98 % of the index", e, worth)
        mirror.collateral_moved(account, e["asset"], -e["amount"], e["left"])
        mirror.collateral_moved(backstop, e["asset"], e["amount"], e["backstop_amount"])
    else:
        owes = account.c < 0 and not any(other.amount for other in account.others.values())
        need(owes and e["collateral"] <= 0, "MGN-7 only what nothing else pays", e)
    mirror.collateral_set(account, e["paid"], e["collateral"])
    mirror.collateral_set(backstop, -e["paid"], e["backstop_collateral"])


def borrowing_set(mirror: Mirror, e: Fields) -> None:
    """BorrowingSet: from now on c of somebody may lie that far below zero."""
    mirror.room_max = e["room_max"]


def isolation_set(mirror: Mirror, e: Fields) -> None:
    """IsolationSet: a sub-account that has nothing in any other market."""
    account, market = mirror.accounts[e["account"]], e["market"]
    may = market == EVERY or (account.index > 0 and account.number != mirror.backstop)
    need(may, "MGN-8 a sub-account", e)
    others = [p for number, p in account.positions.items() if number != market]
    need(not any(p.b or p.e or p.r or p.orders for p in others), "MGN-8 nothing in another market", e)
    account.isolated = None if market == EVERY else market


def stays_isolated(mirror: Mirror, account: int, market: int) -> None:
    """MGN-8: whatever is taken or filled of an account lies in its own market."""
    need(mirror.accounts[account].isolated in (None, market), "MGN-8 one market", account, market)


def gate_set(mirror: Mirror, e: Fields) -> None:
    """GateSet: closed for a large deficit alone, not twice a day; open after an hour at most."""
    need(e["tracked"] == mirror.tokens, "PNL-3 all USDC", e, mirror.tokens)
    closed, since = mirror.gate
    need(bool(e["closed"]) != closed, "WDR-2 it turns", e)
    if e["closed"]:
        need(e["deficit"] * 10_000 > e["tracked"], "WDR-2 a large deficit", e)
        need(not since or mirror.ts_us >= since + 24 * HOUR_US, "WDR-2 once a day", e, since)
        mirror.gate = (True, mirror.ts_us)
    else:
        small, late = e["deficit"] * 10_000 <= e["tracked"], mirror.ts_us >= since + HOUR_US
        need(small or late, "WDR-2 it opens when the loss is paid, or in an hour", e, since)
        mirror.gate = (False, since)
