"""Minutes in which a source gave no trade while others did, and nothing else, are holes."""

from quantdesk.ingest.completeness import GRACE_US, MINUTE_US, Completeness
from quantdesk.ingest.received import Received
from quantdesk.ingest.votes import Votes
from quantdesk.model.feed import E9, Print

S = 1_000_000
BTC = "BTC-PERP"
FIRST = 1_790_000_040 * S  # the beginning of a minute


def minute(number: int) -> int:
    return FIRST + number * MINUTE_US


def judged(found: Completeness, number: int) -> list[str]:
    return found.check(minute(number + 1) + GRACE_US)


def test_minute_without_a_trade_where_another_traded_is_a_hole_once_it_is_over() -> None:
    """DATA-7."""
    found = Completeness()
    for source in ("a", "b"):
        found.trade(source, minute(0))
    found.trade("a", minute(1))
    assert found.check(minute(2) + GRACE_US - 1) == []
    assert found.check(minute(2) + GRACE_US) == ["b"]
    assert judged(found, 1) == []
    assert (found.percent("a"), found.percent("b")) == (None, 0)
    for source in ("a", "b"):
        found.trade(source, minute(2))
    assert judged(found, 2) == []
    assert (found.percent("a"), found.percent("b")) == (100, 50)


def test_quiet_minute_and_the_minute_in_which_a_source_began_judge_nobody() -> None:
    """DATA-7: alone, before its first whole minute, or where nobody traded, a source is unknown."""
    found = Completeness()
    found.trade("a", minute(0))
    found.trade("a", minute(1))
    found.trade("b", minute(1) + S)
    assert judged(found, 1) == []
    assert found.percent("b") is None
    assert found.percent("a") == 100
    assert found.check(minute(9)) == []
    assert found.percent("a") == 100


def test_source_that_misses_trades_is_named_for_a_minute_and_keeps_its_vote() -> None:
    """DATA-1, DATA-7."""
    votes = Votes(BTC)
    for step in range(4):
        for source in ("a", "b"):
            if source == "a" or step < 3:
                at = minute(step) + S
                votes.take(Received(source, BTC, at, Print(at, 60_000 * E9, E9, True), step + 1))
    now_us = minute(4) + GRACE_US
    votes.check(now_us - S)
    assert "incomplete" not in votes.streams["b"].faults(now_us - S)
    votes.check(now_us)
    assert "incomplete" in votes.streams["b"].faults(now_us)
    assert "incomplete" not in votes.streams["a"].faults(now_us)
    assert {voice.source: voice.complete_pct for voice in votes.voices(now_us)} == {"a": 100, "b": 66}
    assert "incomplete" not in votes.streams["b"].faults(now_us + MINUTE_US + 1)
