"""The fold of events into rows, without a database."""

import msgspec

from quantdesk.core import Exchange, batch_head
from quantdesk.keepers.fold import Fold
from quantdesk.keepers.settle_log import single
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import (
    CancelReason,
    Converted,
    Credited,
    DebtPaid,
    DeficitPaid,
    DelegateAdded,
    DelegateRemoved,
    Event,
    FundingPaid,
    FundingSet,
    InsuranceFunded,
    LeavingClosed,
    LevelChanged,
    LiquidationStep,
    ListMarket,
    MarketSet,
    MoveCause,
    Moved,
    OpenExchange,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    OrderKind,
    OrderShrunk,
    OrderSliced,
    OrderWaiting,
    PricesSet,
    RecordDone,
    RecordKind,
    RecordStarted,
    SetIndex,
    SetPosted,
    SharePaid,
    Side,
    Swept,
    TailGiven,
    Tick,
    Transferred,
    events_decode,
)
from quantdesk.model.settled import (
    CUT,
    END,
    FUND,
    LEAVE,
    MARK,
    OVER_LONGS,
    OVER_SHORTS,
    PAY,
    POT,
    ROUND_LONGS,
    SHARE,
    STAND,
    TAIL_DEFICIT,
    TAIL_LOSS,
    WRITTEN_OFF,
)
from quantdesk.store.projections import ORDER_COLUMNS, ROUND_COLUMNS, Row
from quantdesk.store.settlement import SettlementItem

MAKER, TAKER = b"m" * 16, b"t" * 16


def accepted(order_id: bytes, seq: int, size: int = 10, filled: int = 0, left: int | None = None) -> OrderAccepted:
    return OrderAccepted(
        item=0, index=0, seq=seq, order_id=order_id, account=1 if order_id == MAKER else 2, client_order_id=2**64 - 1,
        nonce=5, expiry=9, market=1, side=0, kind=0, time_in_force=0, post_only=0, reduce_only=0, price=100, size=size,
        filled=filled, left=size - filled if left is None else left,
    )  # fmt: skip


def filled(seq: int, size: int, maker_left: int) -> OrderFilled:
    return OrderFilled(
        item=0, index=1, seq=seq, market=1, side=1, price=100, size=size, maker_order_id=MAKER, taker_order_id=TAKER,
        maker_account=1, taker_account=2, maker_client_order_id=1, taker_client_order_id=2, maker_left=maker_left,
        taker_left=0, maker_fee=-1, taker_fee=4, maker_realized=7, taker_realized=-7, maker_position=size, maker_quote=3,
        maker_claim=2, maker_funding=0, maker_collateral=50, taker_position=-size, taker_quote=4, taker_claim=0,
        taker_funding=0, taker_collateral=60, shared=0,
    )  # fmt: skip


def market() -> MarketSet:
    return MarketSet(
        item=0, index=0, seq=1, market=1, symbol=b"BTC-PERP".ljust(16, b"\0"), tick_size=1, lot_size=1, tick_value=10,
        price_max=1, order_max=1, position_max=1, open_interest_max=1, imf=1, mmf=1, requirement_min=1, profit_cap=1,
        band=1, paused=0,
    )  # fmt: skip


def fold_of(*batches: list[Event]) -> Fold:
    fold = Fold([])
    fold.take(1, [market()])
    for number, events in enumerate(batches, 2):
        fold.take(number, events)
    return fold


def order(fold: Fold, order_id: bytes) -> dict[str, object]:
    rows: list[Row] = fold.changes().orders_new
    return next(dict(zip(ORDER_COLUMNS, row, strict=True)) for row in rows if row[0] == order_id)


