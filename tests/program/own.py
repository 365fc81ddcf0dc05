"""Self accounts that trade on the chain alone, and a core with the same market, prices and money beside them."""

import random
import struct
from typing import Any, NamedTuple

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.core import Exchange, batch_head
from quantdesk.core import order_id as order_id_of
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    OpenExchange,
    OrderFilled,
    PlaceOrder,
    PositionView,
    Refused,
    SetEntryLimit,
    SetPrices,
    SetRisk,
    Side,
    TimeInForce,
    events_decode,
    views_decode,
)
from tests.program.conftest import Trader, trader_of
from tests.program.engine_commands import credit, open_account
from tests.program.markets import BTC, index_bring, listed_with, market_list, market_of, round_post
from tests.program.world import NOW_S, SELF, SYSTEM, USDC, World

FUNDS = 100_000_000
START_PRICE = 61_800 * 10**8
PRICE = 618_000
SLOT_US = 400_000
REDUCE_ONLY, POST_ONLY = 1, 2
# A fee of 0.25 %, and of insurance at most a thousand USDC for one bankrupt.
RISK = SetRisk(market=BTC.market, liquidation_fee=2_500, insurance_cap=10**9)


class Placed(NamedTuple):
    """An order on the chain: who, and his own number of it."""

    trader: int
    client: int


