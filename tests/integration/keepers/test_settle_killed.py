"""The settle keeper dies at each of its steps, again and again, while the engine matches on: nothing is lost, nothing doubled."""

import asyncio
import os
import random

import msgspec
import pytest

from quantdesk.keepers.settle_tables import READ_S
from quantdesk.model.records_gen import Settle
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_catching_up import Market, caught_up
from tests.integration.keepers.test_settled_fills import all_settled, traders
from tests.integration.keepers.test_steps import BEFORE, DONE, Trap
from tests.integration.keepers.test_transfers import USDC, arrived, moved, second_account

SEED = int(os.environ.get("SETTLE_SEED", "8"))
TRANSFER, TABLE = "settle_transfer", "a lookup table"
# Steps, and how often at most they are passed before the keeper dies at one.
STEPS = (
    *(
        (name, when, 1)
        for name in ("register_orders", "settle_items", TRANSFER, TABLE, "update_oracle_price", Settle.__name__)
        for when in (BEFORE, DONE)
    ),
    *(("post_mark_round", when, 2) for when in (BEFORE, DONE)),
    *(("setAccount", when, 2) for when in (BEFORE, DONE)),
    *((name, BEFORE, 6) for name in ("getProgramAccounts", "getMultipleAccounts")),
    # Asked twice where something is judged, and no more until there is more.
    ("getSlot", BEFORE, 2),
    ("getMultipleAccounts", BEFORE, 20),
    *((name, BEFORE, 1) for name in ("getLatestBlockhash", "getBlockHeight", "getGenesisHash")),
)
KILLS = int(os.environ.get("SETTLE_KILLS", str(len(STEPS))))
# What the sending of a transaction is called, whichever it is, and what another keeper sends.
OTHERS = {"sendTransaction", "withdraw_tokens"}
ROUNDS_S = 12
KILLS_A_DESK = 7


@pytest.mark.parametrize("begin", range(0, KILLS, KILLS_A_DESK))
async def test_a_settle_keeper_that_dies_at_any_step_loses_and_doubles_nothing(desk: ChainDesk, begin: int) -> None:
    """CUST-6 to CUST-8: a kill at a step, the next keeper without a memory dies at another; everything is equal in the end."""
    chance = random.Random(SEED + begin)
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    owner, one = made[0]
    beside = await second_account(desk, owner)
    await all_settled(desk, made)
    await crew.kill()
    market = Market(desk, made, SEED + begin)
    for lots in range(1, KILLS_A_DESK):
        await market.cross(lots)
    passed: set[str] = set()
    for turn in range(begin, min(begin + KILLS_A_DESK, KILLS)):
        step, when, most = STEPS[turn] if turn < len(STEPS) else chance.choice(STEPS)
        await market.rounds(ROUNDS_S, trades=2)
        await market.cross(10 + turn)
        if step == TRANSFER or chance.random() < 0.5:
            await moved(desk, owner, (one, beside), USDC + turn, turn, slots=4_000)
        trap = Trap(desk, step, when, chance.randint(1, most))
        crew = desk.crew(trap)
        crew.parts = msgspec.structs.replace(crew.parts, engine=trap)
        crew.start()
        try:
            if step == TABLE:
                await newcomer(desk, turn)
            await desk.until(trap.sprung)
        finally:
            await crew.kill()
        passed |= trap.passed
    crew = desk.crew()
    crew.start()
    await caught_up(desk, made)
    await arrived(desk, owner, beside)
    await crew.kill()
    assert passed <= {name for name, *_ in STEPS} | OTHERS, "a step at which nobody died"
    print(f"\nseed {SEED}: kills {begin} to {turn} at {len(STEPS)} steps, 0 differences")


async def newcomer(desk: ChainDesk, turn: int) -> None:
    """Somebody whose account no lookup table has yet, and who has something to settle when the tables are read again."""
    wallet = await desk.wallet(900 + turn, usdc=200, sol=10)
    await wallet.open_account(usdc="100")
    await asyncio.sleep(READ_S)
    await wallet.deposit("USDC", "50")
