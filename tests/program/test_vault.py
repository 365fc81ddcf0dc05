"""Tokens move only between a wallet and the account's pockets, and the books say so (CUST-3, PNL-3, WDR-1)."""

import pytest

from tests.program.conftest import START, trader_of
from tests.program.world import CAP, CREDIT, DEBIT, FLOOR, HOUR_S, SOL, USDC, Refused, World, key_of

CODE = {"overflow": 6105, "withdrawable": 6600, "amount": 6601}


def code_of(action) -> int | None:
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.code


def error_of(world: World, action) -> str:
    with pytest.raises(Refused) as caught:
        action()
    return world.interface.errors.get(caught.value.code, caught.value.word)


def test_deposit_fills_the_pocket_that_arrives_and_nothing_else(world, trader):
    """CUST-3: an engine account's deposit waits for its credit; PNL-3: deltas equal tokens moved."""
    [(name, event)] = world.deposit(trader.key, trader.tokens, 300)
    user, vault = world.user(trader.user), world.read("TokenVault", world.vault)
    assert (world.tokens_of(trader.tokens), world.tokens_of(world.vault_tokens)) == (START - 300, 300)
    assert (user["pockets"][USDC]["arriving_atoms"], user["settled"]["collateral"][USDC]) == (300, 0)
    assert vault["book"]["tracked_atoms"] == 300
    assert user["inbox_seq"] == 1
    assert name == "TokensMoved"
    assert (event["seq"], event["slot"], event["amount_atoms"], event["pocket_atoms"]) == (2, world.slot, 300, 300)


def test_deposit_of_a_self_account_is_collateral_at_once(world, self_trader):
    """CUST-3: both steps at once."""
    world.deposit(self_trader.key, self_trader.tokens, 300)
    user = world.user(self_trader.user)
    assert (user["pockets"][USDC]["arriving_atoms"], user["settled"]["collateral"][USDC]) == (0, 300)


def test_money_goes_round_and_every_balance_is_what_it_was(world, trader):
    """CUST-3: wallet, pocket, collateral, pocket, wallet."""
    world.deposit(trader.key, trader.tokens, 300)
    world.settle([(CREDIT, trader.user, USDC, 300)])
    assert world.user(trader.user)["settled"]["collateral"][USDC] == 300
    world.settle([(DEBIT, trader.user, USDC, 300)])
    assert world.user(trader.user)["pockets"][USDC]["leaving_atoms"] == 300
    world.withdraw(trader.user, trader.tokens, 300, world.stranger)
    assert (world.tokens_of(trader.tokens), world.tokens_of(world.vault_tokens)) == (START, 0)
    assert world.read("TokenVault", world.vault)["book"]["tracked_atoms"] == 0


def test_sol_goes_round_and_every_balance_is_what_it_was(world, trader):
    """CUST-3, PNL-3: lamports against lamports."""
    before = world.svm.get_balance(world.sol_vault)
    world.sol_deposit(trader.key, 5_000_000)
    assert world.svm.get_balance(world.sol_vault) == before + 5_000_000
    world.settle([(CREDIT, trader.user, SOL, 5_000_000), (DEBIT, trader.user, SOL, 5_000_000)])
    wallet = world.svm.get_balance(trader.key.pubkey())
    world.sol_withdraw(trader.key.pubkey(), 5_000_000, world.stranger)
    assert world.svm.get_balance(trader.key.pubkey()) == wallet + 5_000_000
    assert world.svm.get_balance(world.sol_vault) == before
    assert world.read("ProtocolSolVault", world.sol_vault)["book"]["tracked_atoms"] == 0


def test_self_account_withdraws_by_its_owner_alone(world, self_trader):
    """CUST-1: only the owner moves a self account's money."""
    world.deposit(self_trader.key, self_trader.tokens, 300)
    assert (
        error_of(world, lambda: world.withdraw(self_trader.user, self_trader.tokens, 1, world.stranger))
        == "OwnerMustSign"
    )
    world.withdraw(self_trader.user, self_trader.tokens, 300, self_trader.key)
    assert world.tokens_of(self_trader.tokens) == START
    assert error_of(world, lambda: world.withdraw(self_trader.user, self_trader.tokens, 1, self_trader.key)) in (
        "Withdrawable",
        "VaultMismatch",
    )