class OwnWorld:
    """Traders are numbered from 1; the same number is their account in the core."""

    def __init__(self, traders: int = 2, seed: int = 0, *, twin: bool = False, risk: SetRisk = RISK) -> None:
        self.chance = random.Random(seed)
        self.world = World()
        self.world.time_set(NOW_S, NOW_S * 1_000_000 // SLOT_US)
        market_list(self.world, record=listed_with(BTC, risk))
        self.market = market_of(self.world)
        self.traders: dict[int, Trader] = {}
        self.index, self.client = START_PRICE, 0
        self.exchange = Exchange() if twin else None
        self.placed: dict[bytes, Placed] = {}
        self.apply(OpenExchange(domain=DOMAIN_LOCALNET), SetEntryLimit(entries=65_535), BTC)
        for number in range(1, traders + 1):
            trader = self.traders[number] = trader_of(self.world, 800 + number, SELF)
            self.world.deposit(trader.key, trader.tokens, FUNDS)
            self.apply(open_account(number, bytes(trader.key.pubkey())), credit(number, FUNDS))
        self.prices(0)

    def apply(self, *commands):
        """Events of commands of the core at the chain's time."""
        if self.exchange is None:
            return []
        head = batch_head(len(commands), self.exchange.seq + 1, self.world.now_s * 1_000_000)
        return list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))

    def prices(self, step_ppm: int) -> None:
        """Five seconds later: an index and a mark that moved by this, on both sides."""
        self.world.time_pass(5)
        self.index += self.index * step_ppm // 1_000_000
        index_bring(self.world, self.index)
        round_post(self.world, [self.index // 10_000])
        self.apply(SetPrices(BTC.market, self.index // 10_000, self.index // 10_000))

    # ---- instructions

    def order_of(self, placed: Placed) -> Pubkey:
        user = self.traders[placed.trader].user
        return self.world.pda(b"order", bytes(user), struct.pack("<Q", placed.client))

    def place_accounts(self, placed: Placed) -> dict[str, Pubkey | None]:
        trader = self.traders[placed.trader]
        return {
            "user": trader.user, "owner": trader.key.pubkey(), "exchange": self.world.exchange, "risk": self.world.risk,
            "market": self.market, "order": self.order_of(placed), "system_program": SYSTEM,
        }  # fmt: skip

    def place(self, trader: int, side: Side, price: int, size: int, **changed: Any) -> Placed:
        """An order of a trader. Errors: Refused."""
        self.client += 1
        placed = Placed(trader, changed.pop("client", self.client))
        args = {
            "client_order_id": placed.client, "side": int(side), "flags": 0, "price": price, "size": size,
            "expiry_slot": self.world.slot + 200,
        } | changed  # fmt: skip
        self.world.call("place_order", self.place_accounts(placed), args, [self.traders[trader].key])
        return placed

    def cancel_accounts(self, placed: Placed, caller: Keypair) -> dict[str, Pubkey | None]:
        trader = self.traders[placed.trader]
        return {
            "user": trader.user, "owner": trader.key.pubkey(), "order": self.order_of(placed), "caller": caller.pubkey(),
        }  # fmt: skip

    def cancel(self, placed: Placed, caller: Keypair | None = None):
        caller = caller or self.traders[placed.trader].key
        return self.world.call("cancel_order", self.cancel_accounts(placed, caller), {}, [caller])

    def execute_accounts(self, first: Placed, second: Placed) -> dict[str, Pubkey | None]:
        return {
            "exchange": self.world.exchange, "risk": self.world.risk, "market": self.market,
            "first_user": self.traders[first.trader].user, "first": self.order_of(first),
            "second_user": self.traders[second.trader].user, "second": self.order_of(second),
        }  # fmt: skip

    def execute(self, first: Placed, second: Placed):
        """By a stranger."""
        return self.world.call("execute_order", self.execute_accounts(first, second), {}, [self.world.stranger])

    def take_accounts(self, trader: int, signer: Keypair | None = None) -> dict[str, Pubkey | None]:
        one = self.traders[trader]
        return {
            "user": one.user, "owner": (signer or one.key).pubkey(), "exchange": self.world.exchange,
            "risk": self.world.risk, "market": self.market,
        }  # fmt: skip

    def take_more(self, orders: list[Placed]) -> list[tuple[Pubkey, bool, bool]]:
        """Orders, each with its account behind it."""
        pairs = [(self.order_of(one), self.traders[one.trader].user) for one in orders]
        return [(key, False, True) for pair in pairs for key in pair]

    def take(self, name: str, trader: int, side: Side, price: int, size: int, orders: list[Placed], **changed: Any):
        """open_position or close_position against orders that are there."""
        signer = changed.get("signer", self.traders[trader].key)
        args = {"side": int(side), "price": price, "size": size}
        return self.world.call(name, self.take_accounts(trader, signer), args, [signer], self.take_more(orders))

    def settle_accounts(self, trader: int) -> dict[str, Pubkey | None]:
        return {
            "exchange": self.world.exchange, "risk": self.world.risk, "market": self.market,
            "user": self.traders[trader].user,
        }  # fmt: skip

    def settle_pnl(self, trader: int):
        """By a stranger."""
        return self.world.call("settle_pnl", self.settle_accounts(trader), {}, [self.world.stranger])

    def liquidate_accounts(self, trader: int, resting: Placed) -> dict[str, Pubkey | None]:
        return {
            "exchange": self.world.exchange, "risk": self.world.risk, "market": self.market,
            "user": self.traders[trader].user, "resting_user": self.traders[resting.trader].user,
            "resting": self.order_of(resting),
        }  # fmt: skip

    def liquidate(self, trader: int, resting: Placed):
        """By a stranger."""
        return self.world.call("liquidate", self.liquidate_accounts(trader, resting), {}, [self.world.stranger])

    # ---- what is there

    def order(self, placed: Placed) -> dict[str, Any]:
        return self.world.read("Order", self.order_of(placed))

    def user(self, trader: int) -> dict[str, Any]:
        return self.world.user(self.traders[trader].user)

    def position(self, trader: int) -> int:
        user = self.user(trader)
        return user["positions"][0]["lots"] if user["positions_count"] else 0

    def collateral(self, trader: int) -> int:
        return self.user(trader)["settled"]["collateral"][USDC]

    def ledger(self, name: str = "own") -> dict[str, Any]:
        return self.world.read("Market", self.market)[name]

    def money(self) -> int:
        """Every atom of self accounts: collateral, and what their ledger of the market has."""
        ledger = self.ledger()
        return sum(self.collateral(n) for n in self.traders) + sum(
            ledger[name] for name in ("pool_atoms", "insurance_atoms", "fee_bucket_atoms")
        )

    # ---- the core beside it

    def both(self, trader: int, side: Side, price: int, size: int) -> list[OrderFilled] | None:
        """The same order in the core, and on the chain when the core took it; its matches. None: refused."""
        self.client += 1
        fields = {
            "domain": DOMAIN_LOCALNET, "account": trader,
            "nonce": nonce_of(self.world.now_s * 1_000, self.client % 4_096),
            "expiry_slot": self.world.slot + 200, "client_order_id": self.client, "price": price, "size": size,
            "market": BTC.market, "side": side, "fee_max": 100, "time_in_force": TimeInForce.GTC,
        }  # fmt: skip
        message = OrderMessage(**fields).encode()
        key = bytes(self.traders[trader].key.pubkey())
        events = self.apply(PlaceOrder(order_id_of(message), message, bytes(64), key, 0))
        if any(isinstance(event, Refused) for event in events):
            return None
        self.placed[bytes(order_id_of(message))] = self.place(trader, side, price, size, client=self.client)
        return [event for event in events if isinstance(event, OrderFilled)]

    def of_core(self, trader: int) -> tuple[int, ...]:
        """Lots, quote, claim and collateral in the core."""
        assert self.exchange is not None
        views = views_decode(self.exchange.query(AccountQuery(trader).encode()))
        found = next((view for view in views if isinstance(view, PositionView)), None)
        collateral = next(view.collateral for view in views if isinstance(view, AccountView))
        position = (found.position, found.quote, found.claim) if found else (0, 0, 0)
        return (*position, collateral)

    def of_chain(self, trader: int) -> tuple[int, ...]:
        """The same on the chain."""
        user = self.user(trader)
        slot = user["positions"][0] if user["positions_count"] else None
        position = (slot["lots"], slot["quote_atoms"], slot["claim_atoms"]) if slot else (0, 0, 0)
        return (*position, user["settled"]["collateral"][USDC])
