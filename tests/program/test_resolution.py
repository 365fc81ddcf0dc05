"""The end: every order of callers pays everybody the same, what the arithmetic says, to the atom (CUST-18, CUST-19)."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quantdesk.model.records_gen import Side
from tests.program.conftest import Trader, trader_of
from tests.program.ending import (
    MARKETS,
    SAMPLES,
    SILENCE_S,
    START,
    STEP_S,
    Book,
    Means,
    books_make,
    books_set,
    claim,
    freeze,
    judged,
    listed_world,
    prices_resolve,
    resolve,
)
from tests.program.fills import FUNDS, FillWorld
from tests.program.test_vault import error_of
from tests.program.world import SELF, SOL, USDC, World

SEEN = {"short of tokens": 0, "bankrupts": 0, "haircut gains": 0, "whole": 0}


def tracked_of(world: World, sol: bool = False) -> int:
    name, key = ("ProtocolSolVault", world.sol_vault) if sol else ("TokenVault", world.vault)
    return world.read(name, key)["book"]["tracked_atoms"]


def frozen(world: World) -> None:
    world.time_pass(SILENCE_S)
    freeze(world)
    world.time_pass(STEP_S * SAMPLES + 10)


def pay_out(world: World, trader: Trader) -> tuple[int, int]:
    """Everything in the pockets, paid by a stranger; what came."""
    leaving = [pocket["leaving_atoms"] for pocket in world.user(trader.user)["pockets"]]
    if leaving[USDC]:
        world.withdraw(trader.user, trader.tokens, leaving[USDC], world.stranger)
    if leaving[SOL]:
        world.sol_withdraw(trader.key.pubkey(), leaving[SOL], world.stranger)
    return leaving[USDC], leaving[SOL]


def walked_out(world: World, traders: list[Trader], chance: random.Random) -> list[tuple[int, int]]:
    """Accounts are resolved, claimed and paid by strangers in a random order, pockets before, between and after; what each got."""
    paid = {trader.user: [0, 0] for trader in traders}

    def take(trader: Trader) -> None:
        for asset, amount in enumerate(pay_out(world, trader)):
            paid[trader.user][asset] += amount

    steps = [(action, trader) for trader in traders for action in ("resolve", "take", "take")]
    chance.shuffle(steps)
    for action, trader in steps:
        resolve(world, trader.user) if action == "resolve" else take(trader)
    for trader in chance.sample(traders, len(traders)):
        claimable = world.user(trader.user)
        if any(claimable["settled"]["collateral"]) or claimable["positions_count"]:
            claim(world, trader.user)
        if chance.random() < 0.5:
            take(trader)
    for trader in traders:
        take(trader)
    return [tuple(paid[trader.user]) for trader in traders]


# A seed has no smaller one: nothing is gained by shrinking.
SEARCH = settings(max_examples=7, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("solvent", [False, True])
@SEARCH
@given(seed=st.integers(0, 2**32))
def test_every_order_of_callers_pays_what_the_arithmetic_says(seed: int, solvent: bool, short: bool) -> None:
    """CUST-19: nobody of the exchange acts; the vault ends at the atom that is left."""
    chance = random.Random(seed)
    world = listed_world()
    own = trader_of(world, 490, SELF)
    world.deposit(own.key, own.tokens, 5_000_000)
    books, means = books_make(chance, 2 + chance.randrange(5), solvent)
    traders = books_set(world, books, means)
    if short:  # tokens that no book explains are gone: nobody may be paid twice what another is not
        lost = tracked_of(world) // chance.choice((3, 9, 90))
        record = world.read("TokenVault", world.vault)
        record["book"]["tracked_atoms"] -= lost
        world.rewrite("TokenVault", world.vault, record)
    frozen(world)
    samples = {market: tuple(chance.randrange(60_000, 64_000) for _ in range(SAMPLES)) for market in means}
    order = [(market, number) for market in samples for number in range(SAMPLES)]
    chance.shuffle(order)
    prices_resolve(world, samples, order)
    prices = {market: sorted(three)[1] * 10_000 for market, three in samples.items()}
    tracked = tracked_of(world)
    expected = judged(books, means, prices, tracked, own=5_000_000)
    paid = walked_out(world, traders, chance)
    assert paid == [(verdict.usdc, verdict.sol) for verdict in expected]
    assert tracked_of(world) == tracked - sum(usdc for usdc, _ in paid) >= 5_000_000
    assert tracked_of(world, sol=True) == 0
    world.withdraw(own.user, own.tokens, 5_000_000, own.key)
    worth = [verdict.worth + book.arriving + book.leaving for verdict, book in zip(expected, books, strict=True)]
    assert all(usdc <= most for (usdc, _), most in zip(paid, worth, strict=True)) or not solvent
    if solvent and not short:
        # Nobody failed to pay: everybody gets what he was worth.
        assert [usdc for usdc, _ in paid] == worth
    SEEN["short of tokens"] += short
    SEEN["bankrupts"] += any(
        verdict.worth == 0 and book.positions for verdict, book in zip(expected, books, strict=True)
    )
    SEEN["haircut gains"] += any(usdc < most for (usdc, _), most in zip(paid, worth, strict=True))
    SEEN["whole"] += [usdc for usdc, _ in paid] == worth


def test_who_has_won_where_nothing_is_left_is_done_with_too() -> None:
    """CUST-19: a claim of which nothing is paid is gone with one instruction, like any other; there is no second."""
    world = listed_world()
    (trader,) = books_set(
        world, [Book(0, 0, 0, 0, {MARKETS[0].market: (0, 0, 5_000_000)})], dict.fromkeys((0, 1), Means(0, 0, 0))
    )
    frozen(world)
    prices_resolve(world, dict.fromkeys((0, 1), (START, START, START)))
    resolve(world, trader.user)
    claim(world, trader.user)
    ended = world.user(trader.user)
    assert (ended["positions_count"], ended["pockets"][USDC]["leaving_atoms"]) == (0, 0)
    assert error_of(world, lambda: claim(world, trader.user)) == "Nothing"


def test_property_met_every_kind_of_end() -> None:
    print(f"\n{SEEN}")
    assert min(SEEN.values()) >= 2


def test_traders_with_open_positions_leave_when_everything_else_is_stopped() -> None:
    """Real orders, real fills; then no engine, no keeper, no operator: three strangers' instructions and a node."""
    twins = FillWorld(11, traders=3)
    twins.order(1, Side.SELL, 618_000, 40)
    twins.settle(twins.order(2, Side.BUY, 618_000, 25))
    twins.settle(twins.order(3, Side.BUY, 618_000, 15))
    world = twins.world
    traders = [twins.parties[number].trader for number in (1, 2, 3)]
    fees = world.read("TokenVault", world.vault)["book"]["tracked_atoms"] - sum(
        world.user(trader.user)["settled"]["collateral"][USDC] for trader in traders
    )
    assert fees > 0
    frozen(world)
    prices_resolve(world, {0: (61_000, 62_000, 61_900)})
    collateral = [world.user(trader.user)["settled"]["collateral"][USDC] for trader in traders]
    paid = [usdc for usdc, _ in walked_out(world, traders, random.Random(3))]
    # 61,900 USD is a thousand ticks above the fills: 100 atoms a tick and lot.
    assert paid == [collateral[0] - 40 * 100_000, collateral[1] + 25 * 100_000, collateral[2] + 15 * 100_000]
    assert sum(paid) + fees == 3 * FUNDS
    assert tracked_of(world) == fees
    for trader in traders:
        world.account_close(trader.key)


