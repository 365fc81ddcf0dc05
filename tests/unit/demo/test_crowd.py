"""The crowd trades both ways, follows where the index goes, and never beyond its limit."""

import random

from quantdesk.demo.crowd import Crowd, Seen, Take
from quantdesk.demo.quotes import STYLES, lots_of
from quantdesk.model.records_gen import Side

SYMBOL = "SOL-PERP"
STYLE = STYLES[SYMBOL]
TICK_VALUE = 100
INDEX = 15_000_000
FLAT = Seen(bid=14_999, ask=15_001, index_mticks=INDEX)
LIMIT = lots_of(TICK_VALUE, STYLE.limit, INDEX)


def crowd(seed: int = 1) -> Crowd:
    return Crowd(TICK_VALUE, STYLE, random.Random(seed))


def trades(made: Crowd, count: int, index_step: int = 0, held: int = 0) -> list[Take]:
    found = []
    for number in range(count):
        seen = Seen(FLAT.bid, FLAT.ask, INDEX + number * index_step)
        take = made.decide(seen, held)
        if take is not None:
            found.append(take)
    return found


def buys(found: list[Take]) -> float:
    return sum(take.side == Side.BUY for take in found) / len(found)


def test_flat_crowd_in_a_still_market_buys_as_often_as_it_sells() -> None:
    assert 0.45 < buys(trades(crowd(), 3_000)) < 0.55


def test_crowd_follows_a_rising_and_a_falling_index() -> None:
    assert buys(trades(crowd(), 1_000, index_step=1_500)) > 0.6
    assert buys(trades(crowd(), 1_000, index_step=-1_500)) < 0.4


def test_position_is_brought_back() -> None:
    assert buys(trades(crowd(), 2_000, held=LIMIT * 9 // 10)) < 0.35
    assert buys(trades(crowd(), 2_000, held=-LIMIT * 9 // 10)) > 0.65


def test_no_trade_takes_the_position_beyond_its_limit() -> None:
    made, held = crowd(3), 0
    for number in range(20_000):
        take = made.decide(Seen(FLAT.bid, FLAT.ask, INDEX + number * 100 % 90_000), held)
        if take is not None:
            held += take.lots if take.side == Side.BUY else -take.lots
        # The limit in lots moves with the price.
        assert abs(held) <= LIMIT
    assert all(take.side == Side.SELL for take in trades(crowd(), 500, held=LIMIT))


def test_prices_are_bounded_a_little_beyond_the_best_and_nobody_trades_with_an_empty_book() -> None:
    for take in trades(crowd(), 500):
        assert take.price == (15_006 if take.side == Side.BUY else 14_994)
    assert all(
        take is None or take.side == Side.SELL
        for take in (crowd(seed).decide(Seen(14_999, 0, INDEX), 0) for seed in range(100))
    )


def test_nobody_takes_a_price_that_is_a_hole_in_the_book() -> None:
    far_ppm = 6_000
    low, high = (INDEX * (1_000_000 + sign * far_ppm) // 1_000_000_000 for sign in (-1, 1))
    assert all(crowd(seed).decide(Seen(low, high, INDEX), 0) is None for seed in range(200))
    # A price that is better than the index by as much is taken.
    assert any(crowd(seed).decide(Seen(high, high + 1, INDEX), 0) for seed in range(50))


def test_same_seed_gives_the_same_trades() -> None:
    assert trades(crowd(8), 300) == trades(crowd(8), 300)
    assert trades(crowd(8), 300) != trades(crowd(9), 300)
    assert [crowd(8).wait_s() for _ in range(5)] == [crowd(8).wait_s() for _ in range(5)]
