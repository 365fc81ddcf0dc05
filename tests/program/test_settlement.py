"""The settlement log: ordered, timed, digested items of operators (CUST-1, CUST-5 to CUST-8)."""

import hashlib

import pytest
from solders.instruction import Instruction
from solders.pubkey import Pubkey

from tests.program.conftest import trader_of
from tests.program.test_vault import code_of, error_of
from tests.program.world import ACK, CREDIT, DEBIT, SELF, USDC


@pytest.fixture
def funded(world, trader):
    world.deposit(trader.key, trader.tokens, 1_000)
    return trader


def test_item_adds_one_to_the_sequence_and_a_replay_refuses_itself(world, funded):
    """CUST-6: an item names the sequence it expects."""
    body, users, digest = world.items_make([(CREDIT, funded.user, USDC, 100)])
    [(_, event)] = world.settle([(CREDIT, funded.user, USDC, 100)])
    assert (event["item_seq"], event["collateral_atoms"], event["slot"]) == (1, 100, world.slot)
    assert world.user(funded.user)["settled"]["seq"] == 1
    replay = lambda: world.settle([], items=body, digest=digest, more=[(key, False, True) for key in users])  # noqa: E731
    assert error_of(world, replay) == "ItemSequence"


def test_items_of_several_accounts_apply_in_order_or_not_at_all(world, funded):
    """CUST-6, CUST-8: one transaction, all or none."""
    other = trader_of(world, 102)
    world.deposit(other.key, other.tokens, 50)
    items = [(CREDIT, funded.user, USDC, 100), (CREDIT, other.user, USDC, 50), (DEBIT, funded.user, USDC, 30)]
    world.settle(items)
    assert world.user(funded.user)["settled"]["collateral"][USDC] == 70
    assert world.user(funded.user)["settled"]["seq"] == 2
    bad = [(CREDIT, funded.user, USDC, 1), (CREDIT, other.user, USDC, 51)]
    assert error_of(world, lambda: world.settle(bad)) == "Amount"
    assert world.user(funded.user)["settled"]["collateral"][USDC] == 70


LIES = {
    "another digest": ({"digest": bytes(16)}, "Digest"),
    "time too old": ({"engine_us": -3_601_000_000}, "EngineTime"),
    "time ahead": ({"engine_us": 31_000_000}, "EngineTime"),
    "another round": ({"round": 1}, "MarkRound"),
    "no items": ({"items": b""}, "ItemsMalformed"),
    "half an item": ({"items": bytes(31)}, "ItemsMalformed"),
    "unknown kind": ({"items": b"\x09" + bytes(31)}, "ItemsMalformed"),
    "kind zero": ({"items": bytes(32)}, "ItemsMalformed"),
    "byte that must be zero": ({"items": b"\x01\x00\x00\x01" + bytes(28)}, "ItemsMalformed"),
    "place of no account": ({"items": b"\x01\x05" + bytes(30)}, "ItemsMalformed"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lie_of_the_operator_is_refused(world, funded, lie):
    """CUST-7, CUST-8: wrong digest, time, round, form."""
    fields, reason = LIES[lie]
    fields = dict(fields)
    if "engine_us" in fields:
        fields["engine_us"] += world.now_s * 1_000_000
    before = world.data_of(funded.user)
    assert error_of(world, lambda: world.settle([(CREDIT, funded.user, USDC, 100)], **fields)) == reason
    assert world.data_of(funded.user) == before


def test_engine_time_never_goes_back_for_an_account(world, funded):
    """CUST-7."""
    world.settle([(CREDIT, funded.user, USDC, 1)])
    earlier = world.now_s * 1_000_000 - 1
    assert error_of(world, lambda: world.settle([(CREDIT, funded.user, USDC, 1)], engine_us=earlier)) == "EngineTime"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ((CREDIT, 1_001), "Amount"),
        ((CREDIT, 0), "Amount"),
        ((CREDIT, 2**64 - 1), "Amount"),
        ((DEBIT, 1), "Withdrawable"),
        ((DEBIT, 2**63), "Amount"),
        ((ACK, 2), "AckSequence"),
        ((ACK, 0), "AckSequence"),
    ],
)
def test_amounts_that_are_not_there_are_refused(world, funded, item, reason):
    """CUST-1: an operator can neither invent nor overdraw."""
    kind, amount = item
    assert error_of(world, lambda: world.settle([(kind, funded.user, USDC, amount)])) == reason


@pytest.mark.parametrize("asset", [7, 8, 255])
def test_asset_that_nobody_deposited_is_refused(world, funded, asset):
    assert error_of(world, lambda: world.settle([(CREDIT, funded.user, asset, 1)])) in ("Amount", "AssetUnknown")


def test_stranger_admin_and_owner_are_no_operators(world, funded):
    for key in (world.stranger, world.admins[0], world.guardian, world.authority, funded.key):
        settle = lambda key=key: world.settle([(CREDIT, funded.user, USDC, 1)], operator=key)  # noqa: E731
        assert error_of(world, settle) == "OperatorUnknown"


