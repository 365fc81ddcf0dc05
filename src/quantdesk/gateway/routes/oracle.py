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
from quantdesk.store.market_data import SourceRow, StateRow, TrustRow, source_states, sources_wished, trust_rows
from quantdesk.store.pool import Pool, unsigned64

LOOK_BACK_US: Final = 86_400_000_000
LOCAL_KINDS: Final = ("replay", "synthetic")


class _Local(msgspec.Struct):
    """What a local source's configuration says of its market; a replay names BTC-PERP when it names none."""

    symbol: str = "BTC-PERP"


class _Voice(msgspec.Struct):
    symbol: str
    mid: int
    score: int
    faults: tuple[str, ...]
    skew_us: int


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
    if (moment_us := _moment_us(call.query)) is not None:
        row = await _named(database, listing.market, call.query)
        if row is None:
            raise not_found("index_not_kept", "No such index is kept: indices for 90 days, what proves them for 30.")
        return _answer(row, listing, moment_us or row.recv_us, ())
    now = now_us()
    row = await index_newest(database, listing.market, now - LOOK_BACK_US)
    voices = _voices(await source_states(database), listing.symbol)
    if row is None:
        return _unknown(listing, voices)
    answer = _answer(row, listing, now, voices)
    if answer.origin != "local":
        return answer
    return msgspec.structs.replace(answer, origin=local_origin(await sources_wished(database), listing.symbol))


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


def _moment_us(query: OracleQuery) -> int | None:
    """The moment at which an older index is looked at, 0: when it came; None: the newest is asked for. Raises Refusal (422)."""
    given = [name for name in ("seq", "at_ms", "evidence") if not isinstance(getattr(query, name), UnsetType)]
    if len(given) > 1:
        raise rejected(
            "parameters_conflict", "An index is named in one way.", given[1], "one of them", ", ".join(given)
        )
    if not given:
        return None
    return 0 if isinstance(query.at_ms, UnsetType) else query.at_ms * US_PER_MS


async def _named(database: Pool, market: int, query: OracleQuery) -> IndexRow | None:
    if not isinstance(query.seq, UnsetType):
        return await index_at_seq(database, market, query.seq)
    if not isinstance(query.evidence, UnsetType):
        return await index_of_evidence(database, market, bytes.fromhex(query.evidence))
    at_us = 0 if isinstance(query.at_ms, UnsetType) else query.at_ms * US_PER_MS
    return await index_newest(database, market, at_us - LOOK_BACK_US, at_us)


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


def _answer(row: IndexRow, listing: Listing, moment_us: int, voices: tuple[OracleVoice, ...]) -> OracleAnswer:
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


def local_origin(wishes: list[SourceRow], symbol: str) -> str:
    """The kind of local source that should run for a market: replay or synthetic; "local" when none should."""
    for row in wishes:
        if (
            row.kind in LOCAL_KINDS
            and row.wish == "run"
            and msgspec.json.decode(row.config, type=_Local).symbol == symbol
        ):
            return row.kind
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


def _voices(states: list[StateRow], symbol: str) -> tuple[OracleVoice, ...]:
    found = [
        OracleVoice(
            source=state.name,
            state=state.state,
            middle=decimal_text(voice.mid, E9_DIGITS) if voice.mid else None,
            score=voice.score,
            faults=voice.faults,
            clock_skew_ms=skew_ms(voice.skew_us),
        )
        for state in states
        for voice in msgspec.json.decode(state.voices, type=list[_Voice])
        if voice.symbol == symbol
    ]
    return tuple(found[:64])


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(SHOW, show),
    route(INDICES, indices),
    route(TRUST, trust),
]
