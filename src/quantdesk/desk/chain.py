"""The desk's chain: the program deployed, the exchange opened, the mint, the vaults and the wallets of a local desk.

Invariant: run again it changes nothing that is as it should be; where the chain says otherwise than the desk's keys, it stops and says
so. It acts on the desk's own local chain alone: a configured cluster is only read by others.
"""

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from quantdesk.chain import loader, mint
from quantdesk.chain import program_gen as program
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import PROGRAM, TOKEN_PROGRAM, Addresses, addresses_of, token_address
from quantdesk.chain.program_gen import Exchange, Risk
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner, transfer, units_limit
from quantdesk.chain.wallet import token_account_make
from quantdesk.desk.chain_markets import markets_open
from quantdesk.desk.deployment import deployment_make, program_deploy
from quantdesk.desk.deployment_plan import program_locked
from quantdesk.desk.keys import Keys, public_key
from quantdesk.desk.landing import send_seen, wait_seen
from quantdesk.desk.paths import Places
from quantdesk.desk.plan import Plan
from quantdesk.desk.seed import DEMO_USDC, TRADER_USDC
from quantdesk.desk.told import Told
from quantdesk.model.assets import ASSETS, USDC
from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.log import get
from quantdesk.runtime.tokens import seed_bytes

FILE: Final = "chain.json"
ADMINS: Final = ("admin-0", "admin-1", "admin-2")
ADMIN_THRESHOLD: Final = 2
LAMPORTS: Final = 10**9
AUTHORITY_LAMPORTS: Final = 20_000 * LAMPORTS
AUTHORITY_LAMPORTS_MIN: Final = 2_000 * LAMPORTS
UNITS_MAX: Final = 400_000
# Of a local desk: caps that no demonstration meets, floors that let a person withdraw at once.
USDC_CAP_ATOMS: Final = 1_000_000_000 * 10**6
USDC_FLOOR_ATOMS: Final = 100_000 * 10**6
SOL_CAP_LAMPORTS: Final = 1_000_000 * LAMPORTS
SOL_FLOOR_LAMPORTS: Final = 1_000 * LAMPORTS
WALLET_SOL: Final = 1_000
OPERATOR_SOL: Final = 5_000


class UsdcPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where USDC lies: mint, vault and the vault's token account, base58."""

    mint: str
    decimals: int
    vault: str
    vault_tokens: str


