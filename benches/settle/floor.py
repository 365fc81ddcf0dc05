"""Floor of settle: rows that are committed one by one, each told to the chain by the least program that can.

A row stands for a fill. Whoever follows the table packs twenty of them into one transaction of transfers, sends it and waits until its
effect is seen; no sequences, no signatures of traders, no state.
"""

import asyncio
import itertools
import secrets

import asyncpg

from quantdesk.chain.network import GENESIS
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner, transaction_sign, transfer
from quantdesk.client import Keypair, Wallet
from quantdesk.runtime.clock import monotonic_s

ROWS_A_TRANSACTION = 20
LOOK_S = 0.01
TABLE = "create table if not exists floor_fills (id bigserial primary key, body bytea not null)"
BODY = bytes(200)


async def floor_lags(dsn: str, rpc_url: str, rate: int, seconds: float) -> list[float]:
    """Seconds from each row's commit until its transaction is seen on the chain."""
    seed = secrets.token_bytes(32)
    async with await Wallet.connect(Keypair.from_seed(seed), rpc_url) as wallet:
        await wallet.airdrop(sol=10)
    rpc = Rpc((rpc_url,), GENESIS["localnet"])
    writer, reader = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    try:
        await writer.execute(TABLE)
        committed: dict[int, float] = {}
        writing = asyncio.create_task(_write(writer, committed, rate, seconds))
        lags = await _follow(reader, rpc, KeySigner(seed), committed, writing)
        await writing
    finally:
        await writer.close()
        await reader.close()
        await rpc.close()
    return lags


async def _write(connection: asyncpg.Connection, committed: dict[int, float], rate: int, seconds: float) -> None:
    start_s = monotonic_s()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(start_s + number / rate - monotonic_s())
        row = await connection.fetchval("insert into floor_fills (body) values ($1) returning id", BODY)
        committed[row] = monotonic_s()


async def _follow(
    connection: asyncpg.Connection,
    rpc: Rpc,
    signer: KeySigner,
    committed: dict[int, float],
    writing: asyncio.Task[None],
) -> list[float]:
    last = await connection.fetchval("select coalesce(max(id), 0) from floor_fills")
    lags: list[float] = []
    amounts, to = itertools.count(1), secrets.token_bytes(32)
    while True:
        ended = writing.done()
        rows = await connection.fetch(
            "select id, body from floor_fills where id > $1 order by id limit $2", last, ROWS_A_TRANSACTION
        )
        if not rows:
            if ended:
                return lags
            await asyncio.sleep(LOOK_S)
            continue
        made = [transfer(signer.public, to, 900_000 + next(amounts)) for _ in rows]
        signed = transaction_sign(tuple(made), (signer,), await rpc.blockhash())
        await rpc.send(signed.raw, "processed")
        while (await rpc.status(signed.signature)) is None:  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(LOOK_S)
        seen_s = monotonic_s()
        last = rows[-1]["id"]
        lags += [seen_s - committed.get(row["id"], seen_s) for row in rows]
