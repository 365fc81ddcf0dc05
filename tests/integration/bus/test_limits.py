"""Limits over a real Valkey, several copies of a door at once."""

import asyncio
import os
from collections.abc import Callable

import pytest

from quantdesk.bus.limits import LEASE, LEASE_MS, Budget, Limiter, LimiterUnavailable
from quantdesk.bus.topics import LIMIT
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


AHEAD = Budget("maker", 1_600, lease_ms=60_000, ahead=True)


async def charged(url: str, who: str) -> int:
    """Tokens that Valkey counts as spent."""
    valkey = open_valkey(url)
    try:
        return sum(int(count) for count in (await valkey.hgetall(f"{LIMIT}{AHEAD.name}:{who}")).values())
    finally:
        await valkey.aclose()


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not there():
            await asyncio.sleep(0.005)


async def test_the_next_lease_comes_while_the_old_one_is_used_and_nothing_is_lost(valkey_url: str) -> None:
    valkey, who = open_valkey(valkey_url, timeout_s=10), subject()
    limiter = Limiter(valkey)
    await limiter.take(AHEAD, who)
    old = limiter._leases[AHEAD.name, who]
    old.renew_ns = 1
    taken = 1
    async with asyncio.timeout(20):
        while limiter._leases[AHEAD.name, who] is old:
            # Some of what is held, not all: a slow machine may need longer for the renewal than the tokens last.
            if taken < AHEAD.limit // 40:
                assert limiter.take_held(AHEAD, who) is not None
                taken += 1
            await asyncio.sleep(0.001)
    await until(lambda: not limiter._renewals)
    fresh = limiter._leases[AHEAD.name, who]
    # What the old lease used stays spent, what it had left came back, the fresh one is charged whole.
    assert await charged(valkey_url, who) == taken + fresh.taken
    verdict = limiter.take_held(AHEAD, who)
    assert verdict is not None
    assert verdict.remaining == AHEAD.limit - taken - 1
    await limiter.close()
    assert await charged(valkey_url, who) == taken + 1
    await valkey.aclose()


async def test_renewing_all_the_time_gives_never_more_than_the_limit(valkey_url: str) -> None:
    valkey, who = open_valkey(valkey_url, timeout_s=10), subject()
    copies = [Limiter(valkey) for _ in range(3)]
    taken = 0
    for turn in range(3 * AHEAD.limit // 2):
        copy = copies[turn % 3]
        taken += (await copy.take(AHEAD, who)).allowed
        lease = copy._leases.get((AHEAD.name, who))
        if lease is not None and turn % 7 == 0:
            lease.renew_ns = 1
    assert taken <= AHEAD.limit
    for copy in copies:
        await copy.close()
    # Every token that a copy did not use has come back.
    assert await charged(valkey_url, who) == taken
    await valkey.aclose()


async def test_a_renewal_without_valkey_leaves_what_is_held(valkey_url: str) -> None:
    valkey, away, who = open_valkey(valkey_url), open_valkey("unix:///nonexistent/valkey.sock"), subject()
    limiter = Limiter(valkey)
    await limiter.take(AHEAD, who)
    lease = limiter._leases[AHEAD.name, who]
    limiter._script = away.register_script(LEASE)
    lease.renew_ns = 1
    assert limiter.take_held(AHEAD, who) is not None
    await until(lambda: not limiter._renewals)
    assert limiter._leases[AHEAD.name, who] is lease
    assert limiter.take_held(AHEAD, who) is not None
    await valkey.aclose()
    await away.aclose()
