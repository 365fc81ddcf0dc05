"""One honest call of every instruction of the end: freeze, samples of prices, resolution, shares."""

from collections.abc import Callable

from tests.program.ending import (
    SILENCE_S,
    START,
    STEP_S,
    claim_accounts,
    freeze,
    freeze_accounts,
    position_set,
    price_of_sample,
    resolve,
    resolve_accounts,
    sample_accounts,
)
from tests.program.honest_case import Case, money_world, others_open
from tests.program.markets import index_bring, market_list, market_of, round_post
from tests.program.world import HOUR_S, USDC, World


def rounds_world() -> tuple[World, object]:
    """A trader with money, a market, a round."""
    world, trader = money_world()
    market_list(world)
    index_bring(world, START * 10**8)
    round_post(world, [START * 10_000], [market_of(world)])
    return world, trader


def frozen_world() -> tuple[World, object]:
    world, trader = rounds_world()
    others_open(world)
    world.time_pass(SILENCE_S)
    freeze(world)
    world.time_pass(2 * HOUR_S)
    return world, trader


def case_freeze_silent() -> Case:
    world, _ = rounds_world()
    world.time_pass(SILENCE_S)
    return Case(world, "freeze", freeze_accounts(world, world.stranger), {}, [world.stranger], [])


def case_freeze_overdue() -> Case:
    world, trader = rounds_world()
    position_set(world, trader.user)
    world.exit_call("request_exit", trader.key)
    world.time_pass(72 * HOUR_S)
    index_bring(world, START * 10**8)
    round_post(world, [START * 10_000], [market_of(world)])
    return Case(world, "freeze", freeze_accounts(world, world.stranger, trader.user), {}, [world.stranger], [])


def case_resolve_price() -> Case:
    world, _ = frozen_world()
    frozen_s = world.read("Exchange", world.exchange)["frozen_s"]
    update = price_of_sample(world, START, frozen_s + STEP_S + 5, frozen_s + STEP_S - 5)
    return Case(world, "resolve_price", sample_accounts(world, 0, update), {"number": 0}, [world.stranger], [])


def case_resolve_account() -> Case:
    world, trader = frozen_world()
    return Case(world, "resolve_account", resolve_accounts(world, trader.user), {}, [world.stranger], [])


def case_claim_share() -> Case:
    """All accounts are resolved, so that shares can be fixed."""
    world, trader = frozen_world()
    for user in (trader.user, others_open(world)[0].user):
        resolve(world, user)
    assert world.user(trader.user)["settled"]["collateral"][USDC] > 0
    more = [(world.vault, False, False), (world.sol_vault, False, False)]
    return Case(world, "claim_exit", claim_accounts(world, trader.user), {}, [world.stranger], more)


END_CASES: dict[str, Callable[[], Case]] = {
    "freeze": case_freeze_silent,
    "freeze of an overdue exit": case_freeze_overdue,
    "resolve_price": case_resolve_price,
    "resolve_account": case_resolve_account,
    "claim_exit of a share": case_claim_share,
}
