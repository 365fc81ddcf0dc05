"""Folds events into the rows that they change: pure, and the same whatever the size of the pages.

Orders of the page are held as whole rows; of older ones only what changed. Sums are kept as differences, states as last values.
"""

from collections.abc import Callable, Iterable
from typing import Final

from quantdesk.keepers.fold_ledger import LedgerFold
from quantdesk.model import records_gen as records
from quantdesk.model.ids import MARKETS_ALL
from quantdesk.model.records_gen import CancelReason, Event, OrderKind, OrderState, Side, TimeInForce
from quantdesk.store.markets import Market
from quantdesk.store.pool import signed64
from quantdesk.store.projections import Changes, Value

_SIDES: Final = tuple(side.label for side in Side)
_KINDS: Final = tuple(kind.label for kind in OrderKind)
_TIFS: Final = tuple(tif.label for tif in TimeInForce)
_REASONS: Final = {int(reason): reason.label for reason in CancelReason}
_RESTING: Final = OrderState.RESTING.label
_FILLED: Final = OrderState.FILLED.label
_CANCELLED: Final = OrderState.CANCELLED.label
_WAITING: Final = OrderState.WAITING.label
_WAITED: Final = frozenset(kind for kind in OrderKind if OrderKind.SLIDE < kind <= OrderKind.TRAILING_STOP)

# Places in a whole order row (store/projections.py, ORDER_COLUMNS).
_ROW_FILLED, _ROW_LEFT, _ROW_STATUS, _ROW_REASON = 13, 14, 15, 16
_ROW_NOTIONAL, _ROW_FEE, _ROW_SEQ, _ROW_US = 17, 18, 22, 23
# Places in a change of an older order (ORDERS_UPDATE).
_OLD_FILLED, _OLD_LEFT, _OLD_STATUS, _OLD_REASON, _OLD_NOTIONAL, _OLD_FEE, _OLD_SEQ, _OLD_US = 1, 2, 3, 4, 5, 6, 7, 8
# Places of newest totals in a market row (store/markets.py).
_MARKET_TICK_VALUE, _MARKET_INDEX, _MARKET_LAST, _MARKET_SEQ = 4, 15, 17, 25


