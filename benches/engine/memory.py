"""Memory of open orders: how much the process grows while orders rest, orders given up again included nowhere.

    python memory.py [orders]      prints bytes per open order

Orders lie like those of the flow: near the middle, ten in a hundred deep, over 2,000 accounts.
"""

import math
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from exchange_flow import ACCOUNTS, PRICE_MIDDLE, batches, opening, opening_count, order
from quantdesk.core._native import Exchange, batch_head
from quantdesk.model.records_gen import TotalsQuery, TotalsView, views_decode

ORDERS = 200_000
BATCH_COUNT = 1_024
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes() -> int:
    """Memory of this process that is in use now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def orders(count: int) -> Iterator[bytes]:
    """Orders that never match: buys below the middle, sells above it."""
    uniform = random.Random(7).random
    for number in range(1, count + 1):
        distance = 1 + int(-math.log(1.0 - uniform()) * (12 if uniform() < 0.9 else 200))
        side = number & 1
        price = PRICE_MIDDLE + distance if side else PRICE_MIDDLE - distance
        yield order(number, 1 + number % ACCOUNTS, side, price, 1 + number % 99)[1]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    exchange = Exchange()
    opened = opening_count(ACCOUNTS)
    exchange.apply(batch_head(opened, 1, 1_750_000_000_000_000) + opening(ACCOUNTS))
    before = resident_bytes()
    for batch in batches(orders(count), opened + 1, BATCH_COUNT):
        exchange.apply(batch)
    grown = resident_bytes() - before
    totals = next(view for view in views_decode(exchange.query(TotalsQuery().encode())) if isinstance(view, TotalsView))
    assert totals.open_orders == count, f"{totals.open_orders} orders rest, {count} were placed"
    print(grown / count)


if __name__ == "__main__":
    main()
