"""The operator with all its keys, the guardian, every admin, and two traders who help: what each lie comes to (trust 1)."""

from collections.abc import Callable

import pytest

from quantdesk.model.message import domain_of
from quantdesk.model.records_gen import Side
from tests.program.ending import SILENCE_S, START, claim, freeze, prices_resolve, resolve
from tests.program.fills import FUNDS, FillWorld
from tests.program.markets import index_bring, market_of, round_post
from tests.program.orders import order, register, signed
from tests.program.test_admin import apply, propose
from tests.program.test_fill import PRICE, Pair, pair
from tests.program.test_resolution import pay_out, tracked_of
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, DAY_S, DEBIT, HOUR_S, INSTRUCTIONS, USDC

VICTIM_FUNDS = FUNDS // 2


def told(attempt: Pair, **changed: int) -> str:
    attempt.item |= changed
    return attempt.refused()


def forged(attempt: Pair) -> str:
    """The operator signs for the trader."""
    world = attempt.world
    return error_of(world, lambda: register(world, attempt.taker.user, [signed(world.operator, order(world, 1, 9))]))


def from_elsewhere(attempt: Pair) -> str:
    """A message that the trader did sign, for another deployment."""
    world = attempt.world
    message = order(world, 1, 9, domain=domain_of(bytes(32), bytes(32)))
    return error_of(world, lambda: register(world, attempt.taker.user, [signed(attempt.taker.key, message)]))


def of_another(attempt: Pair) -> str:
    """A message that a helper signed, registered for the victim."""
    world = attempt.world
    one = signed(attempt.maker.key, order(world, 2, 9))
    return error_of(world, lambda: register(world, attempt.taker.user, [one]))


