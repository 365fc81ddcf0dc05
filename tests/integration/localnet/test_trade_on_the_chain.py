"""The guide's script trades on the program alone: a node of the local chain, two wallets, nothing else."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from solders.account import Account
from solders.keypair import Keypair as Solders
from solders.pubkey import Pubkey

from quantdesk.chain import program_gen as program
from quantdesk.chain.network import PROGRAM, addresses_of, user_address
from quantdesk.client import Wallet
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_post_root import node
from tests.program.interface import ARTIFACTS, ROOT

SCRIPT = ROOT / "docs/guides/trade_on_the_chain.py"
INDEX = 1


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[ChainDesk]:
    """A chain with a market; its mark is set as a round would."""
    made = await ChainDesk.open(database_url)
    where = addresses_of(bytes(made.world.mint))
    rpc = made.rpc()
    found = (await rpc.accounts([where.risk])).accounts[0]
    assert found is not None
    risk = program.Risk.read(found.data)
    later_us = (made.chain.time_s + 600) * 1_000_000
    row = msgspec.structs.replace(
        risk.rows[MARKET], mark_mticks=PRICE * 1_000, index_mticks=PRICE * 1_000, mark_us=later_us
    )
    risk = msgspec.structs.replace(
        risk,
        round=1,
        round_us=later_us,
        rows=(*risk.rows[:MARKET], row, *risk.rows[MARKET + 1 :]),
    )
    made.chain.account_set(Pubkey(where.risk), Account(found.lamports, risk.write(), Pubkey(PROGRAM), False))
    yield made
    await made.close()


async def test_two_wallets_trade_with_the_script_and_a_node_alone(desk: ChainDesk, tmp_path: Path) -> None:
    """CUST-25, CUST-26: placed, traded by either though better orders may not meet, shown; what is left is taken back."""
    ann, ben = await desk.wallet(700, usdc=1_000, sol=50), await desk.wallet(701, usdc=1_000, sol=50)
    keys = {}
    for seed, wallet in ((700, ann), (701, ben)):
        keys[wallet] = tmp_path / f"{seed}.json"
        keys[wallet].write_text(json.dumps(list(bytes(Solders.from_seed(seed.to_bytes(32, "little"))))))
    with node(desk) as url:

        async def run(wallet: Wallet, *words: str, status: int = 0) -> str:
            fixed = ("--rpc", url, "--key", str(keys[wallet]), "--idl", str(ARTIFACTS / "quantdesk_program.json"))
            command = (sys.executable, str(SCRIPT), *fixed, *words)
            # As somebody starts it by hand: what it imports lies beside it.
            around = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
            run_it = partial(subprocess.run, capture_output=True, text=True, timeout=240, env=around)
            ran = await asyncio.to_thread(run_it, command)
            assert ran.returncode == status, ran.stdout + ran.stderr
            return ran.stdout

        await asyncio.gather(*(run(wallet, "open") for wallet in (ann, ben)))
        await asyncio.gather(*(run(wallet, "deposit", "900000000") for wallet in (ann, ben)))
        await run(ann, "place", "BTC-PERP", "sell", str(PRICE), "3", "7")
        assert "nothing crosses" in await run(ben, "execute", "BTC-PERP", status=3)
        await run(ann, "place", "BTC-PERP", "buy", str(PRICE + 1), "1", "8")
        await run(ben, "--post-only", "place", "BTC-PERP", "buy", str(PRICE), "1", "6")
        assert "nothing crosses" in await run(ben, "execute", "BTC-PERP", status=3)
        await run(ben, "place", "BTC-PERP", "buy", str(PRICE), "2", "9")
        said = await run(ann, "orders", "BTC-PERP")
        assert f"buy  2 lots at {PRICE} ticks" in said
        assert f"sell 3 lots at {PRICE} ticks" in said
        await run(ben, "execute", "BTC-PERP")
        assert f"market {MARKET}: 2 lots" in await run(ben, "show")
        await asyncio.gather(run(ann, "cancel", "7"), run(ben, "cancel", "6"))
        await run(ann, "cancel", "8")
        said = await run(ann, "show")
        assert "locked 0 by 0 orders" in said
        assert f"market {MARKET}: -2 lots" in said
    found = (await desk.rpc().accounts([user_address(ann.keypair.public, INDEX)])).accounts[0]
    assert found is not None
    assert program.UserAccount.read(found.data).orders_open == 0