def world_of(books: list[Book], means: dict[int, Means] | None = None) -> tuple[World, list[Trader]]:
    world = listed_world()
    return world, books_set(world, books, means or {0: Means(0, 0, 0), 1: Means(0, 0, 0)})


def ended(world: World, traders: list[Trader], btc: int, eth: int = 61_800) -> list[int]:
    frozen(world)
    prices_resolve(world, {0: (btc,) * 3, 1: (eth,) * 3})
    return [usdc for usdc, _ in walked_out(world, traders, random.Random(1))]


def position(lots: int, price: int = 618_000) -> tuple[int, int, int]:
    return (lots, -lots * price * 100, 0)


def test_gap_of_one_market_takes_nothing_from_depositors_or_from_winners_of_another() -> None:
    """Attack: sibling pools drained through a gap, and freeze as a weapon. A bankrupt short of BTC owes more than he has: who won
    against him gets what he had; who holds no position, or won elsewhere, gets everything."""
    loser = Book(1_000_000, 0, 0, 0, {0: position(-10)})
    winner = Book(1_000_000, 0, 0, 0, {0: position(10)})
    depositor = Book(7_000_000, 0, 0, 0, {})
    elsewhere = Book(5_000_000, 0, 0, 0, {1: position(2)})
    payer = Book(5_000_000, 0, 0, 0, {1: position(-2)})
    world, traders = world_of([loser, winner, depositor, elsewhere, payer])
    # BTC at 63,800: 20,000 ticks x 10 lots x 100 = 20,000,000; ETH at 62,800: 10,000 x 2 x 100 = 2,000,000.
    paid = ended(world, traders, 63_800, 62_800)
    assert paid == [0, 1_000_000 + 1_000_000, 7_000_000, 7_000_000, 3_000_000]


