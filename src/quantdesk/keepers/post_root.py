"""Keeper `post_root`: posts the root of each day of the journal that is over, so that nobody can tell another story later [CUST-20].

Invariant: where to go on is read from the chain alone, and the chain takes a day once: killed anywhere it neither leaves one out nor
tells one twice. Days without commands have no root.
"""

from typing import Final

from quantdesk.chain import program_gen as program
from quantdesk.chain.follow import Outcome
from quantdesk.chain.network import CLOCK, exchange_address, root_address
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import ExchangeMissing, clock_time
from quantdesk.keepers.parts import Parts, Ran, sent
from quantdesk.runtime.log import get
from quantdesk.store.journal_days import DayRoot, day_root

NAME = "post_root"
INTERVAL_S = 30.0
DAY_S: Final = 86_400
UNITS: Final = 40_000


async def run_once(parts: Parts) -> Ran:
    """Posts the first day that has no root yet; more when it landed. Errors: ExchangeMissing, TransactionFailed."""
    exchange, unix_s = await _exchange(parts)
    due = await day_root(parts.pool, exchange.root_seq, unix_s // DAY_S)
    if due is None:
        return Ran(facts={"root_day": exchange.root_day})
    outcome = await _sent(parts, due)
    if outcome.error is not None:
        raise outcome.error
    if outcome.state != "landed":
        return Ran(facts={"root_day": exchange.root_day})
    get().info("root_posted", day=due.day, first_seq=due.first_seq, last_seq=due.last_seq, root=due.root.hex())
    return Ran(more=True, facts={"root_day": due.day})


async def _sent(parts: Parts, due: DayRoot) -> Outcome:
    at = parts.viewer.program
    made = program.post_root(
        at,
        operator=parts.operator.public,
        exchange=exchange_address(at),
        root=root_address(due.day, at),
        day=due.day,
        first_seq=due.first_seq,
        last_seq=due.last_seq,
        merkle_root=due.root,
    )
    return await sent(parts, NAME, (units_limit(UNITS), made), lambda: _kept(parts, due))


async def _kept(parts: Parts, due: DayRoot) -> bool:
    """Whether the finalised chain has this day's root, or one of a later day."""
    exchange, _ = await _exchange(parts)
    return exchange.root_seq >= due.last_seq


async def _exchange(parts: Parts) -> tuple[program.Exchange, int]:
    """The finalised exchange account, and the chain's time, seconds."""
    read = await parts.rpc.accounts([exchange_address(parts.viewer.program), CLOCK])
    exchange, clock = read.accounts
    if exchange is None or clock is None:
        raise ExchangeMissing("exchange account: expected it on the chain, found none")
    return program.Exchange.read(exchange.data), clock_time(clock.data)