def test_a_taker_is_counted_by_its_acceptance_and_a_maker_by_its_fills() -> None:
    fold = fold_of([accepted(MAKER, 2)], [accepted(TAKER, 3, 4, 4, 0), filled(3, 4, 6)])
    maker, taker = order(fold, MAKER), order(fold, TAKER)
    assert (maker["filled_lots"], maker["left_lots"], maker["status"]) == (4, 6, "resting")
    assert (taker["filled_lots"], taker["left_lots"], taker["status"]) == (4, 0, "filled")
    assert maker["filled_notional_atoms"] == taker["filled_notional_atoms"] == 100 * 4 * 10
    assert (maker["fee_atoms"], taker["fee_atoms"]) == (-1, 4)


def test_a_maker_with_nothing_left_is_filled_also_after_it_was_shrunk() -> None:
    shrunk = OrderShrunk(
        item=0,
        index=0,
        seq=3,
        order_id=MAKER,
        account=1,
        client_order_id=1,
        market=1,
        side=0,
        price=100,
        left=4,
        filled=0,
    )
    fold = fold_of([accepted(MAKER, 2)], [shrunk], [filled(4, 4, 0)])
    assert (order(fold, MAKER)["status"], order(fold, MAKER)["updated_seq"]) == ("filled", 4)


def test_the_rest_of_a_taking_order_is_cancelled_with_its_reason() -> None:
    cancelled = OrderCancelled(
        item=0, index=2, seq=3, order_id=TAKER, account=2, client_order_id=2, market=1, side=1, price=100, left=6,
        filled=4, reason=CancelReason.UNFILLED,
    )  # fmt: skip
    fold = fold_of([accepted(MAKER, 2)], [accepted(TAKER, 3, 10, 4, 0), filled(3, 4, 6), cancelled])
    taker = order(fold, TAKER)
    assert (taker["status"], taker["cancel_reason"], taker["left_lots"], taker["filled_lots"]) == (
        "cancelled", "unfilled", 6, 4,
    )  # fmt: skip


def waiting(seq: int) -> OrderWaiting:
    return OrderWaiting(
        item=0, index=0, seq=seq, order_id=TAKER, account=2, client_order_id=7, nonce=5, expiry=9, market=1, side=0, kind=3,
        time_in_force=1, post_only=0, reduce_only=0, price=100, size=10, trigger=90, source=0, distance=0, distance_ppm=0,
        activation=0, link=0, linked=bytes(16), slices=0,
    )  # fmt: skip


def test_an_order_that_waited_has_one_row_whatever_the_page() -> None:
    """BOOK-12: taken at its arrival, filled when it started; on an earlier page its row is only changed."""
    started = msgspec.structs.replace(accepted(TAKER, 4, 10, 4, 0), kind=3, time_in_force=1)
    assert order(fold_of([waiting(3)]), TAKER)["status"] == "waiting"
    row = order(fold_of([waiting(3)], [accepted(MAKER, 2)], [started, filled(4, 4, 6)]), TAKER)
    assert (row["status"], row["filled_lots"], row["left_lots"], row["accepted_seq"]) == ("cancelled", 4, 0, 3)
    later = fold_of([started])
    assert later.changes().orders_new == []
    [change] = later.changes().orders_changed
    assert (change[0], change[1], change[2], change[3]) == (TAKER, 4, 0, "cancelled")


def test_an_order_on_terms_has_its_row_from_its_acceptance() -> None:
    """BOOK-13: it never waited, whatever the number of its kind."""
    for kind in (OrderKind.ICEBERG, OrderKind.PEGGED):
        row = order(fold_of([msgspec.structs.replace(accepted(MAKER, 4, 10, 0, 10), kind=kind)]), MAKER)
        assert (row["type"], row["status"], row["left_lots"]) == (kind.label, "resting", 10)


