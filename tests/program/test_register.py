"""Signed orders on the chain: what is registered was signed by who may, for this account and network, once (SIG-1 to SIG-6)."""

import pytest

from quantdesk.model.message import OrderMessage, TransferMessage, domain_of
from tests.program.conftest import Trader, trader_of
from tests.program.orders import (
    THIS,
    entries_of,
    entries_read,
    order,
    precompile,
    register,
    register_call,
    signed,
)
from tests.program.test_vault import error_of
from tests.program.world import DAY_S, SELF, Refused, World, key_of

GRACE_SLOTS = 750


def sign(world: World, trader: Trader, counter: int = 1, **changed):
    return signed(trader.key, order(world, 1, counter, **changed))


def test_order_is_registered_with_all_that_settlement_needs(world, trader):
    """Market, side, price, size, fee cap, expiry and nonce are the message's."""
    one = sign(world, trader, price=600_000, size=7, market=3, fee_max=45, reduce_only=True)
    [(name, event)] = register(world, trader.user, [one])
    message = OrderMessage.decode(one.message)
    [entry] = entries_read(world, trader.user)
    assert entry == (message.nonce, message.expiry_slot, 600_000, 7, 0, 3, 2, 45)
    assert (name, event["account"], event["nonce"], event["place"]) == ("OrderRegistered", 1, message.nonce, 0)


def test_same_message_again_changes_nothing_and_another_of_its_nonce_is_refused(world, trader):
    """CUST-15: a nonce is bound by its first registration; a keeper may send what it sent before."""
    one = sign(world, trader)
    register(world, trader.user, [one])
    before = world.data_of(entries_of(world, trader.user))
    assert register(world, trader.user, [one]) == []
    assert world.data_of(entries_of(world, trader.user)) == before
    other = sign(world, trader, size=11)
    assert error_of(world, lambda: register(world, trader.user, [other])) == "NonceUsed"


def test_six_orders_of_one_signature_instruction_are_registered_together(world, trader):
    items = [sign(world, trader, n) for n in range(1, 7)]
    register(world, trader.user, items)
    assert len(entries_read(world, trader.user)) == 6


def test_account_of_another_in_the_same_instruction_is_registered_by_its_own_call(world, trader):
    """One precompile instruction serves several accounts; each call names its signatures."""
    other = trader_of(world, 160)
    items = [sign(world, trader), signed(other.key, order(world, 2, 1))]
    calls = [register_call(world, trader.user, b"\x00"), register_call(world, other.user, b"\x01")]
    world.send(precompile(items), *calls, signers=[world.operator])
    assert len(entries_read(world, trader.user)) == len(entries_read(world, other.user)) == 1
    crossed = register_call(world, trader.user, b"\x01")
    assert error_of(world, lambda: world.send(precompile(items), crossed, signers=[world.operator])) == "MessageAccount"


UNFIT = {
    "another network": ({"domain": domain_of(bytes(32), bytes(32))}, "MessageDomain"),
    "another account": ({"account": 9}, "MessageAccount"),
    "past expiry and grace": ({"expiry_slot": 1_000 - GRACE_SLOTS - 1}, "Expired"),
    "no nonce": ({"nonce": 0}, "NonceUsed"),
}


@pytest.mark.parametrize("title", UNFIT)
def test_message_that_is_not_for_here_is_refused(world, trader, title):
    """SIG-2, SIG-6: domain, account, expiry."""
    changed, reason = UNFIT[title]
    assert error_of(world, lambda: register(world, trader.user, [sign(world, trader, **changed)])) == reason


@pytest.mark.parametrize("at", [55, 58, 60, 62, 63])
def test_reserved_byte_is_refused(world, trader, at):
    """SIG-1: one message has one encoding."""
    body = bytearray(order(world, 1, 1))
    body[at] |= 0x80
    assert (
        error_of(world, lambda: register(world, trader.user, [signed(trader.key, bytes(body))])) == "MessageMalformed"
    )


def test_transfer_is_no_order(world, trader):
    message = TransferMessage(
        domain=OrderMessage.decode(order(world, 1, 1)).domain, account=1, nonce=5 << 12, expiry_slot=world.slot + 9,
        to_account=2, amount=5,
    ).encode()  # fmt: skip
    assert error_of(world, lambda: register(world, trader.user, [signed(trader.key, message)])) == "MessageMalformed"


