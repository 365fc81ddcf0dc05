"""Markets: what is listed is proven, what is an index is verified, and a mark keeps to its envelope (ORC-1 to ORC-4)."""

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import ListMarket
from tests.program.conftest import trader_of
from tests.program.markets import (
    BTC,
    FEED,
    index_bring,
    market_list,
    market_of,
    price_bytes,
    price_set,
    round_post,
    row_of,
)
from tests.program.test_admin import apply, propose
from tests.program.test_vault import error_of
from tests.program.world import DAY_S, World, key_of

USD = 10**8
PRICE = 61_800 * USD  # 618,000 ticks of 0.1 USD
INDEX = 618_000_000
RECEIVER_SET = 10


@pytest.fixture
def listed(world) -> World:
    market_list(world)
    return world


def test_listing_writes_what_the_core_proved(world):
    """UNIT-2: v of a tick of 0.1 USD and a lot of 0.001 is 100 atoms."""
    [(name, event)] = market_list(world)
    market, row = world.read("Market", market_of(world)), row_of(world)
    assert (name, event["tick_value"], event["market"]) == ("MarketListed", 100, 0)
    assert (market["tick_size"], market["position_max"], market["band_ppm"], market["feed"]) == (
        BTC.tick_size, BTC.position_max, BTC.band, FEED,
    )  # fmt: skip
    assert (row["tick_value"], row["imf_ppm"], row["mmf_ppm"], row["mark_mticks"]) == (100, BTC.imf, BTC.mmf, 0)


def test_market_is_live_at_once_before_the_first_account_and_a_week_later_after_it(world):
    """Whoever has money here can leave before a market that he did not know settles."""
    market_list(world)
    assert world.read("Market", market_of(world))["live_s"] == world.now_s
    trader_of(world, 140)
    late = replace(BTC, market=1, symbol=b"ETH-PERP".ljust(16, b"\0"))
    market_list(world, late)
    assert world.read("Market", market_of(world, late.symbol))["live_s"] == world.now_s + 7 * DAY_S


UNPROVEN = {
    "a grid without a whole v": (replace(BTC, lot_size=1_000_001), {}, "MarketGrid"),
    "a position too large for money": (replace(BTC, position_max=2**40), {}, "MarketNotional"),
    "maintenance above initial": (replace(BTC, mmf=BTC.imf + 1), {}, "MarketParameters"),
    "no price": (replace(BTC, price_max=0), {}, "MarketParameters"),
    "a symbol that is not the record's": (BTC, {"symbol": b"X".ljust(16, b"\0")}, "MarketParameters"),
    "no symbol": (replace(BTC, symbol=bytes(16)), {}, "MarketParameters"),
    "no feed": (BTC, {"feed": bytes(32)}, "MarketParameters"),
    "a record cut short": (BTC, {"record": BTC.encode()[:-1]}, "MarketParameters"),
    "a record and a byte": (BTC, {"record": BTC.encode() + b"\0"}, "MarketParameters"),
    "another record": (BTC, {"record": b"\x01" + BTC.encode()[1:]}, "MarketParameters"),
    "a number that no row has": (replace(BTC, market=64), {}, "MarketLimit"),
    "an envelope that maintenance does not cover": (BTC, {"envelope_ppm": 1_500}, "MarketEnvelope"),
    "no envelope": (BTC, {"envelope_ppm": 0}, "MarketEnvelope"),
}


@pytest.mark.parametrize("title", UNPROVEN)
def test_market_that_is_not_proven_is_not_listed(world, title):
    """UNIT-2, UNIT-3, ORC-4."""
    record, changed, reason = UNPROVEN[title]
    assert error_of(world, lambda: market_list(world, record, **changed)) == reason


def test_number_and_symbol_are_listed_once_and_by_enough_admins(world):
    assert error_of(world, lambda: market_list(world, admins=1)) == "AdminThreshold"
    market_list(world)
    again = replace(BTC, symbol=b"ETH-PERP".ljust(16, b"\0"))
    assert error_of(world, lambda: market_list(world, again)) == "MarketExists"
    assert error_of(world, lambda: market_list(world, replace(BTC, market=1))) not in ("", None)


# Price, confidence, exponent, publish time of updates that Pyth's guardians signed (public test suites of pyth-crosschain).
SIGNED = (
    (231009076548, 120923451, -8, 1706835671),
    (243292917006, 112582994, -8, 1707354438),
    (6163260000000, 3268548079, -8, 1714748300),
    (20399004, 12202, -5, 1754415884),
    (13022500, 10025, -5, 1754415884),
    (20389368, 11083, -5, 1754415202),
)


@pytest.mark.parametrize("update", SIGNED)
def test_signed_price_becomes_the_index(update):
    """ORC-1: the price over the tick, in 1/1000 tick, rounded down."""
    price, confidence, exponent, publish_s = update
    world = World()
    market_list(world)
    world.time_set(publish_s + 1, 2_000)
    [(_, event)] = index_bring(world, price, publish_s, exponent=exponent, confidence=confidence)
    assert event["index_mticks"] == price * 10 ** (exponent + 12) // BTC.tick_size
    assert event["publish_s"] == publish_s


