"""Takes everything out of an account of the exchange, without the exchange: a node of Solana, your wallet's key and the IDL.

    python leave_without_us.py --rpc http://127.0.0.1:8899 --key wallet.json --idl quantdesk_program.json [--price ACCOUNT ...]

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
from solana.rpc.models import MemcmpOpts, TxOpts
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK
from solders.transaction import Transaction

TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
TOKEN_ACCOUNTS = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
SYSTEM = Pubkey.default()
HOUR_S, DAY_S = 3_600, 86_400
EXIT_HOURS, SILENCE_S = 72, 6 * HOUR_S
SAMPLES, SAMPLE_STEP_S, SLEEP_S = 3, 1_200, 7 * DAY_S
FEED_AT, TIMES_AT = 41, 93
ENGINE, RESOLVED = 0, 1
BLOCKHASHES_TRIED = 10
USDC, SOL = 0, 1
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
NUMBERS = {"u8": "B", "i8": "b", "u16": "H", "i16": "h", "u32": "I", "i32": "i", "u64": "Q", "i64": "q"}


class Program:
    """The exchange's program as its IDL describes it."""

    def __init__(self, idl: Path, client: AsyncClient, wallet: Keypair) -> None:
        text = json.loads(idl.read_text())
        self.id = Pubkey.from_string(text["address"])
        self.instructions = {entry["name"]: entry for entry in text["instructions"]}
        self.types = {entry["name"]: entry["type"]["fields"] for entry in text["types"]}
        self.errors = {entry["name"]: entry["code"] for entry in text["errors"]}
        self.kinds = {entry["name"]: bytes(entry["discriminator"]) for entry in text["accounts"]}
        self.client, self.wallet = client, wallet

    def address(self, *seeds: bytes) -> Pubkey:
        return Pubkey.find_program_address(list(seeds), self.id)[0]

    async def account(self, name: str, address: Pubkey) -> dict | None:
        """Fields of an account as it is finalised; None when there is none."""
        found = (await self.client.get_account_info(address, commitment=Finalized)).value
        return None if found is None else self.read({"defined": {"name": name}}, found.data, 8)[0]

    async def all(self, name: str) -> dict[Pubkey, dict]:
        """Every account of a type, by address."""
        wanted = [MemcmpOpts(offset=0, bytes=base58(self.kinds[name]))]
        found = (await self.client.get_program_accounts(self.id, Finalized, "base64", filters=wanted)).value
        return {row.pubkey: self.read({"defined": {"name": name}}, row.account.data, 8)[0] for row in found}

    async def now(self) -> int:
        """Unix time of the chain."""
        clock = (await self.client.get_account_info(CLOCK, commitment=Finalized)).value
        return struct.unpack_from("<q", clock.data, 32)[0]

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
        self,
        name: str,
        accounts: dict[str, Pubkey | None],
        before: tuple[Instruction, ...] = (),
        more: tuple[Pubkey, ...] = (),
        **arguments: int,
    ) -> None:
        """Sends one instruction and waits until it is final. An account that is None is left out; more: further ones, read."""
        entry = self.instructions[name]
        metas = []
        for slot in entry["accounts"]:
            key = accounts[slot["name"]]
            flags = (slot.get("signer", False), slot.get("writable", False)) if key else (False, False)
            metas.append(AccountMeta(key or self.id, *flags))
        metas += [AccountMeta(key, False, False) for key in more]
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


def base58(data: bytes) -> str:
    """Of bytes whose first is not zero."""
    digits, number = "", int.from_bytes(data, "big")
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return digits


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--key", required=True, type=Path)
    parser.add_argument("--idl", required=True, type=Path)
    parser.add_argument("--index", type=int, default=0)
    parser.add_argument("--price", type=Pubkey.from_string, action="append", default=[], metavar="ACCOUNT")
    given = parser.parse_args()
    wallet = Keypair.from_json(given.key.read_text())
    async with AsyncClient(given.rpc) as client:
        return await leave(Program(given.idl, client, wallet), given.index, given.price)


