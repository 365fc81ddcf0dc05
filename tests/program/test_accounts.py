"""User accounts: numbers, kinds, delegates, floors, closing, health, layouts (CUST-1, CUST-4, CUST-5)."""

import re

import pytest
from solders.account import Account
from solders.system_program import TransferParams, transfer

from tests.program.conftest import trader_of
from tests.program.interface import ROOT, Interface
from tests.program.test_vault import error_of
from tests.program.world import ACK, CREDIT, DAY_S, DEBIT, SELF, SYSTEM, USDC, Refused, key_of

ADD, REMOVE, FLOOR = 1, 2, 3


def test_numbers_count_up_and_an_account_made_again_gets_another(world, trader):
    """Attack: account closed and created again. Nothing old applies: its number is new."""
    assert world.user(trader.user)["settled"]["number"] == 1
    world.account_close(trader.key)
    assert world.data_of(trader.user) == b""
    again = trader_of(world, 100)
    assert again.user == trader.user
    user = world.user(again.user)
    assert (user["settled"]["number"], user["settled"]["seq"], user["inbox_seq"]) == (2, 0, 0)


@pytest.mark.parametrize(("index", "kind"), [(0, 2), (16, 0), (0, 255)])
def test_unknown_kinds_and_indices_are_refused(world, index, kind):
    """CUST-1: engine or self."""
    assert error_of(world, lambda: world.account_open(key_of(105), kind, index)) == "AccountKind"


def test_account_is_opened_once(world, trader):
    with pytest.raises(Refused):
        world.account_open(trader.key)


def test_account_with_money_or_a_request_is_not_closed(world, trader):
    world.deposit(trader.key, trader.tokens, 10)
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountNotEmpty"
    world.settle([(CREDIT, trader.user, USDC, 10)])
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountNotEmpty"
    world.settle([(DEBIT, trader.user, USDC, 10)])
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountNotEmpty"
    world.withdraw(trader.user, trader.tokens, 10, world.stranger)
    world.settle([(ACK, trader.user, 0, 1)])
    world.exit_call("request_exit", trader.key)
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountNotEmpty"


def test_close_waits_until_no_ack_can_be_on_its_way(world, trader):
    """CUST-5: an item never meets an account that is gone, within the grace."""
    world.update(trader.key, FLOOR, floor=1 << 12)
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountInGrace"
    body, users, digest = world.items_make([(ACK, trader.user, 0, 1)])
    world.time_pass(299, 749)
    assert error_of(world, lambda: world.account_close(trader.key)) == "AccountInGrace"
    del body, users, digest
    world.time_pass(1, 1)
    world.account_close(trader.key)


def test_delegate_is_written_with_its_bounds(world, trader):
    """CUST-4."""
    key = world.stranger.pubkey()
    [(_, event)] = world.update(
        trader.key, ADD, key=key, expiry_s=world.now_s + 180 * DAY_S, markets=5, notional_day_atoms=9, flags=1
    )
    delegate = world.user(trader.user)["delegates"][0]
    assert (delegate["key"], delegate["markets"], delegate["notional_day_atoms"], delegate["flags"]) == (key, 5, 9, 1)
    assert (event["action"], event["inbox_seq"], event["key"]) == (ADD, 1, key)


def test_delegates_are_refused_out_of_bounds(world, trader):
    key = world.stranger.pubkey()
    for expiry_s in (world.now_s, world.now_s + 180 * DAY_S + 1, -1):
        assert (
            error_of(world, lambda e=expiry_s: world.update(trader.key, ADD, key=key, expiry_s=e)) == "DelegateExpiry"
        )
    for n in range(8):
        world.update(trader.key, ADD, key=key_of(200 + n).pubkey(), expiry_s=world.now_s + 60)
    later = world.now_s + 60
    assert error_of(world, lambda: world.update(trader.key, ADD, key=key, expiry_s=later)) == "DelegateLimit"
    known = key_of(200).pubkey()
    assert error_of(world, lambda: world.update(trader.key, ADD, key=known, expiry_s=later)) == "DelegateExists"
    assert error_of(world, lambda: world.update(trader.key, REMOVE, key=key)) == "DelegateUnknown"
    owner = trader.key.pubkey()
    assert error_of(world, lambda: world.update(trader.key, ADD, key=owner, expiry_s=later)) == "ChangeBounds"


def test_removed_delegate_keeps_its_slot_for_the_grace(world, trader):
    """CUST-5: in force with the ack or 750 slots after it landed."""
    keys = [key_of(200 + n).pubkey() for n in range(8)]
    for key in keys:
        world.update(trader.key, ADD, key=key, expiry_s=world.now_s + DAY_S)
    world.update(trader.key, REMOVE, key=keys[3])
    late = world.stranger.pubkey()
    add = lambda: world.update(trader.key, ADD, key=late, expiry_s=world.now_s + DAY_S)  # noqa: E731
    assert error_of(world, add) == "DelegateLimit"
    world.time_pass(299, 749)
    assert error_of(world, add) == "DelegateLimit"
    world.time_pass(1, 1)
    add()
    assert world.user(trader.user)["delegates"][3]["key"] == late


