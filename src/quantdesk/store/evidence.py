"""Indices as the engine took them, each with the signed update that proves it [DATA-6].

Invariant: an index is found by its command, its time or its evidence for as long as it is kept (INDEX_DAYS), its update for UPDATE_DAYS;
after that the evidence's fields are None and nothing stands in their place.
"""

from typing import Final

import msgspec

from quantdesk.store.pool import Db, Record

INDEX_DAYS: Final = 90
UPDATE_DAYS: Final = 30
NEAR_US: Final = 60_000_000
"""An index and its update came within so long of each other; the statements below say the same."""
NEXT: Final = 2**63 - 1
PUBLISHED: Final = """
select data from price_updates where recv_us between $1 and $2 and published_s between $3 and $4 order by published_s, recv_us limit $5
"""
UPDATES_MAX: Final = 500

_INDEX: Final = """
select i.market, i.publish_s, i.price_mticks, i.conf_mticks, i.digest, i.seq, i.recv_us, u.source, u.set_index,
    u.trust_version, u.signers, u.sequence, u.data
from index_prices i left join price_updates u on u.digest = i.digest and u.recv_us between i.recv_us - 60000000 and i.recv_us + 60000000
where i.market = $1 and """
AT_TIME: Final = _INDEX + "i.recv_us between $2 and $3 order by i.recv_us desc limit 1"
AT_SEQ: Final = _INDEX + "i.seq <= $2 order by i.seq desc limit 1"
OF_EVIDENCE: Final = _INDEX + "i.digest = $2 and i.recv_us between $3 and $4 order by i.recv_us desc limit 1"
UPDATE_TIMES: Final = "select min(recv_us) as first, max(recv_us) as last from price_updates where digest = $1"
PAGE: Final = """
select market, publish_s, price_mticks, conf_mticks, digest, seq, recv_us from index_prices
where market = $1 and seq < $2 order by seq desc limit $3
"""
PROOF: Final = """
select i.publish_s, i.digest, u.data from index_prices i join price_updates u on u.digest = i.digest
    and u.recv_us between i.recv_us - 60000000 and i.recv_us + 60000000
where i.market = $1 and i.price_mticks = $2 and i.recv_us >= $3 order by i.recv_us desc limit 1
"""


class IndexPoint(msgspec.Struct, frozen=True):
    """An index; digest: of the update that proves it, seq: of the command that told the engine."""

    market: int
    publish_s: int
    price_mticks: int
    conf_mticks: int
    digest: bytes
    seq: int
    recv_us: int


class IndexRow(msgspec.Struct, frozen=True):
    """An index and its evidence; the evidence's fields are None when its update is no longer kept."""

    market: int
    publish_s: int
    price_mticks: int
    conf_mticks: int
    digest: bytes
    seq: int
    recv_us: int
    source: str | None
    set_index: int | None
    trust_version: int | None
    signers: list[int] | None
    sequence: int | None
    data: bytes | None


class Proof(msgspec.Struct, frozen=True):
    """The signed update that proves an index, as it came."""

    publish_s: int
    digest: bytes
    data: bytes


async def index_newest(db: Db, market: int, since_us: int, until_us: int = NEXT) -> IndexRow | None:
    """The newest index of a market that came between two times, with its evidence."""
    return _row(await db.fetchrow(AT_TIME, market, since_us, until_us))


async def updates_published(db: Db, since_s: int, until_s: int) -> list[bytes]:
    """Signed updates of statements made from a minute before a time until another, oldest first, at most UPDATES_MAX."""
    first_s = since_s - NEAR_US // 1_000_000
    came_us = (first_s * 1_000_000, until_s * 1_000_000 + NEAR_US)
    return [row["data"] for row in await db.fetch(PUBLISHED, *came_us, first_s, until_s, UPDATES_MAX)]


async def index_at_seq(db: Db, market: int, seq: int) -> IndexRow | None:
    """The newest index of a market that the engine had been told by a command, with its evidence."""
    return _row(await db.fetchrow(AT_SEQ, market, seq))


async def index_of_evidence(db: Db, market: int, digest: bytes) -> IndexRow | None:
    """The index of a market that an update proves; None once the update is no longer kept, or when it proves none."""
    came = await db.fetchrow(UPDATE_TIMES, digest)
    if came is None or came["first"] is None:
        return None
    return _row(await db.fetchrow(OF_EVIDENCE, market, digest, came["first"] - NEAR_US, came["last"] + NEAR_US))


async def indices_page(db: Db, market: int, before_seq: int, limit: int) -> list[IndexPoint]:
    """Indices of a market told before a command, newest first."""
    return [IndexPoint(*row) for row in await db.fetch(PAGE, market, before_seq, limit)]


async def index_proof(db: Db, market: int, price_mticks: int, since_us: int) -> Proof | None:
    """What proves the newest index of this price since a moment; None: no such index, or its update is no longer kept."""
    row = await db.fetchrow(PROOF, market, price_mticks, since_us)
    return None if row is None else Proof(*row)


def _row(row: "Record | None") -> IndexRow | None:
    return None if row is None else IndexRow(*row)
