"""Prices and what proves them: public."""

from base64 import b64encode
from typing import Final

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_MARKET
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import not_found, rejected
from quantdesk.gateway.routes.sources import E9_DIGITS, MS_PER_S, US_PER_MS, skew_ms
from quantdesk.gateway.wire.markets import MarketPath
from quantdesk.gateway.wire.oracle import (
    IndexLine,
    IndexPage,
    IndicesQuery,
    OracleAnswer,
    OracleEvidence,
    OracleQuery,
    OracleVoice,
    TrustEmitter,
    TrustLine,
    TrustList,
)
from quantdesk.model.money import decimal_text
from quantdesk.model.pyth_sign import LOCAL_SET_INDEX
from quantdesk.runtime.clock import now_us
from quantdesk.store.evidence import NEXT, IndexRow, index_at_seq, index_newest, index_of_evidence, indices_page
from quantdesk.store.market_data import TrustRow, trust_rows
from quantdesk.store.pool import Pool, unsigned64
from quantdesk.store.source_status import SourceStatus, statuses

LOOK_BACK_US: Final = 86_400_000_000
LOCAL_KINDS: Final = ("replay", "synthetic")
LOCAL_SYMBOL: Final = "BTC-PERP"
"""The market of a replay whose configuration names none."""
VOICES_MAX: Final = 64

SHOW: Final = Operation(
    method="GET",
    path="/api/oracle/{symbol}",
    name="oracle_show",
    summary="Shows the newest or an older index of a market, the signed update that proves it, and what other sources say",
    tag="oracle",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    path_form=MarketPath,
    query_form=OracleQuery,
    answer=OracleAnswer,
    statuses=(404, 422),
    example=Example(path={"symbol": EXAMPLE_MARKET}),
)
INDICES: Final = Operation(
    method="GET",
    path="/api/oracle/{symbol}/indices",
    name="oracle_indices",
    summary="Lists the indices that the engine was told, newest first",
    tag="oracle",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=5,
    path_form=MarketPath,
    query_form=IndicesQuery,
    answer=IndexPage,
    statuses=(404,),
    example=Example(path={"symbol": EXAMPLE_MARKET}, query={"limit": 10}),
)
TRUST: Final = Operation(
    method="GET",
    path="/api/trust",
    name="trust_list",
    summary="Lists who may sign prices, by which an update can be verified",
    tag="oracle",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    answer=TrustList,
    example=Example(),
)


async def show(call: Call[MarketPath, OracleQuery, None]) -> OracleAnswer:
    """Shows the newest index, nothing older than a day; or the one that is named, as long as it is kept."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    database = call.parts.database
    if (older := await _older(database, listing.market, call.query)) is not None:
        return _answer(*older, listing, ())
    now = now_us()
    row = await index_newest(database, listing.market, now - LOOK_BACK_US)
    found = await statuses(database)
    voices = _voices(found, listing.symbol)
    if row is None:
        return _unknown(listing, voices)
    answer = _answer(row, now, listing, voices)
    if answer.origin != "local":
        return answer
    return msgspec.structs.replace(answer, origin=_local_origin(found, listing.symbol))


async def indices(call: Call[MarketPath, IndicesQuery, None]) -> IndexPage:
    """Lists indices."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    before = NEXT if isinstance(call.query.before, UnsetType) else call.query.before
    rows = await indices_page(call.parts.database, listing.market, before, call.query.limit)
    found = tuple(
        IndexLine(
            seq=row.seq,
            index_price=listing.mticks(row.price_mticks),
            confidence=listing.mticks(row.conf_mticks),
            publish_ms=row.publish_s * MS_PER_S,
            received_ms=row.recv_us // US_PER_MS,
            evidence=row.digest.hex(),
        )
        for row in rows
    )
    return IndexPage(
        market=listing.symbol,
        indices=found,
        next_before=found[-1].seq if len(found) == call.query.limit else None,
    )


async def trust(call: Call[None, None, None]) -> TrustList:
    """Lists who may sign prices."""
    return TrustList(rows=tuple(_trust(row) for row in await trust_rows(call.parts.database)))