def test_floor_rises_at_most_a_day_ahead_and_takes_effect_after_the_grace(world, trader):
    """CUST-5. Attack: option on the backstop by a floor raise: it waits, so what matched before still settles."""
    day_ahead = (world.now_s * 1_000 + DAY_S * 1_000) << 12
    assert error_of(world, lambda: world.update(trader.key, FLOOR, floor=day_ahead + 1)) == "FloorBounds"
    assert error_of(world, lambda: world.update(trader.key, FLOOR, floor=0)) == "FloorBounds"
    world.update(trader.key, FLOOR, floor=day_ahead)
    assert error_of(world, lambda: world.update(trader.key, FLOOR, floor=day_ahead)) == "FloorPending"
    assert world.user(trader.user)["floor"] == 0
    world.time_pass(300, 750)
    assert error_of(world, lambda: world.update(trader.key, FLOOR, floor=day_ahead)) == "FloorBounds"
    world.update(trader.key, ADD, key=world.stranger.pubkey(), expiry_s=world.now_s + 60)
    assert world.user(trader.user)["floor"] == day_ahead


@pytest.mark.parametrize("action", [0, 4, 255])
def test_unknown_action_is_refused(world, trader, action):
    assert error_of(world, lambda: world.update(trader.key, action)) == "ChangeBounds"


def market_set(world, market: int, **fields: int) -> None:
    risk = world.read("Risk", world.risk)
    risk["rows"][market] |= {
        "mark_mticks": 50_000_000, "index_mticks": 50_000_000, "tick_value": 100, "imf_ppm": 50_000, "mmf_ppm": 25_000,
        "requirement_min_atoms": 1_000, "profit_cap_atoms": 10**9, "mark_us": world.now_s * 1_000_000,
    } | fields  # fmt: skip
    world.rewrite("Risk", world.risk, risk)


def positions_set(world, user, count: int, lots: int = 1, quote: int = -5_000_000) -> None:
    record = world.user(user)
    for market in range(count):
        market_set(world, market)
        record["positions"][market] |= {"market": market, "lots": lots, "quote_atoms": quote}
    record["positions_count"] = count
    world.rewrite("UserAccount", user, record)


def test_health_is_the_cores_at_the_marks_in_force(world, self_trader):
    """MGN-5: 1 lot at 50,000 ticks of 100 atoms is 5,000,000; imf 5 %, mmf 2.5 %."""
    world.deposit(self_trader.key, self_trader.tokens, 1_000_000)
    positions_set(world, self_trader.user, 2)
    net, margin_open, initial, maintenance, withdrawable = world.health(self_trader.user)
    assert (net, margin_open) == (1_000_000, 1_000_000)
    assert (initial, maintenance) == (500_000, 250_000)
    assert withdrawable == 1_000_000 - 1_000_000  # ten percent of 10,000,000


def test_self_account_withdraws_within_its_margin(world, self_trader):
    """MGN-5: max(initial, 10 % of notional) stays."""
    world.deposit(self_trader.key, self_trader.tokens, 1_500_000)
    positions_set(world, self_trader.user, 2)
    more = lambda: world.withdraw(self_trader.user, self_trader.tokens, 500_001, self_trader.key)  # noqa: E731
    assert error_of(world, more) == "Withdrawable"
    world.withdraw(self_trader.user, self_trader.tokens, 500_000, self_trader.key)


def test_debit_of_an_account_with_positions_stays_within_the_cores_bound(world, trader):
    """CUST-7: the chain's check on the engine's inputs."""
    world.deposit(trader.key, trader.tokens, 1_500_000)
    world.settle([(CREDIT, trader.user, USDC, 1_500_000)])
    positions_set(world, trader.user, 2)
    assert error_of(world, lambda: world.settle([(DEBIT, trader.user, USDC, 500_001)])) == "Withdrawable"
    world.settle([(DEBIT, trader.user, USDC, 500_000)])


SLOTS_V1, SLOT_BYTES = 16, 56


def outdated(world, trader, version: int = 1):
    """Makes the account one of layout version 1: 16 position slots at its end."""
    data = bytearray(world.data_of(trader.user))
    data[8:10] = version.to_bytes(2, "little")
    data = data[: len(data) - (64 - SLOTS_V1) * SLOT_BYTES]
    rent = world.svm.minimum_balance_for_rent_exemption(len(data))
    world.svm.set_account(trader.user, Account(rent, bytes(data), world.program, False))


