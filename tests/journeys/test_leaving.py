"""Leaving without us: stock libraries, a node and the IDL take accounts out while nothing of the desk runs, positions or not."""

import json
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from pathlib import Path

from quantdesk.chain.network import user_address
from quantdesk.desk.paths import ROOT
from quantdesk.localnet.ledger import Ledger
from quantdesk.localnet.records import AccountRow, SlotRow
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.settings import PYTH_RECEIVER
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_chain import quiet, usdc_of, whole
from tests.integration.localnet.nodes import Node
from tests.program.ending import SAMPLES, STEP_S, USD, listed_world
from tests.program.interface import Interface
from tests.program.markets import market_of, price_bytes
from tests.program.world import World

SCRIPT = ROOT / "docs/guides/leave_without_us.py"
IDL = ROOT / "crates/program/artifacts/quantdesk_program.json"
SEED = 700


async def account_with_money(database_url: str, folder: Path) -> int:
    """A desk in which a wallet deposited; then everything of it ends, and the chain's ledger is left. Returns its lamports."""
    desk = await ChainDesk.open(database_url)
    crew = desk.crew()
    crew.start()
    try:
        wallet = await desk.wallet(SEED, usdc=1_000, sol=50)
        await wallet.open_account(usdc="300", sol="2")
        await desk.until(lambda: quiet(desk, wallet))
        assert await usdc_of(wallet) == whole(700)
        lamports = await desk.rpc().balance(wallet.keypair.public)
        wallet.keypair.save(folder / "wallet.json")
    finally:
        await crew.kill()
        await desk.close()
    ledger = Ledger(folder / "chain")
    ledger.open(desk.chain.genesis, desk.chain.whole(desk.chain.slot))
    ledger.close()
    return lamports


