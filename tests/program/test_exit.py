"""Leaving: requests, their counters, and claims without the operator (CUST-4, CUST-10)."""

import pytest

from tests.program.conftest import trader_of
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, DEBIT, HOUR_S, SELF, SOL, USDC, Refused


@pytest.fixture
def funded(world, trader):
    world.deposit(trader.key, trader.tokens, 1_000)
    world.sol_deposit(trader.key, 5_000)
    world.settle([(CREDIT, trader.user, USDC, 900), (CREDIT, trader.user, SOL, 5_000)])
    return trader


def exits_open(world) -> int:
    exchange = world.read("Exchange", world.exchange)
    return exchange["exits_older"] + sum(day["open"] for day in exchange["exits"])


def test_request_is_served_by_a_debit_and_paid_by_anybody(world, funded):
    """CUST-10: no co-signature."""
    world.exit_call("request_withdraw", funded.key, asset=USDC, amount=300)
    assert exits_open(world) == 1
    world.settle([(DEBIT, funded.user, USDC, 300)])
    request = world.user(funded.user)["request"]
    assert (request["state"], request["amount_atoms"]) == (2, 0)
    world.withdraw(funded.user, funded.tokens, 300, world.stranger)
    assert exits_open(world) == 0
    assert world.user(funded.user)["request"]["kind"] == 0


def test_unserved_request_is_claimed_after_an_hour_by_anybody(world, funded):
    """CUST-4: without the operator."""
    world.exit_call("request_withdraw", funded.key, asset=USDC, amount=300)
    world.time_pass(HOUR_S - 1)
    assert error_of(world, lambda: world.claim(funded.user, world.stranger)) == "RequestEarly"
    world.time_pass(1)
    seq = world.user(funded.user)["settled"]["seq"]
    world.claim(funded.user, world.stranger)
    user = world.user(funded.user)
    assert (user["settled"]["collateral"][USDC], user["pockets"][USDC]["leaving_atoms"]) == (600, 300)
    assert user["settled"]["seq"] == seq + 1
    assert exits_open(world) == 0
    world.withdraw(funded.user, funded.tokens, 300, world.stranger)


def test_exit_takes_every_asset_and_leaves_the_pocket_that_arrives(world, funded):
    world.exit_call("request_exit", funded.key)
    world.time_pass(HOUR_S)
    world.claim(funded.user, world.stranger)
    user = world.user(funded.user)
    assert sum(user["settled"]["collateral"]) == 0
    assert [user["pockets"][asset]["leaving_atoms"] for asset in (USDC, SOL)] == [900, 5_000]
    assert user["pockets"][USDC]["arriving_atoms"] == 100
    world.withdraw(funded.user, funded.tokens, 900, world.stranger)
    world.sol_withdraw(funded.key.pubkey(), 5_000, world.stranger)


def test_item_that_was_not_settled_in_time_is_void_after_a_claim(world, funded):
    """CUST-10: after a forced claim the chain is the truth."""
    body, users, digest = world.items_make([(DEBIT, funded.user, USDC, 10)])
    world.exit_call("request_exit", funded.key)
    world.time_pass(HOUR_S)
    world.claim(funded.user, world.stranger)
    late = lambda: world.settle([], items=body, digest=digest, more=[(key, False, True) for key in users])  # noqa: E731
    assert error_of(world, late) == "ItemSequence"


def test_claim_waits_for_positions_and_for_a_borrow(world, funded):
    """Attack: flat borrower. Nothing leaves while something is owed."""
    world.exit_call("request_exit", funded.key)
    world.time_pass(HOUR_S)
    record = world.user(funded.user)
    record["positions_count"] = 1
    record["positions"][0]["lots"] = -1
    world.rewrite("UserAccount", funded.user, record)
    assert error_of(world, lambda: world.claim(funded.user, world.stranger)) == "PositionsOpen"
    record["positions"][0]["lots"] = 0
    record["settled"]["collateral"][USDC] = -1
    world.rewrite("UserAccount", funded.user, record)
    assert error_of(world, lambda: world.claim(funded.user, world.stranger)) == "BorrowOpen"