def test_self_account_withdraws_sol(world, self_trader):
    world.sol_deposit(self_trader.key, 5_000_000)
    world.sol_withdraw(self_trader.key.pubkey(), 5_000_000, self_trader.key)
    assert world.user(self_trader.user)["settled"]["collateral"][SOL] == 0


def test_owner_of_an_engine_account_cannot_take_collateral_on_chain(world, trader):
    """CUST-4: c of an engine account is not his to withdraw; the pocket is."""
    other = trader_of(world, 102)
    world.deposit(other.key, other.tokens, 500)
    world.deposit(trader.key, trader.tokens, 300)
    world.settle([(CREDIT, trader.user, USDC, 300)])
    assert code_of(lambda: world.withdraw(trader.user, trader.tokens, 1, trader.key)) == CODE["withdrawable"]


@pytest.mark.parametrize("amount", [0, 2**64 - 1])
def test_amounts_of_nothing_and_of_everything_are_refused(world, trader, amount):
    assert code_of(lambda: world.deposit(trader.key, trader.tokens, amount)) in (CODE["amount"], CODE["overflow"], 7023)
    assert code_of(lambda: world.withdraw(trader.user, trader.tokens, amount, trader.key)) in (CODE["amount"], 7025)


def test_deposit_above_the_cap_is_refused_and_to_the_cap_is_taken(world, trader):
    """Above the deposit cap deposits are refused."""
    rich = world.tokens_make(trader.key.pubkey(), CAP + 1, seed=1)
    assert error_of(world, lambda: world.deposit(trader.key, rich, CAP + 1)) == "DepositCap"
    world.deposit(trader.key, rich, CAP)


def outflow(world, trader, amount: int) -> None:
    world.settle([(DEBIT, trader.user, USDC, amount)])
    world.withdraw(trader.user, trader.tokens, amount, trader.key)


