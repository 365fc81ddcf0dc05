"""How the sources of market data are, beside how they are wished: what ingestion said of them of late.

Invariant: what ingestion has not said within SILENT_S is unknown, whatever it said before.
"""

from typing import Any, Final

import msgspec

from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import SourceRow, StateRow, source_states, sources_wished
from quantdesk.store.pool import Db

US_PER_S: Final = 1_000_000
SILENT_S: Final = 10
"""Ingestion says each second how its sources are."""
REFUSED: Final = frozenset({"stopped", "waiting"})
"""States of a source that should run and does not, when there is a reason."""


class MarketVoice(msgspec.Struct, frozen=True, kw_only=True):
    """What a source says about a market. middle: billionths of a USD; score: points of 100; votes: whether it is heard, which takes 50;
    complete_percent: minutes with trades of those in which others traded, null: none to judge by; checksums_wrong: books unlike the
    venue's checksum, null: it sends none; backlog_s: age of the oldest row that was not written yet.
    """

    market: str
    middle: int
    score: int
    votes: bool
    faults: list[str]
    clock_skew_us: int
    complete_percent: int | None
    checksums_wrong: int | None
    backlog_s: float


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it is wished and as it is; state unknown: ingestion does not say."""

    name: str
    kind: str
    wish: str
    config: dict[str, Any]
    state: str
    reason: str
    events: int
    last_event_s: float | None
    markets: list[MarketVoice]


class _Voice(msgspec.Struct):
    symbol: str
    mid: int
    score: int
    faults: list[str]
    skew_us: int
    votes: bool = False
    complete_pct: int | None = None
    checksums_wrong: int | None = None
    backlog_us: int = 0


async def statuses(db: Db) -> list[SourceStatus]:
    """All sources, by name."""
    states = {state.name: state for state in await source_states(db)}
    return [_status(row, states.get(row.name)) for row in await sources_wished(db)]


def is_settled(found: SourceStatus) -> bool:
    """Whether a source is what its wish says, or has a reason why it is not."""
    expected = {"pause": "paused", "stop": "stopped"}.get(found.wish)
    if expected is not None:
        return found.state == expected
    return found.state in {"running", "done"} or (found.state in REFUSED and bool(found.reason))


def _status(row: SourceRow, state: StateRow | None) -> SourceStatus:
    now = now_us()
    silent_s = (now - state.updated_us) // US_PER_S if state is not None else None
    heard = state if silent_s is not None and silent_s <= SILENT_S else None
    word = "ingestion has not followed yet" if state is None else f"ingestion has said nothing for {silent_s} s"
    voices = msgspec.json.decode(heard.voices, type=list[_Voice]) if heard is not None else []
    return SourceStatus(
        name=row.name,
        kind=row.kind,
        wish=row.wish,
        config=msgspec.json.decode(row.config),
        state=heard.state if heard is not None else "unknown",
        reason=heard.reason if heard is not None else word,
        events=state.events if state is not None else 0,
        last_event_s=round((now - state.last_us) / US_PER_S, 1) if state is not None and state.last_us else None,
        markets=[
            MarketVoice(
                market=v.symbol,
                middle=v.mid,
                score=v.score,
                votes=v.votes,
                faults=v.faults,
                clock_skew_us=v.skew_us,
                complete_percent=v.complete_pct,
                checksums_wrong=v.checksums_wrong,
                backlog_s=round(v.backlog_us / US_PER_S, 1),
            )
            for v in voices
        ],
    )