def test_an_order_in_slices_sums_what_they_filled_whatever_the_page() -> None:
    """BOOK-15"""
    taken = OrderSliced(
        item=0, index=0, seq=4, order_id=TAKER, account=2, client_order_id=7, market=1, side=0, price=100, size=4, reason=0,
        filled=4, left=6,
    )  # fmt: skip
    last = msgspec.structs.replace(taken, seq=5, filled=6, left=0)
    begun = msgspec.structs.replace(waiting(3), kind=OrderKind.TWAP)
    row = order(fold_of([begun], [taken]), TAKER)
    assert (row["status"], row["filled_lots"], row["left_lots"]) == ("waiting", 4, 6)
    row = order(fold_of([begun], [taken], [last]), TAKER)
    assert (row["status"], row["filled_lots"], row["left_lots"]) == ("filled", 10, 0)
    [change] = fold_of([taken], [last]).changes().orders_changed
    assert (change[0], change[1], change[2], change[3]) == (TAKER, 10, 0, "filled")


def test_an_order_of_an_earlier_page_leaves_a_difference() -> None:
    changes = fold_of([filled(5, 3, 2)], [filled(6, 2, 0)]).changes()
    assert changes.orders_new == []
    assert {row[0]: row[1:] for row in changes.orders_changed}[MAKER] == (5, 0, "filled", None, 5_000, -2, 6, 3)


def test_a_match_gives_two_rows_positions_and_balances() -> None:
    changes = fold_of([filled(5, 3, 2)]).changes()
    assert [row[:5] for row in changes.trades] == [(5, 1, "maker", 1, 1), (5, 1, "taker", 1, 2)]
    assert [row[7] for row in changes.trades] == ["buy", "sell"]
    assert changes.positions == [(1, 1, 3, 3, 2, 0, 7, -1, 5, 2), (2, 1, -3, 4, 0, 0, -7, 4, 5, 2)]
    assert changes.balances == [(1, "USDC", 50, 0, 0, 5, 2), (2, "USDC", 60, 0, 0, 5, 2)]


def test_money_that_comes_and_goes_is_summed_and_its_last_state_kept() -> None:
    credited = [
        Credited(item=0, index=0, seq=seq, account=1, asset=0, amount=5, credited=5 * seq, collateral=5 * seq)
        for seq in (1, 2)
    ]
    moved = Transferred(
        item=0, index=0, seq=3, order_id=MAKER, account=1, to_account=2, amount=4, collateral=6, to_collateral=4
    )
    changes = fold_of([*credited, moved]).changes()
    assert changes.balances == [(1, "USDC", 6, 10, 4, 3, 2), (2, "USDC", 4, 4, 0, 3, 2)]


def test_funding_and_sweeps_leave_the_last_state_of_a_position() -> None:
    """FND-3, PNL-5: what a position took in or gave is in its row; a sweep moves collateral, funding does not."""
    state = {"market": 1, "account": 1, "position": 3, "claim": 0, "funding": 75, "collateral": 90}
    paid = FundingPaid(item=0, index=0, seq=4, amount=225, quote=-225, **state)
    swept = Swept(item=0, index=0, seq=5, offset=0, paid=10, received=0, quote=-215, swept=10, **state)
    assert fold_of([paid]).changes().positions == [(1, 1, 3, -225, 0, 75, 0, 0, 4, 2)]
    assert fold_of([paid]).changes().balances == []
    changes = fold_of([paid, swept]).changes()
    assert changes.positions == [(1, 1, 3, -215, 0, 75, 0, 0, 5, 2)]
    assert changes.balances == [(1, "USDC", 90, 0, 0, 5, 2)]


