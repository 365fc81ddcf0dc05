"""The sources of a market's price, cut for as long as a block runs."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import source_wish, sources_wished
from quantdesk.store.pool import open_pool


@contextlib.contextmanager
def cut(desk, symbol):
    """Ingestion rests for this market while the block runs."""
    _wished(desk, symbol, "pause")
    try:
        yield
    finally:
        _wished(desk, symbol, "run")


async def _wish(url, symbol, wish):
    pool = await open_pool(url, size=1)
    try:
        names = [row.name for row in await sources_wished(pool) if row.name.endswith(symbol)]
        assert names, f"expected a source of {symbol}"
        for name in names:
            await source_wish(pool, name, wish, now_us())
    finally:
        await pool.close()


def _wished(desk, symbol, wish):
    """Tells ingestion what to do with the sources of a market, beside the browser's own loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _wish(desk.addresses.database_url, symbol, wish)).result()
