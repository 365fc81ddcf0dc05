"""Trades on the exchange's program alone: a self account, an order, two that cross. A node of Solana, your wallet's key and the IDL.

    python trade_on_the_chain.py --rpc http://127.0.0.1:8899 --key wallet.json --idl quantdesk_program.json COMMAND ...

    open                                   opens your self account (index 1 unless --index says another)
    deposit 100000000                      atoms of USDC from your wallet, collateral at once
    place BTC-PERP buy 600000 1 7          limit price in ticks, size in lots, and your own number of the order
    cancel 7                               takes it off the chain
    orders BTC-PERP                        every order of the market, best price first
    execute BTC-PERP                       trades the best bid and offer that may meet, whoever they belong to
    show                                   your account

Needs solana and solders from PyPI, and leave_without_us.py beside it, whose reader of the IDL it uses.
"""

import argparse
import asyncio
import json
import struct
import sys
from pathlib import Path

from leave_without_us import SYSTEM, TOKEN, TOKEN_ACCOUNTS, Program
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Finalized
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK

SELF, USDC = 1, 0
SIDES = ("buy", "sell")
REDUCE_ONLY, POST_ONLY = 1, 2
LIFE_SLOTS = 9_000


class Desk:
    """The exchange's addresses, and those of one self account."""

    def __init__(self, program: Program, index: int) -> None:
        self.program, self.index = program, index
        self.me = program.wallet.pubkey()
        self.exchange, self.risk = program.address(b"exchange"), program.address(b"risk")
        self.user = program.address(b"user", bytes(self.me), struct.pack("<H", index))

    def market(self, symbol: str) -> Pubkey:
        return self.program.address(b"market", symbol.encode().ljust(16, b"\0"))

    def order(self, number: int) -> Pubkey:
        return self.program.address(b"order", bytes(self.user), struct.pack("<Q", number))

    async def slot(self) -> int:
        clock = (await self.program.client.get_account_info(CLOCK, commitment=Finalized)).value
        return struct.unpack_from("<Q", clock.data)[0]

    async def open(self) -> None:
        accounts = {
            "payer": self.me, "owner": self.me, "exchange": self.exchange, "user": self.user, "system_program": SYSTEM,
        }  # fmt: skip
        await self.program.call("create_user_account", accounts, index=self.index, kind=SELF)

    async def deposit(self, amount: int) -> None:
        mint = (await self.program.account("Exchange", self.exchange))["quote_mint"]
        mine = Pubkey.find_program_address([bytes(self.me), bytes(TOKEN), bytes(mint)], TOKEN_ACCOUNTS)[0]
        accounts = {
            "user": self.user, "owner": self.me, "exchange": self.exchange,
            "vault": self.program.address(b"vault", bytes(mint)), "mint": mint,
            "vault_tokens": self.program.address(b"tokens", bytes(mint)), "owner_tokens": mine, "token_program": TOKEN,
        }  # fmt: skip
        await self.program.call("deposit_tokens", accounts, amount=amount)

    async def place(self, symbol: str, side: str, price: int, size: int, number: int, flags: int) -> None:
        accounts = {
            "user": self.user, "owner": self.me, "exchange": self.exchange, "risk": self.risk,
            "market": self.market(symbol), "order": self.order(number), "system_program": SYSTEM,
        }  # fmt: skip
        expiry = await self.slot() + LIFE_SLOTS
        fields = {"client_order_id": number, "side": SIDES.index(side), "flags": flags, "price": price, "size": size}
        await self.program.call("place_order", accounts, **fields, expiry_slot=expiry)

    async def cancel(self, number: int) -> None:
        accounts = {"user": self.user, "owner": self.me, "order": self.order(number), "caller": self.me}
        await self.program.call("cancel_order", accounts)

    async def orders(self, symbol: str) -> list[tuple[Pubkey, dict]]:
        """Orders of a market that still trade: bids from the highest, then offers from the lowest, the older first."""
        number = (await self.program.account("Market", self.market(symbol)))["number"]
        now = await self.slot()
        found = [
            (key, order)
            for key, order in (await self.program.all("Order")).items()
            if order["market"] == number and order["left"] and order["expiry_slot"] >= now
        ]
        return sorted(found, key=lambda row: (row[1]["side"], row[1]["price"] * (2 * row[1]["side"] - 1), row[1]["number"]))

    async def execute(self, symbol: str) -> bool:
        """Trades the best bid and offer that may meet; False: none may.

        What orders alone do not show is left to the program, which refuses the pair: two accounts of one owner, a reduce-only order with
        nothing to close, a price out of the band, margin.
        """
        orders = await self.orders(symbol)
        bids = [row for row in orders if row[1]["side"] == 0]
        offers = [row for row in orders if row[1]["side"] == 1]
        pair = next(((bid, offer) for bid in bids for offer in offers if may_meet(bid[1], offer[1])), None)
        if pair is None:
            return False
        (first, bid), (second, offer) = pair
        accounts = {
            "exchange": self.exchange, "risk": self.risk, "market": self.market(symbol),
            "first_user": bid["user"], "first": first, "second_user": offer["user"], "second": second,
        }  # fmt: skip
        await self.program.call("execute_order", accounts)
        return True

    async def show(self) -> None:
        account = await self.program.account("UserAccount", self.user)
        if account is None:
            print("no self account of this index: open")
            return
        collateral = account["settled"]["collateral"][USDC]
        print(f"collateral {collateral} atoms, of them locked {account['locked_atoms']} by {account['orders_open']} orders")
        for slot in account["positions"][: account["positions_count"]]:
            print(f"market {slot['market']}: {slot['lots']} lots, quote {slot['quote_atoms']}, claim {slot['claim_atoms']}")


def may_meet(bid: dict, offer: dict) -> bool:
    """They cross, are of different accounts, and the younger, which takes, is not post-only."""
    younger = max(bid, offer, key=lambda order: order["number"])
    return bid["price"] >= offer["price"] and bid["user"] != offer["user"] and not younger["flags"] & POST_ONLY


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--key", required=True, type=Path, help="key file of the wallet")
    parser.add_argument("--idl", required=True, type=Path)
    parser.add_argument("--index", type=int, default=1)
    parser.add_argument("--reduce-only", action="store_true")
    parser.add_argument("--post-only", action="store_true")
    parser.add_argument("command", choices=["open", "deposit", "place", "cancel", "orders", "execute", "show"])
    parser.add_argument("words", nargs="*")
    given = parser.parse_args()
    wallet = Keypair.from_bytes(bytes(json.loads(given.key.read_text())))
    async with AsyncClient(given.rpc, commitment=Finalized) as client:
        desk = Desk(Program(given.idl, client, wallet), given.index)
        words = given.words
        match given.command:
            case "open":
                await desk.open()
            case "deposit":
                await desk.deposit(int(words[0]))
            case "place":
                flags = REDUCE_ONLY * given.reduce_only | POST_ONLY * given.post_only
                await desk.place(words[0], words[1], int(words[2]), int(words[3]), int(words[4]), flags)
            case "cancel":
                await desk.cancel(int(words[0]))
            case "orders":
                for key, order in await desk.orders(words[0]):
                    print(f"{SIDES[order['side']]:<4} {order['left']} lots at {order['price']} ticks, account {order['account']}, {key}")
            case "execute":
                if not await desk.execute(words[0]):
                    print("nothing crosses")
                    return 3
            case "show":
                await desk.show()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
