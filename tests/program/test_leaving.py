"""Leaving with open positions while the operator serves: a request for an exit closes what its owner holds, near the index (CUST-34)."""

from msgspec.structs import replace

from quantdesk.model.records_gen import CloseLeaving, Leave, OrderFilled, Side
from tests.program.fills import Fill, FillWorld
from tests.program.markets import BTC, index_bring, market_list, market_of, round_post
from tests.program.test_vault import error_of

PRICE = 618_000
NEAR = PRICE - PRICE // 200
LOTS = 20
LEAVE_ENTRY = 254


def holding(asked: bool = True) -> FillWorld:
    """Account 2 is long and has asked for an exit."""
    twins = FillWorld(31, traders=3)
    twins.order(1, Side.SELL, PRICE, LOTS)
    twins.settle(twins.order(2, Side.BUY, PRICE, LOTS))
    twins.places[2, 0] = LEAVE_ENTRY
    if asked:
        twins.world.exit_call("request_exit", twins.parties[2].trader.key)
        twins.apply(Leave(account=2, leaving=1))
    return twins


def closed(twins: FillWorld, price: int, lots: int) -> list[Fill]:
    """A bid, and what the engine closes against it."""
    twins.order(3, Side.BUY, price, lots)
    return [
        twins.fill_of(event) for event in twins.apply(CloseLeaving(account=2, last=0)) if isinstance(event, OrderFilled)
    ]


def lie(twins: FillWorld, fill: Fill) -> str:
    """The refusal of a fill that the engine did not make."""
    body, numbers = twins.items([fill])
    call = twins.call(body, bytes(16), twins.metas(numbers))
    return error_of(twins.world, lambda: twins.world.send(call, signers=[twins.world.operator]))


def bid(twins: FillWorld, price: int, lots: int = LOTS) -> Fill:
    """A bid of account 3, and a fill with account 2 that would take three lots of it."""
    twins.order(3, Side.BUY, price, lots)
    nonce = max(nonce for account, nonce in twins.places if account == 3)
    return Fill(2, 3, 0, nonce, 3, price)


def test_position_of_who_leaves_is_closed_with_the_engines_state() -> None:
    """CUST-34, CUST-8: against bids within 50 bps, in parts, without an order of its owner, until nothing is left."""
    twins = holding()
    assert closed(twins, NEAR - 1, 5) == []
    twins.settle(closed(twins, NEAR, 8))
    slot = twins.world.user(twins.parties[2].trader.user)["positions"][0]
    assert slot["lots"] == LOTS - 8
    twins.prices(-3_000)
    twins.settle(closed(twins, twins.mark // 1_000, 50))
    assert twins.parties[2].position[0] == 0
    assert twins.world.user(twins.parties[2].trader.user)["positions"][0]["lots"] == 0


def test_honest_close_fails_only_for_its_digest_and_lies_for_what_they_are() -> None:
    """CUST-34: no worse than 50 bps from the index, a reduction, at most the highest taker fee, and only of who asked."""
    twins = holding()
    assert lie(twins, bid(twins, NEAR)) == "Digest"
    assert lie(twins, bid(twins, NEAR - 1)) == "OrderPrice"
    assert lie(twins, bid(twins, NEAR)._replace(lots=LOTS + 1)) in ("OrderSize", "ReduceOnlyNothing")
    assert lie(twins, bid(twins, NEAR, 2 * LOTS)._replace(lots=LOTS + 1)) == "ReduceOnlyNothing"
    assert lie(twins, bid(twins, NEAR)._replace(taker_rate=451)) == "FeeCap"
    stays = holding(asked=False)
    assert lie(stays, bid(stays, NEAR)) == "NotLeaving"
    withdraws = holding(asked=False)
    withdraws.world.exit_call("request_withdraw", withdraws.parties[2].trader.key, asset=0, amount=1)
    assert lie(withdraws, bid(withdraws, NEAR)) == "NotLeaving"


def test_market_that_its_rounds_leave_out_closes_nobody() -> None:
    """CUST-34: rounds of another market go on, while 50 bps from this one's old index may be far from today's."""
    twins = holding()
    other = replace(BTC, market=1, symbol=b"SOL-PERP".ljust(16, b"\0"))
    market_list(twins.world, other)
    late = bid(twins, NEAR)
    for answer in ("Digest", "MarkStale"):
        assert lie(twins, late) == answer
        twins.world.time_pass(61)
        index_bring(twins.world, twins.index, symbol=other.symbol)
        round_post(twins.world, [twins.mark], [market_of(twins.world, other.symbol)])
        twins.round += 1
    twins.prices(0)
    assert lie(twins, late) == "Digest"


def test_order_of_the_other_side_opens_nothing_for_who_leaves() -> None:
    """CUST-34: the operator cannot buy for him."""
    twins = holding()
    twins.order(1, Side.SELL, NEAR, 5)
    nonce = max(nonce for account, nonce in twins.places if account == 1)
    assert lie(twins, Fill(2, 1, 0, nonce, 3, NEAR)) == "OrderKind"


def test_close_that_was_matched_before_the_request_was_taken_back_settles_within_the_grace() -> None:
    """CUST-1, CUST-5: an owner cannot make an honest item fail; after the grace the operator can close nothing."""
    twins = holding()
    fills = closed(twins, NEAR, 8)
    owner = twins.parties[2].trader.key
    twins.world.exit_call("cancel_request", owner)
    twins.settle(fills)
    assert twins.parties[2].position[0] == LOTS - 8
    late = bid(twins, NEAR)
    assert lie(twins, late) == "Digest"
    twins.world.time_pass(5, 751)
    twins.prices(0)
    assert lie(twins, late) == "NotLeaving"
    twins.world.exit_call("request_exit", owner)
    assert lie(twins, late) == "Digest"
