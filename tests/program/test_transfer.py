"""settle_transfer: what an owner signed moves once between his own accounts, and nothing else does (CUST-38)."""

from typing import Any, NamedTuple

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.chain.books import Books, Seat
from quantdesk.chain.items import Transfer
from quantdesk.chain.network import addresses_of, receipt_address
from quantdesk.chain.registration import SignedOrder
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.transfer import UNITS, TransferSettlement
from quantdesk.model.message import DOMAIN_LOCALNET, TransferMessage, nonce_of
from tests.program.conftest import trader_of
from tests.program.test_accounts import positions_set
from tests.program.test_vault import error_of
from tests.program.told import user_of, wire
from tests.program.world import CREDIT, NOW_S, USDC, Refused, World, key_of

FUNDS, AMOUNT = 500_000_000, 120_000_000
OWNER, STRANGER = 310, 311


class Due(NamedTuple):
    """An owner with two accounts, another owner with one: numbers in this order."""

    world: World
    books: Books
    numbers: list[int]


def due(positions: int = 0) -> Due:
    world = World()
    owner, stranger = trader_of(world, OWNER), trader_of(world, STRANGER)
    second = world.account_open(owner.key, index=1)
    world.deposit(owner.key, owner.tokens, FUNDS)
    world.settle([(CREDIT, owner.user, USDC, FUNDS)])
    if positions:
        positions_set(world, owner.user, positions)
    users = [user_of(world, address) for address in (owner.user, second, stranger.user)]
    return Due(world, Books({user.number: Seat(user) for user in users}, {}), [user.number for user in users])


def signed(one: Due, key: Keypair, **changed: Any) -> SignedOrder:
    world = one.world
    fields = {
        "domain": DOMAIN_LOCALNET, "account": one.numbers[0], "nonce": nonce_of(world.now_s * 1_000, 1),
        "expiry_slot": world.slot + 100, "to_account": one.numbers[1], "amount": AMOUNT,
    } | changed  # fmt: skip
    # What no client of ours would sign is put into the bytes.
    encoded = TransferMessage(**(fields | {"amount": fields["amount"] or 1})).encode()
    message = encoded[:40] + fields["amount"].to_bytes(8, "little") + encoded[48:]
    return SignedOrder(bytes(key.pubkey()), message, bytes(key.sign_message(message)))


def made_of(one: Due, message: SignedOrder, to: int = 1, amount: int = AMOUNT) -> TransferSettlement:
    """The transaction as the keeper makes it."""
    world, books = one.world, one.books
    giver, taker = (books.seats[one.numbers[place]] for place in (0, to))
    work = Transfer(
        account=giver.number, item_seq=giver.settled.seq, to_account=taker.number, to_item_seq=taker.settled.seq, amount=amount,
        seq=1, index=0, ts_us=world.now_s * 1_000_000, collateral=None, to_collateral=None,
    )  # fmt: skip
    return TransferSettlement(books, work, message, 0)


def settle(one: Due, message: SignedOrder, **how: Any) -> int:
    """Sends it; the compute units that it took."""
    world = one.world
    made = made_of(one, message, **how)
    calls = made.instructions(addresses_of(bytes(world.mint)), bytes(world.operator.pubkey()), 0)
    return world.send(*map(wire, (units_limit(UNITS), *calls)), signers=[world.operator]).compute_units_consumed()


def refused(one: Due, message: SignedOrder, **how: Any) -> str:
    return error_of(one.world, lambda: settle(one, message, **how))


def test_a_signed_transfer_moves_its_amount_and_both_are_what_the_keeper_reckons() -> None:
    one = due()
    assert settle(one, signed(one, key_of(OWNER))) < UNITS
    for seat in one.books.seats.values():
        assert Seat(user_of(one.world, Pubkey(seat.user.address))).block() == seat.block()
    assert one.books.seats[one.numbers[1]].settled.collateral[USDC] == AMOUNT


def test_a_message_moves_money_once() -> None:
    """The receipt is there: the same message is worth nothing, whatever sequences are named."""
    one = due()
    message = signed(one, key_of(OWNER))
    settle(one, message)
    with pytest.raises(Refused):
        settle(one, message)
    address = Pubkey(one.books.seats[one.numbers[1]].user.address)
    assert user_of(one.world, address).account.settled.collateral[USDC] == AMOUNT


