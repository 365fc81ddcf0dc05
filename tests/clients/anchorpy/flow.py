"""anchorpy3 as it is, over the committed IDL: opens an account, deposits, subscribes, reads; says on standard output what it saw."""

import asyncio
import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx
from anchorpy import Context, Idl, Program, Provider, Wallet
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed, Processed
from solana.rpc.core import RPCException
from solana.rpc.types import TokenAccountOpts, TxOpts
from solana.rpc.websocket_api import connect
from solders.keypair import Keypair
from solders.pubkey import Pubkey

SYSTEM = Pubkey.default()
TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")


def faucet(url: str, owner: Pubkey) -> None:
    """USDC of the local chain."""
    httpx.post(f"{url}/faucet", json={"address": str(owner), "usdc": 100}, timeout=30).raise_for_status()


async def flow(given: dict[str, Any]) -> dict[str, Any]:
    """The whole flow."""
    idl = Idl.from_json(Path(given["idlPath"]).read_text())
    chain, owner = given["chain"], Keypair()
    me = owner.pubkey()
    async with AsyncClient(given["url"], commitment=Confirmed) as client, connect(given["wsUrl"]) as socket:
        options = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)
        provider = Provider(client, Wallet(owner), options)
        program = Program(idl, Pubkey.from_string(given["program"]), provider)
        airdrop = (await client.request_airdrop(me, 10**10)).value
        await client.confirm_transaction(airdrop, Confirmed, sleep_seconds=0.1)
        faucet(given["url"], me)
        mint = Pubkey.from_string(chain["usdc"]["mint"])
        held = (await client.get_token_accounts_by_owner(me, TokenAccountOpts(mint=mint), Processed)).value
        user = Pubkey.find_program_address([b"user", bytes(me), b"\0\0"], program.program_id)[0]
        exchange = Pubkey.from_string(chain["exchange"])
        await socket.account_subscribe(user, Confirmed, "base64")
        await socket.recv()
        deposit = program.instruction["deposit_tokens"](
            given["usdc"],
            ctx=Context(
                accounts={
                    "user": user,
                    "owner": me,
                    "exchange": exchange,
                    "vault": Pubkey.from_string(chain["usdc"]["vault"]),
                    "mint": mint,
                    "vault_tokens": Pubkey.from_string(chain["usdc"]["vault_tokens"]),
                    "owner_tokens": held[0].pubkey,
                    "token_program": TOKEN,
                }
            ),
        )
        native = program.instruction["deposit_native_sol"](
            given["sol"],
            ctx=Context(
                accounts={
                    "user": user,
                    "owner": me,
                    "exchange": exchange,
                    "sol_vault": Pubkey.from_string(chain["sol_vault"]),
                    "system_program": SYSTEM,
                }
            ),
        )
        accounts = {"payer": me, "owner": me, "exchange": exchange, "user": user, "system_program": SYSTEM}
        opening = Context(accounts=accounts, post_instructions=[deposit, native])
        signature = await program.rpc["create_user_account"](0, 0, ctx=opening)
        told = await asyncio.wait_for(socket.recv(), 60)
        account = await program.account["UserAccount"].fetch(user, Confirmed)
        raw = (await client.get_account_info(user, Confirmed)).value
        refused = ""
        try:
            await program.rpc["create_user_account"](0, 0, ctx=Context(accounts=accounts))
        except RPCException as error:
            refused = str(error)
    codes = re.findall(r"Custom\w*\((\d+)|custom program error: 0x([0-9a-f]+)", refused)
    return {
        "owner": str(account.owner),
        "user": str(user),
        "signature": str(signature),
        "told": type(told[0]).__name__,
        "number": account.settled.number,
        "arriving": [pocket.arriving_atoms for pocket in account.pockets[:2]],
        "data": base64.b64encode(raw.data).decode(),
        "refused": bool(codes) or refused[:300],
    }


print(json.dumps(asyncio.run(flow(json.loads(sys.argv[1])))))