UNTRUE = {
    "of another program": ({"owner": key_of(5).pubkey()}, "OracleAccount"),
    "of another type": ({"kind": bytes(8)}, "OracleAccount"),
    "verified in part": ({"level": b"\x00\x05"}, "OracleUnverified"),
    "of another feed": ({"feed": bytes(32)}, "OracleFeed"),
    "uncertain": ({"confidence": PRICE // 50 + 1}, "OracleUncertain"),
    "out of range": ({"exponent": 12}, "OracleUncertain"),
}


@pytest.mark.parametrize("title", UNTRUE)
def test_price_update_that_is_not_sound_is_refused(listed, title):
    """ORC-1, ORC-3: owner, type, verification, feed, confidence, range."""
    changed, reason = UNTRUE[title]
    assert error_of(listed, lambda: index_bring(listed, PRICE, **changed)) == reason


def test_price_is_young_positive_and_newer_than_the_last(listed):
    """ORC-1, ORC-3."""
    now = listed.now_s
    for publish_s in (now - 61, now + 3, -1):
        assert error_of(listed, lambda s=publish_s: index_bring(listed, PRICE, s)) == "OracleStale"
    for price in (0, -PRICE):
        assert error_of(listed, lambda p=price: index_bring(listed, p)) == "OracleUncertain"
    index_bring(listed, PRICE, now - 10)
    assert error_of(listed, lambda: index_bring(listed, PRICE, now - 10)) == "OracleStale"
    assert error_of(listed, lambda: index_bring(listed, PRICE, now - 11)) == "OracleStale"
    assert error_of(listed, lambda: index_bring(listed, PRICE, now - 6)) == "OracleEarly"
    assert error_of(listed, lambda: index_bring(listed, PRICE * 6, now)) == "OracleVolatile"
    assert error_of(listed, lambda: index_bring(listed, PRICE // 6, now)) == "OracleVolatile"
    index_bring(listed, PRICE * 4, now)


def test_receiver_changes_only_behind_the_delay(listed):
    """Trust 7: another trusted program is a change like any other."""
    other = key_of(6).pubkey()
    number = propose(listed, RECEIVER_SET, key=other)
    assert error_of(listed, lambda: index_bring(listed, PRICE, owner=other)) == "OracleAccount"
    listed.time_pass(7 * DAY_S)
    apply(listed, number)
    index_bring(listed, PRICE, owner=other)
    assert error_of(listed, lambda: index_bring(listed, PRICE)) == "OracleAccount"


def test_last_64_indices_are_kept_and_judged_by_their_time(listed):
    """ORC-1: a round of an earlier moment meets the index of that moment."""
    start = listed.now_s
    for step in range(70):
        listed.time_pass(5)
        index_bring(listed, PRICE + step * USD // 10)
    market = listed.read("Market", market_of(listed))
    assert market["indices_kept"] == 70
    assert min(point["publish_s"] for point in market["indices"]) == start + 7 * 5
    then = listed.now_s - 52  # between two indices: the one before counts
    wanted = INDEX + (then - start) // 5 * 1_000 - 1_000
    round_post(listed, [wanted], engine_us=then * 1_000_000)
    assert row_of(listed)["index_mticks"] == wanted


def test_round_moves_mark_and_index_of_margin_together(listed):
    """CUST-7: an index alone changes nothing that a pending item reads."""
    index_bring(listed, PRICE)
    assert row_of(listed)["index_mticks"] == 0
    [(name, event)] = round_post(listed, [INDEX])
    risk = listed.read("Risk", listed.risk)
    assert (name, event["seq"], risk["round"], risk["round_us"]) == ("RoundPosted", 1, 1, listed.now_s * 1_000_000)
    assert (row_of(listed)["mark_mticks"], row_of(listed)["index_mticks"]) == (INDEX, INDEX)
    listed.time_pass(5)
    index_bring(listed, PRICE + USD)
    assert row_of(listed)["index_mticks"] == INDEX


def test_mark_keeps_to_its_envelope_or_catches_up_by_the_whole_step(listed):
    """ORC-2: 0.1 % a second, five seconds count; mmf/2 is 0.5 %."""
    index_bring(listed, PRICE)
    assert error_of(listed, lambda: round_post(listed, [INDEX * 1_006 // 1_000])) == "MarkEnvelope"
    round_post(listed, [INDEX])
    listed.time_pass(60)
    index_bring(listed, PRICE * 2)
    step = INDEX * 5 // 1_000
    for mark in (INDEX, INDEX + step - 1, INDEX + step + 1, INDEX - step, 2 * INDEX):
        assert error_of(listed, lambda m=mark: round_post(listed, [m])) == "MarkEnvelope", mark
    round_post(listed, [INDEX + step])


def test_round_is_the_operators_timely_and_of_a_fresh_index(listed):
    """Trust 7, CUST-7: time grows, at most two seconds ahead, and the index is at most a minute old."""
    assert error_of(listed, lambda: round_post(listed, [INDEX])) == "OracleStale"
    index_bring(listed, PRICE)
    now = listed.now_s * 1_000_000
    assert error_of(listed, lambda: round_post(listed, [INDEX], operator=listed.stranger)) == "OperatorUnknown"
    for engine_us in (now + 2_000_001, now - 3_600_000_001, 0):
        assert error_of(listed, lambda us=engine_us: round_post(listed, [INDEX], engine_us=us)) == "EngineTime"
    round_post(listed, [INDEX])
    assert error_of(listed, lambda: round_post(listed, [INDEX])) == "EngineTime"
    listed.time_pass(61)
    assert error_of(listed, lambda: round_post(listed, [INDEX])) == "OracleStale"


BESIDE = 1 << 61


def test_late_round_is_judged_by_a_verified_price_of_its_own_time_beside_it(listed):
    """CUST-7, ORC-1: after an outage the prices of then are too old to be brought; they prove the index of then all the same."""
    index_bring(listed, PRICE)
    round_post(listed, [INDEX])
    start = listed.now_s
    listed.time_pass(1_500)
    index_bring(listed, PRICE * 2)  # whoever brings a newer one changes nothing about then
    for late in (5, 10):
        moved = INDEX * (1_000 + late) // 1_000
        key = price_set(listed, price_bytes(PRICE * (1_000 + late) // 1_000, start + late))
        round_post(listed, [moved | BESIDE], engine_us=(start + late) * 1_000_000, beside=[key])
        assert (row_of(listed)["mark_mticks"], row_of(listed)["index_mticks"]) == (moved, moved)
    key = price_set(listed, price_bytes(PRICE, start + 20))
    wrong = [INDEX * 10_161 // 10_000 | BESIDE]
    assert error_of(listed, lambda: round_post(listed, wrong, engine_us=(start + 20) * 1_000_000, beside=[key])) == (
        "MarkEnvelope"
    )


@pytest.mark.parametrize("title", UNTRUE)
def test_price_beside_a_round_is_as_sound_as_one_that_is_brought(listed, title):
    """ORC-1, ORC-3."""
    changed, reason = dict(UNTRUE[title][0]), UNTRUE[title][1]
    owner = {"owner": changed.pop("owner")} if "owner" in changed else {}
    key = price_set(listed, price_bytes(PRICE, listed.now_s, **changed), **owner)
    assert error_of(listed, lambda: round_post(listed, [INDEX | BESIDE], beside=[key])) == reason


def test_price_beside_a_round_is_of_its_time_and_not_older_than_what_was_brought(listed):
    """ORC-1: nobody chooses between prices; each mark that says so has one, and no other is given."""
    now = listed.now_s

    def refusal(publish_s: int, marks: list[int], count: int = 1, price: int = PRICE) -> str:
        key = price_set(listed, price_bytes(price, publish_s))
        return error_of(listed, lambda: round_post(listed, marks, beside=[key] * count))

    assert refusal(now - 61, [INDEX | BESIDE]) == "OracleStale"
    assert refusal(now + 1, [INDEX | BESIDE]) == "OracleStale"
    assert refusal(now, [INDEX | BESIDE], 0) == "MarkMalformed"
    assert refusal(now, [INDEX | BESIDE], 2) == "MarkMalformed"
    index_bring(listed, PRICE, now - 10)
    assert refusal(now, [INDEX], 1) == "MarkMalformed"
    assert refusal(now - 11, [INDEX | BESIDE]) == "OracleStale"
    round_post(listed, [INDEX])
    listed.time_pass(5)
    assert refusal(now + 5, [INDEX | BESIDE], price=PRICE * 6) == "OracleVolatile"


def test_round_has_one_mark_a_market_and_no_market_twice(listed):
    index_bring(listed, PRICE)
    key = market_of(listed)
    assert error_of(listed, lambda: round_post(listed, [INDEX, INDEX])) == "MarkMalformed"
    assert error_of(listed, lambda: round_post(listed, [INDEX], marks=bytes(9))) == "MarkMalformed"
    assert error_of(listed, lambda: round_post(listed, [INDEX, INDEX], [key, key])) == "MarkEnvelope"
    assert error_of(listed, lambda: round_post(listed, [0])) == "MarkEnvelope"


def test_round_of_several_markets_is_one_transaction(world):
    """ORC-2: one time for all of them, and all or none."""
    records = [replace(BTC, market=n, symbol=f"M{n}-PERP".encode().ljust(16, b"\0")) for n in range(8)]
    for record in records:
        market_list(world, record)
        index_bring(world, PRICE, symbol=record.symbol)
    keys = [market_of(world, record.symbol) for record in records]
    bad = [INDEX] * 7 + [2 * INDEX]
    assert error_of(world, lambda: round_post(world, bad, keys)) == "MarkEnvelope"
    assert row_of(world, 0)["mark_mticks"] == 0
    round_post(world, [INDEX] * 8, keys)
    assert all(row_of(world, n)["mark_mticks"] == INDEX for n in range(8))


def test_record_of_a_market_is_the_engines():
    """One contract: what the engine lists is, byte for byte, what the program proves."""
    assert len(BTC.encode()) == ListMarket.SIZE