@pytest.mark.parametrize(
    ("changed", "how", "error"),
    [
        ({"amount": AMOUNT + 1}, {}, "Digest"),
        ({"amount": 0}, {"amount": 0}, "Amount"),
        ({"amount": FUNDS + 1}, {"amount": FUNDS + 1}, "Withdrawable"),
        ({"domain": bytes(8)}, {}, "MessageDomain"),
        ({"account": 99}, {}, "MessageAccount"),
        ({"to_account": 99}, {}, "MessageAccount"),
        ({"expiry_slot": 1}, {}, "Expired"),
    ],
)
def test_a_message_that_says_something_else_moves_nothing(
    changed: dict[str, Any], how: dict[str, Any], error: str
) -> None:
    """SIG-2, SIG-6: another network, account, amount or time than the operator says."""
    one = due()
    assert refused(one, signed(one, key_of(OWNER), **changed), **how) == error


def test_account_created_again_may_use_a_nonce_again() -> None:
    """The engine takes it, as the number is another's: a receipt of the old account would hold the new one up for ever."""
    one = due()
    world, key, nonce = one.world, key_of(OWNER), nonce_of(NOW_S * 1_000, 7)
    settle(one, signed(one, key, nonce=nonce, amount=FUNDS), amount=FUNDS)
    world.time_pass(300, 750)
    world.account_close(key)
    address = world.account_open(key)
    record = world.user(address)
    record["settled"]["collateral"][USDC] = FUNDS
    world.rewrite("UserAccount", address, record)
    old, fresh = one.numbers[0], user_of(world, address)
    assert Pubkey(one.books.seats[old].user.address) == address
    assert fresh.number != old
    one.books.seats[fresh.number] = Seat(fresh)
    one.numbers[0] = fresh.number
    assert settle(one, signed(one, key, nonce=nonce)) < UNITS


def test_a_step_of_who_receives_is_over() -> None:
    """CUST-30: he was judged without this money."""
    one = due()
    address = Pubkey(one.books.seats[one.numbers[1]].user.address)
    record = one.world.user(address)
    record["step"] |= {"round": 7, "way": 3}
    one.world.rewrite("UserAccount", address, record)
    settle(one, signed(one, key_of(OWNER)))
    assert (one.world.user(address)["step"]["round"], one.world.user(address)["step"]["way"]) == (0, 0)


def test_nobody_but_the_owner_signs_and_nothing_leaves_for_another_owner() -> None:
    one = due()
    assert refused(one, signed(one, key_of(STRANGER))) == "OwnerMustSign"
    one = due()
    assert refused(one, signed(one, key_of(OWNER), to_account=one.numbers[2]), to=2) == "OtherOwner"


def test_with_positions_no_more_leaves_than_margin_lets_go() -> None:
    """MGN-5: as of a debit."""
    one = due(positions=1)
    message = signed(one, key_of(OWNER), amount=FUNDS)
    assert refused(one, message, amount=FUNDS) == "Withdrawable"


def test_lamports_at_the_address_of_a_receipt_hold_nothing_up() -> None:
    """CUST-38: who knows his next nonce can pay something to that address before he signs."""
    one = due()
    message = signed(one, key_of(OWNER))
    receipt = Pubkey(receipt_address(one.numbers[0], TransferMessage.decode(message.message).nonce))
    one.world.svm.airdrop(receipt, 1_000_000)
    settle(one, message)


def test_an_account_that_was_closed_and_opened_again_may_use_the_nonces_of_the_one_before() -> None:
    """CUST-38: the engine knows the new number alone; a receipt of the old one would hold the new one's log up for ever."""
    one = due()
    world, key = one.world, key_of(OWNER)
    nonce = nonce_of(world.now_s * 1_000, 1)
    settle(one, signed(one, key, nonce=nonce, amount=FUNDS), amount=FUNDS)
    world.time_pass(7_200)
    world.account_close(key)
    again = world.account_open(key)
    world.deposit(key, world.tokens_make(key.pubkey(), FUNDS), FUNDS)
    world.settle([(CREDIT, again, USDC, FUNDS)])
    users = [user_of(world, address) for address in (again, Pubkey(one.books.seats[one.numbers[1]].user.address))]
    books = Books({user.number: Seat(user) for user in users}, {})
    anew = Due(world, books, [user.number for user in users])
    assert anew.numbers[0] != one.numbers[0]
    settle(anew, signed(anew, key, nonce=nonce))
