"""Published incidents that have a half on the chain, each played against the program, or named with the test that plays it."""

import ast

import pytest

from quantdesk.model.records_gen import Side
from tests.program.fills import FUNDS, FillWorld
from tests.program.interface import ROOT
from tests.program.markets import FEED, index_accounts, price_bytes, price_set, round_post
from tests.program.test_funding import TURN, hour
from tests.program.test_touch import send as touch_send
from tests.program.test_touch import touch_item
from tests.program.test_vault import error_of
from tests.program.world import DEBIT, USDC

PRICE = 618_000
# Ten lots are 618 USD. The market's initial fraction is 2 %, what must stay behind a withdrawal 10 %.
LOTS = 100
TENTH = 618_000_000
# Incident: the tests that play its half on the chain. A name without a file is one of this file.
PLAYED = {
    "Mango v3, October 2022": [
        "test_profit_on_paper_never_leaves",
        "test_market.py::test_mark_keeps_to_its_envelope_or_catches_up_by_the_whole_step",
    ],
    "Drift v1, May 2022": ["test_profit_is_paid_out_of_what_losers_have_paid_and_of_nothing_else"],
    "Drift, April 2026": [
        "test_admin.py::test_durable_nonce_carries_no_admin_instruction",
        "test_admin.py::test_change_waits_for_its_delay_and_applies_once",
        "test_admin.py::test_cap_rises_at_most_to_the_double_and_once_a_day",
        "test_admin.py::test_limits_change_at_most_by_two_in_either_direction",
        "test_admin.py::test_change_waits_until_every_early_exit_is_paid",
        "test_market.py::test_price_update_that_is_not_sound_is_refused",
    ],
    "Hyperliquid ETH, March 2025": ["test_margin_cannot_leave_until_the_position_is_liquidated"],
    "Hyperliquid JELLY, March 2025": [
        "test_fill.py::test_caps_of_the_market_hold",
        "test_resolution.py::test_gap_of_one_market_takes_nothing_from_depositors_or_from_winners_of_another",
    ],
    "Hyperliquid XPL, August 2025": [
        "test_market.py::test_mark_keeps_to_its_envelope_or_catches_up_by_the_whole_step",
    ],
    "Hyperliquid POPCAT, November 2025": [
        "test_margin_cannot_leave_until_the_position_is_liquidated",
        "test_fill.py::test_orders_that_do_not_match_are_refused",
    ],
    "dYdX v3 YFI, November 2023": ["test_profit_that_was_paid_stays_for_an_epoch"],
    "dYdX v4, October 2025": [
        "test_step.py::test_step_is_of_its_mark_round_and_its_marks_are_young",
        "test_step.py::test_market_that_its_rounds_leave_out_liquidates_nobody",
        "test_market.py::test_round_is_the_operators_timely_and_of_a_fresh_index",
    ],
    "Deleveraging, October 2025": [
        "test_deal.py::test_core_and_program_agree_on_bankruptcies_at_random",
        "test_deal.py::test_everybody_passes_a_round_once",
        "test_deal.py::test_nobody_is_left_out_of_a_mark_or_a_cut",
        "test_deal.py::test_deficit_is_dealt_with_in_the_laws_order",
    ],
    "Paradex, January 2026": ["test_nobody_sets_a_price_or_funding_to_zero"],
    "GMX v1, July 2025": ["test_settlement_calls_no_other_program"],
    "GMX AVAX, September 2022": [
        "test_fill.py::test_fill_that_was_not_signed_is_refused",
        "test_fill.py::test_orders_that_do_not_match_are_refused",
    ],
    "Binance USDe, October 2025": ["test_market.py::test_price_update_that_is_not_sound_is_refused"],
}  # fmt: skip


@pytest.mark.parametrize("incident", PLAYED)
def test_every_incident_names_tests_that_exist(incident: str) -> None:
    for name in PLAYED[incident]:
        file, _, test = name.rpartition("::")
        tree = ast.parse((ROOT / "tests/program" / (file or "test_incidents.py")).read_text())
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def long_of(step_ppm: int, steps: int = 4) -> FillWorld:
    """Account 2 is long, and the price moves."""
    twins = FillWorld(51, traders=3)
    twins.order(1, Side.SELL, PRICE, LOTS)
    twins.settle(twins.order(2, Side.BUY, PRICE, LOTS))
    for _ in range(steps):
        twins.prices(step_ppm)
    return twins


def debit(twins: FillWorld, number: int, amount: int) -> str:
    """The refusal of a debit that the operator tells with its own digest."""
    user = twins.parties[number].trader.user
    return error_of(twins.world, lambda: twins.world.settle([(DEBIT, user, USDC, amount)], round=twins.round))


