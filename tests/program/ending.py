"""The end of the exchange in a world: freeze, samples of prices, resolution, claims; and what everybody must get, counted apart.

Invariant: the judge knows no account's order; it adds up whole books, where the program passes one account after the other.
"""

import random
from typing import Any, NamedTuple

from msgspec.structs import replace
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.conftest import Trader, trader_of
from tests.program.markets import BTC, FEED, index_bring, market_list, market_of, price_bytes, price_set, round_post
from tests.program.world import CREDIT, HOUR_S, SOL, SYSTEM, USDC, World

ETH = replace(BTC, market=1, symbol=b"ETH-PERP".ljust(16, b"\0"))
FEED_ETH = bytes(31) + b"\x02"
FEEDS = {BTC.market: FEED, ETH.market: FEED_ETH}
MARKETS = (BTC, ETH)
USD = 10**8
START = 61_800
STEP_S, SAMPLES = 1_200, 3
SILENCE_S = 6 * HOUR_S
VALUE = 100  # atoms of one tick of one lot


class Book(NamedTuple):
    """What an account has: collateral of USDC and SOL, pockets of USDC, and b, e, r by market."""

    collateral: int
    lamports: int
    arriving: int
    leaving: int
    positions: dict[int, tuple[int, int, int]]


class Means(NamedTuple):
    """What a market has: pool, insurance, fees."""

    pool: int
    insurance: int
    fees: int


def resolution_of(world: World) -> Pubkey:
    return world.pda(b"resolution")


def listed_world() -> World:
    """Two markets with an index and a mark round."""
    world = World()
    for market in MARKETS:
        market_list(world, market, feed=FEEDS[market.market])
    for market in MARKETS:
        index_bring(world, START * USD, symbol=market.symbol, feed=FEEDS[market.market])
    round_post(world, [START * 10_000] * 2, [market_of(world, market.symbol) for market in MARKETS])
    return world


# ---- instructions


def freeze_accounts(world: World, payer: Keypair, user: Pubkey | None = None) -> dict[str, Pubkey | None]:
    return {
        "payer": payer.pubkey(), "exchange": world.exchange, "risk": world.risk, "resolution": resolution_of(world),
        "user": user, "system_program": SYSTEM,
    }  # fmt: skip


def freeze(world: World, user: Pubkey | None = None):
    return world.call("freeze", freeze_accounts(world, world.stranger, user), {}, [world.stranger])


def sample_accounts(world: World, market: int, update: Pubkey | None) -> dict[str, Pubkey | None]:
    return {
        "market": market_of(world, MARKETS[market].symbol), "exchange": world.exchange,
        "resolution": resolution_of(world), "update": update,
    }  # fmt: skip


def sample_bring(world: World, market: int, number: int, price: int, **changed: Any):
    """A sample of a price in USD: published five seconds after its time, the update before it five seconds before."""
    frozen_s = world.read("Exchange", world.exchange)["frozen_s"]
    due_s = frozen_s + STEP_S * (number + 1)
    fields = {"publish_s": due_s + 5, "before_s": due_s - 5, "feed": FEEDS[market]} | changed
    update = price_of_sample(world, price, fields.pop("publish_s"), fields.pop("before_s"), **fields)
    return world.call("resolve_price", sample_accounts(world, market, update), {"number": number}, [world.stranger])


def price_of_sample(world: World, price: int, publish_s: int, before_s: int, **changed: Any) -> Pubkey:
    """A price account with both times."""
    owner = {"owner": changed.pop("owner")} if "owner" in changed else {}
    data = bytearray(price_bytes(price * USD, publish_s, **changed))
    at = data.rindex(publish_s.to_bytes(8, "little")) + 8
    data[at : at + 8] = before_s.to_bytes(8, "little", signed=True)
    return price_set(world, bytes(data), **owner)


def prices_resolve(world: World, prices: dict[int, tuple[int, int, int]], order: list[tuple[int, int]] | None = None):
    """All samples of markets, in whatever order."""
    pairs = order or [(market, number) for market in prices for number in range(SAMPLES)]
    for market, number in pairs:
        sample_bring(world, market, number, prices[market][number])


def resolve_accounts(world: World, user: Pubkey) -> dict[str, Pubkey | None]:
    return {"user": user, "exchange": world.exchange, "risk": world.risk, "resolution": resolution_of(world)}


def resolve(world: World, user: Pubkey):
    return world.call("resolve_account", resolve_accounts(world, user), {}, [world.stranger])


def claim_accounts(world: World, user: Pubkey) -> dict[str, Pubkey | None]:
    return {"user": user, "exchange": world.exchange, "resolution": resolution_of(world)}


def claim(world: World, user: Pubkey, vaults: tuple[Pubkey, ...] | None = None):
    vaults = (world.vault, world.sol_vault) if vaults is None else vaults
    more = [(key, False, False) for key in vaults]
    return world.call("claim_exit", claim_accounts(world, user), {}, [world.stranger], more)


def position_set(world: World, user: Pubkey, lots: int = 1, market: int = 0, quote: int = 0) -> None:
    """A position as trading would have left it."""
    record = world.user(user)
    record["positions"][0] |= {"market": market, "lots": lots, "quote_atoms": quote}
    world.rewrite("UserAccount", user, record | {"positions_count": 1})


# ---- books


