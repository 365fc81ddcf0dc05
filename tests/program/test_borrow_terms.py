"""Terms of borrowing on the chain: named with a market while nobody has an account (MGN-7, CUST-47)."""

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import SetBorrowing
from tests.program.conftest import trader_of
from tests.program.fills import RISK
from tests.program.markets import BTC, listed_with, market_list
from tests.program.test_assets import ASSET
from tests.program.test_vault import error_of
from tests.program.world import World

USD = 10**6
HOUR_US = 3_600_000_000
NAMED = SetBorrowing(room_max=1_000 * USD, room_part=100_000, total_part=50_000, duration=HOUR_US)


def opening(terms: SetBorrowing = NAMED) -> bytes:
    """What a market is listed with that names terms."""
    return listed_with(BTC, RISK) + ASSET.encode() + terms.encode()


def terms_of(world: World) -> tuple[int, ...]:
    """As the chain has them."""
    row = world.read("Risk", world.risk)["borrowing"]
    return (row["room_max_atoms"], row["room_part_ppm"], row["total_part_ppm"], row["duration_us"])


def test_terms_are_named_with_a_market_while_nobody_has_an_account(world):
    market_list(world, record=opening())
    assert terms_of(world) == (1_000 * USD, 100_000, 50_000, HOUR_US)


def test_terms_are_not_named_at_once_where_somebody_has_an_account(world):
    """CUST-22: who does not like them can leave before."""
    trader_of(world, 77)
    assert error_of(world, lambda: market_list(world, record=opening())) == "MarketParameters"


WRONG = {
    "more than money": {"room_max": 2**53 + 1},
    "more than half of what lends": {"room_part": 500_001},
    "more than half of all USDC": {"total_part": 500_001},
    "longer than a day": {"duration": 86_400_000_001},
}


@pytest.mark.parametrize("title", WRONG)
def test_terms_are_within_the_cores_bounds(world, title):
    """MGN-7."""
    wrong = replace(NAMED, **WRONG[title])
    assert error_of(world, lambda: market_list(world, record=opening(wrong))) == "BorrowTerms"
