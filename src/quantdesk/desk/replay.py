"""`./desk replay`: applies the whole journal to a new exchange and compares every state hash that it holds."""

import asyncio

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from quantdesk.desk.database import database
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.engine.replay import JournalBroken, ReplayReport
from quantdesk.engine.replay import replay as journal_replay
from quantdesk.runtime.settings import DeskSettings, load


def replay() -> int:
    """Replay the journal and print the state hash; fails when a row or a hash differs."""
    settings = load(DeskSettings)
    console = Console(highlight=False, soft_wrap=True)
    with database(settings, places(settings)) as url:
        try:
            report = asyncio.run(_replay(console, url))
        except JournalBroken as error:
            raise Told(f"the journal is broken: {error}") from None
    rate = report.commands / report.seconds if report.seconds else 0.0
    console.print(
        f"rows {report.rows}, commands {report.commands}, seconds {report.seconds:.2f} ({rate:,.0f} commands/s)"
    )
    console.print(f"seq {report.seq}: every event equal, {report.hashes_checked} state hashes equal")
    console.print(f"state hash {report.state_hash}")
    return 0


async def _replay(console: Console, url: str) -> ReplayReport:
    columns = (TextColumn("replay"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("replay", total=None)
        return await journal_replay(url, lambda done, total: progress.update(task, completed=done, total=total))