def test_rolling_limits_delay_and_never_refuse(world, trader):
    """WDR-1: above the floor of an hour the payout waits in the pocket; two hours later it is paid."""
    rich = world.tokens_make(trader.key.pubkey(), CAP, seed=1)
    world.deposit(trader.key, rich, CAP)
    world.settle([(CREDIT, trader.user, USDC, CAP)])
    world.time_pass(30 * HOUR_S)
    outflow(world, trader, FLOOR)
    world.settle([(DEBIT, trader.user, USDC, FLOOR)])
    pay = lambda: world.withdraw(trader.user, trader.tokens, FLOOR // 2, trader.key)  # noqa: E731
    assert error_of(world, pay) == "WithdrawalDelayed"
    assert world.user(trader.user)["pockets"][USDC]["leaving_atoms"] == FLOOR
    world.time_pass(HOUR_S)
    assert error_of(world, pay) == "WithdrawalDelayed"
    world.time_pass(24 * HOUR_S)
    pay()


def test_small_payouts_are_exempt_up_to_the_floor_of_the_hour(world, trader):
    """WDR-1: a whale that uses the limit up does not hold a small payout."""
    rich = world.tokens_make(trader.key.pubkey(), CAP, seed=1)
    world.deposit(trader.key, rich, CAP)
    world.settle([(CREDIT, trader.user, USDC, CAP)])
    world.time_pass(30 * HOUR_S)
    outflow(world, trader, FLOOR)
    outflow(world, trader, FLOOR // 100)
    assert error_of(world, lambda: outflow(world, trader, FLOOR // 100 + 1)) == "WithdrawalDelayed"


def test_one_atom_gift_changes_no_book_and_sweeps_into_the_tail(world, trader):
    """Attack: a gift to a vault. PNL-3: a surplus belongs to the insurance tail; real is never below tracked."""
    world.deposit(trader.key, trader.tokens, 300)
    world.gift(1)
    world.settle([(CREDIT, trader.user, USDC, 300), (DEBIT, trader.user, USDC, 300)])
    assert code_of(lambda: world.withdraw(trader.user, trader.tokens, 301, trader.key)) in (6600, 7025)
    sweep = {"vault": world.vault, "vault_tokens": world.vault_tokens, "sol_vault": None}
    [(_, event)] = world.call("sweep_surplus", sweep, {}, [world.stranger])
    assert (event["amount_atoms"], event["tracked_atoms"]) == (1, 301)
    assert error_of(world, lambda: world.call("sweep_surplus", sweep, {}, [world.stranger])) == "Nothing"
    world.withdraw(trader.user, trader.tokens, 300, trader.key)
    assert world.read("TokenVault", world.vault)["book"]["tail_atoms"] == 1


def test_gift_of_lamports_sweeps_into_the_tail(world, trader):
    """Attack: lamports sent to the SOL vault by a plain transfer."""
    world.sol_deposit(trader.key, 1_000)
    world.svm.airdrop(world.sol_vault, 7)
    sweep = {"vault": None, "vault_tokens": None, "sol_vault": world.sol_vault}
    [(_, event)] = world.call("sweep_surplus", sweep, {}, [world.stranger])
    assert (event["amount_atoms"], event["tracked_atoms"]) == (7, 1_007)


def test_frozen_or_closed_destination_stalls_nobody(world, trader):
    """Attack: frozen or closed destination. CUST-3: items move no token; the payout waits in the pocket, another pays."""
    world.deposit(trader.key, trader.tokens, 300)
    frozen = world.tokens_make(trader.key.pubkey(), 0, seed=2, state=2)
    world.settle([(CREDIT, trader.user, USDC, 300), (DEBIT, trader.user, USDC, 300)])
    with pytest.raises(Refused):
        world.withdraw(trader.user, frozen, 300, world.stranger)
    closed = key_of(999).pubkey()
    with pytest.raises(Refused):
        world.withdraw(trader.user, closed, 300, world.stranger)
    assert world.user(trader.user)["pockets"][USDC]["leaving_atoms"] == 300
    world.withdraw(trader.user, trader.tokens, 300, world.stranger)


def test_stranger_cannot_send_money_where_a_delegate_waits(world, trader):
    """Attack: a token account of the owner with a planted delegate or close authority."""
    world.deposit(trader.key, trader.tokens, 300)
    world.settle([(CREDIT, trader.user, USDC, 300), (DEBIT, trader.user, USDC, 300)])
    for seed, more in ((3, {"delegate": world.stranger.pubkey()}), (4, {"closer": world.stranger.pubkey()})):
        trap = world.tokens_make(trader.key.pubkey(), 0, seed=seed, **more)
        assert error_of(world, lambda trap=trap: world.withdraw(trader.user, trap, 300, world.stranger)) == (
            "TokenAccountEncumbered"
        )
    trap = world.tokens_make(trader.key.pubkey(), 0, seed=3, delegate=world.stranger.pubkey())
    world.withdraw(trader.user, trap, 300, trader.key)


def test_stranger_cannot_have_another_paid_to_himself(world, trader):
    """original 1.9.6: the vault cannot be drained by naming another destination."""
    world.deposit(trader.key, trader.tokens, 300)
    world.settle([(CREDIT, trader.user, USDC, 300), (DEBIT, trader.user, USDC, 300)])
    thief = world.tokens_make(world.stranger.pubkey(), 0)
    with pytest.raises(Refused):
        world.withdraw(trader.user, thief, 300, world.stranger)


def test_vault_of_another_mint_has_its_own_books(world, trader):
    """Sibling vaults: an asset's tokens pay that asset's pockets alone."""
    mint = key_of(21).pubkey()
    world.mint_make(mint, 9)
    world.vault_open(mint)
    vault = world.read("TokenVault", world.pda(b"vault", bytes(mint)))
    assert (vault["asset"], vault["decimals"]) == (2, 9)
    world.deposit(trader.key, trader.tokens, 300)
    world.settle([(CREDIT, trader.user, USDC, 300), (DEBIT, trader.user, USDC, 300)])
    accounts = world.withdraw_accounts(trader.user, trader.tokens, trader.key) | {
        "vault": world.pda(b"vault", bytes(mint)),
    }
    with pytest.raises(Refused):
        world.call("withdraw_tokens", accounts, {"amount": 300}, [trader.key])
