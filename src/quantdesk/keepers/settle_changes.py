"""Changes of keeper `settle`: what items are judged by changes on the chain where it changed in the engine [CUST-50].

Invariant: a change lands after every item and round before it and before every one behind it. The chain closes its account as it
applies: one that is gone has landed, whoever sent it and whenever.
"""

from msgspec.structs import replace

from quantdesk.chain.books import Books
from quantdesk.chain.changes import UNITS, applying
from quantdesk.chain.items import Change
from quantdesk.chain.network import change_address
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.rpc import AccountData
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.settle_send import NEAR, ledgers_and_risk, sent
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.log import get


async def change_bring(parts: Parts, view: View, books: Books, work: Change) -> View:
    """Applies a change that is still there; the view with it in force, as the books have it too.

    Errors: SettlementImpossible, when the chain does not take it: everything behind it waits.
    """
    address = change_address(work.change, view.addresses.program)

    async def read() -> AccountData | None:
        return (await parts.rpc.accounts([address], NEAR)).accounts[0]

    async def gone() -> bool:
        return await read() is None

    found = await read()
    if found is not None:
        change = PendingChange.read(found.data)
        made = applying(view.addresses, address, change, parts.recent.markets, parts.operator.public)
        outcome = await sent(parts, (units_limit(UNITS), made), gone)
        if outcome.error is not None:
            raise SettlementImpossible(f"change {work.change}: expected it taken, found {outcome.error}")
        if outcome.state != "landed":
            raise SettlementImpossible(f"change {work.change}: expected it landed, found {outcome.state}")
        get().info("change_applied", change=change.id_, kind=change.kind)
    risk, ledgers = await ledgers_and_risk(parts, view)
    books.ledgers.update(ledgers)
    return replace(view, risk=risk)
