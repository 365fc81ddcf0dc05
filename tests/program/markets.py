"""Markets in a world: listing, price accounts of the oracle, mark rounds."""

import hashlib
import struct
from typing import Any

from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.model.records_gen import ListMarket, SetMargin, SetRisk
from quantdesk.runtime.settings import PYTH_RECEIVER
from tests.program.world import INSTRUCTIONS, SYSTEM, World

RECEIVER = Pubkey.from_string(PYTH_RECEIVER)
FEED = hashlib.sha256(b"BTC/USD").digest()
ENVELOPE = 1_000
EXPONENT = -8
# A tick of 0.1 USD, a lot of 0.001 BTC: one tick of one lot is 100 atoms.
BTC = ListMarket(
    market=0, symbol=b"BTC-PERP".ljust(16, b"\0"), tick_size=100_000_000, lot_size=1_000_000, price_max=5_000_000,
    order_max=10_000, position_max=1_000_000, open_interest_max=5_000_000, imf=20_000, mmf=10_000,
    requirement_min=1_000, profit_cap=10**9, band=50_000,
)  # fmt: skip


def listed_with(record: ListMarket, risk: SetRisk) -> bytes:
    """The record of a listing with what a liquidation costs and insurance pays; fractions do not grow."""
    return record.encode() + SetMargin(record.market, *[0] * 6).encode() + risk.encode()


def market_of(world: World, symbol: bytes = BTC.symbol) -> Pubkey:
    return world.pda(b"market", symbol)


def listing(world: World, listed: ListMarket = BTC, **changed: Any) -> tuple[dict[str, Pubkey | None], dict[str, Any]]:
    """Accounts and arguments of initialize_market."""
    args = {"symbol": listed.symbol, "feed": FEED, "envelope_ppm": ENVELOPE, "record": listed.encode()} | changed
    accounts = {
        "payer": world.authority.pubkey(), "exchange": world.exchange, "risk": world.risk,
        "market": market_of(world, args["symbol"]), "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    return accounts, args


def market_list(world: World, listed: ListMarket = BTC, admins: int = 2, **changed: Any):
    """Lists a market; returns the events."""
    accounts, args = listing(world, listed, **changed)
    signers = [world.authority, *world.admins[:admins]]
    return world.call("initialize_market", accounts, args, signers, world.admins_sign(admins))


def price_bytes(price: int, publish_s: int, **changed: Any) -> bytes:
    """A PriceUpdateV2 account: price in units of 1e-8 USD, unless told otherwise."""
    fields = {
        "kind": bytes.fromhex("22f123639d7ef4cd"), "level": b"\x01", "feed": FEED, "confidence": price // 1_000,
        "exponent": EXPONENT,
    } | changed  # fmt: skip
    body = struct.pack(
        "<qQiqqqQQ", price, max(fields["confidence"], 0), fields["exponent"], publish_s, publish_s - 1, price, 1, 9
    )
    return fields["kind"] + bytes(32) + fields["level"] + fields["feed"] + body


def price_set(world: World, data: bytes, owner: Pubkey = RECEIVER) -> Pubkey:
    """Sets the price account, as the local chain allows for price accounts."""
    key = Pubkey(hashlib.sha256(b"price account").digest())
    world.svm.set_account(key, Account(10**9, data, owner, False))
    return key


def index_accounts(world: World, symbol: bytes = BTC.symbol) -> dict[str, Pubkey | None]:
    update = Pubkey(hashlib.sha256(b"price account").digest())
    return {"market": market_of(world, symbol), "exchange": world.exchange, "update": update}


def index_bring(world: World, price: int, publish_s: int | None = None, symbol: bytes = BTC.symbol, **changed: Any):
    """A price account and the instruction that reads it; returns the events."""
    owner = changed.pop("owner", RECEIVER)
    price_set(world, price_bytes(price, world.now_s if publish_s is None else publish_s, **changed), owner)
    return world.call("update_oracle_price", index_accounts(world, symbol), {}, [world.stranger])


def round_post(world: World, prices: list[int], markets: list[Pubkey] | None = None, **changed: Any):
    """A mark round by the operator; returns the events. beside: price accounts that stand beside it."""
    beside = changed.pop("beside", [])
    operator = changed.pop("operator", world.operator)
    accounts = {"operator": operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
    args = {
        "engine_us": world.now_s * 1_000_000,
        "marks": b"".join(mark.to_bytes(8, "little") for mark in prices),
        "hours": b"",
    } | changed
    more = [(key, False, False) for key in (*(markets or [market_of(world)]), *beside)]
    return world.call("post_mark_round", accounts, args, [operator], more)


def row_of(world: World, market: int = 0) -> dict[str, int]:
    return world.read("Risk", world.risk)["rows"][market]
