"""The item touch: what is due in a market is taken in, exactly as the core does it (PNL-4)."""

import struct

import pytest

from quantdesk.model.records_gen import DebtPaid, Side
from tests.program.engine_commands import credit
from tests.program.fills import FUNDS, FillWorld
from tests.program.markets import market_of
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, USDC

TOUCH = 5
PRICE = 618_000
LOTS = 680
REFILL = 90_000_000


def touch_item(party, ledger_seq: int, **changed: int) -> bytes:
    fields = {"kind": TOUCH, "place": 0, "market": 0, "seq": party.seq, "ledger_seq": ledger_seq, "word": 0} | changed
    return struct.pack("<BBB5xQQQ", *fields.values())


@pytest.fixture
def owing() -> FillWorld:
    """Account 2 bought, the price fell, and it sold for more than it had: a loss is left without a position."""
    twins = FillWorld(7, traders=2)
    twins.order(1, Side.SELL, PRICE, LOTS)
    twins.settle(twins.order(2, Side.BUY, PRICE, LOTS))
    for _ in range(6):
        twins.prices(-4_900)
    low = twins.mark // 1_000 + 400  # above the mark: a sale that pays its fee leaves the account no worse (MGN-6)
    twins.order(1, Side.BUY, low, LOTS)
    twins.settle(twins.order(2, Side.SELL, low, LOTS))
    return twins


def send(twins: FillWorld, body: bytes, digest: bytes):
    """A settlement of account 2 and the market."""
    party = twins.parties[2]
    more = [(party.trader.user, False, True), (market_of(twins.world), False, True)]
    accounts = {"operator": twins.world.operator.pubkey(), "exchange": twins.world.exchange, "risk": twins.world.risk}
    args = {"engine_us": twins.world.now_s * 1_000_000, "round": twins.round, "items": body, "digest": digest}
    return twins.world.call("settle_items", accounts, args, [twins.world.operator], more)


def test_loss_left_without_a_position_is_paid_by_new_collateral(owing):
    """PNL-4: the core pays it with the credit; on the chain the touch follows the credit, and the states are equal."""
    party = owing.parties[2]
    assert (party.position[0], party.collateral) == (0, 0)
    debt = -party.position[1]
    assert debt > REFILL
    owing.world.deposit(party.trader.key, party.trader.tokens, REFILL)
    [paid] = [event for event in owing.apply(credit(2, REFILL, FUNDS)) if isinstance(event, DebtPaid)]
    body = struct.pack("<BBB5xQQ8x", CREDIT, 0, USDC, party.seq, REFILL)
    body += touch_item(party, owing.ledger_seq, seq=party.seq + 1)
    party.seq, party.engine_us, party.collateral = party.seq + 2, owing.world.now_s * 1_000_000, paid.collateral
    party.position = (0, paid.quote, paid.claim, 0)
    owing.ledger_seq += 1
    [*_, (name, event)] = send(owing, body, owing.digest([2]))
    assert (name, event["quote_atoms"], event["collateral_atoms"]) == ("AccountTouched", -(debt - REFILL), 0)
    slot = owing.world.user(party.trader.user)["positions"][0]
    assert (slot["quote_atoms"], slot["lots"]) == (paid.quote, 0)


LIES = {
    "another sequence of the account": ({"seq": 9}, "ItemSequence"),
    "another sequence of the ledger": ({"ledger_seq": 0}, "ItemSequence"),
    "a market that is not there": ({"market": 1}, "ItemsMalformed"),
    "an account that is not there": ({"place": 1}, "ItemsMalformed"),
    "a byte that must be zero": ({"word": 1}, "ItemsMalformed"),
    "nothing to take in": ({}, "Nothing"),
}


@pytest.mark.parametrize("title", LIES)
def test_touch_that_is_not_due_is_refused(owing, title):
    """CUST-6: and a touch that changes nothing is junk; without collateral the debt cannot be paid."""
    changed, reason = LIES[title]
    body = (
        touch_item(owing.parties[2], owing.ledger_seq)
        if not changed
        else touch_item(owing.parties[2], changed.pop("ledger_seq", owing.ledger_seq), **changed)
    )
    assert error_of(owing.world, lambda: send(owing, body, bytes(16))) == reason