def mark_pushed(attempt: Pair) -> str:
    world = attempt.world
    world.time_pass(5)
    index_bring(world, START * 10**8)
    return error_of(world, lambda: round_post(world, [START * 10_000 * 102 // 100]))


def index_made_up(attempt: Pair) -> str:
    world = attempt.world
    world.time_pass(5)
    return error_of(world, lambda: index_bring(world, START * 10**8, owner=world.operator.pubkey()))


def settled(*items: tuple[int, int]) -> Callable[[Pair], str]:
    """Items (kind, amount) on the victim."""

    def attack(attempt: Pair) -> str:
        rows = [(kind, attempt.taker.user, USDC, amount) for kind, amount in items]
        return error_of(attempt.world, lambda: attempt.world.settle(rows, round=1))

    return attack


def paid_elsewhere(attempt: Pair) -> str:
    """What was debited goes to the owner's tokens, whoever calls."""
    world = attempt.world
    world.settle([(DEBIT, attempt.taker.user, USDC, 1_000)], round=1)
    tokens = world.tokens_make(world.operator.pubkey(), 0)
    return error_of(world, lambda: world.withdraw(attempt.taker.user, tokens, 1_000, world.operator))


def changed_now(attempt: Pair) -> str:
    """All admins name a receiver of their own, and prices with it."""
    world = attempt.world
    number = propose(world, kind=10, key=world.operator.pubkey())
    world.time_pass(7 * DAY_S - 1)
    return error_of(world, lambda: apply(world, number))


def changed_before_exits(attempt: Pair) -> str:
    """The same, while somebody who asked in time is kept in."""
    world = attempt.world
    number = propose(world, kind=10, key=world.operator.pubkey())
    world.exit_call("request_exit", attempt.taker.key)
    world.time_pass(30 * DAY_S)
    return error_of(world, lambda: apply(world, number))


ATTACKS: dict[str, tuple[Callable[[Pair], str], str]] = {
    "forging an order": (forged, "SignerUnknown"),
    "replaying a message of another deployment": (from_elsewhere, "MessageDomain"),
    "a helper's message for the victim": (of_another, "MessageAccount"),
    "overfilling": (lambda attempt: told(attempt, lots=11), "OrderSize"),
    "a fill of no order: liquidating the healthy": (lambda attempt: told(attempt, taker_entry=7), "ItemsMalformed"),
    "an unknown kind of item": (lambda attempt: told(attempt, kind=200), "ItemsMalformed"),
    "pricing beyond the limit": (lambda attempt: told(attempt, price=PRICE + 1), "OrderPrice"),
    "a fee above the signed cap": (lambda attempt: told(attempt, taker_rate=1_001), "FeeCap"),
    "a rebate out of the fee bucket": (lambda attempt: told(attempt, maker_rate=-500), "FeeCap"),
    "pushing the mark": (mark_pushed, "MarkEnvelope"),
    "making up an index": (index_made_up, "OracleAccount"),
    "crediting what nobody deposited": (settled((CREDIT, 1)), "Amount"),
    "debiting more than is there": (settled((DEBIT, VICTIM_FUNDS + 1)), "Withdrawable"),
    "paying another than the owner": (paid_elsewhere, ""),
    "changing who is believed, at once": (changed_now, "ChangeEarly"),
    "changing it while an exit waits": (changed_before_exits, "ChangeWaitsForExits"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_operator_with_every_key_is_refused(attack: str) -> None:
    """Each is refused on the chain, and what traders have is what it was."""
    act, reason = ATTACKS[attack]
    attempt = pair()
    states = [attempt.world.user(trader.user)["settled"]["collateral"] for trader in (attempt.taker, attempt.maker)]
    answer = act(attempt)
    assert answer == reason if reason else answer  # an account check of the framework has no name of ours
    after = [attempt.world.user(trader.user)["settled"]["collateral"] for trader in (attempt.taker, attempt.maker)]
    debited = 1_000 if act is paid_elsewhere else 0
    assert [after[0][USDC] + debited, after[1][USDC]] == [state[USDC] for state in states]


def test_two_helpers_at_a_price_out_of_band_are_refused_though_both_signed() -> None:
    """BOOK-9: what two of them agree on with the operator moves no more than the band."""
    far = {"price": PRICE * 106 // 100}
    assert pair(taking=far, making=far).refused() == "PriceBand"


def test_helpers_who_trade_with_each_other_take_nothing_from_anybody() -> None:
    """Draining insurance: they pass money to each other at the edges of the band until neither can carry more; depositor and
    insurance have what they had, and what the two have is less by fees."""
    twins = FillWorld(21, traders=3)
    victim = twins.parties[3]
    world = twins.world
    record = world.read("Market", market_of(world))
    before = (victim.collateral, record["engine"]["insurance_atoms"], tracked_of(world))
    traded = 0
    for step in range(12):
        price = PRICE * (1_018 if step % 2 else 982) // 1_000
        buyer, seller = (1, 2) if step % 2 else (2, 1)
        fills = twins.order(seller, Side.SELL, price, 60) + twins.order(buyer, Side.BUY, price, 60)
        if fills:
            twins.settle(fills)
            traded += len(fills)
        twins.prices(0)
    assert traded > 2
    record = world.read("Market", market_of(world))
    assert record["engine"]["fee_bucket_atoms"] > 0
    assert record["engine"]["deficit_atoms"] == 0
    assert (
        world.user(victim.trader.user)["settled"]["collateral"][USDC],
        record["engine"]["insurance_atoms"],
    ) == before[:2]
    assert tracked_of(world) == before[2]
    for number in (1, 2):
        net = world.health(twins.parties[number].trader.user)[0]
        assert net >= 0


def test_exit_that_operator_guardian_and_admins_withhold_ends_with_everything_in_the_wallet() -> None:
    """Everything is paused, every change is proposed, nothing is served: 72 hours later a stranger ends it."""
    twins = FillWorld(22, traders=2)
    world = twins.world
    twins.order(1, Side.SELL, PRICE, 20)
    twins.settle(twins.order(2, Side.BUY, PRICE, 20))
    trader = twins.parties[2].trader
    accounts = {"exchange": world.exchange, "guardian": world.guardian.pubkey(), "instructions": INSTRUCTIONS}
    world.call("set_pause", accounts, {"bits": 7}, [world.guardian])
    changes = [
        propose(world, kind=10, key=world.operator.pubkey()),
        propose(world, kind=4, key=world.guardian.pubkey()),
    ]
    world.exit_call("request_exit", trader.key)
    for _ in range(13):  # rounds go on, so that silence is no reason
        world.time_pass(72 * HOUR_S // 13)
        index_bring(world, twins.index)
        round_post(world, [twins.mark])
    world.time_pass(SILENCE_S)
    index_bring(world, twins.index)
    round_post(world, [twins.mark])
    freeze(world, trader.user)
    assert [error_of(world, lambda number=number: apply(world, number)) for number in changes] == ["Frozen", "Frozen"]
    world.time_pass(2 * HOUR_S)
    prices_resolve(world, {0: (61_800,) * 3})
    expected = world.user(trader.user)["settled"]["collateral"][USDC]
    for number in (1, 2):
        resolve(world, twins.parties[number].trader.user)
    claim(world, trader.user)
    assert pay_out(world, trader)[0] == expected
