"""The desk's step on its chain: a real deployment, the exchange, the vaults, the wallets; run again it changes nothing."""

import asyncio
import base64
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from quantdesk.chain import loader
from quantdesk.chain.network import PROGRAM, addresses_of, market_address, token_address
from quantdesk.chain.program_gen import Exchange, Market, ProtocolSolVault, Risk, TokenVault
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.chain import ChainFile, chain_read
from quantdesk.desk.deployment import deployment_make, program_deploy
from quantdesk.desk.deployment_plan import ELF_PATH
from quantdesk.desk.keys import keys, public_key
from quantdesk.desk.markets import LISTINGS
from quantdesk.desk.paths import ROOT, python_command
from quantdesk.desk.told import Told
from quantdesk.desk.world import World
from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.settings import environment_inherited, environment_of
from quantdesk.runtime.tokens import seed_bytes
from tests.integration.localnet.chains import TRADER_USDC, Deployed
from tests.integration.localnet.nodes import Node


def read(node: Node, key: bytes) -> bytes:
    """An account's bytes, confirmed."""
    config = {"encoding": "base64", "commitment": "confirmed"}
    found = node.ask("getAccountInfo", encode_base58(key), config)["value"]
    return b"" if found is None else base64.b64decode(found["data"][0])


def everything(node: Node) -> list[Any]:
    """All accounts of the program, the loader and the token program."""
    programs = (PROGRAM, loader.LOADER, bytes(32))
    config = {"encoding": "base64", "commitment": "confirmed"}
    return [node.ask("getProgramAccounts", encode_base58(program), config) for program in programs]