def test_self_account_is_not_written_by_the_settlement_log(world):
    """CUST-1: the wrong kind is refused."""
    trader = trader_of(world, 103, SELF)
    world.deposit(trader.key, trader.tokens, 10)
    assert error_of(world, lambda: world.settle([(DEBIT, trader.user, USDC, 10)])) == "SelfAccount"


def test_account_given_twice_or_read_only_is_refused(world, funded):
    twice = [(funded.user, False, True), (funded.user, False, True)]
    one = [(CREDIT, funded.user, USDC, 1)]
    assert code_of(lambda: world.settle(one, more=twice)) == 2040
    assert code_of(lambda: world.settle(one, more=[(funded.user, False, False)])) == 2000


def test_look_alike_account_of_another_program_is_refused(world, funded):
    """A copy of the bytes under another owner is nobody's account."""
    account = world.svm.get_account(funded.user)
    copy = Pubkey(bytes([7]) * 32)
    world.svm.set_account(copy, type(account)(account.lamports, bytes(account.data), world.stranger.pubkey(), False))
    assert error_of(world, lambda: world.settle([(CREDIT, copy, USDC, 1)])) not in ("", "Digest")


def test_deposit_between_digest_and_landing_changes_no_digest(world, funded):
    """CUST-8: what owners write is not in the digest."""
    body, users, digest = world.items_make([(CREDIT, funded.user, USDC, 100)])
    world.deposit(funded.key, funded.tokens, 5)
    world.update(funded.key, 1, key=world.stranger.pubkey(), expiry_s=world.now_s + 60)
    world.settle([], items=body, digest=digest, more=[(key, False, True) for key in users])
    assert world.user(funded.user)["settled"]["collateral"][USDC] == 100


def test_ack_puts_removal_and_floor_in_force(world, funded):
    """CUST-5: with the ack."""
    key = world.stranger.pubkey()
    world.update(funded.key, 1, key=key, expiry_s=world.now_s + 86_400)
    world.update(funded.key, 2, key=key)
    world.update(funded.key, 3, floor=5 << 12)
    user = world.user(funded.user)
    assert (user["floor"], user["floor_next"], user["floor_inbox"]) == (0, 5 << 12, 4)
    assert user["delegates"][0]["removal_inbox"] == 3
    world.settle([(ACK, funded.user, 0, 3)])
    assert world.user(funded.user)["floor"] == 0
    world.update(funded.key, 1, key=key, expiry_s=world.now_s + 86_400)
    world.settle([(ACK, funded.user, 0, 5)])
    user = world.user(funded.user)
    assert (user["floor"], user["floor_next"]) == (5 << 12, 0)
    assert error_of(world, lambda: world.settle([(ACK, funded.user, 0, 5)])) == "AckSequence"


def test_junk_logs_hide_no_event_from_keepers(world, funded):
    """Attack: junk that fills the log, which is cut. CUST-12: the account data says everything that the event says."""
    world.svm = world.svm.with_log_bytes_limit(600)
    memo = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")
    junk = Instruction(memo, b"x" * 560, [])
    deposit = world.interface.instruction(
        "deposit_tokens", world.deposit_accounts(funded.key, funded.tokens), {"amount": 7}
    )
    result = world.send(junk, deposit, signers=[funded.key])
    assert "Log truncated" in result.logs()
    assert world.interface.events_read(result.logs()) == []
    user = world.user(funded.user)
    assert (user["pockets"][USDC]["arriving_atoms"], user["inbox_seq"]) == (1_007, 2)


def test_settlement_of_a_closed_account_does_not_settle_on_the_one_made_again(world, trader):
    """Attack: account re-creation. Address, sequence and pocket are the old account's; the number in the digest is not (CUST-8)."""
    honest = [(CREDIT, trader.user, USDC, 70)]
    world.deposit(trader.key, trader.tokens, 70)
    body, _, _ = world.items_make(honest)
    old = world.user(trader.user)
    world.settle(honest)
    world.settle([(DEBIT, trader.user, USDC, 70)])
    world.withdraw(trader.user, trader.tokens, 70, world.stranger)
    world.time_pass(301)
    world.account_close(trader.key)
    world.account_open(trader.key)
    world.deposit(trader.key, trader.tokens, 70)
    # As the operator would have sent it for the old account at this moment: right but for whose it is.
    old["settled"] |= {"seq": 1, "engine_us": world.now_s * 1_000_000}
    old["settled"]["collateral"][USDC] = 70
    digest = hashlib.sha256(world.after_state(old)).digest()[:16]
    assert error_of(world, lambda: world.settle(honest, items=body, digest=digest)) == "Digest"
    assert world.user(trader.user)["settled"]["collateral"][USDC] == 0
    world.settle(honest)
