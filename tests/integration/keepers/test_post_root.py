"""Roots of days of the journal: each one that is over gets one, in order, whoever is killed; and anybody can compare a day with it."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.network import PROGRAM, exchange_address, root_address
from quantdesk.chain.program_gen import PROGRAM_TEXT, Exchange, JournalRoot
from quantdesk.keepers import post_root
from quantdesk.keepers.loop import CHAIN_ERRORS
from quantdesk.model.records_gen import Tick
from quantdesk.store.journal_days import DayRoot, day_root
from tests.integration.keepers.chain_desk import ChainDesk, Weather

DAY_S = 86_400
SCRIPT = Path(__file__).parents[3] / "docs/guides/prove_a_day.py"
EXPORT = """
select encode(commands, 'hex') || ',' || encode(events, 'hex') from engine.journal where ts_us / 86400000000 = $1 order by seq_from
"""


@pytest.fixture
async def desk(desk: ChainDesk) -> ChainDesk:
    """Some commands of today are in its journal."""
    await batches(desk, 5)
    return desk


async def batches(desk: ChainDesk, count: int) -> None:
    for _ in range(count):
        await desk.engine.send(Tick().encode())


async def roots(desk: ChainDesk, days: list[int]) -> list[tuple[int, int, int, bytes] | None]:
    """What the chain has of these days."""
    read = await desk.rpc().accounts([root_address(day) for day in days])
    found = [JournalRoot.read(one.data) if one is not None and one.owner == PROGRAM else None for one in read.accounts]
    return [one and (one.day, one.first_seq, one.last_seq, one.root) for one in found]


async def days_of(desk: ChainDesk) -> list[DayRoot]:
    """Days of the journal that are over."""
    days: list[DayRoot] = []
    while day := await day_root(desk.pool, days[-1].last_seq if days else 0):
        days.append(day)
    return days


def told(day: DayRoot) -> tuple[int, int, int, bytes]:
    return (day.day, day.first_seq, day.last_seq, day.root)


async def posted_all(desk: ChainDesk) -> None:
    """A keeper without memory runs until it has nothing to do; what one before it sent and did not see land is tried again."""
    crew = desk.crew()

    async def nothing_left() -> bool:
        try:
            return not (await post_root.run_once(crew.parts)).more
        except TransactionFailed as error:
            crew.failures.append(repr(error))
            return False

    await desk.until(nothing_left)


async def test_days_that_are_over_get_their_root_in_order_and_those_without_commands_none(desk: ChainDesk) -> None:
    """CUST-20: the day that goes on has none; one in which nothing happened is left out."""
    today = desk.engine.exchange.ts_us // 1_000_000 // DAY_S
    await posted_all(desk)
    assert await roots(desk, [today]) == [None]
    desk.later(DAY_S)
    await batches(desk, 700)
    desk.later(2 * DAY_S)
    await batches(desk, 2)
    await posted_all(desk)
    days = await days_of(desk)
    assert [(day.day - today, day.first_seq) for day in days] == [(0, 1), (1, days[0].last_seq + 1)]
    assert days[1].batches == 700
    expected = [told(days[0]), told(days[1]), None, None]
    assert await roots(desk, [today + offset for offset in range(4)]) == expected


async def test_day_of_an_engine_whose_clock_is_ahead_waits_for_the_chain(desk: ChainDesk) -> None:
    """CUST-20: the program takes a day when it is over by the chain's own clock."""
    today = desk.engine.exchange.ts_us // 1_000_000 // DAY_S
    desk.engine.ahead_us += DAY_S * 1_000_000
    await batches(desk, 1)
    await posted_all(desk)
    assert await roots(desk, [today]) == [None]
    desk.travel(DAY_S)
    await posted_all(desk)
    assert await roots(desk, [today]) == [told((await days_of(desk))[0])]


async def test_keeper_that_is_killed_anywhere_neither_leaves_a_day_out_nor_tells_one_twice(desk: ChainDesk) -> None:
    """CUST-20: killed at each of its requests in turn, a new one goes on from what the chain has."""
    today = desk.engine.exchange.ts_us // 1_000_000 // DAY_S
    for request in range(1, 9):
        desk.later(DAY_S)
        await batches(desk, 3)
        weather = Weather(desk)
        running = asyncio.get_running_loop().create_task(post_root.run_once(desk.crew(weather).parts))
        while not (running.done() or weather.requests >= request):
            await asyncio.sleep(0)
        running.cancel()
        ended = (await asyncio.gather(running, return_exceptions=True))[0]
        assert not isinstance(ended, Exception) or isinstance(ended, CHAIN_ERRORS), ended
    before = await events(desk)
    await posted_all(desk)
    days = await days_of(desk)
    assert [day.day - today for day in days] == list(range(8))
    assert await roots(desk, [day.day for day in days]) == [told(day) for day in days]
    assert await events(desk) <= before + len(days)


async def events(desk: ChainDesk) -> int:
    """Events that the exchange has numbered: one for each root, among others."""
    found = (await desk.rpc().accounts([exchange_address()])).accounts[0]
    assert found is not None
    return Exchange.read(found.data).event_seq


async def test_anybody_compares_a_day_as_a_file_with_the_chain(desk: ChainDesk, tmp_path: Path) -> None:
    """CUST-20: the guide's script, which shares no code with us; a single event told otherwise is found."""
    desk.later(DAY_S)
    await batches(desk, 1)
    await posted_all(desk)
    (day,) = await days_of(desk)
    lines = [row[0] for row in await desk.pool.fetch(EXPORT, day.day)]
    file = tmp_path / "day.csv"
    with node(desk) as url:

        async def compared(told_lines: list[str]) -> tuple[int, str]:
            file.write_text("\n".join(told_lines) + "\n")
            words = (sys.executable, str(SCRIPT), "--rpc", url, "--program", PROGRAM_TEXT, str(file))
            ran = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, timeout=60)
            return ran.returncode, ran.stdout + ran.stderr

        status, said = await compared(lines)
        assert (status, said.splitlines()[-1]) == (0, "equal"), said
        assert day.root.hex() in said
        commands, happened = lines[0].split(",")
        other = f"{commands},{happened[:-1]}{int(happened[-1], 16) ^ 1:x}"
        status, said = await compared([other, *lines[1:]])
        assert status == 1, said
        assert "NOT EQUAL" in said
        status, said = await compared([lines[0], *lines[2:]])
        assert status == 1, said
        assert "next, found" in said


@contextmanager
def node(desk: ChainDesk) -> Iterator[str]:
    """The chain's own answers behind a port; the loop that has the chain gives them, one after another."""
    loop = asyncio.get_running_loop()

    async def answered(body: bytes) -> bytes:
        return desk.answer(body)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = asyncio.run_coroutine_threadsafe(answered(body), loop).result()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
