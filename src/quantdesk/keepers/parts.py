"""What a keeper of the chain works with, and how it speaks to the engine.

Invariant: a command that the engine refuses because the fact is known already is no failure; every other refusal is.
"""

from typing import Final, TypeVar

from msgspec import Struct, field

from quantdesk.bus.commands import CommandClient
from quantdesk.chain.follow import Outcome, Seen, send_and_follow
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.lookup import Lookup
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import Blockhash, KeySigner, transaction_sign
from quantdesk.chain.view import View, Viewer
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.heard_prices import HeardPrices
from quantdesk.model.errors import QuantDeskError
from quantdesk.model.records_gen import (
    Command,
    Event,
    Query,
    Reason,
    Refused,
    events_decode,
    views_decode,
)
from quantdesk.model.records_gen import (
    View as EngineView,
)
from quantdesk.runtime.clock import monotonic_s
from quantdesk.store.pool import Pool

V = TypeVar("V", bound=EngineView)
# Callers of one pass share a reading of the chain this old.
VIEW_AGE_S: Final = 0.2


class CommandRefused(QuantDeskError):
    """The engine refused what the chain shows: a difference that somebody must look at."""


class TierDay(Struct):
    """Fee tiers. day, seq: the day to do and the command by which it had begun; done: the last day that was done."""

    day: int = 0
    seq: int = 0
    done: int = 0


class Recent(Struct, kw_only=True):
    """What this process did lately. Everything is right without it, only done once more: it is empty after a start.

    refusals: in a row by account and sequence; again: tries of an item that does not fit, and since when, by account and sequence;
    posted_us: engine time of the mark round in force, or up to which rounds are too old for the chain, 0 before the first round, None
    while the chain was not read;
    posted_told_us: of that what the engine was told; since_s: monotonic start;
    tried_s: last try of a halted account; explained, copied: version of an account at which that was done; markets: where they lie;
    settled: items of an account that were told to have landed; left: sequence and collateral that the last item sent to it left behind;
    places: of registered orders by account and nonce, as they were read last; placed_s: when they were last found changed;
    swept_s: by market; waits: unix time until which a pocket waits; ends_known: of payouts of earlier lives;
    blockhash: the last one, and when it was asked for; prices: as ingestion told them.
    """

    refusals: dict[tuple[int, int], int] = {}
    again: dict[tuple[int, int], tuple[int, float]] = {}
    posted_us: int | None = None
    posted_told_us: int = 0
    since_s: float = field(default_factory=monotonic_s)
    tried_s: dict[int, float] = {}
    explained: dict[int, tuple[int, int]] = {}
    copied: dict[int, tuple[int, int]] = {}
    markets: dict[int, bytes] = {}
    settled: dict[int, int] = {}
    left: dict[int, tuple[int, tuple[int, ...]]] = {}
    places: dict[int, dict[int, int]] = {}
    placed_s: dict[int, float] = {}
    swept_s: dict[int, float] = {}
    # Of each account, whether the engine knows that its owner has asked for an exit; whether the exchange has ended on the chain.
    leaving: dict[int, bool] = {}
    closed_s: dict[int, float] = {}
    frozen: bool = False
    waits: dict[tuple[int, int], int] = {}
    ends_known: bool = False
    # When a change that the program refuses was tried last, by its number.
    changes_refused: dict[int, float] = {}
    # When the engine's numbers were compared with the chain's last.
    followed_s: float = -1e9
    blockhash: tuple[Blockhash, float] | None = None
    fee_tiers: TierDay = field(default_factory=TierDay)
    shares_day: int = -1
    prices: HeardPrices = field(default_factory=HeardPrices)
    # The operator's lookup tables, when they were read, and from when on they may be extended.
    lookup: Lookup = Lookup()
    tables_s: float = -1e9
    extend_s: float = 0
    # Of tables of orders: how many were ever registered there, and the slot since which it is so.
    tables_idle: dict[bytes, tuple[int, int]] = {}


class Parts(Struct, frozen=True, kw_only=True):
    """Adapters of the chain's keepers. near: the chain as it is processed, for `settle`, whose sequences bear that a fork takes it
    back; price_owner: whose price accounts this desk may set itself, None where the oracle's receiver does that.
    """

    pool: Pool
    engine: CommandClient
    rpc: Rpc
    viewer: Viewer
    near: Viewer
    operator: KeySigner
    gauges: Gauges
    recent: Recent
    price_owner: bytes | None = None

    async def view(self) -> View:
        """The finalised chain of a moment ago."""
        return await self.viewer.view(VIEW_AGE_S)


class Ran(Struct, frozen=True, kw_only=True):
    """What one run of a keeper did. more: there may be more at once; facts: for /ready and `./desk status`."""

    more: bool = False
    facts: dict[str, int | str | bool] = {}


async def command(parts: Parts, record: Command, known: tuple[Reason, ...] = ()) -> list[Event]:
    """Sends a command; its events, without any when it is refused for one of the reasons `known`. Errors: CommandRefused."""
    events = events_decode(await parts.engine.send(record.encode()))
    for event in events:
        if isinstance(event, Refused):
            reason = Reason(event.reason)
            if reason in known:
                return []
            raise CommandRefused(
                f"{type(record).__name__} of account {event.account}: expected it taken, found {reason.name.lower()} "
                f"(expected {event.expected}, found {event.found})"
            )
    return events


async def views(parts: Parts, query: Query, kind: type[V]) -> list[V]:
    """Views of a kind in the engine's answer."""
    return [view for view in views_decode(await parts.engine.query(query.encode())) if isinstance(view, kind)]


async def sent(parts: Parts, name: str, made: tuple[Instruction, ...], seen: Seen) -> Outcome:
    """Signs a keeper's transaction as the operator, sends it and follows it until it is final; its end, counted."""
    signed = transaction_sign(made, (parts.operator,), await parts.rpc.blockhash())
    outcome = await send_and_follow(parts.rpc, signed, seen)
    parts.gauges.transactions.labels(name, outcome.state).inc()
    return outcome