def test_a_liquidation_leaves_the_last_state_and_no_order_of_its_own() -> None:
    """LIQ-2, LIQ-3, LIQ-5: a step on the book is nobody's order; what moved beside the book is in rows of positions and balances."""
    moved = Moved(
        item=0, index=0, seq=4, market=1, account=1, cause=1, lots=-3, amount=300, fee=7, position=0, quote=0, claim=0, funding=75,
        swept=0, collateral=90,
    )  # fmt: skip
    funded = InsuranceFunded(item=0, index=0, seq=5, account=1, market=1, amount=40, insurance=40, collateral=50)
    changes = fold_of([moved, funded]).changes()
    assert changes.positions == [(1, 1, 0, 0, 0, 75, 0, 7, 4, 2)]
    assert changes.balances == [(1, "USDC", 50, 0, 40, 5, 2)]
    step = msgspec.structs.replace(filled(6, 3, 2), taker_order_id=bytes(16), taker_client_order_id=0)
    changes = fold_of([accepted(MAKER, 3), step]).changes()
    assert [row[0] for row in changes.orders_new] == [MAKER]
    assert changes.orders_changed == []
    assert [row[5] for row in changes.trades] == [MAKER, bytes(16)]


def test_a_step_on_the_book_is_an_item_before_its_fills() -> None:
    """CUST-30: the chain judges the step; its fills are items of both accounts like others."""
    told = LiquidationStep(item=0, index=0, seq=6, account=2, market=1, way=1, size=5, price=99_000, equity=8, mmr=9)
    step = msgspec.structs.replace(filled(6, 3, 2), index=1, taker_order_id=bytes(16), taker_client_order_id=0)
    items = fold_of([accepted(MAKER, 3), told, step]).changes().settlement_items
    assert [(row[0], row[1], row[3]) for row in items] == [(2, "liquidation", 5), (2, "fill", 3), (1, "fill", 3)]
    assert items[0][-7:] == (1, 1, None, None, None, None, None)
    whole = [msgspec.structs.replace(told, way=3, market=market) for market in (1, 2)]
    assert [row[1:4] for row in fold_of(whole).changes().settlement_items] == [("liquidation", 0, 0)], "one step"


def test_lots_that_pass_to_the_backstop_are_one_item_of_both_and_what_finds_no_interest_is_one_of_its_own() -> None:
    """CUST-31: the one who gives stands first and has the fee; lots that the backstop gets without a giver are of a round."""
    told = LiquidationStep(item=0, index=0, seq=6, account=2, market=1, way=2, size=5, price=99_000, equity=8, mmr=9)
    given = Moved(
        item=0, index=1, seq=6, market=1, account=2, cause=1, lots=-5, amount=300, fee=7, position=0, quote=0, claim=0, funding=75,
        swept=0, collateral=90,
    )  # fmt: skip
    taken = msgspec.structs.replace(given, index=2, account=9, lots=5, fee=0, position=5, quote=-300, collateral=400)
    items = fold_of([told, given, taken]).changes().settlement_items
    assert [(row[0], row[1], row[3], row[7], row[10]) for row in items] == [
        (2, "liquidation", 0, 0, 2), (2, "move", 7, 2, 0), (9, "move", 0, 2, 1),
    ]  # fmt: skip
    assert items[2][-5:] == (5, -300, 0, 400, None)
    assert fold_of([told, given, taken]).changes().moves == [
        (6, 1, 1, 2, "backstop", -5, 300, 7, 0, 2), (6, 2, 1, 9, "backstop", 5, 300, 0, 5, 2),
    ]  # fmt: skip
    alone = fold_of([taken, msgspec.structs.replace(taken, lots=-5)]).changes().settlement_items
    assert [(row[0], row[1], row[10]) for row in alone] == [(9, "record", OVER_LONGS), (9, "record", OVER_SHORTS)]


