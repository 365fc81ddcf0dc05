"""Terms of borrowing on the chain: named with the first market, later behind the delay of a change (MGN-7, CUST-22, CUST-47)."""

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import SetBorrowing
from tests.program.conftest import trader_of
from tests.program.fills import RISK
from tests.program.markets import BTC, listed_with, market_list, market_of
from tests.program.test_admin import apply, propose
from tests.program.test_assets import ASSET
from tests.program.test_vault import error_of
from tests.program.world import DAY_S, Refused, World

TERMS = 17
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


def changed(world: World, room_max: int, room_part: int, total_part: int, duration: int) -> str:
    """Proposes terms and applies them a week later; the refusal, or nothing."""
    change = propose(world, TERMS, amounts=[room_max, room_part + (total_part << 32), duration])
    world.time_pass(7 * DAY_S - 1)
    assert error_of(world, lambda: apply(world, change, market=market_of(world))) == "ChangeEarly"
    world.time_pass(1)
    try:
        apply(world, change, market=market_of(world))
    except Refused as refused:
        return world.interface.errors[refused.code]
    return ""


def test_terms_are_named_with_a_market_while_nobody_has_an_account(world):
    market_list(world, record=opening())
    assert terms_of(world) == (1_000 * USD, 100_000, 50_000, HOUR_US)


def test_terms_are_not_named_at_once_where_somebody_has_an_account(world):
    """CUST-22: who does not like them can leave before."""
    trader_of(world, 77)
    assert error_of(world, lambda: market_list(world, record=opening())) == "MarketParameters"


def test_terms_are_a_change_that_waits(world):
    """CUST-22, CUST-47: the first as every other; what one account may owe rises at most to the double, and ends at once."""
    market_list(world, record=listed_with(BTC, RISK))
    assert changed(world, 100 * USD, 50_000, 20_000, 60_000_000) == ""
    assert terms_of(world) == (100 * USD, 50_000, 20_000, 60_000_000)
    assert changed(world, 200 * USD, 100_000, 20_000, 60_000_000) == ""
    assert changed(world, 401 * USD, 100_000, 20_000, 60_000_000) == "ChangeBounds"
    assert changed(world, 200 * USD, 200_001, 20_000, 60_000_000) == "ChangeBounds"
    assert changed(world, 0, 0, 0, 0) == ""
    assert terms_of(world) == (0, 0, 0, 0)


WRONG = {
    "more than money": {"room_max": 2**53 + 1},
    "more than half of what lends": {"room_part": 500_001},
    "more than half of all USDC": {"total_part": 500_001},
    "longer than a day": {"duration": 86_400_000_001},
}


@pytest.mark.parametrize("title", WRONG)
def test_terms_are_within_the_cores_bounds(world, title):
    """MGN-7: named with a market, and changed."""
    wrong = replace(NAMED, **WRONG[title])
    assert error_of(world, lambda: market_list(world, record=opening(wrong))) == "BorrowTerms"
    market_list(world, record=listed_with(BTC, RISK))
    before = world.data_of(world.risk)
    assert changed(world, wrong.room_max, wrong.room_part, wrong.total_part, wrong.duration) == "BorrowTerms"
    assert world.data_of(world.risk) == before
