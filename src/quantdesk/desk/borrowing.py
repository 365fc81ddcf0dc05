"""Terms of borrowing of a local desk: named on its chain with the first market, told to the engine as the chain has them [MGN-7, CUST-47].

Invariant: the engine lends by the terms of the chain, which judges what is lent; one that was opened before it had any has none, and
nobody borrows.
"""

from typing import Final

from quantdesk.chain.network import GENESIS
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import Viewer
from quantdesk.desk.markets import ATOMS
from quantdesk.desk.plan import Plan
from quantdesk.desk.seed import SeedFailed, connected
from quantdesk.model.records_gen import Reason, Refused, Service, SetBorrowing, events_decode

TERMS: Final = SetBorrowing(room_max=1_000 * ATOMS, room_part=100_000, total_part=50_000, duration=3_600_000_000)
"""At most 1,000 USD and a tenth of what other collateral lends, of all together a twentieth of the USDC, for an hour."""


async def borrowing_follow(plan: Plan) -> None:
    """Tells the engine the chain's terms. Errors: SeedFailed, ChainUnavailable, and the adapters' own."""
    rpc = Rpc((plan.address("localnet"),), GENESIS["localnet"])
    try:
        terms = (await Viewer(rpc).view()).risk.borrowing
    finally:
        await rpc.close()
    told = SetBorrowing(terms.room_max_atoms, terms.room_part_ppm, terms.total_part_ppm, terms.duration_us)
    engine = await connected(plan, Service.DESK)
    try:
        for event in events_decode(await engine.send(told.encode())):
            if isinstance(event, Refused):
                raise SeedFailed(f"borrowing refused: {Reason(event.reason).name.lower()}, found {event.found}")
    finally:
        await engine.close()