def test_the_program_is_deployed_and_the_exchange_is_open_with_its_vaults(tmp_path: Path) -> None:
    with Deployed(tmp_path) as chain:
        node, file = chain.node, chain.file
        assert file == chain_read(tmp_path)
        elf = ELF_PATH.read_bytes()
        data = read(node, loader.data_address(PROGRAM))
        assert loader.program_bytes(data, len(elf)) == elf
        assert loader.data_authority(data) == public_key(chain.keys.chain["authority"])
        places = addresses_of(public_key(chain.keys.chain["usdc-mint"]))
        exchange = Exchange.read(read(node, places.exchange))
        assert exchange.genesis_hash == GENESIS_HASH_LOCALNET
        assert exchange.quote_mint == places.mint
        assert exchange.operators[0] == public_key(chain.keys.chain["operator"])
        assert (exchange.admins_count, exchange.admin_threshold) == (3, 2)
        assert TokenVault.read(read(node, places.vault)).asset == 0
        assert ProtocolSolVault.read(read(node, places.sol_vault)).asset == 1
        for wallet in chain.wallets:
            held = encode_base58(token_address(wallet.key, places.mint))
            amount = node.ask("getTokenAccountBalance", held, {"commitment": "confirmed"})["value"]["amount"]
            assert amount == str(TRADER_USDC * 10**6)
        risk = Risk.read(read(node, places.risk))
        for listing in LISTINGS:
            listed = listing.market
            market, row = Market.read(read(node, market_address(listed.symbol))), risk.rows[listed.market]
            grid = (market.tick_size, market.lot_size, market.price_max, market.order_max, market.band_ppm)
            assert grid == (listed.tick_size, listed.lot_size, listed.price_max, listed.order_max, listed.band)
            assert (row.imf_ppm, row.mmf_ppm, row.profit_cap_atoms) == (listed.imf, listed.mmf, listed.profit_cap)
            assert (market.number, market.envelope_ppm) == (listed.market, listed.mmf // 10)
            assert market.live_s <= now_us() // 1_000_000  # listed before the first account: fills settle at once
        before = everything(node)
        assert chain.ready() == file
        assert everything(node) == before
        node.kill()
        node.start()
        assert chain.ready() == file
        assert everything(node) == before


def test_a_start_that_is_broken_off_anywhere_is_finished_by_the_next(tmp_path: Path) -> None:
    chain = Deployed(tmp_path)
    draw = random.Random(3)
    with chain.node:
        broken = [chain.interrupted(draw) for _ in range(4)]
        assert any(broken)
        chain.ready()
        held = encode_base58(token_address(chain.wallets[0].key, public_key(chain.keys.chain["usdc-mint"])))
        amount = chain.node.ask("getTokenAccountBalance", held, {"commitment": "confirmed"})["value"]["amount"]
        assert amount == str(TRADER_USDC * 10**6)


def test_changed_bytes_are_an_upgrade_by_the_authority_alone(tmp_path: Path) -> None:
    chain = Deployed(tmp_path)
    elf = ELF_PATH.read_bytes()
    secret = seed_bytes(chain.keys.chain["authority"].reveal())
    stranger = bytes([9]) * 32

    async def deploy(seed: bytes, body: bytes) -> str:
        rpc = Rpc((chain.node.url,), GENESIS_HASH_LOCALNET)
        try:
            key = KeySigner(seed)
            await rpc.airdrop(key.public, 100 * 10**9)
            while not (await rpc.accounts([key.public], "confirmed")).accounts[0]:
                await asyncio.sleep(0.05)
            return (await program_deploy(rpc, deployment_make(body, seed))).action
        finally:
            await rpc.close()

    with chain.node:
        # Zeros behind an ELF are no part of it, but bytes of the program's account all the same.
        assert asyncio.run(deploy(secret, elf + b"\1")) == "deploy"
        assert asyncio.run(deploy(secret, elf)) == "upgrade"
        assert asyncio.run(deploy(secret, elf)) == "unchanged"
        with pytest.raises(Told, match="upgrade authority"):
            asyncio.run(deploy(stranger, elf + b"\2"))


def test_a_desk_of_other_secrets_does_not_take_the_chain_for_its_own(tmp_path: Path) -> None:
    with Deployed(tmp_path) as chain:
        (tmp_path / "other").mkdir()
        chain.keys = keys(tmp_path / "other")
        with pytest.raises(Told, match="upgrade authority"):
            chain.ready()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with World(tmp_path_factory.mktemp("chain"), processes=("localnet", "engine")) as world:
        yield world


def typed(desk: World, *words: str) -> str:
    """What a verb prints."""
    environment = environment_inherited() | environment_of(desk.settings) | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(python_command(*words), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_up_brings_a_chain_and_the_faucet_gives_of_it(desk: World) -> None:
    file = chain_read(desk.places.home)
    assert isinstance(file, ChainFile)
    assert [each["name"] for each in json.loads(typed(desk, "status", "--json"))["processes"]][:3] == [
        "postgres",
        "valkey",
        "localnet",
    ]
    owner = encode_base58(bytes([5]) * 32)
    assert "3 SOL and 7 USDC" in typed(desk, "faucet", owner, "--sol", "3", "--usdc", "7")

    async def balances() -> tuple[int, int]:
        rpc = Rpc((file.rpc_url,), GENESIS_HASH_LOCALNET)
        tokens = token_address(bytes([5]) * 32, public_key(desk.plan.keys.chain["usdc-mint"]))
        try:
            while True:
                lamports, held = (await rpc.accounts([bytes([5]) * 32, tokens], "finalized")).accounts
                if lamports is not None and held is not None:
                    return lamports.lamports, int.from_bytes(held.data[64:72], "little")
                await asyncio.sleep(0.1)
        finally:
            await rpc.close()

    assert asyncio.run(asyncio.wait_for(balances(), 60)) == (3 * 10**9, 7 * 10**6)
    pid = desk.kill("localnet")
    desk.wait_ready(after_pid={"localnet": pid})
    assert asyncio.run(asyncio.wait_for(balances(), 60)) == (3 * 10**9, 7 * 10**6)