class ChainFile(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may know of the desk's chain; addresses in base58."""

    network: str
    rpc_url: str
    ws_url: str
    genesis_hash: str
    program_id: str
    exchange: str
    risk: str
    sol_vault: str
    operator: str
    guardian: str
    admins: list[str]
    usdc: UsdcPlace


class Wallet(msgspec.Struct, frozen=True, kw_only=True):
    """A wallet of the desk's own: 32-byte public key, whole USDC and SOL that it begins with."""

    key: bytes
    usdc: int
    sol: int = WALLET_SOL


def chain_read(home: Path) -> ChainFile | None:
    """What the last start wrote; None when there was none."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=ChainFile)
    except (OSError, msgspec.MsgspecError):
        return None


async def chain_start(plan: Plan) -> None:
    """Brings the local chain of a desk to where its processes expect it. Errors: as chain_ready."""
    wallets = [Wallet(key=public_key(seed), usdc=TRADER_USDC) for seed in plan.keys.traders.values()]
    wallets += [Wallet(key=public_key(seed), usdc=DEMO_USDC) for seed in (*plan.keys.demo, plan.keys.backstop)]
    await chain_ready(plan.address("localnet"), plan.address("localnet_ws"), plan.places, plan.keys, wallets)


async def chain_ready(rpc_url: str, ws_url: str, where: Places, keys: Keys, wallets: list[Wallet]) -> ChainFile:
    """Deploys, opens and funds what is missing on the local chain, and writes what everybody may know of it.

    Errors: Told, TransactionFailed, ChainUnavailable.
    """
    rpc = Rpc((rpc_url,), GENESIS_HASH_LOCALNET)
    signers = {name: KeySigner(seed_bytes(seed.reveal())) for name, seed in keys.chain.items()}
    places = addresses_of(signers["usdc-mint"].public)
    try:
        await _authority_fund(rpc, signers["authority"])
        elf, _ = program_locked()
        stood = await program_deploy(rpc, deployment_make(elf, seed_bytes(keys.chain["authority"].reveal())))
        await _mint_make(rpc, signers)
        await _exchange_open(rpc, signers, places, public_key(keys.backstop))
        await risk_move(rpc, signers["authority"], places)
        await _vault_open(rpc, signers, places)
        await markets_open(rpc, places, signers["authority"], [signers[name] for name in ADMINS[:ADMIN_THRESHOLD]])
        operator = Wallet(key=signers["operator"].public, usdc=0, sol=OPERATOR_SOL)
        await asyncio.gather(*(_wallet_fund(rpc, signers, wallet) for wallet in (*wallets, operator)))
    finally:
        await rpc.close()
    get().info("chain_ready", program=stood.action, mint=encode_base58(places.mint))
    file = _file(rpc_url, ws_url, signers, places)
    part = where.home / f"{FILE}.part"
    part.write_bytes(msgspec.json.format(msgspec.json.encode(file)) + b"\n")
    part.replace(where.home / FILE)
    return file


async def _authority_fund(rpc: Rpc, authority: KeySigner) -> None:
    found = (await rpc.accounts([authority.public], "confirmed")).accounts[0]
    if found is None or found.lamports < AUTHORITY_LAMPORTS_MIN:
        await rpc.airdrop(authority.public, AUTHORITY_LAMPORTS)
        await wait_seen(
            rpc, [authority.public], lambda now: now[0] is not None and now[0].lamports > AUTHORITY_LAMPORTS_MIN
        )


async def _mint_make(rpc: Rpc, signers: dict[str, KeySigner]) -> None:
    authority, key = signers["authority"], signers["usdc-mint"]
    lamports = await rpc.ask("getMinimumBalanceForRentExemption", [mint.MINT_BYTES], int)
    await send_seen(
        rpc,
        (
            loader.account_create(authority.public, key.public, TOKEN_PROGRAM, mint.MINT_BYTES, lamports),
            mint.mint_begin(key.public, signers["usdc-authority"].public, ASSETS[USDC].decimals),
        ),
        (authority, key),
        [key.public],
        lambda found: found[0] is not None,
    )


async def _exchange_open(rpc: Rpc, signers: dict[str, KeySigner], places: Addresses, backstop: bytes) -> None:
    found = (await rpc.accounts([places.exchange], "confirmed")).accounts[0]
    if found is not None:
        _exchange_check(Exchange.read(found.data), signers, backstop)
        return
    authority = signers["authority"]
    opening = program.initialize_exchange(
        PROGRAM,
        authority=authority.public,
        program_data=loader.data_address(PROGRAM),
        exchange=places.exchange,
        risk=places.risk,
        sol_vault=places.sol_vault,
        genesis_hash=GENESIS_HASH_LOCALNET,
        quote_mint=places.mint,
        guardian=signers["guardian"].public,
        operator=signers["operator"].public,
        backstop=backstop,
        admin_threshold=ADMIN_THRESHOLD,
        sol_cap_atoms=SOL_CAP_LAMPORTS,
        sol_floor_atoms=SOL_FLOOR_LAMPORTS,
        admins=tuple(signers[name].public for name in ADMINS),
    )
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), opening),
        (authority,),
        [places.exchange],
        lambda now: now[0] is not None and now[0].owner == PROGRAM,
    )


async def risk_move(rpc: Rpc, payer: KeySigner, places: Addresses) -> None:
    """Moves the chain's Risk account to this layout, where another version of the program made it. Errors: as send_seen."""
    moving = program.migrate_account(PROGRAM, payer=payer.public, user=places.risk)
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), moving),
        (payer,),
        [places.risk],
        lambda now: now[0] is not None and len(now[0].data) >= Risk.SIZE,
    )