async def _older(database: Pool, market: int, query: OracleQuery) -> tuple[IndexRow, int] | None:
    """The index that is named and the moment at which it is looked at, else when it came; None: the newest is asked for.

    Raises Refusal: 422 when it is named in two ways, 404 when it is not kept.
    """
    given = [name for name in ("seq", "at_ms", "evidence") if not isinstance(getattr(query, name), UnsetType)]
    if len(given) > 1:
        raise rejected(
            "parameters_conflict", "An index is named in one way.", given[1], "one of them", ", ".join(given)
        )
    moment_us = None
    if not isinstance(query.seq, UnsetType):
        row = await index_at_seq(database, market, query.seq)
    elif not isinstance(query.evidence, UnsetType):
        row = await index_of_evidence(database, market, bytes.fromhex(query.evidence))
    elif not isinstance(query.at_ms, UnsetType):
        moment_us = query.at_ms * US_PER_MS
        row = await index_newest(database, market, moment_us - LOOK_BACK_US, moment_us)
    else:
        return None
    if row is None:
        raise not_found("index_not_kept", "No such index is kept: indices for 90 days, what proves them for 30.")
    return row, row.recv_us if moment_us is None else moment_us


def _unknown(listing: Listing, voices: tuple[OracleVoice, ...]) -> OracleAnswer:
    return OracleAnswer(
        market=listing.symbol,
        origin=None,
        index_price=None,
        confidence=None,
        publish_ms=None,
        received_ms=None,
        age_ms=None,
        seq=None,
        evidence=None,
        voices=voices,
    )


def _trust(row: TrustRow) -> TrustLine:
    return TrustLine(
        version=row.version,
        name=row.name,
        set_index=row.set_index,
        signers=tuple(signer.hex() for signer in row.signers),
        quorum=row.quorum,
        emitters=tuple(
            TrustEmitter(chain=chain, address=emitter.hex())
            for chain, emitter in zip(row.emitter_chains, row.emitters, strict=True)
        ),
        valid_from_ms=row.valid_from_s * MS_PER_S,
        valid_to_ms=row.valid_to_s * MS_PER_S or None,
        genesis=row.genesis.hex() or None,
    )


def _answer(row: IndexRow, moment_us: int, listing: Listing, voices: tuple[OracleVoice, ...]) -> OracleAnswer:
    publish_ms = row.publish_s * MS_PER_S
    return OracleAnswer(
        market=listing.symbol,
        origin="local" if row.set_index == LOCAL_SET_INDEX else "pyth",
        index_price=listing.mticks(row.price_mticks),
        confidence=listing.mticks(row.conf_mticks),
        publish_ms=publish_ms,
        received_ms=row.recv_us // US_PER_MS,
        age_ms=max(0, moment_us // US_PER_MS - publish_ms),
        seq=row.seq,
        evidence=_evidence(row),
        voices=voices,
    )


def _local_origin(found: list[SourceStatus], symbol: str) -> str:
    """The kind of local source that should run for a market: replay or synthetic; "local" when none should."""
    for each in found:
        if each.kind in LOCAL_KINDS and each.wish == "run" and each.config.get("symbol", LOCAL_SYMBOL) == symbol:
            return each.kind
    return "local"


def _evidence(row: IndexRow) -> OracleEvidence | None:
    """None when the update is no longer kept."""
    if row.source is None or row.set_index is None or row.trust_version is None or row.signers is None:
        return None
    return OracleEvidence(
        digest=row.digest.hex(),
        source=row.source,
        set_index=row.set_index,
        trust_version=row.trust_version,
        signers=tuple(row.signers),
        sequence=str(unsigned64(row.sequence or 0)),
        update=b64encode(row.data or b"").decode(),
    )


def _voices(found: list[SourceStatus], symbol: str) -> tuple[OracleVoice, ...]:
    voices = [
        OracleVoice(
            source=each.name,
            state=each.state,
            middle=decimal_text(voice.middle, E9_DIGITS) if voice.middle else None,
            score=voice.score,
            faults=tuple(voice.faults),
            clock_skew_ms=skew_ms(voice.clock_skew_us),
        )
        for each in found
        for voice in each.markets
        if voice.market == symbol
    ]
    return tuple(voices[:VOICES_MAX])


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(SHOW, show),
    route(INDICES, indices),
    route(TRUST, trust),
]
