"""close_receipt and close_entries: what the operator paid rent for comes back, and what it stood for stays true (CUST-41, CUST-42)."""

from typing import Any

import pytest
from solders.pubkey import Pubkey

from quantdesk.chain.books import Seat
from quantdesk.chain.network import receipt_address
from quantdesk.model.message import TransferMessage, nonce_of
from tests.program.conftest import trader_of
from tests.program.orders import entries_of, entries_read, order, register, signed
from tests.program.test_transfer import OWNER, due, refused, settle
from tests.program.test_transfer import signed as transfer_signed
from tests.program.test_vault import error_of
from tests.program.told import user_of
from tests.program.world import DAY_S, Refused, World, key_of

GRACE = 750
RENT_RECEIPT, RENT_TABLE = 1_392_000, 6_709_440


def receipt_of(number: int, message: Any) -> Pubkey:
    return Pubkey(receipt_address(number, TransferMessage.decode(message.message).nonce))


def receipt_close(world: World, receipt: Pubkey, payer: Pubkey | None = None) -> None:
    """By a stranger."""
    accounts = {"exchange": world.exchange, "receipt": receipt, "payer": payer or world.operator.pubkey()}
    world.call("close_receipt", accounts, {}, [world.stranger])


def entries_close(world: World, user: Pubkey, signer: Any = None, of: Pubkey | None = None) -> None:
    signer = signer or world.operator
    accounts = {
        "operator": signer.pubkey(), "exchange": world.exchange, "user": of or user, "entries": entries_of(world, user),
    }  # fmt: skip
    world.call("close_entries", accounts, {}, [signer])


def round_now(world: World) -> None:
    """The last mark round is of this slot."""
    world.rewrite("Exchange", world.exchange, world.read("Exchange", world.exchange) | {"round_slot": world.slot})


def test_a_receipt_goes_when_its_message_is_over_and_the_message_stays_refused() -> None:
    """CUST-41: up to the last slot of its grace it stays; behind that nobody needs it, as the message is over for good."""
    one = due()
    world = one.world
    message = transfer_signed(one, key_of(OWNER))
    settle(one, message)
    receipt = receipt_of(one.numbers[0], message)
    assert world.svm.get_balance(receipt) == RENT_RECEIPT
    ended = TransferMessage.decode(message.message).expiry_slot + GRACE
    world.time_set(world.now_s + 300, ended)
    round_now(world)
    assert error_of(world, lambda: receipt_close(world, receipt)) == "ReceiptNeeded"
    with pytest.raises(Refused):
        settle(one, message)
    world.time_set(world.now_s, ended + 1)
    before = world.svm.get_balance(world.operator.pubkey())
    receipt_close(world, receipt)
    assert world.svm.get_balance(world.operator.pubkey()) == before + RENT_RECEIPT
    assert world.svm.get_account(receipt) is None
    for number, seat in one.books.seats.items():
        one.books.seats[number] = Seat(user_of(world, Pubkey(seat.user.address)))
    assert refused(one, message) == "Expired"


def test_the_rent_of_a_receipt_goes_to_nobody_but_its_payer() -> None:
    """CUST-41: whoever closes it."""
    one = due()
    world = one.world
    message = transfer_signed(one, key_of(OWNER))
    settle(one, message)
    world.time_pass(DAY_S)
    round_now(world)
    receipt = receipt_of(one.numbers[0], message)
    with pytest.raises(Refused):
        receipt_close(world, receipt, world.stranger.pubkey())
    receipt_close(world, receipt)


def test_receipt_of_what_is_late_stays_while_the_exchange_catches_up() -> None:
    """CUST-5, CUST-41: its message ends by the slot of the last mark round, and is taken until then."""
    one = due()
    world = one.world
    message = transfer_signed(one, key_of(OWNER))
    settle(one, message)
    round_now(world)
    world.time_pass(1_800)
    receipt = receipt_of(one.numbers[0], message)
    assert error_of(world, lambda: receipt_close(world, receipt)) == "ReceiptNeeded"
    world.time_pass(3_600)
    receipt_close(world, receipt)