def books_make(chance: random.Random, count: int, solvent: bool) -> tuple[list[Book], dict[int, Means]]:
    """Accounts that traded with each other (sum b = 0, sum (e + r) = pool in every market), with all sorts of pockets."""
    positions: list[dict[int, list[int]]] = [{} for _ in range(count)]
    for market in (BTC.market, ETH.market):
        for _ in range(chance.randrange(2 * count)):
            one, two = chance.sample(range(count), 2)
            lots, price = chance.randrange(1, 40), chance.randrange(600_000, 640_000)
            for at, sign in ((one, 1), (two, -1)):
                row = positions[at].setdefault(market, [0, 0, 0])
                row[0] += sign * lots
                row[1] -= sign * lots * price * VALUE
    least, most = (400_000_000, 800_000_000) if solvent else (1, 60_000_000)
    collateral = [chance.randrange(least, most) for _ in range(count)]
    means = {}
    for market in (BTC.market, ETH.market):
        pool = 0
        for row in (held[market] for held in positions if market in held):
            if chance.random() < 0.4:  # a gain that was realised and waits for the pool
                won = chance.randrange(50_000_000)
                row[1] -= won
                row[2] += won
        for at, held in enumerate(positions):
            if market in held and chance.random() < 0.4:  # a loss that was paid into the pool
                paid = chance.randrange(1 + collateral[at] // 2)
                held[market][1] += paid
                collateral[at] -= paid
                pool += paid
        means[market] = Means(pool, *(chance.choice((0, chance.randrange(10_000_000))) for _ in range(2)))
    books = [
        Book(
            cash, chance.choice((0, chance.randrange(10**9))), *(chance.choice((0, chance.randrange(10**7))) for _ in "ab"),
            {market: tuple(row) for market, row in held.items() if any(row)},
        )
        for cash, held in zip(collateral, positions, strict=True)
    ]  # fmt: skip
    return books, means


def books_set(world: World, books: list[Book], means: dict[int, Means]) -> list[Trader]:
    """Real tokens for it all, then the accounts as trading would have left them: only where money lies is rewritten."""
    traders = [trader_of(world, 500 + n) for n in range(len(books))]
    beside = sum(sum(row) for row in means.values())
    for at, (trader, book) in enumerate(zip(traders, books, strict=True)):
        usdc = book.collateral + book.arriving + book.leaving + (beside if at == 0 else 0)
        tokens = world.tokens_make(trader.key.pubkey(), usdc, seed=7)
        if usdc:
            world.deposit(trader.key, tokens, usdc)
            if usdc - book.arriving:
                world.settle(
                    [(CREDIT, trader.user, USDC, usdc - book.arriving)], round=world.read("Risk", world.risk)["round"]
                )
        if book.lamports:
            world.sol_deposit(trader.key, book.lamports)
            world.settle([(CREDIT, trader.user, SOL, book.lamports)], round=world.read("Risk", world.risk)["round"])
        record = world.user(trader.user)
        record["settled"]["collateral"][USDC] = book.collateral
        record["pockets"][USDC]["leaving_atoms"] = book.leaving
        for place, (market, (lots, quote, claimed)) in enumerate(sorted(book.positions.items())):
            record["positions"][place] |= {
                "market": market, "lots": lots, "quote_atoms": quote, "claim_atoms": claimed,
            }  # fmt: skip
        record["positions_count"] = len(book.positions)
        world.rewrite("UserAccount", trader.user, record)
    for market in MARKETS:
        key = market_of(world, market.symbol)
        record = world.read("Market", key)
        pool, insurance, fees = means[market.market]
        record["engine"] |= {"pool_atoms": pool, "insurance_atoms": insurance, "fee_bucket_atoms": fees}
        world.rewrite("Market", key, record)
    return traders


# ---- the judge


class Verdict(NamedTuple):
    """What an account gets of USDC and SOL, pockets included, and what it was worth."""

    usdc: int
    sol: int
    worth: int


def judged(
    books: list[Book], means: dict[int, Means], prices: dict[int, int], tracked: int, own: int = 0
) -> list[Verdict]:
    """CUST-19 over whole books: what is there and owed is added up first."""
    won = [
        {m: lots * VALUE * prices[m] // 1_000 + e + r for m, (lots, e, r) in book.positions.items()} for book in books
    ]
    kept, claims = [], []
    there = {market: sum(row) for market, row in means.items()}
    for book, pnls in zip(books, won, strict=True):
        losses = sum(-pnl for pnl in pnls.values() if pnl < 0)
        gains = sum(pnl for pnl in pnls.values() if pnl > 0)
        kept.append(max(book.collateral - losses, 0))
        covered = min(losses, book.collateral + gains)
        taken = max(covered - book.collateral, 0)
        left = {}
        for market in sorted(pnls):
            if pnls[market] > 0:
                set_off = min(taken, pnls[market])
                taken -= set_off
                there[market] -= set_off
                left[market] = pnls[market] - set_off
            else:
                paid = min(-pnls[market], covered)
                covered -= paid
                there[market] += paid
        claims.append(left)
    owed = {market: sum(left.get(market, 0) for left in claims) for market in there}
    payable = {market: min(max(there[market], 0), owed[market]) for market in there}
    pockets = sum(book.arriving + book.leaving for book in books)
    rest = tracked - own - pockets
    verdicts = []
    for book, cash, left, pnls in zip(books, kept, claims, won, strict=True):
        gains = sum(portion(claimed, payable[market], owed[market]) for market, claimed in left.items())
        paid = portion(cash, rest, sum(kept)) + portion(gains, rest - sum(kept), sum(payable.values()))
        worth = max(book.collateral + sum(pnls.values()), 0)
        verdicts.append(Verdict(paid + book.arriving + book.leaving, book.lamports, worth))
    return verdicts


def portion(one: int, there: int, whole: int) -> int:
    return one if there >= whole or not whole else one * max(there, 0) // whole
