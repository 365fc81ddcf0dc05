"""Level-2 books, kept from the engine's snapshot and the level totals that end every batch.

Invariant: a book holds exactly the totals after the command seq; a level is gone when its total is zero; changes up to the
snapshot's seq are left out, because the snapshot has them.
"""

from quantdesk.gateway.listings import Listing
from quantdesk.model.records_gen import LevelView, Side

Levels = dict[int, int]


class Book:
    """Totals of lots by price in ticks, of both sides, and which of them readers have not seen."""

    __slots__ = ("_early", "asks", "bids", "changed", "floor", "grid", "seq")

    def __init__(self, grid: Listing) -> None:
        self.grid = grid
        self.bids: Levels = {}
        self.asks: Levels = {}
        self.floor = self.seq = 0
        self.changed: dict[tuple[int, int], int] = {}
        self._early: list[tuple[int, int, int, int]] | None = []

    def load(self, seq: int, levels: list[LevelView]) -> None:
        """Starts from the engine's answer: all levels after the command seq. Changes that came before it and are newer follow."""
        self.floor = self.seq = seq
        self.changed.clear()
        self.bids = {level.price: level.total for level in levels if level.side == Side.BUY}
        self.asks = {level.price: level.total for level in levels if level.side == Side.SELL}
        early, self._early = self._early or [], None
        for change in early:
            self.level(*change)

    def level(self, seq: int, side: int, price: int, total: int) -> None:
        """Notes the new total lots of a level after the command seq."""
        if self._early is not None:
            self._early.append((seq, side, price, total))
            return
        if seq <= self.floor:
            return
        self.seq = seq
        levels = self.asks if side == Side.SELL else self.bids
        if total:
            levels[price] = total
        else:
            levels.pop(price, None)
        self.changed[side, price] = total

    def changes_take(self) -> bytes:
        """JSON of the levels that changed since the last call: {"bids": [[price, size], …], "asks": …}; size 0: gone."""
        bids: list[str] = []
        asks: list[str] = []
        for (side, price), total in self.changed.items():
            (asks if side == Side.SELL else bids).append(self._text(price, total))
        self.changed.clear()
        return f'{{"bids":[{",".join(bids)}],"asks":[{",".join(asks)}]}}'.encode()

    def snapshot(self) -> bytes:
        """JSON of all levels, best first, as readers have seen them: changes not yet taken are in it too."""
        bids = ",".join([self._text(price, self.bids[price]) for price in sorted(self.bids, reverse=True)])
        asks = ",".join([self._text(price, self.asks[price]) for price in sorted(self.asks)])
        return f'{{"bids":[{bids}],"asks":[{asks}]}}'.encode()

    def touch(self) -> tuple[int, int]:
        """Best bid and best ask in ticks; 0 where a side is empty."""
        return max(self.bids, default=0), min(self.asks, default=0)

    def _text(self, price: int, total: int) -> str:
        return f'["{self.grid.price(price)}","{self.grid.size(total)}"]'
