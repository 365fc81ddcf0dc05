"""One honest call of every instruction of markets, orders and fills."""

from collections.abc import Callable

from solders.pubkey import Pubkey

from quantdesk.chain.network import addresses_of
from quantdesk.model.message import TransferMessage
from quantdesk.model.records_gen import Side
from tests.program.fills import FillWorld
from tests.program.honest_case import Case, money_world
from tests.program.markets import (
    BTC,
    index_accounts,
    index_bring,
    listing,
    market_list,
    market_of,
    price_bytes,
    price_set,
)
from tests.program.orders import Signed, order, precompile, register, register_accounts, signed
from tests.program.test_admin import change_of, propose
from tests.program.test_transfer import OWNER, due, made_of
from tests.program.test_transfer import signed as transfer_signed
from tests.program.world import DAY_S, INSTRUCTIONS, SOL, SYSTEM, World, key_of

USD = 10**8
PRICE = 61_800 * USD
INDEX = 618_000_000
MARKET_MARGIN, ASSET_WEIGHTS = 11, 16


def listed_world() -> World:
    """A world with a market; its index is young."""
    world, _ = money_world()
    market_list(world)
    index_bring(world, PRICE)
    world.time_pass(5)
    return world


def case_initialize_market() -> Case:
    world, _ = money_world()
    accounts, args = listing(world)
    signers = [world.authority, *world.admins[:2]]
    return Case(world, "initialize_market", accounts, args, signers, world.admins_sign())


def case_update_oracle_price() -> Case:
    world = listed_world()
    price_set(world, price_bytes(PRICE, world.now_s))
    return Case(world, "update_oracle_price", index_accounts(world), {}, [world.stranger], [])


