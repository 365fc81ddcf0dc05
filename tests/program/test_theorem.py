"""The theorem behind the settlement log: no sequence of owner instructions makes an honest pending item fail (CUST-1)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.program.conftest import trader_of
from tests.program.test_accounts import market_set, positions_set
from tests.program.world import ACK, CREDIT, DAY_S, DEBIT, SOL, USDC, Refused, World, key_of

ACTIONS = (
    "deposit", "sol_deposit", "delegate_add", "delegate_remove", "floor", "request_withdraw", "request_exit",
    "cancel_request", "claim", "withdraw", "sol_withdraw", "close", "open", "open_other", "time",
)  # fmt: skip
ITEMS = ("credit", "credit_sol", "debit", "debit_sol", "ack")


def act(world: World, trader, action: str, amount: int) -> None:
    """One owner instruction, as it comes; the program may refuse it."""
    key = key_of(400 + amount % 3).pubkey()
    calls = {
        "deposit": lambda: world.deposit(trader.key, trader.tokens, amount),
        "sol_deposit": lambda: world.sol_deposit(trader.key, amount),
        "delegate_add": lambda: world.update(trader.key, 1, key=key, expiry_s=world.now_s + DAY_S),
        "delegate_remove": lambda: world.update(trader.key, 2, key=key),
        "floor": lambda: world.update(trader.key, 3, floor=amount << 12),
        "request_withdraw": lambda: world.exit_call("request_withdraw", trader.key, asset=amount % 2, amount=amount),
        "request_exit": lambda: world.exit_call("request_exit", trader.key),
        "cancel_request": lambda: world.exit_call("cancel_request", trader.key),
        "claim": lambda: world.claim(trader.user, trader.key),
        "withdraw": lambda: world.withdraw(trader.user, trader.tokens, amount, trader.key),
        "sol_withdraw": lambda: world.sol_withdraw(trader.key.pubkey(), amount, trader.key),
        "close": lambda: world.account_close(trader.key),
        "open": lambda: world.account_open(trader.key),
        "open_other": lambda: world.account_open(trader.key, 0, 1 + amount % 15),
        "time": lambda: world.time_pass(1 + amount % 20),
    }
    try:
        calls[action]()
        SEEN["accepted actions"] += 1
    except Refused:
        SEEN["refused actions"] += 1


def honest(world: World, user, wanted: list[tuple[str, int]]) -> list[tuple[int, object, int, int]]:
    """Items that an honest engine would send for the account as it stands now."""
    state = world.user(user)
    arriving = [pocket["arriving_atoms"] for pocket in state["pockets"]]
    held = list(state["settled"]["collateral"])
    acked = state["settled"]["inbox_acked"]
    # With a position USDC leaves within the margin at the marks in force (MGN-5), which no owner instruction moves.
    room = world.health(user)[4] if state["positions_count"] else held[USDC]
    items = []
    for name, amount in wanted:
        asset = SOL if name.endswith("sol") else USDC
        if name.startswith("credit") and arriving[asset]:
            part = 1 + amount % arriving[asset]
            arriving[asset] -= part
            held[asset] += part
            room += part if asset == USDC else 0
            items.append((CREDIT, user, asset, part))
        elif name.startswith("debit") and min(held[asset], room if asset == USDC else held[asset]) > 0:
            part = 1 + amount % min(held[asset], room if asset == USDC else held[asset])
            held[asset] -= part
            room -= part if asset == USDC else 0
            items.append((DEBIT, user, asset, part))
        elif name == "ack" and acked < state["inbox_seq"]:
            acked += 1 + amount % (state["inbox_seq"] - acked)
            items.append((ACK, user, USDC, acked))
    return items


# What the examples really tried: the theorem must not hold for want of cases.
SEEN = {"items": 0, "accepted actions": 0, "refused actions": 0, "with a position": 0, "debits with a position": 0}

actions = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, 2_000)), max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from(("empty", "funded", "positioned", "positioned")),
    before=actions,
    wanted=st.lists(st.tuples(st.sampled_from(ITEMS), st.integers(0, 10_000)), min_size=1, max_size=6),
    between=actions,
)
def test_no_sequence_of_owner_instructions_makes_an_honest_pending_item_fail(start, before, wanted, between):
    """The items and their digest are made before the owner acts and land after it, less than the grace later."""
    world = World()
    trader = trader_of(world, 100)
    if start != "empty":
        world.deposit(trader.key, trader.tokens, 1_500)
        world.sol_deposit(trader.key, 1_500)
    if start == "positioned":
        world.settle([(CREDIT, trader.user, USDC, 1_200)])
        positions_set(world, trader.user, 1, quote=-500)
        market_set(world, 0, mark_mticks=5_000, index_mticks=5_000, requirement_min_atoms=50)
        SEEN["with a position"] += 1
    for action, amount in before:
        act(world, trader, action, amount)
    if not world.data_of(trader.user):
        return
    items = honest(world, trader.user, wanted)
    if not items:
        return
    body, users, digest = world.items_make(items)
    made_us = world.now_s * 1_000_000
    for action, amount in between:
        act(world, trader, action, amount)
    more = [(user, False, True) for user in users]
    world.settle([], items=body, digest=digest, engine_us=made_us, more=more)
    SEEN["items"] += len(items)
    SEEN["debits with a position"] += sum(item[0] == DEBIT for item in items) if start == "positioned" else 0
    vaults(world, trader)


def vaults(world: World, trader) -> None:
    """PNL-3: tracked is what is owed, and the vault really holds it."""
    owners = [world.user_of(trader.key.pubkey(), index) for index in range(16)]
    states = [world.user(user) for user in owners if world.data_of(user)]
    for asset, name, key in ((USDC, "TokenVault", world.vault), (SOL, "ProtocolSolVault", world.sol_vault)):
        owed = sum(
            state["settled"]["collateral"][asset]
            + state["pockets"][asset]["arriving_atoms"]
            + state["pockets"][asset]["leaving_atoms"]
            for state in states
        )
        tracked = world.read(name, key)["book"]["tracked_atoms"]
        assert tracked == owed
    assert world.tokens_of(world.vault_tokens) >= world.read("TokenVault", world.vault)["book"]["tracked_atoms"]


def test_theorem_was_tried_on_items_and_actions():
    print(f"\n{SEEN}")
    assert SEEN["items"] > 100
    assert min(SEEN["accepted actions"], SEEN["refused actions"]) > 50
    assert min(SEEN["with a position"], SEEN["debits with a position"]) > 5
