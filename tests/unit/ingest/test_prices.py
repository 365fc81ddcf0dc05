"""The middle of a feed becomes a price on our market's scale, at most four times a second."""

from quantdesk.ingest.prices import INTERVAL_US, MarketPrice
from quantdesk.ingest.sources import replay_path
from quantdesk.model.feed import E9, BookSnapshot, Print, Quote


def quote(bid: int, ask: int) -> Quote:
    return Quote(0, bid, E9, ask, E9)


def test_price_is_the_middle_in_thousandths_of_a_tick() -> None:
    """ORC-1: on a local network the index is the feed's middle."""
    price = MarketPrice(0, E9 // 10)
    price.take(quote(61_800_200_000_000, 61_800_300_000_000))
    assert price.price_mticks == 618_002_500


def test_nothing_is_due_before_a_price_is_known() -> None:
    price = MarketPrice(0, E9 // 10)
    price.take(Print(0, E9, E9, buy=True))
    assert not price.due(10**15)


def test_snapshot_gives_a_first_price_and_a_crossed_quote_none() -> None:
    price = MarketPrice(0, E9)
    price.take(BookSnapshot(0, 1, [(9 * E9, 1), (10 * E9, 1)], [(12 * E9, 1), (13 * E9, 1)]))
    assert price.price_mticks == 11_000
    price.take(quote(12 * E9, 10 * E9))
    price.take(quote(0, 10 * E9))
    assert price.price_mticks == 11_000


def test_price_is_due_once_an_interval() -> None:
    price = MarketPrice(0, E9)
    price.take(quote(E9, 3 * E9))
    assert price.due(10**15)
    assert not price.due(10**15 + INTERVAL_US - 1)
    assert price.due(10**15 + INTERVAL_US)


def test_no_folder_means_no_recorded_feed() -> None:
    assert replay_path("") is None
    assert replay_path("/nowhere") is None
