"""Each money defect of the first program, tried here: what went wrong there cannot go wrong (docs/audit names them)."""

import pytest

from tests.program.conftest import START, trader_of
from tests.program.honest_calls import CASES, slots_of, tokens_give
from tests.program.test_accounts import market_set, positions_set
from tests.program.test_admin import pause
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, HOUR_S, SYSTEM, USDC, Refused, World

# Of a token account: its mint, its owner, then behind the amount its delegate, state and closer.
TOKENS_KEPT = (slice(0, 64), slice(72, 165))


def test_money_that_went_in_comes_out_without_operator_or_admin(world, trader):
    """1.9.1: no instruction paid anybody. Here a wallet alone brings its money in and out again."""
    world.deposit(trader.key, trader.tokens, 700)
    world.settle([(CREDIT, trader.user, USDC, 700)])
    world.exit_call("request_exit", trader.key)
    world.time_pass(HOUR_S)
    world.claim(trader.user, trader.key)
    world.withdraw(trader.user, trader.tokens, 700, trader.key)
    assert world.tokens_of(trader.tokens) == START


def test_long_and_short_of_one_trade_mirror_each_other(world):
    """1.9.2: a long could not be opened and a short meant nothing. At every mark one's profit is the other's loss."""
    long, short = trader_of(world, 120), trader_of(world, 121)
    for trader, lots, quote in ((long, 3, -15_000_000), (short, -3, 15_000_000)):
        world.deposit(trader.key, trader.tokens, 5_000_000)
        world.settle([(CREDIT, trader.user, USDC, 5_000_000)])
        positions_set(world, trader.user, 1, lots=lots, quote=quote)
    for mark in (40_000_000, 49_999_999, 50_000_000, 61_234_567):
        market_set(world, 0, mark_mticks=mark, index_mticks=mark)
        mine, other = world.health(long.user), world.health(short.user)
        assert -1 <= mine[0] + other[0] - 10_000_000 <= 0, "what is rounded, is rounded down"
        assert mine[2:4] == other[2:4]


def test_collateral_of_a_position_is_locked_and_comes_back_with_its_end(world, self_trader):
    """1.9.4: collateral was never locked and never returned."""
    world.deposit(self_trader.key, self_trader.tokens, 1_500_000)
    positions_set(world, self_trader.user, 2)
    take = lambda amount: world.withdraw(self_trader.user, self_trader.tokens, amount, self_trader.key)  # noqa: E731
    assert error_of(world, lambda: take(1_500_000)) == "Withdrawable"
    record = world.user(self_trader.user)
    record["positions_count"] = 0
    world.rewrite("UserAccount", self_trader.user, record)
    take(1_500_000)
    assert world.tokens_of(self_trader.tokens) == START


def test_every_kind_of_account_is_made_by_an_instruction_of_its_own():
    """1.9.5: state without an initialiser, so that whatever it guarded was open or out of reach."""
    world = World()
    trader = trader_of(world, 122)
    for name, key in (
        ("Exchange", world.exchange), ("Risk", world.risk), ("ProtocolSolVault", world.sol_vault),
        ("TokenVault", world.vault), ("UserAccount", trader.user),
    ):  # fmt: skip
        record = world.read(name, key)
        assert record["version"] >= 1, name
        assert world.svm.get_account(key).owner == world.program, name


def test_deposit_credits_its_own_atoms_and_not_the_vaults(world, trader):
    """1.9.6: the whole vault was credited to who asked. Others' tokens and gifts in it are nobody's deposit."""
    other = trader_of(world, 123)
    world.deposit(other.key, other.tokens, 90_000)
    tokens_give(world, world.vault_tokens, 5_000)
    world.deposit(trader.key, trader.tokens, 1)
    assert world.user(trader.user)["pockets"][USDC]["arriving_atoms"] == 1
    more = lambda: world.settle([(CREDIT, trader.user, USDC, 2)])  # noqa: E731
    assert error_of(world, more) == "Amount"


def test_owner_sets_no_collateral_of_his_own(world, trader):
    """1.9.6: collateral was what its owner said. Nobody but an operator credits, and only what arrived."""
    world.deposit(trader.key, trader.tokens, 10)
    mine = lambda: world.settle([(CREDIT, trader.user, USDC, 10)], operator=trader.key)  # noqa: E731
    assert error_of(world, mine) == "OperatorUnknown"
    assert world.user(trader.user)["settled"]["collateral"][USDC] == 0


def test_stranger_neither_pauses_nor_changes_nor_names_keys(world):
    """1.9.6, 7.2 admin_functions: pause, authority and oracle were open to all."""
    assert error_of(world, lambda: pause(world, 1, world.stranger)) == "AdminThreshold"
    for title in ("propose_change", "initialize_token_vault", "register_keeper", "settle_items"):
        case = CASES[title]()
        accounts = case.accounts | {
            name: case.world.stranger.pubkey() for name in ("payer", "operator") if name in case.accounts
        }
        with pytest.raises(Refused):
            case.world.call(case.name, accounts, case.args, [case.world.stranger], [])


@pytest.mark.parametrize("title", CASES)
def test_no_call_closes_a_vault_or_gives_its_tokens_a_master(title):
    """7.2 vault-recovery: a second program closed vaults unchecked. Mint, owner, delegate, state and closer stay."""
    case = CASES[title]()
    world = case.world
    before = world.data_of(world.vault_tokens)
    instruction, _ = slots_of(case)
    result = world.send(*case.before, instruction, signers=case.signers)
    after = world.data_of(world.vault_tokens)
    assert [after[part] for part in TOKENS_KEPT] == [before[part] for part in TOKENS_KEPT]
    if title != "initialize_exchange":
        assert world.svm.get_account(world.sol_vault).owner == world.program != SYSTEM
    # 1.9.8: no event was emitted. Every change says so, with the sequence and the slot.
    events = world.interface.events_read(result.logs())
    assert bool(events) != (case.name == "view_health")
    assert all(event["seq"] >= 1 and event["slot"] == world.slot for _, event in events)