class Fold:
    """Changes of one page. markets: all rows as they are before it."""

    def __init__(self, markets: Iterable[Market]) -> None:
        self._markets: dict[int, list[Value]] = {market.market: list(_market_row(market)) for market in markets}
        self._markets_changed: set[int] = set()
        self._new: dict[bytes, list[Value]] = {}
        self._old: dict[bytes, list[Value]] = {}
        self._ledger = LedgerFold()
        self._delegates: dict[tuple[int, bytes], tuple[Value, ...] | None] = {}
        self._tiers: dict[bytes, tuple[bytes, int, int]] = {}
        self._accounts: dict[int, list[Value]] = {}
        self._closed: list[tuple[Value, ...]] = []
        self._trades: list[tuple[Value, ...]] = []
        self._ts_us = 0
        self._takes: dict[type[Event], Callable[..., None]] = {
            records.AccountOpened: self._account_opened,
            records.AccountClosed: self._account_closed,
            records.DelegateAdded: self._delegate_added,
            records.DelegateRemoved: self._delegate_removed,
            records.FundingPaid: self._ledger.funding_paid,
            records.Moved: self._ledger.moved,
            **self._ledger.settlement.takes,
            records.Converted: self._ledger.converted,
            records.InsuranceFunded: self._ledger.insurance_funded,
            records.SharePaid: self._ledger.share_paid,
            records.Swept: self._ledger.swept,
            records.Credited: self._ledger.credited,
            records.Debited: self._ledger.debited,
            records.Transferred: self._ledger.transferred,
            records.DebtPaid: self._ledger.debt_paid,
            records.MarketSet: self._market_set,
            records.PricesSet: self._prices_set,
            records.MarketChanged: self._market_changed,
            records.FeeTierSet: self._fee_tier_set,
            records.OrderWaiting: self._order_waiting,
            records.OrderAccepted: self._order_accepted,
            records.OrderFilled: self._order_filled,
            records.OrderCancelled: self._order_cancelled,
            records.OrderShrunk: self._order_shrunk,
            records.OrderSliced: self._order_sliced,
        }

    def take(self, ts_us: int, events: Iterable[Event]) -> None:
        """Events of one batch, made at ts_us. Those that change no table are passed over."""
        self._ts_us = self._ledger.ts_us = self._ledger.settlement.ts_us = ts_us
        takes = self._takes
        for event in events:
            if (take := takes.get(type(event))) is not None:
                take(event)

    def changes(self) -> Changes:
        """All that the page changed."""
        return Changes(
            accounts=[tuple(row) for row in self._accounts.values()],
            accounts_closed=self._closed,
            orders_new=[tuple(row) for row in self._new.values()],
            orders_changed=[tuple(row) for row in self._old.values()],
            trades=self._trades,
            moves=self._ledger.moves,
            positions=self._ledger.positions(),
            balances=self._ledger.balances(),
            settlement_items=self._ledger.settlement.items,
            settlement_rounds=self._ledger.settlement.rounds,
            settlement_changes=self._ledger.settlement.changes,
            settled=self._ledger.settlement.settled,
            markets=[tuple(self._markets[market]) for market in sorted(self._markets_changed)],
            delegates=[row for row in self._delegates.values() if row is not None],
            delegates_gone=[key for key, row in self._delegates.items() if row is None],
            fee_tiers=list(self._tiers.values()),
        )

    # ---- accounts and money

    def _account_opened(self, event: records.AccountOpened) -> None:
        self._accounts[event.account] = [event.account, event.owner, event.index_, event.seq, self._ts_us, None]

    def _account_closed(self, event: records.AccountClosed) -> None:
        row = self._accounts.get(event.account)
        if row is None:
            self._closed.append((event.account, event.seq))
        else:
            row[-1] = event.seq

    def _delegate_added(self, event: records.DelegateAdded) -> None:
        key = (event.account, event.delegate)
        markets = None if event.markets == MARKETS_ALL else signed64(event.markets)
        self._delegates[key] = (*key, event.expiry_us, event.seq, markets, event.notional_day, bool(event.near_index))

    def _delegate_removed(self, event: records.DelegateRemoved) -> None:
        self._delegates[(event.account, event.delegate)] = None
        self._ledger.settlement.acknowledged(event)

    def _fee_tier_set(self, event: records.FeeTierSet) -> None:
        self._tiers[event.owner] = (event.owner, event.tier, event.seq)

    # ---- markets

    def _market_set(self, event: records.MarketSet) -> None:
        totals = self._markets.get(event.market, [0] * 26)[15:25]
        symbol = event.symbol.rstrip(b"\0").decode("ascii")
        sizes = (
            event.tick_size,
            event.lot_size,
            event.tick_value,
            event.price_max,
            event.order_max,
            event.position_max,
        )
        margins = (event.open_interest_max, event.imf, event.mmf, event.requirement_min, event.profit_cap, event.band)
        self._markets[event.market] = [event.market, symbol, *sizes, *margins, bool(event.paused), *totals, event.seq]
        self._markets_changed.add(event.market)

    def _prices_set(self, event: records.PricesSet) -> None:
        row = self._market(event.market, event.seq)
        self._ledger.settlement.priced(event, row[_MARKET_INDEX : _MARKET_INDEX + 2])
        row[_MARKET_INDEX : _MARKET_INDEX + 2] = (event.index_price, event.mark_price)

    def _market_changed(self, event: records.MarketChanged) -> None:
        row = self._market(event.market, event.seq)
        funds = (event.pool, event.insurance, event.fee_bucket, event.fee_claim, event.claims, event.deficit)
        row[_MARKET_LAST:_MARKET_SEQ] = (event.last_price, event.open_interest, *funds)

    def _market(self, market: int, seq: int) -> list[Value]:
        row = self._markets[market]
        row[_MARKET_SEQ] = seq
        self._markets_changed.add(market)
        return row

    # ---- orders and matches

    def _order_waiting(self, event: records.OrderWaiting) -> None:
        self._order_begin(event, 0, event.size, _WAITING)

    def _order_accepted(self, event: records.OrderAccepted) -> None:
        # Neither resting nor filled: the cancel of the rest follows in the same command and gives the reason.
        status = _RESTING if event.left else _FILLED if event.filled == event.size else _CANCELLED
        if event.kind not in _WAITED:
            self._order_begin(event, event.filled, event.left, status)
            return
        # It waited before: its row is there, and says when it was taken.
        row = self._new.get(event.order_id)
        if row is not None:
            row[_ROW_FILLED : _ROW_STATUS + 1] = (event.filled, event.left, status)
            row[_ROW_SEQ], row[_ROW_US] = event.seq, self._ts_us
            return
        row = self._old_order(event.order_id, event.seq)
        row[_OLD_FILLED] += event.filled  # type: ignore[operator]  # numbers there
        row[_OLD_LEFT], row[_OLD_STATUS] = event.left, status

    def _order_begin(
        self, event: records.OrderAccepted | records.OrderWaiting, filled: int, left: int, status: str
    ) -> None:
        self._new[event.order_id] = [
            event.order_id,
            event.account,
            signed64(event.client_order_id),
            signed64(event.nonce),
            event.expiry,
            event.market,
            _SIDES[event.side],
            _KINDS[event.kind],
            _TIFS[event.time_in_force],
            bool(event.post_only),
            bool(event.reduce_only),
            event.price,
            event.size,
            filled,
            left,
            status,
            None,
            0,
            0,
            event.seq,
            event.index,
            self._ts_us,
            event.seq,
            self._ts_us,
        ]

    def _order_filled(self, event: records.OrderFilled) -> None:
        seq, us, market, price, size = event.seq, self._ts_us, event.market, event.price, event.size
        notional = price * size * int(self._markets[market][_MARKET_TICK_VALUE])  # type: ignore[arg-type]  # a number there
        maker, taker = event.maker_account, event.taker_account
        self._maker_filled(event, notional)
        self._taker_filled(event, notional)
        place = (seq, event.index)
        self._trades.append(
            (*place, "maker", market, maker, event.maker_order_id, signed64(event.maker_client_order_id), _SIDES[1 - event.side],
             price, size, notional, event.maker_fee, event.maker_realized, event.maker_position, us)
        )  # fmt: skip
        self._trades.append(
            (*place, "taker", market, taker, event.taker_order_id, signed64(event.taker_client_order_id), _SIDES[event.side],
             price, size, notional, event.taker_fee, event.taker_realized, event.taker_position, us)
        )  # fmt: skip
        self._ledger.filled(event)

    def _maker_filled(self, event: records.OrderFilled, notional: int) -> None:
        row = self._new.get(event.maker_order_id)
        if row is not None:
            row[_ROW_FILLED] += event.size  # type: ignore[operator]  # numbers there
            row[_ROW_LEFT] = event.maker_left
            if not event.maker_left:
                row[_ROW_STATUS] = _FILLED
            self._money(row, _ROW_NOTIONAL, notional, event.maker_fee)
            row[_ROW_SEQ], row[_ROW_US] = event.seq, self._ts_us
            return
        row = self._old_order(event.maker_order_id, event.seq)
        row[_OLD_FILLED] += event.size  # type: ignore[operator]  # numbers there
        row[_OLD_LEFT] = event.maker_left
        if not event.maker_left:
            row[_OLD_STATUS] = _FILLED
        self._money(row, _OLD_NOTIONAL, notional, event.maker_fee)

    def _taker_filled(self, event: records.OrderFilled, notional: int) -> None:
        if not any(event.taker_order_id):
            return  # a step of a liquidation: nobody's order (LIQ-2)
        # What it filled and what rests were in its acceptance already.
        row = self._new.get(event.taker_order_id)
        if row is not None:
            self._money(row, _ROW_NOTIONAL, notional, event.taker_fee)
        else:
            self._money(self._old_order(event.taker_order_id, event.seq), _OLD_NOTIONAL, notional, event.taker_fee)

    def _order_cancelled(self, event: records.OrderCancelled) -> None:
        self._order_set(event.order_id, event.seq, (event.left, _CANCELLED, _REASONS[event.reason]))

    def _order_shrunk(self, event: records.OrderShrunk) -> None:
        self._order_set(event.order_id, event.seq, (event.left, _RESTING, None))

    def _order_sliced(self, event: records.OrderSliced) -> None:
        status = _WAITING if event.left else _FILLED
        row = self._new.get(event.order_id)
        if row is not None:
            row[_ROW_FILLED] += event.filled  # type: ignore[operator]  # numbers there
            row[_ROW_LEFT], row[_ROW_STATUS] = event.left, status
            row[_ROW_SEQ], row[_ROW_US] = event.seq, self._ts_us
            return
        row = self._old_order(event.order_id, event.seq)
        row[_OLD_FILLED] += event.filled  # type: ignore[operator]  # numbers there
        row[_OLD_LEFT], row[_OLD_STATUS] = event.left, status

    def _order_set(self, order_id: bytes, seq: int, state: tuple[int, str, str | None]) -> None:
        row = self._new.get(order_id)
        if row is not None:
            row[_ROW_LEFT : _ROW_REASON + 1] = state
            row[_ROW_SEQ], row[_ROW_US] = seq, self._ts_us
        else:
            self._old_order(order_id, seq)[_OLD_LEFT : _OLD_REASON + 1] = state

    def _old_order(self, order_id: bytes, seq: int) -> list[Value]:
        row = self._old.get(order_id)
        if row is None:
            row = self._old[order_id] = [order_id, 0, None, None, None, 0, 0, 0, 0]
        row[_OLD_SEQ], row[_OLD_US] = seq, self._ts_us
        return row

    @staticmethod
    def _money(row: list[Value], place: int, notional: int, fee: int) -> None:
        row[place] += notional  # type: ignore[operator]  # numbers there
        row[place + 1] += fee  # type: ignore[operator]  # numbers there


def _market_row(market: Market) -> tuple[Value, ...]:
    return tuple(getattr(market, name) for name in market.__struct_fields__)