def test_what_a_bankrupt_left_is_one_item_an_act_in_the_order_of_events() -> None:
    """CUST-36, CUST-37: records, what stands for a deficit and what is left are the backstop's; a round's end has what it left."""
    state = {"item": 0, "seq": 6, "market": 1}
    moved = Moved(
        **state, index=0, account=2, cause=MoveCause.ROUND, lots=-5, amount=300, fee=0, position=0, quote=-40, claim=0, funding=0,
        swept=0, collateral=0,
    )  # fmt: skip

    def more(index: int, account: int, cause: MoveCause, quote: int = 0) -> Moved:
        return msgspec.structs.replace(moved, index=index, account=account, cause=cause, quote=quote)

    def started(index: int, kind: RecordKind) -> RecordStarted:
        return RecordStarted(
            **state, index=index, number=index, kind=kind, side=Side.SELL, size=5, open_interest=5, mark_price=1, funding=0,
            loss=0, claims=0, backstop=9,
        )  # fmt: skip

    def done(index: int) -> RecordDone:
        return RecordDone(**state, index=index, number=index, backstop=9)

    paid = DeficitPaid(**state, index=12, insurance=0, fee_claim=0, fee_bucket=0, backstop=1, deficit=0, account=9)
    events = [
        moved, more(1, 2, MoveCause.LOSS), started(2, RecordKind.ROUND), more(3, 1, MoveCause.ROUND),
        more(4, 9, MoveCause.REST, -7), done(5), started(6, RecordKind.MARK), more(7, 1, MoveCause.MARK), done(8),
        started(9, RecordKind.CUT), more(10, 1, MoveCause.CUT), done(11), more(12, 9, MoveCause.DEFICIT),
        msgspec.structs.replace(paid, index=13),
    ]  # fmt: skip
    items = fold_of(events).changes().settlement_items
    assert [(row[0], row[1], row[10]) for row in items] == [
        (2, "record", POT), (2, "loss", WRITTEN_OFF), (9, "record", ROUND_LONGS), (1, "record", SHARE), (9, "record", END),
        (9, "deficit", STAND), (9, "record", MARK), (1, "record", SHARE), (9, "record", END), (9, "record", CUT),
        (1, "record", SHARE), (9, "record", END), (9, "deficit", PAY),
    ]  # fmt: skip
    assert items[4][-5:] == (0, -7, 0, 0, None)
    assert items[8][-5:] == (None, None, None, None, None)
    assert [row[10] for row in fold_of([paid]).changes().settlement_items] == [STAND]
    funded = InsuranceFunded(item=0, index=0, seq=5, account=9, market=1, amount=40, insurance=40, collateral=50)
    [item] = fold_of([funded]).changes().settlement_items
    assert (item[1], item[3], item[10], item[-2]) == ("insure", 40, FUND, 50)


def test_who_leaves_and_the_round_of_his_lots_are_one_item() -> None:
    """CUST-51: the record begins with his lots; another one of the same market and command is its own again."""
    state = {"item": 0, "seq": 6, "market": 1}
    left = Moved(
        **state, index=0, account=2, cause=MoveCause.LEAVING, lots=-5, amount=300, fee=0, position=0, quote=0, claim=9, funding=0,
        swept=0, collateral=0,
    )  # fmt: skip
    share = msgspec.structs.replace(left, index=2, account=1, cause=MoveCause.ROUND, lots=5)
    begun = RecordStarted(
        **state, index=1, number=1, kind=RecordKind.ROUND, side=Side.SELL, size=5, open_interest=5, mark_price=1, funding=0,
        loss=0, claims=0, backstop=9,
    )  # fmt: skip
    done = RecordDone(**state, index=3, number=1, backstop=9)
    items = fold_of([left, begun, share, done]).changes().settlement_items
    assert [(row[0], row[1], row[10]) for row in items] == [
        (2, "record", LEAVE),
        (1, "record", SHARE),
        (9, "record", END),
    ]
    again = fold_of([left, begun, share, done, msgspec.structs.replace(begun, index=4)]).changes().settlement_items
    assert (again[-1][0], again[-1][10]) == (9, ROUND_LONGS)


