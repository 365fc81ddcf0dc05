"""Market data: trust, wishes about sources, what came in, what was refused; which update proves which index: evidence.py.

Rows of ticks, updates and indices are written by COPY, in the order in which they came; nothing here judges them.
"""

from typing import Final

import msgspec

from quantdesk.model.pyth_verify import Trust
from quantdesk.store.evidence import INDEX_DAYS, UPDATE_DAYS
from quantdesk.store.pool import Db, Pool

TRUST: Final = """
select version, name, set_index, signers, quorum, emitter_chains, emitters, valid_from_s, valid_to_s, genesis
from oracle_trust order by version
"""
TRUST_ADD: Final = """
insert into oracle_trust values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning version
"""
SOURCES: Final = "select name, kind, config::text, wish::text from price_sources order by name"
SOURCE_ADD: Final = """
insert into price_sources (name, kind, config, changed_us) values ($1, $2, $3::text::jsonb, $4) on conflict do nothing
"""
WISH: Final = (
    "update price_sources set wish = $2::text::price_source_wish, changed_us = $3 where name = $1 returning name"
)
STATES: Final = """
select name, state, reason, events, checkpoint, voices::text, last_us, updated_us from price_source_states order by name
"""
CHECKPOINT: Final = "select checkpoint from price_source_states where name = $1"
STATE_WRITE: Final = """
insert into price_source_states (name, state, reason, events, checkpoint, voices, last_us, updated_us)
values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8)
on conflict (name) do update set state = excluded.state, reason = excluded.reason, events = excluded.events,
    checkpoint = excluded.checkpoint, voices = excluded.voices, last_us = excluded.last_us, updated_us = excluded.updated_us
"""
RETRIES: Final = (
    "select letter, source, recv_us, reason, payload from price_dead_letters where retry order by letter limit 256"
)
RETRIED: Final = "update price_dead_letters set retry = false, outcome = $2 where letter = $1"
NEWEST_TIMES: Final = "select market, max(publish_s) as publish_s from index_prices where recv_us >= $1 group by market"

UPDATE_COLUMNS: Final = (
    "digest", "recv_us", "source", "trust_version", "set_index", "signers", "slot", "sequence", "published_s", "data",
)  # fmt: skip
INDEX_COLUMNS: Final = ("market", "publish_s", "price_mticks", "conf_mticks", "digest", "seq", "recv_us")
TICK_COLUMNS: Final = (
    "source", "symbol", "kind", "number", "venue_us", "recv_us", "price_e9", "size_e9", "ask_price_e9", "ask_size_e9", "buy",
)  # fmt: skip
LETTER_COLUMNS: Final = ("source", "recv_us", "reason", "payload")
DAY_US: Final = 86_400_000_000
PARTITIONED: Final = {"price_updates": UPDATE_DAYS, "index_prices": INDEX_DAYS, "market_ticks": 3}
"""Tables in partitions of a day, and for how many days their rows are kept."""

Value = int | str | bytes | bool | list[int] | None
Row = tuple[Value, ...]


class TrustRow(msgspec.Struct, frozen=True):
    """Who may sign prices; units in the names."""

    version: int
    name: str
    set_index: int
    signers: list[bytes]
    quorum: int
    emitter_chains: list[int]
    emitters: list[bytes]
    valid_from_s: int
    valid_to_s: int
    genesis: bytes


class SourceRow(msgspec.Struct, frozen=True):
    """What should be done with a source. config: JSON; wish: run, pause, stop, backfill."""

    name: str
    kind: str
    config: str
    wish: str


class StateRow(msgspec.Struct, frozen=True):
    """How a source is. voices: JSON."""

    name: str
    state: str
    reason: str
    events: int
    checkpoint: int
    voices: str
    last_us: int
    updated_us: int


class Letter(msgspec.Struct, frozen=True):
    """A dead letter that should be read again."""

    letter: int
    source: str
    recv_us: int
    reason: str
    payload: bytes


class Page(msgspec.Struct):
    """Rows that go together; columns as the constants above say. states: how sources are once these rows are written."""

    updates: list[Row] = msgspec.field(default_factory=list)
    indices: list[Row] = msgspec.field(default_factory=list)
    ticks: list[Row] = msgspec.field(default_factory=list)
    letters: list[Row] = msgspec.field(default_factory=list)
    states: list[StateRow] = msgspec.field(default_factory=list)

    def __len__(self) -> int:
        return len(self.updates) + len(self.indices) + len(self.ticks) + len(self.letters)


