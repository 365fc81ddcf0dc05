"""Request limits shared by all copies of a door: a sliding window on Valkey, leased in slices.

Never over: within any window a subject gets at most `limit` tokens, over all copies together, because a leased token counts as
spent until LEASE_MS after the lease, the last moment at which it can be used. At most 1 % under: a lease lives LEASE_MS, at its
end what was used moves to the slot of its end and what was not goes back. While a lease is held a token costs no round trip.
A budget that is asked ahead takes its next lease beside the one in use, so that nobody waits when that ends.
"""

import asyncio
import random
from collections import OrderedDict
from weakref import WeakValueDictionary

from msgspec import Struct

from quantdesk.bus.topics import LIMIT
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient
from quantdesk.model.errors import Unavailable
from quantdesk.runtime.clock import monotonic_ns

LEASE_MS = 400
SLOT_MS = 50
SLICE_PARTS = 16
LEASES_MAX = 50_000
RENEWALS_MAX = 64
OUTAGE_PAUSE_MS = 250
# Longer than a busy machine makes a call, since a timeout refuses money; a server that is down refuses at once.
CALL_TIMEOUT_S = 1.0

# KEYS[1] hash of slots; ARGV: limit, window ms, slot ms, lease ms, wanted, least, slot to settle (or -1), taken, used.
# Settles the lease before, forgets slots that have left the window, then grants at most a slice of what is left.
# Result: granted, left afterwards, ms until a token comes back, slot that the grant is charged to.
LEASE = """
local limit, window, slot_ms, lease_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local wanted, least = tonumber(ARGV[5]), tonumber(ARGV[6])
local settle, taken, used = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local slot_now = math.floor(now / slot_ms)
if settle >= 0 and redis.call('HEXISTS', KEYS[1], settle) == 1 then
    redis.call('HINCRBY', KEYS[1], settle, -taken)
    if used > 0 then redis.call('HINCRBY', KEYS[1], math.min(slot_now, settle), used) end
end
local oldest = math.floor((now - window) / slot_ms) - 1
local spent, first = 0, nil
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
    local slot, count = tonumber(all[i]), tonumber(all[i + 1])
    if slot <= oldest or count == 0 then
        redis.call('HDEL', KEYS[1], all[i])
    else
        spent = spent + count
        if first == nil or slot < first then first = slot end
    end
end
local left = limit - spent
local granted = 0
local charged = math.floor((now + lease_ms) / slot_ms) + 1
if wanted > 0 and left >= least then
    granted = math.min(left, math.max(least, math.min(wanted, math.floor(left / 4))))
    redis.call('HINCRBY', KEYS[1], charged, granted)
    redis.call('PEXPIRE', KEYS[1], window + lease_ms + 2000)
    left = left - granted
end
local back = window
if first ~= nil then back = (first + 2) * slot_ms + window - now end
return {granted, left, math.max(back, 1), charged}
"""


class LimiterUnavailable(Unavailable):
    """Valkey is away, and this budget must not be spent without it."""


class Budget(Struct, frozen=True):
    """A limit: so many tokens a subject within any window. fail_open: without Valkey each copy counts for itself.

    lease_ms: how long a slice is held; longer costs fewer round trips and may leave a larger part of the limit unused.
    ahead: the next slice is leased before this one ends, by whoever takes a token of it; for limits that nobody comes near.
    """

    name: str
    limit: int
    window_s: int = 60
    fail_open: bool = False
    lease_ms: int = LEASE_MS
    ahead: bool = False


class Verdict(Struct, frozen=True, gc=False):
    """Whether it may go on; remaining tokens as far as known; seconds until some come back; degraded: counted alone."""

    allowed: bool
    limit: int
    remaining: int
    reset_s: int
    retry_after_s: int
    degraded: bool = False


class _Lease:
    __slots__ = ("back_ms", "charged_slot", "ends_ns", "left_beyond", "renew_ns", "taken", "used")

    def __init__(self) -> None:
        self.taken = 0
        self.used = 0
        self.ends_ns = 0
        self.charged_slot = -1
        self.left_beyond = 0
        self.back_ms = 0
        self.renew_ns = 0

    def fill(self, budget: Budget, asked_ns: int, answer: tuple[int, int, int, int]) -> None:
        """Becomes a new lease: what LEASE answered, asked for at this moment."""
        granted, self.left_beyond, self.back_ms, slot = answer
        self.taken, self.used, self.charged_slot = granted, 0, slot if granted else -1
        life_ns = budget.lease_ms * 1_000_000
        self.ends_ns = asked_ns + life_ns
        # Not all at the same moment: those who began together would renew together for ever.
        share = random.uniform(0.4, 0.8)  # noqa: S311 - jitter
        self.renew_ns = asked_ns + int(life_ns * share) if budget.ahead and granted else 0


