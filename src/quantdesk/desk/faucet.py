"""`./desk faucet ADDRESS`: SOL and USDC of the local chain for a wallet."""

import asyncio

from rich.console import Console

from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner, transaction_sign
from quantdesk.desk.chain import LAMPORTS, ChainFile, Wallet, chain_read, usdc_gift
from quantdesk.desk.keys import keys
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.model.base58 import decode_base58
from quantdesk.model.errors import Invalid
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.settings import DeskSettings, load
from quantdesk.runtime.tokens import seed_bytes

SOL_MAX = 10_000
USDC_MAX = 100_000_000


def faucet(address: str, *, sol: int = 0, usdc: int = 0) -> int:
    """Give a wallet SOL and USDC of the local chain.

    Parameters
    ----------
    address
        The wallet, base58.
    sol
        Whole SOL.
    usdc
        Whole USDC. With neither: 10 SOL and 10,000 USDC.
    """
    if not sol and not usdc:
        sol, usdc = 10, 10_000
    if not (0 <= sol <= SOL_MAX and 0 <= usdc <= USDC_MAX):
        raise Told(f"faucet: expected up to {SOL_MAX} SOL and {USDC_MAX} USDC, found {sol} and {usdc}")
    try:
        key = decode_base58(address, 32)
    except Invalid as error:
        raise Told(f"address {address}: {error}") from None
    where = places(load(DeskSettings))
    file = chain_read(where.home)
    if file is None:
        raise Told("faucet: expected a local chain, found none that was ever up: ./desk up starts one")
    signers = {name: KeySigner(seed_bytes(seed.reveal())) for name, seed in keys(where.home).chain.items()}
    signature = asyncio.run(_give(file, signers, Wallet(key=key, usdc=usdc, sol=sol)))
    Console(highlight=False, soft_wrap=True).print(f"{sol} SOL and {usdc} USDC to {address}: {signature}")
    return 0


async def _give(file: ChainFile, signers: dict[str, KeySigner], wallet: Wallet) -> str:
    rpc = Rpc((file.rpc_url,), GENESIS_HASH_LOCALNET)
    authority, name = signers["authority"], ""
    try:
        if wallet.sol:
            name = await rpc.airdrop(wallet.key, wallet.sol * LAMPORTS)
        if wallet.usdc:
            minter, mint = signers["usdc-authority"], signers["usdc-mint"].public
            gift = tuple(usdc_gift(minter, authority.public, mint, wallet))
            name = await rpc.send(transaction_sign(gift, (authority, minter), await rpc.blockhash()).raw)
    finally:
        await rpc.close()
    return name
