"""Taking back: numbers and books as they were before something that did not happen.

Invariant: after give_back() no number, queue or memory differs from what it was at the time of saving.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book
from tests.sim.judge.state import Account, Market, Order, Position

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


class Saved:
    """Numbers of two accounts and their markets, to be given back when a fill is not made."""

    def __init__(self, x: "Exchange", *orders: Order) -> None:
        accounts = [order.account for order in orders]
        numbers = {number for account in accounts for number in account.positions}
        positions = [position for account in accounts for position in account.positions.values()]
        self.accounts = [(account, account.numbers()) for account in accounts]
        self.positions = [(position, position.numbers()) for position in positions]
        self.markets = [(x.markets[number], x.markets[number].numbers()) for number in numbers]

    def give_back(self) -> None:
        """The state at the time of saving."""
        for account, numbers in self.accounts:
            account.renumber(numbers)
        for position, numbers in self.positions:
            position.renumber(numbers)
        for market, numbers in self.markets:
            market.renumber(numbers)


class Everything:
    """All that matching an order may change, for a fill-or-kill that does not fill and for previews."""

    def __init__(self, x: "Exchange", market: Market, order: Order) -> None:
        queues = market.levels[1 - order.side].items()
        met = [maker.account for price, queue in queues if book.crosses(order, price) for maker in queue]
        accounts = list(dict.fromkeys([order.account, *met]))
        positions = [position for account in accounts for position in account.positions.values()]
        rows: list[Account | Position | Market] = [*accounts, *positions, *x.markets.values()]
        self.rows = [(row, row.numbers()) for row in rows]
        self.open = [(position, dict(position.orders)) for position in positions]
        self.bound = [(account, dict(account.bound)) for account in accounts]
        self.days = [(account, dict(account.days)) for account in accounts]
        self.owed = [(owner, dict(owner.owed)) for owner in x.owners.values()]
        self.finals = [(account, len(account.finals)) for account in accounts]
        self.orders = [(order, order.numbers()) for _, orders in self.open for order in orders.values()]
        self.orders += [(order, order.numbers()) for account in accounts for order in account.waits()]
        self.market = market
        self.levels = [{price: queue.copy() for price, queue in side.items()} for side in market.levels]

    def give_back(self) -> None:
        """The state at the time of saving."""
        for row, numbers in self.rows:
            row.renumber(numbers)
        for order, numbers in self.orders:
            order.renumber(numbers)
        for position, orders in self.open:
            position.orders = orders
        for account, bound in self.bound:
            account.bound = bound
        for account, days in self.days:
            account.days = days
        for owner, owed in self.owed:
            owner.owed = owed
        for account, length in self.finals:
            while len(account.finals) > length:
                account.finals.pop()
        for side, levels in enumerate(self.levels):
            self.market.levels[side].clear()
            self.market.levels[side].update(levels)