def script(node: Node, folder: Path, *more: str, key: str = "wallet.json") -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(SCRIPT), "--rpc", node.url, "--key", str(folder / key), "--idl", str(IDL), *more)
    return subprocess.run(
        command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


async def test_flat_account_leaves_while_every_process_but_the_chain_is_stopped(
    database_url: str, tmp_path: Path
) -> None:
    """CUST-4, CUST-10: ask, wait an hour, claim, be paid."""
    lamports = await account_with_money(database_url, tmp_path)
    assert "quantdesk." not in SCRIPT.read_text().replace("quantdesk_program", "")
    with Node(tmp_path) as node:
        asked = script(node, tmp_path)
        assert asked.returncode == 3, asked.stdout + asked.stderr
        assert "seconds until it may be claimed" in asked.stdout
        node.ask("timeTravel", {"seconds": 3_601})
        left = script(node, tmp_path)
        assert left.returncode == 0, left.stdout + left.stderr
        assert "everything that the account held is in the wallet" in left.stdout
        owner = owner_of(tmp_path / "wallet.json")
        assert tokens_of(node, owner) == whole(1_000)
        fees = 4 * 5_000
        assert node.ask("getBalance", owner)["value"] == lamports + 2 * 10**9 - fees


TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"


def owner_of(file: Path) -> str:
    return encode_base58(bytes(json.loads(file.read_text())[32:]))


def tokens_of(node: Node, owner: str) -> int:
    """USDC of a wallet."""
    rows = node.ask("getTokenAccountsByOwner", owner, {"programId": TOKEN}, {"encoding": "jsonParsed"})["value"]
    return sum(int(row["account"]["data"]["parsed"]["info"]["tokenAmount"]["amount"]) for row in rows)


LOTS, OPENED, ENDS = 10, 618_000, 62_300
NOW_SILENT_S = 7 * 3_600
FINAL_TIMEOUT_S = 60


def positions_made(rows: list[AccountRow], users: list[bytes], now_s: int) -> list[AccountRow]:
    """The chain as an operator left it seven hours ago: a market, its last round, and two accounts that hold against each other."""
    world = listed_world()
    interface = world.interface
    listed = {bytes(key): world.svm.get_account(key) for key in (world.risk, market_of(world))}
    kept = {row.key: row for row in rows}
    for key, account in listed.items():
        kept[key] = AccountRow(key, account.lamports, bytes(account.owner), False, bytes(account.data))
    changes = {bytes(world.risk): ("Risk", {"round_us": (now_s - NOW_SILENT_S) * 1_000_000})}
    for user, lots in zip(users, (LOTS, -LOTS), strict=True):
        record = interface.account_read("UserAccount", kept[user].data)
        record["positions"][0] |= {"lots": lots, "quote_atoms": -lots * OPENED * 100}
        changes[user] = ("UserAccount", record | {"positions_count": 1})
    for key, (kind, fields) in changes.items():
        record = interface.account_read(kind, kept[key].data) | fields
        kept[key] = AccountRow(key, kept[key].lamports, kept[key].owner, False, interface.account_write(kind, record))
    return list(kept.values())


async def accounts_with_positions(database_url: str, folder: Path) -> None:
    """Two wallets with 300 USDC each in the exchange, and positions; then everything but the chain's ledger is gone."""
    desk = await ChainDesk.open(database_url)
    crew = desk.crew()
    crew.start()
    try:
        users = []
        for number, name in enumerate(NAMES):
            wallet = await desk.wallet(SEED + 1 + number, usdc=1_000, sol=50)
            await wallet.open_account(usdc="300")
            await desk.until(lambda wallet=wallet: quiet(desk, wallet))
            wallet.keypair.save(folder / name)
            users.append(user_address(wallet.keypair.public))
    finally:
        await crew.kill()
        await desk.close()
    whole_row = desk.chain.whole(desk.chain.slot)
    now_s = now_us() // 10**6
    rows = positions_made(list(whole_row.accounts), users, now_s)
    ledger = Ledger(folder / "chain")
    ledger.open(
        desk.chain.genesis,
        SlotRow(whole_row.slot, whole_row.offset_us, whole_row.airdrops, rows, whole_row.transactions),
    )
    ledger.close()


NAMES = ("long.json", "short.json")


def samples_set(node: Node, frozen_s: int) -> list[str]:
    """Pyth's accounts of the first update after each of the three times, as anybody could post them."""
    keys = []
    for number in range(SAMPLES):
        due_s = frozen_s + STEP_S * (number + 1)
        data = bytearray(price_bytes((ENDS + number - 1) * USD, due_s + 3))
        at = data.rindex((due_s + 3).to_bytes(8, "little")) + 8
        data[at : at + 8] = (due_s - 2).to_bytes(8, "little")
        key = encode_base58(bytes([200 + number]) * 32)
        node.ask("setAccount", key, {"owner": PYTH_RECEIVER, "data": [b64encode(data).decode(), "base64"]})
        keys.append(key)
    final = {"commitment": "finalized", "encoding": "base64"}
    until_s = monotonic_s() + FINAL_TIMEOUT_S
    while not all(node.ask("getAccountInfo", key, final)["value"] for key in keys):
        assert monotonic_s() < until_s, "price accounts did not become final"
        time.sleep(0.1)
    return keys


async def test_traders_with_open_positions_leave_while_every_process_but_the_chain_is_stopped(
    database_url: str, tmp_path: Path
) -> None:
    """CUST-17 to CUST-19: ask, freeze, bring prices, resolve everybody, be paid; winner and loser to the atom."""
    await accounts_with_positions(database_url, tmp_path)
    with Node(tmp_path) as node:
        first = script(node, tmp_path, key="long.json")
        assert first.returncode == 3, first.stdout + first.stderr
        assert "freeze: " in first.stdout
        assert "BTC-PERP: the first price published at" in first.stdout
        exchange = node.ask(
            "getAccountInfo", encode_base58(bytes(World(opened=False).exchange)), {"encoding": "base64"}
        )
        record = Interface().account_read("Exchange", b64decode(exchange["value"]["data"][0]))
        node.ask("timeTravel", {"seconds": 4_000})
        prices = [word for key in samples_set(node, record["frozen_s"]) for word in ("--price", key)]
        for name in NAMES:
            left = script(node, tmp_path, *prices, key=name)
            assert left.returncode == 0, left.stdout + left.stderr
        # The middle of three prices: 5,000 ticks above, ten lots, 100 atoms a tick and lot.
        won = (ENDS * 10 - OPENED) * LOTS * 100
        assert [tokens_of(node, owner_of(tmp_path / name)) for name in NAMES] == [
            whole(1_000) + won,
            whole(1_000) - won,
        ]