def case_post_mark_round() -> Case:
    world = listed_world()
    accounts = {"operator": world.operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
    args = {"engine_us": world.now_s * 1_000_000, "marks": INDEX.to_bytes(8, "little"), "hours": b""}
    return Case(
        world, "post_mark_round", accounts, args, [world.operator], [(market_of(world, BTC.symbol), False, False)]
    )


def case_round_beside() -> Case:
    """With the price of its time beside the market."""
    case = case_post_mark_round()
    world = case.world
    update = price_set(world, price_bytes(PRICE, world.now_s))
    marks = (INDEX | 1 << 61).to_bytes(8, "little")
    return case._replace(args=case.args | {"marks": marks}, more=[*case.more, (update, False, False)])


def case_register_orders() -> Case:
    world, trader = money_world()
    one = precompile([signed(trader.key, order(world, 1, 1))])
    args = {"signed_at": 0, "which": b"\x00"}
    accounts = register_accounts(world, trader.user)
    return Case(world, "register_orders", accounts, args, [world.operator], [], (one,))


def case_register_again() -> Case:
    """The table exists: its account is loaded, not made."""
    case = case_register_orders()
    world, user = case.world, case.accounts["user"]
    owner = key_of(100)
    register(world, user, [signed(owner, order(world, 1, 1))])
    return case._replace(before=(precompile([signed(owner, order(world, 1, 2))]),))


def case_settle_fill() -> Case:
    """Two accounts, their tables and the market behind the three named accounts."""
    twins = FillWorld(1, traders=2)
    twins.order(1, Side.SELL, 618_000, 10)
    fills = twins.order(2, Side.BUY, 618_000, 10)
    body, numbers = twins.items(fills)
    twins.state_take(fills)
    world = twins.world
    args = {"engine_us": world.now_s * 1_000_000, "round": twins.round, "items": body, "digest": twins.digest(numbers)}
    accounts = {"operator": world.operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
    more = [(meta.pubkey, False, True) for meta in twins.metas(numbers)]
    return Case(world, "settle_items", accounts, args, [world.operator], more)


def case_close_receipt() -> Case:
    """Of a transfer whose message is long over."""
    case = case_settle_transfer()
    world = case.world
    call = world.interface.instruction(case.name, case.accounts, case.args)
    world.send(*case.before, call, signers=case.signers)
    world.time_pass(DAY_S)
    accounts = {"exchange": world.exchange, "receipt": case.accounts["receipt"], "payer": world.operator.pubkey()}
    return Case(world, "close_receipt", accounts, {}, [world.stranger], [])


def case_close_entries() -> Case:
    """Of an order that is long over."""
    world, trader = money_world()
    register(world, trader.user, [signed(trader.key, order(world, 1, 1))])
    world.time_pass(DAY_S)
    accounts = register_accounts(world, trader.user)
    kept = {name: accounts[name] for name in ("operator", "exchange", "user", "entries")}
    return Case(world, "close_entries", kept, {}, [world.operator], [])


def case_settle_transfer() -> Case:
    """From one account of an owner to the other, behind the precompile that verified his signature."""
    one = due()
    world, message = one.world, transfer_signed(one, key_of(OWNER))
    made = made_of(one, message)
    *_, call = made.instructions(addresses_of(bytes(world.mint)), bytes(world.operator.pubkey()), 0)
    giver, taker, receipt = (Pubkey(meta.key) for meta in call.accounts[3:6])
    accounts = {
        "operator": world.operator.pubkey(), "exchange": world.exchange, "risk": world.risk, "giver": giver, "taker": taker,
        "receipt": receipt, "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    args = {
        "nonce": TransferMessage.decode(message.message).nonce, "signed_at": 0, "engine_us": made.engine_us, "round": 0,
        "seqs": [one.books.seats[number].settled.seq - 1 for number in one.numbers[:2]], "digest": call.data[-16:],
    }  # fmt: skip
    before = (precompile([Signed(message.signer, message.message, message.signature)]),)
    return Case(world, "settle_transfer", accounts, args, [world.operator], [], before)


def case_emergency() -> Case:
    """The feed is gone for longer than a round may use its last price."""
    world = listed_world()
    world.time_pass(61)
    accounts = {"exchange": world.exchange, "market": market_of(world), "instructions": INSTRUCTIONS}
    args = {"price_mticks": INDEX}
    return Case(world, "set_emergency_price", accounts, args, [world.stranger, *world.admins[:2]], world.admins_sign())


def case_apply_market() -> Case:
    world = listed_world()
    number = propose(world, MARKET_MARGIN, amounts=[BTC.imf, BTC.mmf, BTC.requirement_min])
    world.time_pass(7 * DAY_S)
    accounts = {
        "exchange": world.exchange, "change": change_of(world, number), "payer": world.authority.pubkey(),
        "vault": None, "sol_vault": None, "market": market_of(world), "risk": world.risk,
    }  # fmt: skip
    return Case(world, "apply_change", accounts, {}, [world.stranger], [])


def case_apply_asset() -> Case:
    """SOL gets a worth by the price of the market."""
    case = case_apply_market()
    world = case.world
    number = propose(world, ASSET_WEIGHTS, number=SOL, amounts=[BTC.market + (9 << 16), 700_000, 900_000])
    world.time_pass(7 * DAY_S)
    return case._replace(accounts=case.accounts | {"change": change_of(world, number)})


def case_post_root() -> Case:
    world, _ = money_world()
    day = world.now_s // DAY_S - 1
    root = world.pda(b"root", day.to_bytes(4, "little"))
    accounts = {
        "operator": world.operator.pubkey(), "exchange": world.exchange, "root": root, "system_program": SYSTEM,
    }  # fmt: skip
    args = {"day": day, "first_seq": 1, "last_seq": 9, "merkle_root": bytes(31) + b"\x01"}
    return Case(world, "post_root", accounts, args, [world.operator], [])


MARKET_CASES: dict[str, Callable[[], Case]] = {
    "initialize_market": case_initialize_market,
    "update_oracle_price": case_update_oracle_price,
    "post_mark_round": case_post_mark_round,
    "post_mark_round of a price beside": case_round_beside,
    "set_emergency_price": case_emergency,
    "apply_change of a market": case_apply_market,
    "apply_change of an asset": case_apply_asset,
    "post_root": case_post_root,
    "register_orders": case_register_orders,
    "register_orders of a table": case_register_again,
    "settle_items of a fill": case_settle_fill,
    "settle_transfer": case_settle_transfer,
    "close_receipt": case_close_receipt,
    "close_entries": case_close_entries,
}
