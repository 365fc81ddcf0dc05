"""Worlds of the differential: kinds of exchange, each run from a seed of its own until so many items have landed, beside each other.

Invariant: what a world told depends on its kind, its seed and its size alone, whoever runs it and whatever runs beside it.
"""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import NamedTuple

from quantdesk.model.records_gen import PayShare, SetBorrowing, SetReferrer
from tests.program.backed import Backed
from tests.program.dealt import USD, Dealt
from tests.program.whole import LISTED, Whole
from tests.program.whole_acts import Acts, Owner, Purse
from tests.program.whole_debtors import Debtors
from tests.program.whole_gamblers import Gamblers
from tests.program.whole_lies import Plotters
from tests.program.whole_ruins import Duels, Pledges, Ruins
from tests.program.whole_transfers import Transfers

GAMBLERS = 56
# Owners with a second account, what is in it, and how often one of them moves money in a step of a ruined world.
OWNERS, FUNDS, MOVED = range(1, 11), 1_000 * USD, 0.15
# Each of the second was referred by one of the first, who is paid so often in a step.
REFERRERS, REFERRED, PAID = range(1, 6), range(6, 11), 0.3
BACKSTOPS = (5 * USD, 60 * USD, 900 * USD)
# The most that insurance pays for one bankrupt: less than most of them lack, so that deficits are left to the tail.
CAP = 20 * USD
# A settlement ends early so often where bankrupts are dealt out: the next one then begins in the midst of it.
CUT = 0.3
# How often somebody leaves where bankrupts are dealt out.
LEAVES = 0.33
REFUSED = "refused "
# What who has SOL may owe, and for how long.
TERMS = SetBorrowing(room_max=1_000 * USD, room_part=300_000, total_part=500_000, duration=60_000_000)
ITEMS_A_WORLD = 25_000
# Who owed has means in the end, and owes seldom.
ITEMS_OF_DEBTORS = 2_000


class Plan(NamedTuple):
    """A world to run: a name of WORLDS, its seed, and items after which it ends."""

    world: str
    seed: int
    items: int


def crowd(seed: int, items: int) -> Counter[str]:
    """Traders, money that comes and goes, keys, gamblers who are liquidated, and hours with funding."""
    whole = Whole(seed, backstop=True, gamblers=GAMBLERS)
    acts = Acts(whole)
    gamblers = Gamblers(whole, acts)
    staking = [owner.number for owner in gamblers.all[: len(OWNERS)]]
    transfers = Transfers(whole, [*OWNERS, *staking], FUNDS)
    refer(whole)
    # Both accounts of an owner trade, and meet each other's orders; those of a gambler also while one of them is liquidated.
    acts.traders += [transfers.seconds[number] for number in [*OWNERS, *staking]]
    gamblers.all += [Owner(transfers.seconds[number], Purse()) for number in staking]
    plotters = Plotters(whole)
    while items_of(whole.told) < items:
        acts.step()
        gamblers.step()
        if whole.chance.random() < MOVED:
            transfers.step()
        share(whole)
        whole.settle(plotters)
    acts.all_paid()
    plotters.end()
    return whole.told


def refer(whole: Whole) -> None:
    """Half of the owners were referred by the other half."""
    for referrer, number in zip(REFERRERS, REFERRED, strict=True):
        whole.apply(SetReferrer(account=number, referrer=whole.owners[referrer]))


def share(whole: Whole) -> None:
    """Somebody is paid what was set aside for him, if anything was."""
    if whole.chance.random() < PAID:
        whole.apply(PayShare(account=whole.chance.choice(REFERRERS), market=LISTED.market))


def ruined(kind: type[Ruins], seed: int, items: int) -> Counter[str]:
    """Bankruptcies; the backstop may be one."""
    made = Dealt if kind in (Ruins, Duels) else Backed
    dealt = made(seed, BACKSTOPS[seed % len(BACKSTOPS)] // USD, CAP)
    dealt.cut = CUT
    if isinstance(dealt, Backed) and kind is Pledges:
        dealt.lend(TERMS)
    dealt.hours_put(12)
    ruins, transfers, plotters = kind(dealt), Transfers(dealt, OWNERS, FUNDS), Plotters(dealt)
    refer(dealt)
    while items_of(dealt.told) < items:
        ruins.step()
        if dealt.chance.random() < 2 * MOVED:
            transfers.step()
        if dealt.chance.random() < LEAVES:
            ruins.leaving(lambda: dealt.settle(plotters))
        share(dealt)
        dealt.settle(plotters)
    plotters.end()
    return dealt.told


# Name: how it is run, and its part of all items in a hundred.
WORLDS: dict[str, tuple[Callable[[int, int], Counter[str]], int]] = {
    "crowd": (crowd, 30),
    "duels": (lambda seed, items: ruined(Duels, seed, items), 44),
    "ruins": (lambda seed, items: ruined(Ruins, seed, items), 3),
    "pledges": (lambda seed, items: ruined(Pledges, seed, items), 16),
    "debtors": (lambda seed, items: ruined(Debtors, seed, items), 7),
}


def items_of(told: Counter[str]) -> int:
    """Items that landed."""
    return sum(count for name, count in told.items() if not name.startswith(REFUSED))


def plans_of(items: int, seed: int) -> list[Plan]:
    """Worlds of all kinds with so many items together, the largest first."""
    plans = []
    for place, (name, (_, part)) in enumerate(WORLDS.items()):
        wanted = -(-items * part // 100)
        worlds = -(-wanted // (ITEMS_OF_DEBTORS if name == "debtors" else ITEMS_A_WORLD))
        plans += [Plan(name, seed + 1_000 * place + number, -(-wanted // worlds)) for number in range(worlds)]
    return sorted(plans, key=lambda plan: -plan.items)


def run(plan: Plan) -> Counter[str]:
    """What landed and was refused. Errors: AssertionError, at a difference or an accepted lie, which names the world."""
    try:
        return WORLDS[plan.world][0](plan.seed, plan.items)
    except AssertionError as error:
        raise AssertionError(f"{plan}: {error}") from error


def runs(plans: list[Plan], processes: int) -> Iterator[tuple[Plan, Counter[str]]]:
    """Each as it ends."""
    if processes < 2:
        yield from ((plan, run(plan)) for plan in plans)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(run, plan): plan for plan in plans}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