def test_nothing_is_over_before_the_first_round_as_that_may_set_time_back() -> None:
    """CUST-41: it may be of an hour ago, and then a message that had ended is taken again: its receipt is still there."""
    one = due()
    world = one.world
    message = transfer_signed(one, key_of(OWNER))
    settle(one, message)
    receipt = receipt_of(one.numbers[0], message)
    world.time_pass(3_600)
    assert error_of(world, lambda: receipt_close(world, receipt)) == "ReceiptNeeded"
    record = world.read("Exchange", world.exchange)
    world.rewrite("Exchange", world.exchange, record | {"round_slot": world.slot - 9_000})
    assert error_of(world, lambda: receipt_close(world, receipt)) == "ReceiptNeeded"
    with pytest.raises(Refused):
        settle(one, message)


def tabled(expiries: tuple[int, ...]) -> tuple[World, Any]:
    """An account with registered orders that end so many slots from now."""
    world = World()
    trader = trader_of(world, 320)
    for place, slots in enumerate(expiries):
        message = order(world, 1, place + 1, expiry_slot=world.slot + slots)
        register(world, trader.user, [signed(trader.key, message)])
    return world, trader


def test_a_table_goes_when_nothing_in_it_can_settle_and_no_order_of_it_comes_back() -> None:
    """CUST-42: one order that may still settle keeps it."""
    world, trader = tabled((100, 500))
    message = order(world, 1, 1, expiry_slot=world.slot + 100)
    world.time_pass(300, 500 + GRACE)
    round_now(world)
    assert error_of(world, lambda: entries_close(world, trader.user)) == "EntriesNeeded"
    world.time_pass(1, 1)
    before = world.svm.get_balance(world.operator.pubkey())
    entries_close(world, trader.user)
    # What a signature costs is paid by the operator too.
    assert world.svm.get_balance(world.operator.pubkey()) == before + RENT_TABLE - 5_000
    assert world.svm.get_account(entries_of(world, trader.user)) is None
    assert error_of(world, lambda: register(world, trader.user, [signed(trader.key, message)])) == "Expired"
    register(world, trader.user, [signed(trader.key, order(world, 1, 9))])
    assert len(entries_read(world, trader.user)) == 1


def test_a_table_goes_when_its_owner_has_left_all_its_orders_behind_a_floor() -> None:
    """CUST-42, CUST-5: a floor that is in force only rises."""
    world, trader = tabled((10_000,))
    world.update(trader.key, 3, floor=nonce_of(world.now_s * 1_000 + 1, 0))
    assert error_of(world, lambda: entries_close(world, trader.user)) == "EntriesNeeded"
    world.time_pass(300, GRACE)
    entries_close(world, trader.user)
    message = order(world, 1, 1, expiry_slot=world.slot + 9_000, nonce=nonce_of((world.now_s - 300) * 1_000, 1))
    assert error_of(world, lambda: register(world, trader.user, [signed(trader.key, message)])) == "NonceUsed"


@pytest.mark.parametrize("again", [True, False])
def test_the_table_of_an_account_that_is_gone_goes_at_once(again: bool) -> None:
    """CUST-42: its number is no other's, whether an account was opened there again or not."""
    world, trader = tabled((10_000,))
    world.account_close(trader.key)
    if again:
        world.account_open(trader.key)
    entries_close(world, trader.user)
    assert world.svm.get_account(entries_of(world, trader.user)) is None


def test_a_table_is_closed_by_an_operator_and_judged_by_its_own_account() -> None:
    """CUST-42: the rent is nobody else's, and another account's floor says nothing of it."""
    world, trader = tabled((100,))
    other = trader_of(world, 321)
    assert error_of(world, lambda: entries_close(world, trader.user, of=other.user)) == "EntriesNeeded"
    assert error_of(world, lambda: entries_close(world, trader.user, of=key_of(322).pubkey())) == "EntriesNeeded"
    world.time_pass(DAY_S)
    round_now(world)
    assert error_of(world, lambda: entries_close(world, trader.user, world.stranger)) == "OperatorUnknown"
    entries_close(world, trader.user)
