"""Limits over a real Valkey, several copies of a door at once."""

import asyncio
import os

import pytest

from quantdesk.bus.limits import LEASE_MS, Budget, Limiter, LimiterUnavailable
from quantdesk.bus.valkey_link import open_valkey


def subject() -> str:
    return os.urandom(6).hex()


async def test_three_copies_together_give_exactly_the_limit_within_a_window(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    copies = [Limiter(valkey) for _ in range(3)]
    budget, who = Budget("trading", 100), subject()
    taken = 0
    for turn in range(600):
        taken += (await copies[turn % 3].take(budget, who)).allowed
    assert 99 <= taken <= 100
    await valkey.aclose()


async def test_a_held_lease_costs_no_round_trip(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    limiter = Limiter(valkey)
    budget, who = Budget("maker", 1_000_000), subject()
    assert limiter.take_held(budget, who) is None
    await limiter.take(budget, who)
    for _ in range(10_000):
        assert (await limiter.take(budget, who)).allowed
    assert limiter.round_trips <= 3
    await valkey.aclose()


async def test_what_a_copy_leased_and_did_not_use_comes_back_to_the_others(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    first, second = Limiter(valkey), Limiter(valkey)
    budget, who = Budget("trading", 100), subject()
    assert (await first.take(budget, who)).allowed
    await asyncio.sleep(LEASE_MS / 1_000)
    await first.settle()
    taken = 0
    for _ in range(150):
        taken += (await second.take(budget, who)).allowed
    assert taken == 99
    await valkey.aclose()


async def test_never_over_within_any_window_while_users_ask_all_the_time(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    copies = [Limiter(valkey) for _ in range(2)]
    budget, who = Budget("short", 50, window_s=1), subject()
    loop = asyncio.get_running_loop()
    times: list[float] = []
    began = loop.time()
    while loop.time() - began < 3.6:
        for copy in copies:
            if (await copy.take(budget, who)).allowed:
                times.append(loop.time())
        await asyncio.sleep(0.002)
    worst = max(sum(1 for other in times if moment <= other < moment + 1.0) for moment in times)
    assert worst <= 50
    assert len(times) >= 2 * 50
    await valkey.aclose()


async def test_a_verdict_says_what_is_left_and_when_to_come_back(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    limiter, budget, who = Limiter(valkey), Budget("data", 4), subject()
    assert [(await limiter.take(budget, who)).remaining for _ in range(4)] == [3, 2, 1, 0]
    verdict = await limiter.take(budget, who)
    assert not verdict.allowed
    assert 1 <= verdict.retry_after_s <= 62
    assert verdict.limit == 4
    await valkey.aclose()


async def test_many_at_once_share_one_lease_and_stay_within_the_limit(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    limiter, budget, who = Limiter(valkey), Budget("trading", 100), subject()
    verdicts = await asyncio.gather(*(limiter.take(budget, who) for _ in range(300)))
    assert 99 <= sum(verdict.allowed for verdict in verdicts) <= 100
    await valkey.aclose()


async def test_without_valkey_trading_is_refused_and_public_data_is_counted_alone() -> None:
    valkey = open_valkey("unix:///nonexistent/valkey.sock")
    limiter = Limiter(valkey)
    with pytest.raises(LimiterUnavailable):
        await limiter.take(Budget("trading", 100), "a")
    open_budget = Budget("data", 3, fail_open=True)
    verdicts = [await limiter.take(open_budget, "a") for _ in range(5)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False, False]
    assert all(verdict.degraded for verdict in verdicts)
    await valkey.aclose()