def test_owner_and_live_delegates_sign_and_nobody_else(world, trader):
    """SIG-4, CUST-5: a removed delegate's orders still settle within the grace, and not after it."""
    key = key_of(161)
    mine = lambda n: [signed(key, order(world, 1, n))]  # noqa: E731
    assert error_of(world, lambda: register(world, trader.user, mine(1))) == "SignerUnknown"
    world.update(trader.key, 1, key=key.pubkey(), expiry_s=world.now_s + DAY_S)
    register(world, trader.user, mine(2))
    world.update(trader.key, 2, key=key.pubkey())
    world.time_pass(299, GRACE_SLOTS - 1)
    register(world, trader.user, mine(3))
    world.time_pass(1, 1)
    assert error_of(world, lambda: register(world, trader.user, mine(4))) == "SignerUnknown"


def test_delegate_signs_for_the_markets_that_its_owner_named_and_no_other(world, trader):
    """SIG-4: attack of an operator who holds the key of a delegate with bounds."""
    key = key_of(171)
    world.update(trader.key, 1, key=key.pubkey(), expiry_s=world.now_s + DAY_S, markets=0b101)
    for market, counter in ((0, 1), (2, 2)):
        assert register(world, trader.user, [signed(key, order(world, 1, counter, market=market))])
    for market, counter in ((1, 3), (63, 4), (64, 5), (65_535, 6)):
        one = signed(key, order(world, 1, counter, market=market))
        assert error_of(world, lambda one=one: register(world, trader.user, [one])) == "DelegateMarket"


def test_delegate_signs_until_its_end_and_the_grace(world, trader):
    """SIG-4."""
    key = key_of(163)
    world.update(trader.key, 1, key=key.pubkey(), expiry_s=world.now_s + 10)
    world.time_pass(310)
    register(world, trader.user, [signed(key, order(world, 1, 1))])
    world.time_pass(1)
    late = lambda: register(world, trader.user, [signed(key, order(world, 1, 2))])  # noqa: E731
    assert error_of(world, late) == "SignerUnknown"


def test_what_a_delegate_signed_before_an_outage_is_registered_behind_it(world, trader):
    """CUST-5, CUST-7: its end counts with that of orders, an hour behind the chain at most."""
    key = key_of(163)
    world.update(trader.key, 1, key=key.pubkey(), expiry_s=world.now_s + 10)
    nonce = OrderMessage.decode(order(world, 1, 1)).nonce
    record = world.read("Exchange", world.exchange)
    world.rewrite("Exchange", world.exchange, record | {"round_slot": world.slot})
    # Ten seconds of life, the grace, an hour; and not a second more.
    for passed_s, refusal in ((411, None), (3_499, None), (1, "SignerUnknown")):
        world.time_pass(passed_s)
        one = signed(key, order(world, 1, 1, nonce=nonce))
        if refusal is None:
            register(world, trader.user, [one])
        else:
            assert error_of(world, lambda one=one: register(world, trader.user, [one])) == refusal
        nonce += 1


def test_nonce_below_the_floor_is_refused_once_the_floor_is_in_force(world, trader):
    """SIG-5: the cancel that the operator cannot withhold."""
    below = sign(world, trader, 1)
    world.update(trader.key, 3, floor=OrderMessage.decode(below.message).nonce + 1)
    register(world, trader.user, [below])
    world.time_pass(300, GRACE_SLOTS)
    again = sign(world, trader, 1, nonce=OrderMessage.decode(below.message).nonce - 1)
    assert error_of(world, lambda: register(world, trader.user, [again])) == "NonceUsed"
    assert error_of(world, lambda: register(world, trader.user, [below])) == "NonceUsed"


def test_signature_that_does_not_hold_ends_the_transaction(world, trader):
    """SIG-3: the precompile is the verifier."""
    one = sign(world, trader)
    for wrong in (
        one._replace(signature=bytes(64)),
        one._replace(key=bytes(world.stranger.pubkey())),
        one._replace(message=one.message[:40] + b"\x01" + one.message[41:]),
    ):
        with pytest.raises(Refused):
            register(world, trader.user, [wrong])


@pytest.mark.parametrize(
    ("field", "places"),
    [("signature", (1, THIS, THIS)), ("key", (THIS, 1, THIS)), ("message", (THIS, THIS, 1)), ("key", (1, 1, 1))],
)
def test_offsets_into_another_instruction_are_refused(world, trader, field, places):
    """Attack: the precompile verifies honest bytes elsewhere, while the bytes here say something else."""
    signer = key_of(164) if field == "key" else trader.key
    honest = signed(signer, order(world, 1, 1))
    false = {"signature": bytes(64), "key": bytes(trader.key.pubkey()), "message": order(world, 1, 2, size=99)}[field]
    attack = precompile([honest._replace(**{field: false})], places)
    call = register_call(world, trader.user, b"\x00")
    send = lambda: world.send(attack, precompile([honest]), call, signers=[world.operator])  # noqa: E731
    assert error_of(world, send) == "SignatureElsewhere"
    assert world.data_of(entries_of(world, trader.user)) == b""