def test_a_conversion_is_one_item_of_both_and_what_it_pays_follows_it() -> None:
    """CUST-40: who owed stands first; of the asset and of USDC each is told what is left, where no debt behind it does."""
    taken = Converted(
        item=0, index=1, seq=6, account=2, asset=1, amount=70, paid=40, left=30, collateral=0, backstop=9, backstop_amount=75,
        backstop_collateral=500,
    )  # fmt: skip
    rows = fold_of([taken]).changes().settlement_items
    assert [(row[0], row[1], row[2], row[3], row[4], row[10]) for row in rows] == [
        (2, "convert", 1, 70, 40, 0), (9, "convert", 1, 70, 40, 1),
    ]  # fmt: skip
    assert [row[-2:] for row in rows] == [(30, 0), (75, 500)]
    owed = DebtPaid(item=0, index=0, seq=6, account=2, market=1, quote=-3, claim=0, funding=0, collateral=0)
    rows = fold_of([owed, taken]).changes().settlement_items
    assert [(row[0], row[1], *row[-2:]) for row in rows] == [
        (2, "convert", 30, None), (9, "convert", 75, 500), (2, "touch", 0, None),
    ]  # fmt: skip
    covered = msgspec.structs.replace(taken, asset=0, amount=0, left=0, backstop_amount=500)
    rows = fold_of([covered]).changes().settlement_items
    assert [(row[2], row[3], row[4], row[-2]) for row in rows] == [(0, 0, 40, 0), (0, 0, 40, 500)]


def test_prices_that_are_set_are_marks_where_index_or_mark_differ() -> None:
    """CUST-39: the slow index follows an index whose mark stays."""
    first = PricesSet(item=0, index=0, seq=6, market=1, index_price=70, mark_price=80, slow_price=70, sampled=0)
    again = msgspec.structs.replace(first, seq=7)
    other = msgspec.structs.replace(first, seq=8, index_price=71)
    rounds = fold_of([first, again, other]).changes().settlement_rounds
    assert [(row[0], row[4], row[5]) for row in rounds] == [(6, 80, 70), (8, 80, 71)]


def test_what_the_tail_gives_is_an_item_of_the_backstop_before_the_loss() -> None:
    """CUST-44: the chain draws on what all markets share in the engine's order, and knows whose loss it is for."""
    funded = InsuranceFunded(
        item=0, index=0, seq=4, account=9, market=MARKET_ALL, amount=40, insurance=40, collateral=50
    )
    given = TailGiven(
        item=0, index=0, seq=5, market=1, account=2, backstop=9, cause=MoveCause.LOSS, amount=4, insurance=4, tail=36
    )  # fmt: skip
    again = msgspec.structs.replace(given, index=1, account=9, cause=MoveCause.DEFICIT)
    items = fold_of([funded, given, again]).changes().settlement_items
    assert [(row[0], row[1], row[3], row[5], row[10], row[11]) for row in items] == [
        (9, "tail", 40, 0, FUND, None), (9, "tail", 4, 2, TAIL_LOSS, 1), (9, "tail", 4, 9, TAIL_DEFICIT, 1),
    ]  # fmt: skip
    rows = [SettlementItem(row[0], number, *row[1:]) for number, row in enumerate(items)]
    assert [(work.market, work.debtor, work.amount) for work in map(single, rows)] == [
        (None, None, 40),
        (1, 2, 4),
        (1, None, 4),
    ]


def test_a_close_of_who_leaves_marks_its_fills_and_no_others() -> None:
    """CUST-34: the chain asks whether he leaves only where nobody signed; a stop that the close sets off is an order."""
    told = LeavingClosed(item=0, index=0, seq=6, account=2, market=1, side=1, size=5, price=99)
    close = msgspec.structs.replace(filled(6, 3, 2), index=1, taker_order_id=bytes(16), taker_client_order_id=0)
    stop = msgspec.structs.replace(filled(6, 1, 1), index=2)
    later = msgspec.structs.replace(close, seq=7)
    items = fold_of([accepted(MAKER, 3), told, close, stop, later]).changes().settlement_items
    steps = {(row[6], row[7]): row[10] for row in items}
    assert steps == {(6, 1): 1, (6, 2): 0, (7, 1): 0}


