"""`./desk sources`: what market data should run, how it is, what was refused, and who changed it.

Invariant: it writes wishes alone, each with the name of who wished it; ingestion follows within a second, and says itself how it went.
"""

import asyncio
import re
from typing import Final, Literal

from cyclopts import App

from quantdesk.desk.acting import act_now, asked, desk, done
from quantdesk.desk.database import is_up
from quantdesk.desk.tables import table_of, told, told_json, told_rows
from quantdesk.desk.told import Told
from quantdesk.desk.trust import trust
from quantdesk.ingest.sources.kinds import ConfigInvalid, config_read
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.store.market_data import SourceRow
from quantdesk.store.operators import (
    ActionRow,
    LetterRow,
    actions_newest,
    letter_retry,
    letters_newest,
    source_put,
    source_remove,
    source_wished,
)
from quantdesk.store.pool import Connection
from quantdesk.store.source_status import REFUSED, MarketVoice, SourceStatus, is_settled, statuses

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
US_PER_S: Final = 1_000_000
FOLLOW_S: Final = 30.0
ROWS_MAX: Final = 1_000
LETTER_COLUMNS: Final = ("letter", "source", "age s", "bytes", "reason", "outcome")
ACTION_COLUMNS: Final = ("action", "age s", "operator", "did", "to", "as it is since")
Wish = Literal["run", "pause", "stop", "backfill"]

sources = App(name="sources", help="Sources of market data: list them, say what they should do, see what they said.")
sources.command(trust)


@sources.default
def show(*, json: bool = False) -> int:
    """Show every source: what is wished, what is, points and faults by market.

    Parameters
    ----------
    json
        One object for programs.
    """
    found = done(statuses)
    _print(found, json=json)
    return 0


@sources.command
def add(name: str, kind: str, config: str = "{}", *, wish: Wish = "run") -> int:
    """Wish for a source, or change the one of this name; configurations by kind: docs/guides/market-data.md.

    Parameters
    ----------
    name
        A name of your choice.
    kind
        hermes, solana, binance, bybit, okx, hyperliquid, ccxt, replay, synthetic.
    config
        JSON, without secrets.
    wish
        What it should do.
    """
    if not NAME.fullmatch(name):
        raise Told(f"sources: expected a name of letters, digits, . _ and -, at most 64, found {name[:80]!r}")
    try:
        config_read(kind, config)
    except ConfigInvalid as error:
        raise Told(f"sources: {error}") from None
    done(lambda db: source_put(db, SourceRow(name, kind, config, wish), act_now()))
    return _followed(name)


@sources.command
def run(*names: str) -> int:
    """Let sources run."""
    return _wished(names, "run")


@sources.command
def pause(*names: str) -> int:
    """Let sources rest; how far a recording is stays known."""
    return _wished(names, "pause")


@sources.command
def stop(*names: str) -> int:
    """End sources; a recording begins anew later."""
    return _wished(names, "stop")


@sources.command
def backfill(*names: str) -> int:
    """Keep the trades and quotes of recordings once, as fast as they are written."""
    return _wished(names, "backfill")


@sources.command
def remove(name: str) -> int:
    """Take a source away."""
    if not done(lambda db: source_remove(db, name, act_now())):
        raise Told(_unknown(name))
    told(f"{name}: removed")
    return 0


@sources.command
def letters(*, limit: int = 20, json: bool = False) -> int:
    """Show what was refused, newest first, with the reason.

    Parameters
    ----------
    limit
        How many at most.
    json
        A list for programs.
    """
    found = done(lambda db: letters_newest(db, _at_most(limit)))
    return told_rows(found, LETTER_COLUMNS, _letter_cells, "nothing was refused", json=json)


