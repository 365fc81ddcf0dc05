"""Request allowances: which budget an operation draws on, and what the caller is told about it.

Invariant: trading is refused when the allowance cannot be known (fail closed); public data goes on (fail open) and says so.
An order draws on a slice that is already held here, so that it costs no round trip.
Source: draft-ietf-httpapi-ratelimit-headers-10.
"""

from functools import lru_cache
from typing import Final

from quantdesk.bus.limits import Budget as Allowance
from quantdesk.bus.limits import Limiter, LimiterUnavailable, Verdict
from quantdesk.gateway.callers import Caller
from quantdesk.gateway.operations import Budget
from quantdesk.gateway.problems import Refusal, unavailable
from quantdesk.gateway.visits import Header

WINDOW_S: Final = 60
TRADING_USER: Final = 100
CANCELS_USER: Final = 300
DATA_USER: Final = 1_000
SIGN_IN_ADDRESS: Final = 600
MAKER: Final = 1_000_000

_USER: Final = {
    Budget.TRADING: Allowance("trading", TRADING_USER, WINDOW_S),
    Budget.CANCELS: Allowance("cancels", CANCELS_USER, WINDOW_S),
    Budget.DATA: Allowance("data", DATA_USER, WINDOW_S, fail_open=True),
    Budget.SIGN_IN: Allowance("sign-in", SIGN_IN_ADDRESS, WINDOW_S),
}
# A maker's allowance is so large that a slice of it may be held for seconds: a round trip costs as much as four orders.
MAKER_LEASE_MS: Final = 4_000
_MAKER: Final = {
    Budget.TRADING: Allowance("trading-maker", MAKER, WINDOW_S, lease_ms=MAKER_LEASE_MS, ahead=True),
    Budget.CANCELS: Allowance("cancels-maker", MAKER, WINDOW_S, lease_ms=MAKER_LEASE_MS, ahead=True),
    Budget.DATA: Allowance("data-maker", MAKER, WINDOW_S, fail_open=True, lease_ms=MAKER_LEASE_MS, ahead=True),
    Budget.SIGN_IN: _USER[Budget.SIGN_IN],
}
_TIERS: Final = {"user": _USER, "maker": _MAKER}


class Budgets:
    """Takes from allowances and says how it went."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def take_held(self, budget: Budget, caller: Caller, weight: int) -> list[Header] | None:
        """As `take`, of a slice that is held here, without waiting; None when none is held."""
        allowance = _TIERS[caller.tier][budget]
        verdict = self._limiter.take_held(allowance, caller.owner_text, weight)
        return None if verdict is None or not verdict.allowed else allowance_headers(allowance, verdict)

    async def take(self, budget: Budget, caller: Caller | None, address: str, weight: int) -> list[Header]:
        """Takes `weight` requests from the budget of a caller, or of an address when nobody is known.

        Returns the headers that tell what is left; raises Refusal (429, 503).
        """
        if budget is Budget.NONE or weight == 0:
            return []
        held = self.take_held(budget, caller, weight) if caller is not None else None
        if held is not None:
            return held
        allowance = _TIERS[caller.tier if caller is not None else "user"][budget]
        subject = caller.owner_text if caller is not None and budget is not Budget.SIGN_IN else f"address:{address}"
        try:
            verdict = await self._limiter.take(allowance, subject, weight)
        except LimiterUnavailable:
            raise unavailable(
                "limits_unavailable",
                "The request allowance cannot be read, so nothing was done; send the request again later.",
            ) from None
        if verdict.allowed:
            return allowance_headers(allowance, verdict)
        raise _exceeded(allowance, verdict)


@lru_cache(maxsize=32)
def _policy(allowance: Allowance) -> tuple[Header, str]:
    """Returns RateLimit-Policy of an allowance and the name that RateLimit begins with."""
    return (
        b"ratelimit-policy",
        b'"%b";q=%d;w=%d' % (allowance.name.encode(), allowance.limit, allowance.window_s),
    ), allowance.name


def allowance_headers(allowance: Allowance, verdict: Verdict) -> list[Header]:
    """Returns RateLimit-Policy and RateLimit; without the latter when what is left is not known."""
    policy, name = _policy(allowance)
    if verdict.degraded:
        return [policy]
    return [policy, (b"ratelimit", f'"{name}";r={verdict.remaining};t={verdict.reset_s}'.encode())]


def _exceeded(allowance: Allowance, verdict: Verdict) -> Refusal:
    refusal = Refusal(
        429,
        "rate_limited",
        "The allowance of this minute is used up; nothing was done.",
        None,
        f"at most {allowance.limit} requests of budget {allowance.name} in {allowance.window_s} s",
        None,
    )
    refusal.with_header("retry-after", str(max(1, int(verdict.retry_after_s))))
    refusal.headers.extend(allowance_headers(allowance, verdict))
    return refusal