async def trust_rows(db: Db) -> list[TrustRow]:
    """All versions, oldest first."""
    return [TrustRow(*row) for row in await db.fetch(TRUST)]


async def trusts(db: Db) -> list[Trust]:
    """All versions as verification takes them, oldest first."""
    return [
        Trust(
            row.version,
            row.name,
            row.set_index,
            tuple(row.signers),
            row.quorum,
            tuple(zip(row.emitter_chains, row.emitters, strict=True)),
            row.valid_from_s,
            row.valid_to_s,
            row.genesis,
        )
        for row in await trust_rows(db)
    ]


def trust_row(trust: Trust) -> TrustRow:
    """A version as it is kept."""
    return TrustRow(
        trust.version,
        trust.name,
        trust.set_index,
        list(trust.signers),
        trust.quorum,
        [chain for chain, _ in trust.emitters],
        [emitter for _, emitter in trust.emitters],
        trust.valid_from,
        trust.valid_to,
        trust.genesis,
    )


async def trust_add(db: Db, row: TrustRow, reason: str) -> bool:
    """Adds a version; False when there is one of its number, which stays as it is."""
    return await db.fetchval(TRUST_ADD, *msgspec.structs.astuple(row), reason) is not None


async def sources_wished(db: Db) -> list[SourceRow]:
    """What should run."""
    return [SourceRow(*row) for row in await db.fetch(SOURCES)]


async def source_add(db: Db, name: str, kind: str, config: str, now_us: int) -> None:
    """Wishes a source to run, unless there is a wish about it."""
    await db.execute(SOURCE_ADD, name, kind, config, now_us)


async def source_wish(db: Db, name: str, wish: str, now_us: int) -> bool:
    """Wishes run, pause, stop or backfill of a source; False when there is none of this name."""
    return await db.fetchval(WISH, name, wish, now_us) is not None


async def source_states(db: Db) -> list[StateRow]:
    """How every source is."""
    return [StateRow(*row) for row in await db.fetch(STATES)]


async def source_checkpoint(db: Db, name: str) -> int:
    """How far a source was; 0 when it never ran."""
    return await db.fetchval(CHECKPOINT, name) or 0


async def letters_retry(db: Db) -> list[Letter]:
    """Dead letters that should be read again, oldest first, a few hundred at most."""
    return [Letter(*row) for row in await db.fetch(RETRIES)]


async def letter_retried(db: Db, letter: int, outcome: str) -> None:
    """Notes what became of a retry."""
    await db.execute(RETRIED, letter, outcome[:200])


async def page_write(pool: Pool, page: Page) -> None:
    """Writes a page in one transaction, by COPY."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local synchronous_commit = off")
        for table, columns, rows in (
            ("price_updates", UPDATE_COLUMNS, page.updates),
            ("index_prices", INDEX_COLUMNS, page.indices),
            ("market_ticks", TICK_COLUMNS, page.ticks),
            ("price_dead_letters", LETTER_COLUMNS, page.letters),
        ):
            if rows:
                await connection.copy_records_to_table(table, records=rows, columns=columns)
        if page.states:
            await connection.executemany(STATE_WRITE, [msgspec.structs.astuple(state) for state in page.states])


async def publish_times(db: Db, since_us: int) -> dict[int, int]:
    """Newest publish time of each market's index since a time: what a process that starts must not go behind."""
    return {row["market"]: row["publish_s"] for row in await db.fetch(NEWEST_TIMES, since_us)}


async def data_partitions(db: Db, now_us: int, ahead: int) -> int:
    """Makes the partitions of now and of so many days ahead, and drops those beyond retention; how many changed."""
    changed = 0
    for table, days in PARTITIONED.items():
        ahead_us = now_us + ahead * DAY_US
        changed += await db.fetchval("select partitions_ensure($1, $2, $3, $4)", table, now_us, ahead_us, DAY_US)
        changed += await db.fetchval("select partitions_drop($1, $2)", table, now_us - days * DAY_US)
    return changed