class Limiter:
    """Leases of one process. One instance a process, shared by all requests."""

    def __init__(self, valkey: ValkeyClient) -> None:
        self._script = valkey.register_script(LEASE)
        self._leases: OrderedDict[tuple[str, str], _Lease] = OrderedDict()
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._alone: dict[tuple[str, str], tuple[int, int]] = {}
        self._away_until_ns = 0
        self._budgets: dict[str, Budget] = {}
        self._renewals: set[asyncio.Task[None]] = set()
        self.round_trips = 0

    def take_held(self, budget: Budget, subject: str, count: int = 1) -> Verdict | None:
        """Takes tokens of a lease that is held, without any waiting; None when there is none or it is too small."""
        lease, now_ns = self._leases.get((budget.name, subject)), monotonic_ns()
        if lease is None or lease.used + count > lease.taken or now_ns >= lease.ends_ns:
            return None
        lease.used += count
        if lease.renew_ns and now_ns >= lease.renew_ns and len(self._renewals) < RENEWALS_MAX:
            lease.renew_ns = 0
            task = asyncio.create_task(self._renew(budget, (budget.name, subject)), name="lease-renewal")
            self._renewals.add(task)
            task.add_done_callback(self._renewals.discard)
        return self._verdict(budget, lease, allowed=True)

    async def take(self, budget: Budget, subject: str, count: int = 1) -> Verdict:
        """Takes tokens, from the lease that is held or a new one.

        Errors: LimiterUnavailable when Valkey is away and the budget does not fail open.
        """
        held = self.take_held(budget, subject, count)
        if held is not None:
            return held
        key = (budget.name, subject)
        async with self._lock(key):
            return self.take_held(budget, subject, count) or await self._take_new(budget, key, count)

    async def settle(self) -> None:
        """Gives back what ended leases did not use; to be called a few times a second."""
        now_ns = monotonic_ns()
        ended = [key for key, lease in self._leases.items() if lease.ends_ns <= now_ns]
        for key in ended:
            await self._give_back(key)

    async def close(self) -> None:
        """Gives every lease back."""
        await asyncio.gather(*self._renewals)  # Each ends within two calls; cut off, its grant would stay spent.
        for key in list(self._leases):
            await self._give_back(key)

    async def _take_new(self, budget: Budget, key: tuple[str, str], count: int) -> Verdict:
        self._budgets[budget.name] = budget
        asked_ns = monotonic_ns()
        if asked_ns < self._away_until_ns:
            return self._without(budget, key, count)
        # Out of the table first: nobody may use a lease while it is being settled.
        lease = self._leases.pop(key, None) or _Lease()
        wanted = max(count, budget.limit // SLICE_PARTS)
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                answer = await self._call(budget, key, lease, wanted, count)
        except VALKEY_ERRORS:
            self._away_until_ns = monotonic_ns() + OUTAGE_PAUSE_MS * 1_000_000
            return self._without(budget, key, count)
        lease.fill(budget, asked_ns, answer)
        self._keep(key, lease)
        if lease.taken < count:
            return self._verdict(budget, lease, allowed=False)
        lease.used = count
        return self._verdict(budget, lease, allowed=True)

    async def _renew(self, budget: Budget, key: tuple[str, str]) -> None:
        """Takes the next lease while the old one is in use, then gives back what that has left."""
        asked_ns, fresh = monotonic_ns(), _Lease()
        try:
            async with self._lock(key), asyncio.timeout(CALL_TIMEOUT_S):
                fresh.fill(budget, asked_ns, await self._call(budget, key, fresh, budget.limit // SLICE_PARTS, 1))
                if fresh.taken:
                    old = self._leases.pop(key, None)
                    self._keep(key, fresh)
                    if old is not None:
                        _, fresh.left_beyond, _, _ = await self._call(budget, key, old, 0, 1)
        except VALKEY_ERRORS:
            # What is held goes on to its end; whoever needs a lease then will see whether Valkey is back.
            pass

    def _lock(self, key: tuple[str, str]) -> asyncio.Lock:
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock

    async def _call(
        self, budget: Budget, key: tuple[str, str], lease: _Lease, wanted: int, least: int
    ) -> tuple[int, int, int, int]:
        self.round_trips += 1
        name = f"{LIMIT}{key[0]}:{key[1]}"
        sizes = (budget.limit, budget.window_s * 1_000, SLOT_MS, budget.lease_ms)
        settled = (lease.charged_slot, lease.taken, lease.used)
        granted, left, back_ms, slot = await self._script(keys=[name], args=[*sizes, wanted, least, *settled])
        return int(granted), int(left), int(back_ms), int(slot)

    async def _give_back(self, key: tuple[str, str]) -> None:
        lease = self._leases.pop(key, None)
        if lease is None or lease.charged_slot < 0 or lease.used == lease.taken:
            return
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                await self._call(self._budgets[key[0]], key, lease, 0, 1)
        except VALKEY_ERRORS:
            self._away_until_ns = monotonic_ns() + OUTAGE_PAUSE_MS * 1_000_000

    def _keep(self, key: tuple[str, str], lease: _Lease) -> None:
        self._leases[key] = lease
        self._leases.move_to_end(key)
        if len(self._leases) > LEASES_MAX:
            self._leases.popitem(last=False)  # its tokens count as spent until the window has passed

    def _without(self, budget: Budget, key: tuple[str, str], count: int) -> Verdict:
        if not budget.fail_open:
            raise LimiterUnavailable(f"limit {budget.name}: Valkey does not answer")
        window = monotonic_ns() // (budget.window_s * 1_000_000_000)
        seen_window, used = self._alone.get(key, (window, 0))
        if seen_window != window:
            used = 0
        if len(self._alone) > LEASES_MAX:
            self._alone.clear()
        allowed = used + count <= budget.limit
        if allowed:
            used += count
        self._alone[key] = (window, used)
        return Verdict(allowed, budget.limit, budget.limit - used, budget.window_s, 0 if allowed else 1, degraded=True)

    def _verdict(self, budget: Budget, lease: _Lease, *, allowed: bool) -> Verdict:
        remaining = lease.left_beyond + lease.taken - lease.used
        back_s = -(-lease.back_ms // 1_000)
        return Verdict(allowed, budget.limit, max(remaining, 0), back_s, 0 if allowed else back_s)
