"""What operators change by hand about market data, and the note of it.

Invariant: a change and its note stand in one transaction, which the caller opens: nothing is changed that nobody is named for.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from quantdesk.store.market_data import SourceRow, TrustRow, source_wish, trust_add
from quantdesk.store.pool import Db

PUT: Final = """
insert into price_sources (name, kind, config, wish, changed_us) values ($1, $2, $3::text::jsonb, $4::text::price_source_wish, $5)
on conflict (name) do update set kind = excluded.kind, config = excluded.config, wish = excluded.wish, changed_us = excluded.changed_us
"""
REMOVE: Final = "delete from price_sources where name = $1 returning name"
STATE_REMOVE: Final = "delete from price_source_states where name = $1"
LETTERS: Final = """
select letter, source, recv_us, reason, octet_length(payload) as bytes, retry, outcome from price_dead_letters
order by letter desc limit $1
"""
RETRY: Final = "update price_dead_letters set retry = true, outcome = null where letter = $1 returning letter"
NOTE: Final = "insert into operator_actions (at_us, operator, verb, subject, detail) values ($1, left($2, 64), $3, $4, left($5, 4096))"
ACTIONS: Final = (
    "select action, at_us, operator, verb, subject, detail from operator_actions order by action desc limit $1"
)


class Act(msgspec.Struct, frozen=True):
    """Who does something, and when."""

    operator: str
    at_us: int


class LetterRow(msgspec.Struct, frozen=True):
    """A dead letter; bytes: size of what was refused, retry: it waits to be read again, outcome: what became of the last time."""

    letter: int
    source: str
    recv_us: int
    reason: str
    bytes: int
    retry: bool
    outcome: str | None


class ActionRow(msgspec.Struct, frozen=True):
    """What an operator did."""

    action: int
    at_us: int
    operator: str
    verb: str
    subject: str
    detail: str


async def source_put(db: Db, row: SourceRow, act: Act) -> None:
    """Wishes for a source, new or changed."""
    await db.execute(PUT, row.name, row.kind, row.config, row.wish, act.at_us)
    await _note(db, act, "source add", row.name, f"{row.kind} {row.wish} {row.config}")


async def source_wished(db: Db, name: str, wish: str, act: Act) -> bool:
    """Wishes run, pause, stop or backfill; False when there is no such source."""
    found = await source_wish(db, name, wish, act.at_us)
    if found:
        await _note(db, act, f"source {wish}", name, "")
    return found


async def source_remove(db: Db, name: str, act: Act) -> bool:
    """Takes a source's wishes away, and how far it was; False when there is none."""
    found = await db.fetchval(REMOVE, name) is not None
    if found:
        await db.execute(STATE_REMOVE, name)
        await _note(db, act, "source remove", name, "")
    return found


async def letters_newest(db: Db, limit: int) -> list[LetterRow]:
    """Dead letters, newest first."""
    return [LetterRow(*row) for row in await db.fetch(LETTERS, limit)]


async def letter_retry(db: Db, letter: int, act: Act) -> bool:
    """Wishes a dead letter to be read again; False when there is none of this number."""
    found = await db.fetchval(RETRY, letter) is not None
    if found:
        await _note(db, act, "letter retry", str(letter), "")
    return found


async def trust_succeed(db: Db, rows: Sequence[TrustRow], upgrade: bytes, act: Act) -> bool:
    """Adds the rows of trust that a signed upgrade proves, and keeps it with the note of the first; False when a version is taken."""
    for row in rows:
        if not await trust_add(db, row, f"upgrade of guardians, taken by {act.operator}"):
            return False
    await _note(db, act, "trust upgrade", str(rows[0].version), f"{rows[0].name} {upgrade.hex()}")
    return True


async def actions_newest(db: Db, limit: int) -> list[ActionRow]:
    """What operators did, newest first."""
    return [ActionRow(*row) for row in await db.fetch(ACTIONS, limit)]


async def _note(db: Db, act: Act, verb: str, subject: str, detail: str) -> None:
    await db.execute(NOTE, act.at_us, act.operator, verb, subject, detail)
