"""Keeper `deposits`: what arrived in a pocket on the chain is credited in the engine [CUST-3, CUST-13].

Invariant: the credit names the total that there must be afterwards: what the log's settled credits are, and what lies in the pocket;
both come from one finalised account. Told twice, or late, it changes nothing.
"""

from quantdesk.chain.view import User
from quantdesk.keepers.parts import Parts, Ran, command
from quantdesk.model.assets import ASSETS
from quantdesk.model.records_gen import Credit, Reason
from quantdesk.store.settlement import Totals, claimed, totals_of

NAME = "deposits"
INTERVAL_S = 0.4
# Not opened yet: keeper `accounts` comes first, the credit with the next run.
LATER = (Reason.CREDIT_STALE, Reason.ACCOUNT_UNKNOWN)


async def run_once(parts: Parts) -> Ran:
    """Credits what arrived."""
    view = await parts.view()
    stopped = await claimed(parts.pool)
    arrived = {
        number: user
        for number, user in view.users.items()
        if number not in stopped and any(pocket.arriving_atoms for pocket in user.account.pockets)
    }
    if not arrived:
        return Ran(facts={"deposits_arriving": 0})
    seqs = {number: user.account.settled.seq for number, user in arrived.items()}
    totals = await totals_of(parts.pool, seqs, ASSETS)
    for user in arrived.values():
        for asset in ASSETS:
            await _credit(parts, user, asset, totals.get((user.number, asset), Totals()))
    return Ran(facts={"deposits_arriving": len(arrived)})


async def _credit(parts: Parts, user: User, asset: int, totals: Totals) -> None:
    arriving = user.account.pockets[asset].arriving_atoms
    wanted = totals.credited_settled + arriving
    if arriving and wanted > totals.credited:
        await command(parts, Credit(account=user.number, asset=asset, credited=wanted), LATER)
