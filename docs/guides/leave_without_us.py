"""Takes everything out of a flat account of the exchange, without the exchange: a node of Solana, your wallet's key and the IDL.

    python leave_without_us.py --rpc http://127.0.0.1:8899 --key wallet.json --idl quantdesk_program.json

Needs solana and solders from PyPI, nothing else. Run it again at any time: it looks at the chain and does the next step.
"""

import argparse
import asyncio
import json
import struct
import sys
from pathlib import Path

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Finalized
from solana.rpc.core import RPCException
from solana.rpc.models import TxOpts
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK
from solders.transaction import Transaction

TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
TOKEN_ACCOUNTS = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
SYSTEM = Pubkey.default()
HOUR_S = 3_600
BLOCKHASHES_TRIED = 10
USDC, SOL = 0, 1
NUMBERS = {"u8": "B", "i8": "b", "u16": "H", "i16": "h", "u32": "I", "i32": "i", "u64": "Q", "i64": "q"}


class Program:
    """The exchange's program as its IDL describes it."""

    def __init__(self, idl: Path, client: AsyncClient, wallet: Keypair) -> None:
        text = json.loads(idl.read_text())
        self.id = Pubkey.from_string(text["address"])
        self.instructions = {entry["name"]: entry for entry in text["instructions"]}
        self.types = {entry["name"]: entry["type"]["fields"] for entry in text["types"]}
        self.errors = {entry["name"]: entry["code"] for entry in text["errors"]}
        self.client, self.wallet = client, wallet

    def address(self, *seeds: bytes) -> Pubkey:
        return Pubkey.find_program_address(list(seeds), self.id)[0]

    async def account(self, name: str, address: Pubkey) -> dict | None:
        """Fields of an account as it is finalised; None when there is none."""
        found = (await self.client.get_account_info(address, commitment=Finalized)).value
        return None if found is None else self.read({"defined": {"name": name}}, found.data, 8)[0]

    def read(self, kind, data: bytes, at: int):
        if isinstance(kind, str) and kind in NUMBERS:
            return struct.unpack_from("<" + NUMBERS[kind], data, at)[0], at + struct.calcsize(NUMBERS[kind])
        if kind == "pubkey":
            return Pubkey(data[at : at + 32]), at + 32
        if "array" in kind:
            values = []
            for _ in range(kind["array"][1]):
                value, at = self.read(kind["array"][0], data, at)
                values.append(value)
            return values, at
        record = {}
        for field in self.types[kind["defined"]["name"]]:
            record[field["name"]], at = self.read(field["type"], data, at)
        return record, at

    async def call(
        self, name: str, accounts: dict[str, Pubkey], before: tuple[Instruction, ...] = (), **arguments: int
    ) -> None:
        """Sends one instruction and waits until it is final."""
        entry = self.instructions[name]
        metas = [
            AccountMeta(accounts[slot["name"]], slot.get("signer", False), slot.get("writable", False))
            for slot in entry["accounts"]
        ]
        data = bytes(entry["discriminator"])
        data += b"".join(struct.pack("<" + NUMBERS[arg["type"]], arguments[arg["name"]]) for arg in entry["args"])
        # A node that has just caught up may hand out a blockhash that it does not take any more: the next one will do.
        for left in reversed(range(BLOCKHASHES_TRIED)):
            try:
                return await self.sent(name, [*before, Instruction(self.id, data, metas)])
            except RPCException as refused:
                if "BlockhashNotFound" not in str(refused) or not left:
                    raise
                await asyncio.sleep(1)

    async def sent(self, name: str, instructions: list[Instruction]) -> None:
        """Signs with a fresh blockhash, sends, and waits until it is final."""
        latest = (await self.client.get_latest_blockhash(Finalized)).value
        message = Message.new_with_blockhash(instructions, self.wallet.pubkey(), latest.blockhash)
        sent = Transaction([self.wallet], message, latest.blockhash)
        options = TxOpts(preflight_commitment=Finalized, last_valid_block_height=latest.last_valid_block_height)
        signature = (await self.client.send_raw_transaction(bytes(sent), options)).value
        await self.client.confirm_transaction(
            signature, Finalized, sleep_seconds=0.3, last_valid_block_height=latest.last_valid_block_height
        )
        print(f"{name}: {signature}", flush=True)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--key", required=True, type=Path)
    parser.add_argument("--idl", required=True, type=Path)
    parser.add_argument("--index", type=int, default=0)
    given = parser.parse_args()
    wallet = Keypair.from_json(given.key.read_text())
    async with AsyncClient(given.rpc) as client:
        return await leave(Program(given.idl, client, wallet), given.index)


