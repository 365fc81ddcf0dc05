"""Floor of recovery: reads the journal's commands in order and applies them. No checks, no lease, nothing served afterwards.

python floor.py DSN      prints "applied SEQ"
"""

import asyncio
import sys

import asyncpg

from quantdesk.core._native import Exchange

ROWS = "select commands from engine.journal order by seq_from"


async def main(dsn: str) -> None:
    exchange = Exchange()
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        async for (commands,) in connection.cursor(ROWS, prefetch=16):
            exchange.apply(commands)
    print("applied", exchange.seq, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
