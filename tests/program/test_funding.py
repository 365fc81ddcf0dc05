"""Funding on the chain: samples of posted rounds, an hour's rate, and what an operator may tell of rounds that he did not post."""

import struct

import pytest

from quantdesk.core import funding_rate
from tests.program.markets import FEED, index_accounts, market_list, price_bytes, price_set, round_post, row_of
from tests.program.test_vault import error_of
from tests.program.world import World

USD = 10**8
PRICE = 60_000 * USD
INDEX = 600_000_000
# A tenth of a percent above the index.
MARK = 600_600_000
PREMIUM = 1_000_000
BOUND = 5_000_000
HOUR_S = 3_600
SAMPLE, TURN = 1 << 63, 1 << 62
LOT_ATOMS = 60_000_000


class Hours(World):
    """A market whose mark and index stand still, at the begin of an hour."""

    def __init__(self) -> None:
        super().__init__()
        market_list(self)
        self.time_pass(HOUR_S - self.now_s % HOUR_S)

    def post(self, word: int = SAMPLE, hours: bytes = b"") -> None:
        self.index()
        round_post(self, [MARK | word], hours=hours)

    def index(self) -> None:
        price_set(self, price_bytes(PRICE, self.now_s, feed=FEED))
        self.call("update_oracle_price", index_accounts(self), {}, [self.stranger])

    def sample(self, count: int) -> None:
        """So many rounds, the first of them the hour's first sample."""
        self.post(SAMPLE | TURN, hour(0, 0))
        for _ in range(count - 1):
            self.time_pass(5)
            self.post()
        self.time_pass(HOUR_S - self.now_s % HOUR_S)


def hour(premium: int, samples: int, index: int = INDEX) -> bytes:
    return struct.pack("<qQI", premium, index, samples)


def row(world: World) -> tuple[int, int, int]:
    found = row_of(world)
    return found["funding"], found["samples"], found["premium_sum"]


def test_an_hour_of_posted_rounds_moves_the_funding_index_by_the_cores_rate() -> None:
    """FND-1 to FND-3: the program takes the samples itself; longs pay when the mark is above."""
    world = Hours()
    world.sample(480)
    assert row(world) == (0, 480, 480 * PREMIUM)
    world.post(SAMPLE | TURN, hour(PREMIUM, 480))
    assert row(world) == (LOT_ATOMS * funding_rate(PREMIUM) // 10**9, 1, PREMIUM)
    assert row_of(world)["hour"] == world.now_s // HOUR_S


@pytest.fixture(scope="module")
def sampled() -> World:
    world = Hours()
    world.sample(480)
    world.index()
    return world


LIES = {
    "a mean that the posted rounds do not make": (SAMPLE | TURN, hour(PREMIUM + 1, 480), "FundingSamples"),
    "fewer samples than were posted, with another mean": (SAMPLE | TURN, hour(1_012_600, 479), "FundingSamples"),
    "more than the bound of those that were not posted": (SAMPLE | TURN, hour(2_340_000, 720), "FundingSamples"),
    "more samples than an hour has": (SAMPLE | TURN, hour(PREMIUM, 721), "FundingSamples"),
    "a mean beyond the bound of a sample": (SAMPLE | TURN, hour(BOUND + 1, 720), "FundingSamples"),
    "an index away from the hour's last": (SAMPLE | TURN, hour(PREMIUM, 480, INDEX * 102 // 100), "FundingSamples"),
    "a sample of an hour that has not begun": (SAMPLE, b"", "FundingHour"),
    "an hour that ended without what was in it": (SAMPLE | TURN, b"", "MarkMalformed"),
    "an hour that no mark ended with": (0, hour(PREMIUM, 480), "MarkMalformed"),
    "an hour cut short": (SAMPLE | TURN, hour(PREMIUM, 480)[:-1], "MarkMalformed"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_operator_cannot_make_up_an_hour(sampled: World, lie: str) -> None:
    """CUST-16, FND-1: each refused, and nothing moved."""
    word, hours, refusal = LIES[lie]
    before = row(sampled)
    assert error_of(sampled, lambda: round_post(sampled, [MARK | word], hours=hours)) == refusal
    assert row(sampled) == before


def test_rounds_that_were_not_posted_count_within_their_bound() -> None:
    """FND-1: 240 of 720 at the bound, 480 posted."""
    world = Hours()
    world.sample(480)
    mean = (480 * PREMIUM + 240 * BOUND) // 720
    world.post(SAMPLE | TURN, hour(mean, 720))
    assert row(world)[0] == LOT_ATOMS * funding_rate(mean) // 10**9


def test_without_enough_posted_rounds_there_is_no_funding() -> None:
    """FND-1: whatever is told of the others."""
    world = Hours()
    world.sample(30)
    world.post(SAMPLE | TURN, hour(PREMIUM, 720))
    assert row(world) == (0, 1, PREMIUM)
    world.time_pass(5)
    assert error_of(world, lambda: world.post(SAMPLE | TURN, hour(PREMIUM, 1))) == "FundingHour"


def test_a_mark_that_is_no_sample_leaves_the_hour_alone() -> None:
    """ORC-2: marks that lead to another are none."""
    world = Hours()
    world.post(0)
    assert row(world) == (0, 0, 0)