async def leave(program: Program, index: int) -> int:
    """The next step, and those after it, until the account is empty or has to wait. 0: out; 3: come back later."""
    owner = program.wallet.pubkey()
    user = program.address(b"user", bytes(owner), struct.pack("<H", index))
    exchange = program.address(b"exchange")
    state = await program.account("UserAccount", user)
    if state is None:
        print("no account of this wallet on the chain: nothing to take out")
        return 0
    owed = any(state["settled"]["collateral"])
    if owed and state["request"]["kind"] == 0:
        await program.call("request_exit", {"user": user, "owner": owner, "exchange": exchange})
        state = await program.account("UserAccount", user)
    if owed:
        due = state["request"]["unix_s"] + HOUR_S
        clock = (await program.client.get_account_info(CLOCK, commitment=Finalized)).value
        now = struct.unpack_from("<q", clock.data, 32)[0]
        if now < due:
            print(f"asked for; {due - now} seconds until it may be claimed: run this again then")
            return 3
        await program.call("claim_exit", {"user": user, "exchange": exchange})
    return await paid(program, user, exchange)


async def pay(
    program: Program, name: str, accounts: dict[str, Pubkey], atoms: int, before: tuple[Instruction, ...] = ()
) -> bool:
    """Pays a pocket; where the vault's limits let no more go now, as much as they do. Whether all of it was paid."""
    amount = atoms
    while amount:
        try:
            await program.call(name, accounts, before, amount=amount)
        except RPCException as refused:
            if str(program.errors["WithdrawalDelayed"]) not in str(refused):
                raise
            amount //= 2
            continue
        break
    if amount < atoms:
        print(f"{name}: {atoms - amount} atoms wait for the vault's limits: run this again in an hour")
    return amount == atoms


async def paid(program: Program, user: Pubkey, exchange: Pubkey) -> int:
    """Pays both pockets into the wallet."""
    done = True
    owner = program.wallet.pubkey()
    common = {"user": user, "exchange": exchange, "risk": program.address(b"risk"), "caller": owner}
    pockets = (await program.account("UserAccount", user))["pockets"]
    if pockets[USDC]["leaving_atoms"]:
        mint = (await program.account("Exchange", exchange))["quote_mint"]
        tokens = Pubkey.find_program_address([bytes(owner), bytes(TOKEN), bytes(mint)], TOKEN_ACCOUNTS)[0]
        keys = {
            "vault": program.address(b"vault", bytes(mint)), "mint": mint, "owner_tokens": tokens,
            "vault_tokens": program.address(b"tokens", bytes(mint)), "token_program": TOKEN,
        }  # fmt: skip
        metas = [(owner, True, True), (tokens, False, True), (owner, False, False), (mint, False, False)]
        metas += [(SYSTEM, False, False), (TOKEN, False, False)]
        make = Instruction(TOKEN_ACCOUNTS, b"\x01", [AccountMeta(*meta) for meta in metas])
        done = await pay(program, "withdraw_tokens", common | keys, pockets[USDC]["leaving_atoms"], (make,))
    if pockets[SOL]["leaving_atoms"]:
        keys = {"sol_vault": program.address(b"sol_vault"), "owner": owner}
        done = await pay(program, "withdraw_native_sol", common | keys, pockets[SOL]["leaving_atoms"]) and done
    if done:
        print("everything that the account held is in the wallet")
    return 0 if done else 3


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
