"""Prices and what proves them: public."""

from base64 import b64encode
from typing import Final

import msgspec
from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_MARKET
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.wire.markets import MarketPath
from quantdesk.gateway.wire.oracle import OracleAnswer, OracleEvidence, OracleVoice
from quantdesk.model.money import decimal_text
from quantdesk.model.pyth_sign import LOCAL_SET_INDEX
from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import IndexRow, SourceRow, StateRow, index_newest, source_states, sources_wished
from quantdesk.store.pool import unsigned64

US_PER_MS: Final = 1_000
MS_PER_S: Final = 1_000
LOOK_BACK_US: Final = 86_400_000_000
E9_DIGITS: Final = 9
SKEW_MAX_MS: Final = 86_400_000
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
    summary="Shows the newest index of a market, the signed update that proves it, and what other sources say",
    tag="oracle",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    path_form=MarketPath,
    answer=OracleAnswer,
    statuses=(404,),
    example=Example(path={"symbol": EXAMPLE_MARKET}),
)


async def show(call: Call[MarketPath, None, None]) -> OracleAnswer:
    """Shows the newest index; nothing older than a day."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    moment_us = now_us()
    row = await index_newest(call.parts.database, listing.market, moment_us - LOOK_BACK_US)
    voices = _voices(await source_states(call.parts.database), listing.symbol)
    if row is None:
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
    origin = "pyth"
    if row.set_index == LOCAL_SET_INDEX:
        origin = local_origin(await sources_wished(call.parts.database), listing.symbol)
    return msgspec.structs.replace(_answer(row, listing, moment_us, voices), origin=origin)


def _answer(row: IndexRow, listing: Listing, moment_us: int, voices: tuple[OracleVoice, ...]) -> OracleAnswer:
    publish_ms = row.publish_s * MS_PER_S
    return OracleAnswer(
        market=listing.symbol,
        origin="pyth",
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
            clock_skew_ms=max(-SKEW_MAX_MS, min(SKEW_MAX_MS, voice.skew_us // US_PER_MS)),
        )
        for state in states
        for voice in msgspec.json.decode(state.voices, type=list[_Voice])
        if voice.symbol == symbol
    ]
    return tuple(found[:64])


ROUTES: Final[list[HTTPRouteHandler]] = [route(SHOW, show)]