async def leave(program: Program, index: int, prices: list[Pubkey]) -> int:
    """The next step, and those after it, until the account is empty or has to wait. 0: out; 3: come back later."""
    owner = program.wallet.pubkey()
    user = program.address(b"user", bytes(owner), struct.pack("<H", index))
    exchange = program.address(b"exchange")
    state = await program.account("UserAccount", user)
    if state is None:
        print("no account of this wallet on the chain: nothing to take out")
        return 0
    rules = await program.account("Exchange", exchange)
    if rules["frozen_s"]:
        return await ended(program, user, exchange, prices)
    positioned = any(slot["lots"] for slot in state["positions"][: state["positions_count"]])
    owed = positioned or any(state["settled"]["collateral"])
    if owed and state["request"]["kind"] == 0:
        await program.call("request_exit", {"user": user, "owner": owner, "exchange": exchange})
        state = await program.account("UserAccount", user)
    if positioned:
        due_s = state["request"]["unix_s"] + (rules["exit_hours"] or EXIT_HOURS) * HOUR_S
        return await frozen(program, user, exchange, due_s) or await ended(program, user, exchange, prices)
    if owed:
        wait_s = state["request"]["unix_s"] + HOUR_S - await program.now()
        if wait_s > 0:
            print(f"asked for; {wait_s} seconds until it may be claimed: run this again then")
            return 3
        await program.call("claim_exit", {"user": user, "exchange": exchange, "resolution": None})
    return await paid(program, user, exchange)


async def frozen(program: Program, user: Pubkey, exchange: Pubkey, due_s: int) -> int:
    """Freezes the exchange when the operator kept the positions open for too long, or is gone. 0: it is frozen."""
    risk = program.address(b"risk")
    now_s = await program.now()
    silent_s = (await program.account("Risk", risk))["round_us"] // 1_000_000 + SILENCE_S
    if now_s < min(due_s, silent_s):
        print(f"asked for, positions are open: {min(due_s, silent_s) - now_s} seconds until anybody may freeze")
        return 3
    accounts = {
        "payer": program.wallet.pubkey(), "exchange": exchange, "risk": risk, "system_program": SYSTEM,
        "resolution": program.address(b"resolution"), "user": user if now_s >= due_s else None,
    }  # fmt: skip
    await program.call("freeze", accounts)
    return 0


async def ended(program: Program, user: Pubkey, exchange: Pubkey, prices: list[Pubkey]) -> int:
    """The exchange is frozen: brings prices, resolves everybody, takes the share and is paid."""
    resolution = program.address(b"resolution")
    common = {"exchange": exchange, "resolution": resolution}
    accounts = await program.all("UserAccount")
    waiting = {key: row for key, row in accounts.items() if row["kind"] == ENGINE and not row["flags"] & RESOLVED}
    used = {slot["market"] for row in waiting.values() for slot in row["positions"][: row["positions_count"]]}
    if not await priced(program, used, common, prices):
        print(
            "prices are missing: give Pyth's price accounts of these times, or run this again a week after the freeze"
        )
        return 3
    for key in waiting:
        await program.call("resolve_account", common | {"user": key, "risk": program.address(b"risk")})
    state = await program.account("UserAccount", user)
    if any(state["settled"]["collateral"]) or state["positions_count"]:
        mint = (await program.account("Exchange", exchange))["quote_mint"]
        vaults = (program.address(b"vault", bytes(mint)), program.address(b"sol_vault"))
        await program.call("claim_exit", common | {"user": user}, more=vaults)
    return await paid(program, user, exchange)


async def priced(program: Program, used: set[int], common: dict[str, Pubkey], prices: list[Pubkey]) -> bool:
    """Brings every sample that is missing in a market that somebody has something in. Whether all have their prices."""
    frozen_s = (await program.account("Exchange", common["exchange"]))["frozen_s"]
    rows = (await program.account("Resolution", common["resolution"]))["markets"]
    slept = await program.now() >= frozen_s + SLEEP_S
    done = True
    for key, market in (await program.all("Market")).items():
        for number in range(SAMPLES):
            if market["number"] not in used or rows[market["number"]]["samples"][number]:
                continue
            due_s = frozen_s + SAMPLE_STEP_S * (number + 1)
            update = await sample(program, bytes(market["feed"]), due_s, prices)
            if update is None and not slept:
                print(
                    f"{bytes(market['symbol']).rstrip(bytes(1)).decode()}: the first price published at {due_s} or later"
                )
                done = False
                continue
            await program.call("resolve_price", common | {"market": key, "update": update}, number=number)
    return done


async def sample(program: Program, feed: bytes, due_s: int, prices: list[Pubkey]) -> Pubkey | None:
    """Of the price accounts given, the one whose update is the first at a time or after."""
    for key in prices:
        found = (await program.client.get_account_info(key, commitment=Finalized)).value
        if found is None:
            print(f"{key}: no such account, or not final yet")
            continue
        data = found.data
        published_s, before_s = struct.unpack_from("<qq", data, TIMES_AT)
        if data[FEED_AT : FEED_AT + 32] == feed and before_s < due_s <= published_s:
            return key
    return None


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
