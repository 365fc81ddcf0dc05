"""`./desk replay`: applies the whole journal to a new exchange and compares every state hash that it holds, and each day with its root.

Roots are those that the chain has (CUST-20). Where no node answers, they are computed, and it says that they were not compared.
"""

import asyncio

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from quantdesk.chain.errors import ChainUnavailable
from quantdesk.chain.network import GENESIS, PROGRAM, root_address
from quantdesk.chain.program_gen import JournalRoot
from quantdesk.chain.rpc import KEYS_MAX, Rpc
from quantdesk.desk.database import database, is_up
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.engine.replay import JournalBroken, ReplayReport
from quantdesk.engine.replay import replay as journal_replay
from quantdesk.runtime.settings import DeskSettings, load
from quantdesk.store.journal import JournalRow
from quantdesk.store.journal_days import DayRoot, JournalDays


def replay() -> int:
    """Replay the journal and print the state hash; fails when a row or a hash differs."""
    settings = load(DeskSettings)
    console = Console(highlight=False, soft_wrap=True)
    where = places(settings)
    # The chain of this desk, and of no other one that has the same ports.
    nodes = settings.rpc_urls or ((f"http://{settings.host}:{settings.localnet_port}",) if is_up(where) else ())
    with database(settings, where) as url:
        try:
            report, days = asyncio.run(_replay(console, url))
            posted = asyncio.run(_posted(settings.network, nodes, [day.day for day in days]))
        except JournalBroken as error:
            raise Told(f"the journal is broken: {error}") from None
    rate = report.commands / report.seconds if report.seconds else 0.0
    console.print(
        f"rows {report.rows}, commands {report.commands}, seconds {report.seconds:.2f} ({rate:,.0f} commands/s)"
    )
    console.print(f"seq {report.seq}: every event equal, {report.hashes_checked} state hashes equal")
    console.print(f"state hash {report.state_hash}")
    for day in days:
        console.print(
            f"day {day.day}: commands {day.first_seq} to {day.last_seq}, root {day.root.hex()}, {_told(day, posted)}"
        )
    return 0


async def _posted(network: str, nodes: tuple[str, ...], days: list[int]) -> dict[int, JournalRoot] | None:
    """Roots that the chain has, by day; None when no node answers."""
    if not nodes:
        return None
    rpc = Rpc(nodes, GENESIS[network])
    found: dict[int, JournalRoot] = {}
    try:
        for at in range(0, len(days), KEYS_MAX):
            page = days[at : at + KEYS_MAX]
            read = await rpc.accounts([root_address(day) for day in page])
            for day, one in zip(page, read.accounts, strict=True):
                if one is not None and one.owner == PROGRAM:
                    found[day] = JournalRoot.read(one.data)
    except (ChainUnavailable, httpx.HTTPError):
        return None
    finally:
        await rpc.close()
    return found


def _told(day: DayRoot, posted: dict[int, JournalRoot] | None) -> str:
    """How a day compares with the chain. Errors: Told when the chain has another root."""
    if posted is None:
        return "not compared: no node answers"
    root = posted.get(day.day)
    if root is None:
        return "not posted yet"
    if (root.first_seq, root.last_seq, root.root) != (day.first_seq, day.last_seq, day.root):
        raise Told(
            f"day {day.day}: expected the root on the chain, {root.root.hex()} of commands {root.first_seq} to {root.last_seq}, "
            f"found {day.root.hex()} of {day.first_seq} to {day.last_seq}: the journal is not what was posted"
        )
    return "as on the chain"


async def _replay(console: Console, url: str) -> tuple[ReplayReport, list[DayRoot]]:
    """The report, and every day of the journal that is over: both from one reading."""
    days, over = JournalDays(), list[DayRoot]()

    def seen(row: JournalRow) -> None:
        if (day := days.add(row)) is not None:
            over.append(day)

    columns = (TextColumn("replay"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("replay", total=None)

        def told(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return await journal_replay(url, told, seen), over