def test_account_of_version_1_is_refused_until_it_is_migrated(world, trader):
    """Layout 1 to 2: every field stays, the new slots are zero, the rent is topped up, and it works again."""
    world.deposit(trader.key, trader.tokens, 77)
    positions_set(world, trader.user, 3)
    before = world.user(trader.user)
    outdated(world, trader)
    with pytest.raises(Refused):
        world.deposit(trader.key, trader.tokens, 1)
    with pytest.raises(Refused):
        world.settle([], items=bytes(32), digest=bytes(16), more=[(trader.user, False, True)])
    [(name, event)] = world.migrate(world.stranger, trader.user)
    after = world.user(trader.user)
    assert after == before
    assert (name, event["state"], event["account"]) == ("AccountMoved", 2, 1)
    size = len(world.data_of(trader.user))
    assert world.svm.get_balance(trader.user) == world.svm.minimum_balance_for_rent_exemption(size)
    world.deposit(trader.key, trader.tokens, 1)


def test_migration_takes_only_the_layout_before(world, trader):
    assert error_of(world, lambda: world.migrate(world.stranger, trader.user)) == "NotOutdated"
    outdated(world, trader, version=2)
    assert error_of(world, lambda: world.migrate(world.stranger, trader.user)) == "NotOutdated"
    outdated(world, trader, version=3)
    assert error_of(world, lambda: world.migrate(world.stranger, trader.user)) == "NotOutdated"


def test_kind_decides_who_writes(world):
    """CUST-1."""
    trader = trader_of(world, 106, SELF)
    assert world.user(trader.user)["kind"] == SELF


def test_one_wallet_transaction_creates_deposits_and_registers_the_session(world):
    """The wallet flow: one transaction, one signature, within a packet and the default budget."""
    owner = key_of(110)
    world.svm.airdrop(owner.pubkey(), 10**12)
    tokens = world.tokens_make(owner.pubkey(), 1_000)
    user = world.user_of(owner.pubkey())
    call = world.interface.instruction
    create = call(
        "create_user_account",
        {
            "payer": owner.pubkey(),
            "owner": owner.pubkey(),
            "exchange": world.exchange,
            "user": user,
            "system_program": SYSTEM,
        },
        {"index": 0, "kind": 0},
    )
    deposit = call("deposit_tokens", world.deposit_accounts(owner, tokens), {"amount": 1_000})
    session = {
        "action": ADD, "key": key_of(111).pubkey(), "expiry_s": world.now_s + 30 * DAY_S, "markets": 7,
        "notional_day_atoms": 10**12, "flags": 0, "floor": 0,
    }  # fmt: skip
    register = call("update_user_account", {"user": user, "owner": owner.pubkey()}, session)
    result = world.send(create, deposit, register, signers=[owner])
    state = world.user(user)
    assert (state["pockets"][USDC]["arriving_atoms"], state["inbox_seq"]) == (1_000, 2)
    assert state["delegates"][0]["key"] == key_of(111).pubkey()
    assert [name for name, _ in world.interface.events_read(result.logs())] == [
        "AccountMoved",
        "TokensMoved",
        "AuthorityChanged",
    ]
    assert [event["seq"] for _, event in world.interface.events_read(result.logs())] == [1, 2, 3]


def test_gift_to_an_address_before_its_account_exists_stops_nobody(world):
    """Attack: lamports at the address of an account that is to be opened."""
    owner = key_of(112)
    world.svm.airdrop(world.user_of(owner.pubkey()), 1_000_000)
    user = world.account_open(owner)
    assert world.user(user)["owner"] == owner.pubkey()


def test_account_closed_and_given_lamports_again_in_one_transaction_is_gone(world, trader):
    """Attack: an account closed and revived within its transaction."""
    close = world.interface.instruction(
        "close_user_account",
        {"user": trader.user, "owner": trader.key.pubkey(), "exchange": world.exchange},
        {},
    )
    gift = transfer(TransferParams(from_pubkey=trader.key.pubkey(), to_pubkey=trader.user, lamports=10**9))
    deposit = world.interface.instruction(
        "deposit_tokens", world.deposit_accounts(trader.key, trader.tokens), {"amount": 1}
    )
    with pytest.raises(Refused):
        world.send(close, gift, deposit, signers=[trader.key])
    world.send(close, gift, signers=[trader.key])
    account = world.svm.get_account(trader.user)
    assert (account.owner, bytes(account.data)) == (SYSTEM, b"")
    with pytest.raises(Refused):
        world.deposit(trader.key, trader.tokens, 1)


def test_numbers_of_refusals_are_the_cores_where_they_mean_the_same():
    """6000 + n is the core's reason n; from 7000 on there is no counterpart."""
    text = (ROOT / "crates/core/schema.txt").read_text()
    reasons = dict(
        re.findall(r"^\s+(\w+) (\d+)", text.partition("enum Reason u16")[2].partition("\n#")[0], re.MULTILINE)
    )
    interface = Interface()
    for code, name in interface.errors.items():
        word = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
        assert code == 6_000 + int(reasons[word]) if code < 7_000 else word not in reasons, name
    assert len({*interface.errors.values()}) == len(interface.errors)