def test_its_own_number_instead_of_this_is_the_same_instruction(world, trader):
    world.send(
        precompile([sign(world, trader)], (0, 0, 0)),
        register_call(world, trader.user, b"\x00"),
        signers=[world.operator],
    )
    assert len(entries_read(world, trader.user)) == 1


def test_signatures_are_read_from_a_precompile_before_the_call_and_from_nothing_else(world, trader):
    """Attack: data that looks like the precompile's, in an instruction of another program or behind the call."""
    one = precompile([sign(world, trader)])
    call = lambda at, which=b"\x00": register_call(world, trader.user, which, at)  # noqa: E731
    send = lambda *calls: error_of(world, lambda: world.send(*calls, signers=[world.operator]))  # noqa: E731
    assert send(call(0), one) == "SignatureMissing"
    assert send(one, call(1)) == "SignatureMissing"
    assert send(one, call(255)) == "SignatureMissing"
    assert send(one, call(0, b"")) == "SignatureMissing"
    assert send(one, call(0, b"\x01")) == "SignatureMissing"
    look = world.interface.instruction("view_health", {"user": trader.user, "risk": world.risk}, {})
    assert send(look, one, call(0)) == "SignatureMissing"


@pytest.mark.parametrize("size", [63, 65, 0])
def test_message_of_another_length_is_refused(world, trader, size):
    one = sign(world, trader)
    body = (one.message + b"\0")[:size]
    item = one._replace(message=body, signature=bytes(trader.key.sign_message(body)))
    call = register_call(world, trader.user, b"\x00")
    send = lambda: world.send(precompile([item], size=size), call, signers=[world.operator])  # noqa: E731
    assert error_of(world, send) == "MessageMalformed"


def test_table_grows_by_sixteen_to_a_hundred_and_sixty(world, trader):
    """The operator pays the rent; a full table takes nothing more until something in it is over."""
    for base in range(0, 160, 5):
        register(world, trader.user, [sign(world, trader, 1 + base + n) for n in range(5)])
    assert len(entries_read(world, trader.user)) == 160
    size = len(world.data_of(entries_of(world, trader.user)))
    balance = world.svm.get_balance(entries_of(world, trader.user))
    assert balance == world.svm.minimum_balance_for_rent_exemption(size)
    late = {"expiry_slot": world.slot + 5_000}
    assert error_of(world, lambda: register(world, trader.user, [sign(world, trader, 500, **late)])) == "EntriesFull"
    world.time_pass(700, 1_000 + GRACE_SLOTS + 1)
    register(world, trader.user, [sign(world, trader, 501)])
    assert len(entries_read(world, trader.user)) == 160


def test_entry_that_gave_way_never_comes_back(world, trader):
    """Attack: freed-entry replay. What frees an entry refuses its message."""
    one = sign(world, trader, 1)
    register(world, trader.user, [one])
    world.time_pass(700, 1_000 + GRACE_SLOTS + 1)
    register(world, trader.user, [sign(world, trader, 2)])
    assert [entry.nonce for entry in entries_read(world, trader.user)] != [OrderMessage.decode(one.message).nonce]
    assert error_of(world, lambda: register(world, trader.user, [one])) == "Expired"


def test_account_created_again_has_an_empty_table_and_old_messages_are_nobodys(world, trader):
    """Attack: account re-creation replay. The number is new, and messages name the old one."""
    one = sign(world, trader, 1)
    register(world, trader.user, [one])
    world.account_close(trader.key)
    trader_of(world, 100)
    assert error_of(world, lambda: register(world, trader.user, [one])) == "MessageAccount"
    register(world, trader.user, [signed(trader.key, order(world, 2, 9))])
    assert [entry.nonce for entry in entries_read(world, trader.user)] == [(world.now_s * 1_000) << 12 | 9]


def test_operator_registers_for_engine_accounts_and_nobody_else_does(world, trader):
    one = precompile([sign(world, trader)])
    call = register_call(world, trader.user, b"\x00", operator=world.stranger.pubkey())
    assert error_of(world, lambda: world.send(one, call, signers=[world.stranger])) == "OperatorUnknown"
    own = trader_of(world, 165, SELF)
    mine = precompile([signed(own.key, order(world, 2, 1))])
    call = register_call(world, own.user, b"\x00")
    assert error_of(world, lambda: world.send(mine, call, signers=[world.operator])) == "SelfAccount"
