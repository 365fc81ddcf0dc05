"""The guide's script that leaves without us waits as long as the exchange's own account says, and no longer."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain import program_gen as program
from quantdesk.chain.network import PROGRAM, addresses_of, user_address
from quantdesk.client import Wallet
from tests.integration.engine.traders import MARKET
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_post_root import node
from tests.program.interface import ARTIFACTS, ROOT

SCRIPT = ROOT / "docs/guides/leave_without_us.py"
HOUR_S = 3_600
SLACK_S = 600
FINAL_S = 5


async def rewritten(desk: ChainDesk, key: bytes, kind: Any, change: Callable[[Any], Any]) -> None:
    """An account of the program as something else would have left it."""
    found = (await desk.rpc().accounts([key])).accounts[0]
    assert found is not None
    data = change(kind.read(found.data)).write()
    desk.chain.account_set(Pubkey(key), Account(found.lamports, data, Pubkey(PROGRAM), False))


async def has_positions(desk: ChainDesk, wallet: Wallet) -> bool:
    """Whether the final state, which is all that the script reads, shows them."""
    found = (await desk.rpc().accounts([user_address(wallet.keypair.public)])).accounts[0]
    return found is not None and program.UserAccount.read(found.data).positions_count > 0


async def test_script_waits_the_hours_that_the_exchange_gives_itself(database_url: str, tmp_path: Path) -> None:
    """CUST-17, CUST-22: five hours are less than the six without a mark round, and than the 72 of an exchange that never changed them."""
    desk = await ChainDesk.open(database_url)
    try:
        wallet = await desk.wallet(700, usdc=1_000, sol=50)
        await wallet.open_account()
        wallet.keypair.save(tmp_path / "wallet.json")
        where = addresses_of(bytes(desk.world.mint))
        now_us = desk.chain.time_s * 1_000_000
        await rewritten(desk, where.risk, program.Risk, lambda risk: replace(risk, round=1, round_us=now_us))
        await rewritten(desk, where.exchange, program.Exchange, lambda record: replace(record, exit_hours=5))
        await rewritten(
            desk,
            user_address(wallet.keypair.public),
            program.UserAccount,
            lambda user: replace(
                user,
                positions_count=1,
                positions=(replace(user.positions[0], market=MARKET, lots=1), *user.positions[1:]),
            ),
        )
        desk.travel(FINAL_S)
        await desk.until(lambda: has_positions(desk, wallet))
        with node(desk) as url:
            around = ("--rpc", url, "--key", str(tmp_path / "wallet.json"))
            command = (sys.executable, str(SCRIPT), *around, "--idl", str(ARTIFACTS / "quantdesk_program.json"))
            ran = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=240)
        assert ran.returncode == 3, ran.stdout + ran.stderr
        told = re.search(r"positions are open: (\d+) seconds until anybody may freeze", ran.stdout)
        assert told, ran.stdout
        assert 5 * HOUR_S - SLACK_S < int(told[1]) <= 5 * HOUR_S
    finally:
        await desk.close()