def test_profit_on_paper_never_leaves() -> None:
    """Mango v3: a pumped mark was borrowed against. However high it is, no atom above collateral leaves, nor what must stay behind it."""
    twins = long_of(4_900)
    net = twins.world.health(twins.parties[2].trader.user)[0]
    collateral = twins.parties[2].collateral
    assert net > collateral
    withdrawable = twins.world.health(twins.parties[2].trader.user)[4]
    assert withdrawable < collateral
    for amount in (net, collateral, withdrawable + 1):
        assert debit(twins, 2, amount) == "Withdrawable"


def test_margin_cannot_leave_until_the_position_is_liquidated() -> None:
    """Hyperliquid's whale: margin was withdrawn down to the brink and the backstop got the position. A tenth of the notional stays."""
    twins = long_of(0, steps=1)
    user = twins.parties[2].trader.user
    withdrawable = twins.world.health(user)[4]
    assert twins.parties[2].collateral - withdrawable >= TENTH
    assert debit(twins, 2, withdrawable + 1) == "Withdrawable"
    twins.world.settle([(DEBIT, user, USDC, withdrawable)], round=twins.round)
    net, _, initial, maintenance, left = twins.world.health(user)
    assert left == 0
    assert net >= 4 * initial >= 8 * maintenance


def test_profit_is_paid_out_of_what_losers_have_paid_and_of_nothing_else() -> None:
    """Drift v1: winners were paid before losers had lost. A claim is worth what is in its market's pool; an empty one pays nothing."""
    twins = long_of(4_900)
    high = twins.mark // 1_000 - 100
    twins.order(3, Side.BUY, high, LOTS)
    twins.settle(twins.order(2, Side.SELL, high, LOTS))
    party = twins.parties[2]
    assert party.position[2] > 0
    assert party.collateral < FUNDS
    body = touch_item(party, twins.ledger_seq)
    claim = body[:3] + b"\x02" + body[4:]
    assert error_of(twins.world, lambda: touch_send(twins, claim, bytes(16))) == "Nothing"
    assert debit(twins, 2, party.collateral + 1) == "Withdrawable"


def test_profit_that_was_paid_stays_for_an_epoch() -> None:
    """YFI: profits of a pumped market left before it fell. What was paid in this epoch and the one before cannot leave."""
    twins = long_of(4_900)
    high = twins.mark // 1_000
    twins.order(1, Side.BUY, high, LOTS)
    twins.settle(twins.order(2, Side.SELL, high - 50, LOTS))
    user, party = twins.parties[2].trader.user, twins.parties[2]
    held = sum(party.held[1:])
    assert held > 0
    withdrawable = twins.world.health(user)[4]
    assert withdrawable <= party.collateral - held
    twins.world.time_pass(601)
    assert twins.world.health(user)[4] > withdrawable


def test_nobody_sets_a_price_or_funding_to_zero() -> None:
    """Paradex: a migration told a price and an index of funding of zero. No instruction takes either, whoever signs."""
    twins = long_of(0, steps=1)
    world = twins.world
    before = world.read("Risk", world.risk)["rows"][0]
    world.time_pass(5)
    price_set(world, price_bytes(0, world.now_s, feed=FEED))
    assert error_of(world, lambda: world.call("update_oracle_price", index_accounts(world), {}, [world.stranger])) != ""
    for word in (0, 1, 1 << 63, TURN):
        assert (
            error_of(world, lambda word=word: round_post(world, [word], hours=hour(0, 0) if word == TURN else b""))
            != ""
        )
    after = world.read("Risk", world.risk)["rows"][0]
    assert (after["mark_mticks"], after["index_mticks"], after["funding"]) == (
        before["mark_mticks"], before["index_mticks"], before["funding"],
    )  # fmt: skip


def test_settlement_calls_no_other_program() -> None:
    """GMX v1: a call out of the middle of a trade came back in. No file of the settlement log, orders or exits can call anything."""
    source = ROOT / "crates/program/src"
    files = [path for name in ("position", "order", "exit", "market") for path in (source / name).glob("*.rs")]
    assert len(files) > 20
    calling = [
        path.name for path in files for word in ("invoke", "CpiContext", "transfer_checked") if word in path.read_text()
    ]
    assert calling == []


def test_world_of_an_incident_is_the_ordinary_one() -> None:
    """What the attacks above start from: an honest debit lands."""
    twins = long_of(0, steps=1)
    twins.world.settle([(DEBIT, twins.parties[2].trader.user, USDC, 1)], round=twins.round)