@sources.command
def retry(*numbers: int) -> int:
    """Give dead letters to their reader again; `./desk sources letters` says what became of them."""

    async def asked(db: Connection) -> list[int]:
        return [number for number in numbers if not await letter_retry(db, number, act_now())]

    unknown = done(asked) if numbers else []
    if unknown or not numbers:
        raise Told(f"sources: expected numbers of letters, found {', '.join(map(str, unknown)) or 'none'}")
    return 0


@sources.command
def history(*, limit: int = 20, json: bool = False) -> int:
    """Show who changed what, newest first.

    Parameters
    ----------
    limit
        How many at most.
    json
        A list for programs.
    """
    found = done(lambda db: actions_newest(db, _at_most(limit)))
    return told_rows(found, ACTION_COLUMNS, _action_cells, "nobody has changed anything", json=json)


def _at_most(limit: int) -> int:
    return max(1, min(limit, ROWS_MAX))


def _letter_cells(row: LetterRow) -> tuple[str, ...]:
    outcome = "waits to be read again" if row.retry else row.outcome or ""
    return (str(row.letter), row.source, _age(row.recv_us), str(row.bytes), row.reason, outcome)


def _action_cells(row: ActionRow) -> tuple[str, ...]:
    return (str(row.action), _age(row.at_us), row.operator, row.verb, row.subject, row.detail)


def _wished(names: tuple[str, ...], wish: Wish) -> int:
    if not names:
        raise Told(f"sources: expected names of sources to {wish}, found none")

    async def wished(db: Connection) -> None:
        for name in names:
            if not await source_wished(db, name, wish, act_now()):
                raise Told(_unknown(name))

    done(wished)
    return max(_followed(name) for name in names)


def _followed(name: str) -> int:
    """Waits until ingestion has followed a wish, and says how; 1 when it cannot."""
    settings, where = desk()
    if not is_up(where):
        told(f"{name}: wished; ingestion follows when the desk is up")
        return 0

    async def seen(db: Connection) -> SourceStatus:
        begun_s = monotonic_s()
        while True:
            found = next(each for each in await statuses(db) if each.name == name)
            if is_settled(found) or monotonic_s() - begun_s > FOLLOW_S:
                return found
            await asyncio.sleep(0.2)

    found = asked(settings, where, seen)
    told(f"{name}: {found.wish} wished, {found.state}{': ' + found.reason if found.reason else ''}")
    return 0 if is_settled(found) and not (found.state in REFUSED and found.wish != "stop") else 1


def _unknown(name: str) -> str:
    return f"sources: there is no source {name[:64]!r}; ./desk sources lists them"


def _print(found: list[SourceStatus], *, json: bool) -> None:
    if json:
        told_json(found)
        return
    table = table_of(
        "source",
        "kind",
        "wish",
        "state",
        "events",
        "last s",
        "market",
        "points",
        "complete",
        "checksum",
        "backlog s",
        "faults",
    )
    for each in found:
        state = f"{each.state}: {each.reason}" if each.reason else each.state
        last = "-" if each.last_event_s is None else f"{each.last_event_s:.1f}"
        head = (each.name, each.kind, each.wish, state, f"{each.events:,}", last)
        for number, voice in enumerate(each.markets or [None]):
            table.add_row(*(head if not number else [""] * len(head)), *voice_cells(voice))
    told(table if found else "no source is wished: ./desk sources add")


def voice_cells(voice: MarketVoice | None) -> tuple[str, ...]:
    """What a source says of a market as cells of a table: market, points, holes, checksums, backlog, faults."""
    if voice is None:
        return ("",) * 6
    complete = "unknown" if voice.complete_percent is None else f"{voice.complete_percent}%"
    wrong = voice.checksums_wrong
    checksum = "not told" if wrong is None else f"{wrong} wrong" if wrong else "holds"
    return (
        voice.market,
        str(voice.score),
        complete,
        checksum,
        f"{voice.backlog_s:.1f}",
        ", ".join(voice.faults),
    )


def _age(at_us: int) -> str:
    return f"{(now_us() - at_us) / US_PER_S:.0f}"
