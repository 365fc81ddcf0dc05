"""Sources of market data, as everybody may see them: public.

Invariant: no configuration and no reason, which may name hosts and files, is told here; an operator reads them by `./desk sources`.
"""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.wire.oracle import SourceLine, SourceList, SourceVoice
from quantdesk.model.money import decimal_text
from quantdesk.store.source_status import MarketVoice, SourceStatus, statuses

US_PER_MS: Final = 1_000
MS_PER_S: Final = 1_000
E9_DIGITS: Final = 9
SKEW_MAX_MS: Final = 86_400_000
SOURCES_MAX: Final = 256

SOURCES: Final = Operation(
    method="GET",
    path="/api/sources",
    name="sources_list",
    summary="Lists the sources of market data: state, points, vote and faults, market by market",
    tag="oracle",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    answer=SourceList,
    example=Example(),
)


async def sources(call: Call[None, None, None]) -> SourceList:
    """Lists sources."""
    found = await statuses(call.parts.database)
    return SourceList(sources=tuple(_source(each) for each in found[:SOURCES_MAX]))


def _source(found: SourceStatus) -> SourceLine:
    return SourceLine(
        source=found.name,
        kind=found.kind,
        wish=found.wish,
        state=found.state,
        age_ms=None if found.last_event_s is None else max(0, int(found.last_event_s * MS_PER_S)),
        voices=tuple(_source_voice(voice) for voice in found.markets[:SOURCES_MAX]),
    )


def _source_voice(voice: MarketVoice) -> SourceVoice:
    return SourceVoice(
        market=voice.market,
        middle=decimal_text(voice.middle, E9_DIGITS) if voice.middle else None,
        points=voice.score,
        votes=voice.votes,
        faults=tuple(voice.faults),
        clock_skew_ms=skew_ms(voice.clock_skew_us),
        complete_percent=voice.complete_percent,
        checksums_wrong=voice.checksums_wrong,
        backlog_ms=max(0, int(voice.backlog_s * MS_PER_S)),
    )


def skew_ms(skew_us: int) -> int:
    """Distance of a venue's clock, within a day."""
    return max(-SKEW_MAX_MS, min(SKEW_MAX_MS, skew_us // US_PER_MS))


ROUTES: Final[list[HTTPRouteHandler]] = [route(SOURCES, sources)]