def test_gain_that_is_not_there_pays_no_loss_elsewhere_out_of_principal() -> None:
    """Attack: a gain against an own bankrupt sets off a loss against an own friend. Other gains are thinned, collateral is not."""
    sibling = Book(0, 0, 0, 0, {0: position(-10)})
    middle = Book(0, 0, 0, 0, {0: position(10), 1: position(-10)})
    friend = Book(0, 0, 0, 0, {1: position(10)})
    depositor = Book(9_000_000, 0, 0, 0, {})
    world, traders = world_of([sibling, middle, friend, depositor])
    assert ended(world, traders, 62_800, 62_800) == [0, 0, 0, 9_000_000]


def test_insurance_and_fees_pay_what_a_bankrupt_does_not() -> None:
    loser, winner = Book(0, 0, 0, 0, {0: position(-1)}), Book(0, 0, 0, 0, {0: position(1)})
    world, traders = world_of([loser, winner], {0: Means(0, 400_000, 500_000), 1: Means(0, 0, 70_000)})
    assert ended(world, traders, 62_800) == [0, 900_000]
    assert tracked_of(world) == 70_000


def test_pockets_are_paid_first_and_before_anything_is_resolved() -> None:
    """CUST-19: what was debited, and what was never credited, comes back whole though tokens are missing."""
    book = Book(1_000_000, 0, 300, 2_000, {})
    world, [trader] = world_of([book])
    record = world.read("TokenVault", world.vault)
    record["book"]["tracked_atoms"] -= 900_000
    world.rewrite("TokenVault", world.vault, record)
    world.time_pass(SILENCE_S)
    freeze(world)
    world.withdraw(trader.user, trader.tokens, 1_500, world.stranger)
    resolve(world, trader.user)
    world.withdraw(trader.user, trader.tokens, 700, world.stranger)
    claim(world, trader.user)
    assert pay_out(world, trader)[0] == 100 + 100_000
    assert tracked_of(world) == 0


def test_share_waits_for_every_account_and_for_its_vault_and_is_taken_once() -> None:
    world, [one, two] = world_of([Book(1_000, 5, 0, 0, {}), Book(2_000, 0, 0, 0, {0: position(1)})])
    frozen(world)
    assert error_of(world, lambda: resolve(world, two.user)) == "PriceMissing"
    resolve(world, one.user)
    assert error_of(world, lambda: resolve(world, one.user)) == "AlreadyResolved"
    assert error_of(world, lambda: claim(world, one.user)) == "AccountsUnresolved"
    assert error_of(world, lambda: world.account_close(one.key)) == "AccountNotEmpty"
    prices_resolve(world, {0: (61_800,) * 3})
    resolve(world, two.user)
    assert error_of(world, lambda: claim(world, one.user, ())) == "ShareMissing"
    assert error_of(world, lambda: claim(world, one.user, (world.vault,))) == "ShareMissing"
    assert error_of(world, lambda: world.claim(one.user, world.stranger)) == "ShareMissing"
    claim(world, one.user)
    assert error_of(world, lambda: claim(world, one.user)) == "Nothing"
    claim(world, two.user, ())
    assert (pay_out(world, one), pay_out(world, two)) == ((1_000, 5), (2_000, 0))


def test_account_that_closes_before_it_is_resolved_holds_nobody_up() -> None:
    world, [one] = world_of([Book(1_000, 0, 0, 0, {})])
    empty = trader_of(world, 480)
    frozen(world)
    resolve(world, one.user)
    assert error_of(world, lambda: claim(world, one.user)) == "AccountsUnresolved"
    world.account_close(empty.key)
    claim(world, one.user)


def test_debt_in_collateral_that_no_listed_asset_pays_is_nobodys() -> None:
    """CUST-39, CUST-48: what is not listed is worth nothing, so it pays nothing and stays his; nobody else waits for what he owed."""
    world, [debtor, other] = world_of([Book(0, 10**9, 0, 0, {}), Book(1_000, 0, 0, 0, {})])
    record = world.user(debtor.user)
    record["settled"]["collateral"][USDC] = -400
    world.rewrite("UserAccount", debtor.user, record)
    frozen(world)
    resolve(world, debtor.user)
    resolve(world, other.user)
    for trader, paid in ((debtor, (0, 10**9)), (other, (1_000, 0))):
        claim(world, trader.user)
        assert pay_out(world, trader) == paid


@pytest.mark.parametrize("name", ["resolve", "claim"])
def test_self_account_is_nobodys_to_resolve(name: str) -> None:
    """CUST-1, CUST-2."""
    world = listed_world()
    own = trader_of(world, 481, SELF)
    frozen(world)
    action = resolve if name == "resolve" else claim
    assert error_of(world, lambda: action(world, own.user)) == "SelfAccount"