def test_only_one_request_stands_and_it_can_be_taken_back(world, funded):
    world.exit_call("request_exit", funded.key)
    assert (
        error_of(world, lambda: world.exit_call("request_withdraw", funded.key, asset=0, amount=1)) == "RequestExists"
    )
    world.exit_call("cancel_request", funded.key)
    assert exits_open(world) == 0
    assert error_of(world, lambda: world.exit_call("cancel_request", funded.key)) == "RequestMissing"
    assert error_of(world, lambda: world.claim(funded.user, world.stranger)) == "RequestMissing"


def test_request_flood_costs_its_author_and_holds_nothing(world, funded):
    """Attack: request flood. One request an account; asked and taken back a hundred times, one counter, no debt."""
    for _ in range(100):
        world.exit_call("request_withdraw", funded.key, asset=USDC, amount=1)
        world.exit_call("cancel_request", funded.key)
    assert exits_open(world) == 0
    assert world.user(funded.user)["inbox_seq"] == 202
    world.settle([(DEBIT, funded.user, USDC, 900)])


def test_dust_does_not_hold_the_gate_of_changes(world, funded):
    """Attack: dust that would hold the gate shut. Anybody ends a due request, whatever is left in the account."""
    world.exit_call("request_withdraw", funded.key, asset=USDC, amount=10**12)
    world.settle([(DEBIT, funded.user, USDC, 900)])
    world.time_pass(HOUR_S)
    world.claim(funded.user, world.stranger)
    assert exits_open(world) == 0


def test_withdrawal_that_races_a_loss_never_takes_what_is_gone(world, funded):
    """Attack: withdrawal racing a losing trade. Whichever lands first, the sum is what was there."""
    world.exit_call("request_withdraw", funded.key, asset=USDC, amount=900)
    world.settle([(DEBIT, funded.user, USDC, 500)])  # what the loss left of it
    world.time_pass(HOUR_S)
    world.claim(funded.user, world.stranger)
    user = world.user(funded.user)
    assert (user["settled"]["collateral"][USDC], user["pockets"][USDC]["leaving_atoms"]) == (0, 900)
    with pytest.raises(Refused):
        world.withdraw(funded.user, funded.tokens, 901, world.stranger)


def test_self_account_needs_no_request(world):
    """CUST-1: the wrong kind is refused."""
    trader = trader_of(world, 104, SELF)
    assert error_of(world, lambda: world.exit_call("request_exit", trader.key)) == "SelfAccount"
    assert error_of(world, lambda: world.exit_call("cancel_request", trader.key)) == "SelfAccount"
    assert error_of(world, lambda: world.claim(trader.user, trader.key)) == "SelfAccount"


@pytest.mark.parametrize(("asset", "amount"), [(0, 0), (0, 2**63), (2, 1), (255, 1)])
def test_request_of_nothing_or_of_an_unknown_asset_is_refused(world, funded, asset, amount):
    request = lambda: world.exit_call("request_withdraw", funded.key, asset=asset, amount=amount)  # noqa: E731
    assert error_of(world, request) in ("Amount", "AssetUnknown")


def test_served_request_is_released_by_anybody_when_its_payout_has_nowhere_to_go(world, funded):
    """CUST-10: a wallet without a token account holds no gate; its money waits in the pocket."""
    world.exit_call("request_withdraw", funded.key, asset=USDC, amount=300)
    world.settle([(DEBIT, funded.user, USDC, 300)])
    world.claim(funded.user, world.stranger)
    assert exits_open(world) == 0
    assert world.user(funded.user)["pockets"][USDC]["leaving_atoms"] == 300
    world.exit_call("request_exit", funded.key)