def _exchange_check(exchange: Exchange, signers: dict[str, KeySigner], backstop: bytes) -> None:
    """The exchange on the chain is this desk's. Errors: Told."""
    expected = (GENESIS_HASH_LOCALNET, signers["usdc-mint"].public)
    if (exchange.genesis_hash, exchange.quote_mint) != expected:
        raise Told(
            f"exchange: expected the mint {encode_base58(expected[1])} of this desk's secrets, "
            f"found {encode_base58(exchange.quote_mint)}; ./desk up --fresh begins a new local chain"
        )
    if signers["operator"].public not in exchange.operators[: exchange.operators_count]:
        get().warning("operator_unknown", expected=encode_base58(signers["operator"].public))
    if exchange.backstop != backstop:
        get().warning("backstop_other", expected=encode_base58(backstop), found=encode_base58(exchange.backstop))


async def _vault_open(rpc: Rpc, signers: dict[str, KeySigner], places: Addresses) -> None:
    authority, admins = signers["authority"], [signers[name] for name in ADMINS[:ADMIN_THRESHOLD]]
    opening = program.initialize_token_vault(
        PROGRAM,
        payer=authority.public,
        exchange=places.exchange,
        mint=places.mint,
        vault=places.vault,
        vault_tokens=places.vault_tokens,
        cap_atoms=USDC_CAP_ATOMS,
        floor_atoms=USDC_FLOOR_ATOMS,
        more=tuple(Meta(admin.public, True, False) for admin in admins),
    )
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), opening),
        (authority, *admins),
        [places.vault],
        lambda now: now[0] is not None and now[0].owner == PROGRAM,
    )


async def _wallet_fund(rpc: Rpc, signers: dict[str, KeySigner], wallet: Wallet) -> None:
    """A wallet that has nothing of its own yet gets what it begins with, in one transaction."""
    authority = signers["authority"]
    gift = [transfer(authority.public, wallet.key, wallet.sol * LAMPORTS)]
    seen_at = wallet.key
    if wallet.usdc:
        gift += usdc_gift(signers["usdc-authority"], authority.public, signers["usdc-mint"].public, wallet)
        seen_at = token_address(wallet.key, signers["usdc-mint"].public)
    sign = (authority, signers["usdc-authority"]) if wallet.usdc else (authority,)
    await send_seen(rpc, tuple(gift), sign, [seen_at], lambda now: now[0] is not None)


def usdc_gift(minter: KeySigner, payer: bytes, usdc: bytes, wallet: Wallet) -> list[Instruction]:
    """The wallet's token account, where there is none, and new USDC in it."""
    tokens = token_address(wallet.key, usdc)
    return [
        token_account_make(wallet.key, usdc, payer),
        mint.mint_to(usdc, tokens, minter.public, wallet.usdc * 10 ** ASSETS[USDC].decimals),
    ]


def _file(rpc_url: str, ws_url: str, signers: dict[str, KeySigner], places: Addresses) -> ChainFile:
    return ChainFile(
        network="localnet",
        rpc_url=rpc_url,
        ws_url=ws_url,
        genesis_hash=encode_base58(GENESIS_HASH_LOCALNET),
        program_id=encode_base58(PROGRAM),
        exchange=encode_base58(places.exchange),
        risk=encode_base58(places.risk),
        sol_vault=encode_base58(places.sol_vault),
        operator=encode_base58(signers["operator"].public),
        guardian=encode_base58(signers["guardian"].public),
        admins=[encode_base58(signers[name].public) for name in ADMINS],
        usdc=UsdcPlace(
            mint=encode_base58(places.mint),
            decimals=ASSETS[USDC].decimals,
            vault=encode_base58(places.vault),
            vault_tokens=encode_base58(places.vault_tokens),
        ),
    )