def test_the_last_word_about_a_delegate_holds() -> None:
    added = DelegateAdded(
        item=0, index=0, seq=2, account=1, delegate=bytes(32), expiry_us=9, inbox=0, markets=2**64 - 2, notional_day=7, near_index=1,
    )  # fmt: skip
    gone = DelegateRemoved(item=0, index=0, seq=3, account=1, delegate=bytes(32), inbox=0)
    assert fold_of([added, gone]).changes().delegates_gone == [(1, bytes(32))]
    assert fold_of([gone, added]).changes().delegates == [(1, bytes(32), 9, 2, -2, 7, True)]


def test_levels_change_no_table() -> None:
    level = LevelChanged(item=0, index=0, seq=1, market=1, side=0, price=1, total=1)
    assert fold_of([level]).changes() == fold_of().changes()


HOUR_US, ROUND_US = 3_600_000_000, 5_000_000
LISTED = ListMarket(
    market=0, symbol=b"SOL-PERP".ljust(16, b"\0"), tick_size=10_000_000, lot_size=10_000_000, price_max=1_000_000,
    order_max=1_000_000, position_max=4_000_000, open_interest_max=40_000_000, imf=50_000, mmf=25_000,
    requirement_min=1_000_000, profit_cap=10_000_000, band=50_000,
)  # fmt: skip


def test_the_chain_is_told_a_sample_for_each_that_the_engine_took_and_no_other() -> None:
    """CUST-16: while the chain was behind the engine made rounds without sampling; samples of those no hour could be proven with."""
    exchange, fold, now_us = Exchange(), Fold([]), 500_000 * HOUR_US
    ended: list[FundingSet] = []

    def apply(*commands: msgspec.Struct) -> None:
        records = b"".join(command.encode() for command in commands)
        events = events_decode(exchange.apply(batch_head(len(commands), exchange.seq + 1, now_us) + records))
        ended.extend(event for event in events if isinstance(event, FundingSet))
        fold.take(now_us, events)

    apply(OpenExchange(domain=DOMAIN_LOCALNET), LISTED)
    for round_ in range(725):
        now_us += ROUND_US
        index = SetIndex(market=0, index_price=15_000_000, published=now_us, conf=0, doubt=0, evidence=bytes(32))
        # For four minutes nothing is posted: the engine holds, and its rounds are no samples.
        posted = () if 300 <= round_ < 348 else (SetPosted(posted=now_us - ROUND_US),)
        apply(*posted, index, Tick())
    rows = [dict(zip(ROUND_COLUMNS, row, strict=True)) for row in fold.changes().settlement_rounds]
    (hour,) = ended
    of_hour = [row for row in rows if row["ts_us"] // HOUR_US == 500_000]
    assert all(row["of_round"] for row in rows)
    assert hour.samples == sum(row["sampled"] is True for row in of_hour) < len(of_hour) - 30
    assert [row["hour_samples"] for row in rows if row["hour_samples"] is not None] == [hour.samples]


def test_a_share_is_an_item_of_its_referrer_and_a_fill_says_of_which_fees_it_sets_aside() -> None:
    """FEE-2, CUST-46: the chain sets aside what the engine did."""
    shared = msgspec.structs.replace(filled(5, 4, 0), shared=2)
    paid = SharePaid(item=0, index=0, seq=6, account=3, market=1, amount=7, collateral=57)
    made = fold_of([accepted(MAKER, 3), shared, paid]).changes()
    assert [(row[0], row[1], row[3], row[4], row[11]) for row in made.settlement_items] == [
        (2, "fill", 4, 2, 1), (1, "fill", 4, 2, 1), (3, "share", 7, 0, 1),
    ]  # fmt: skip
    rows = [SettlementItem(row[0], 0, *row[1:]) for row in made.settlement_items]
    assert (single(rows[2]).amount, single(rows[2]).collateral) == (7, 57)
    assert [row[2:4] for row in made.balances if row[0] == 3] == [(57, 7)]
