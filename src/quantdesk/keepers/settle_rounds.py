"""Mark rounds of keeper `settle`: the engine's marks on the chain, before the items that were judged by them [CUST-7, ORC-2].

Invariant: a round lands after every item before it. On a local chain the price account that the round needs is set from the engine's
index; elsewhere the oracle's own has come before. After an outage every round lands late, each judged by a price of its own time.
"""

import asyncio
from functools import partial
from typing import Final

from msgspec.structs import replace

from quantdesk.chain.books import Books, Ledger
from quantdesk.chain.follow import Seen
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Hour, Mark, Round
from quantdesk.chain.prices import price_set
from quantdesk.chain.program_gen import Market, Risk, RiskRow
from quantdesk.chain.rounds import (
    MARKETS_AN_UPDATE,
    MICROSECONDS,
    Posted,
    index_bring,
    index_due,
    indices_beside,
    is_posted,
    newest,
    posted_of,
    price_account,
    price_address,
    round_post,
    rounds_fitting,
    units_of,
)
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.settle_send import NEAR, ledgers_and_risk, sent
from quantdesk.model.settled import SettlementImpossible, mark_towards

# The chain takes no round that is older than an hour: what is nearly as old is left out.
AGE_MAX_US: Final = 3_500_000_000
# The chain keeps no price that is older than a minute: beside a round of half that age its own stands.
BESIDE_US: Final = 30_000_000
# Time between two rounds, and as many as lead to one mark: they must not be older themselves.
ROUND_US: Final = 5_000_000
BRIDGE_MAX: Final = 40


async def round_bring(parts: Parts, view: View, books: Books, one: Round, missed: dict[int, Hour]) -> View:
    """Posts a round of the markets that are on the chain, and those that lead to its marks; the view with it in force.

    missed: hours that ended with rounds which are too old to be posted, by market; it grows and shrinks here.
    Errors: SettlementImpossible, when the chain does not take it, as while it is ahead of the chain's clock: everything behind it waits.
    """
    ledgers = {market: books.ledgers[market] for market in one.marks.keys() & books.ledgers.keys()}
    known = {market: one.marks[market] for market, ledger in ledgers.items() if not is_posted(ledger.row, one.ts_us)}
    if not known or one.ts_us <= view.risk.round_us:
        return view
    if one.ts_us < view.unix_s * MICROSECONDS - AGE_MAX_US:
        missed.update({market: mark.hour for market, mark in known.items() if mark.hour is not None})
        return view
    for ts_us, marks in bridge(books, view.risk.round_us, one.ts_us, known):
        view = await _posted(parts, view, books, ts_us, marks)
    for market in known.keys() & missed.keys():
        known[market] = replace(known[market], hour=known[market].hour or missed.pop(market))
    nearest = {market: _reached(books.ledgers[market].row, one.ts_us, mark) for market, mark in known.items()}
    return await _posted(parts, view, books, one.ts_us, nearest)


def bridge(books: Books, round_us: int, ts_us: int, marks: dict[int, Mark]) -> list[tuple[int, dict[int, Mark]]]:
    """Rounds before one whose marks the chain's envelope does not reach at once: no samples, five seconds apart [ORC-2]. round_us: of the
    round in force: as many as there is time for since then.

    They are needed where rounds between were too old to be posted, and where a price was set by hand.
    """
    ways = {market: _way(books.ledgers[market].row, ts_us, mark) for market, mark in marks.items()}
    base_us = max(round_us, *(books.ledgers[market].row.mark_us for market in marks))
    count = min(max(len(way) for way in ways.values()), (ts_us - base_us) // ROUND_US - 1)
    return [
        (
            ts_us - (count - place) * ROUND_US,
            {
                market: Mark(way[place], marks[market].index, sampled=False)
                for market, way in ways.items()
                if place < len(way)
            },
        )
        for place in range(count)
    ]


def _way(row: RiskRow, ts_us: int, to: Mark) -> list[int]:
    """Marks between the chain's and one that is wanted, a whole step each; none where that is reached at once."""
    found: list[int] = []
    if _reached(row, ts_us, to) == to:
        return found
    last = row.mark_mticks
    while len(found) < BRIDGE_MAX and (last := mark_towards(last, to.mark, row.mmf_ppm, ROUND_US)) != to.mark:
        found.append(last)
    return found


def _reached(row: RiskRow, ts_us: int, to: Mark) -> Mark:
    """The mark, or as much of the way to it as the envelope allows by its time, which is no sample: the engine's was another [CUST-16]."""
    elapsed_us = min(ts_us - row.mark_us, ROUND_US)
    near = mark_towards(row.mark_mticks, to.mark, row.mmf_ppm, elapsed_us) if row.mark_mticks else to.mark
    return to if near == to.mark else replace(to, mark=near, sampled=False)


async def _posted(parts: Parts, view: View, books: Books, ts_us: int, marks: dict[int, Mark]) -> View:
    late = parts.price_owner is not None and ts_us < view.unix_s * MICROSECONDS - BESIDE_US
    due, beside = (
        await _prices_set(parts, books, ts_us, marks, late=late) if parts.price_owner is not None else ([], [])
    )
    words: dict[bytes, Posted] = {}
    for market, mark in pricing_first(view.risk, marks):
        ledger = books.ledgers[market]
        update = price_address(ledger.market.feed) if ledger in beside else None
        words[ledger.address] = posted_of(mark, ledger.row, ts_us, update)
    for at_us, some in rounds_fitting(view.addresses, parts.operator.public, ts_us, words):
        view = await _one_posted(parts, view, books, at_us, some, [one for one in due if one.address in some])
    return view


def pricing_first(risk: Risk, marks: dict[int, Mark]) -> list[tuple[int, Mark]]:
    """Marks of a round, those of markets that price collateral first: of a round in parts they have its own time [CUST-39]."""
    pricing = {row.market for row in risk.assets if row.tick_size}
    return sorted(marks.items(), key=lambda one: one[0] not in pricing)


async def _one_posted(
    parts: Parts, view: View, books: Books, ts_us: int, words: dict[bytes, Posted], due: list[Ledger]
) -> View:
    """Posts what fits a packet, with the indices that are due: as many beside it as there is room for, the others before it."""
    post = round_post(view.addresses, parts.operator.public, ts_us, words)
    beside = indices_beside(_updates(view, due), post, parts.operator.public)
    last, first = due[:beside], due[beside:]
    for start in range(0, len(first), MARKETS_AN_UPDATE):
        some = first[start : start + MARKETS_AN_UPDATE]
        await _landed(parts, _updates(view, some), len(some), partial(_brought, parts, some, ts_us))
    after = After()
    made = (*_updates(view, last), post)
    await _landed(parts, made, len(last) + len(words), partial(after.look, parts, view, ts_us))
    assert after.risk is not None, "it landed: it was seen"  # noqa: S101 - an invariant
    books.ledgers.update(after.ledgers)
    return replace(view, risk=after.risk)


class After:
    """What the chain shows of risk and markets once a round is in force."""

    def __init__(self) -> None:
        self.risk: Risk | None = None
        self.ledgers: dict[int, Ledger] = {}

    async def look(self, parts: Parts, view: View, ts_us: int) -> bool:
        """Reads them, of one slot; whether the round of this time is in force."""
        self.risk, self.ledgers = await ledgers_and_risk(parts, view)
        return self.risk.round_us >= ts_us


async def _prices_set(
    parts: Parts, books: Books, ts_us: int, marks: dict[int, Mark], *, late: bool
) -> tuple[list[Ledger], list[Ledger]]:
    """Sets the price accounts of the local chain that a round needs, side by side; the ledgers whose index is brought before it, and
    those whose price stands beside it: of a round that is late, and where the chain keeps no index yet so soon after another that was
    not the same. A sample of the premium is of the engine's own index (FND-1).
    """
    publish_s, owner = ts_us // MICROSECONDS, parts.price_owner
    assert owner is not None, "asked for where prices are set here"  # noqa: S101 - an invariant
    ledgers = [books.ledgers[market] for market in marks]
    due = [] if late else [ledger for ledger in ledgers if index_due(ledger.market, publish_s)]
    beside = [
        ledger
        for ledger in ledgers
        if ledger not in due and (late or newest(ledger.market).mticks != marks[ledger.market.number].index)
    ]
    async with asyncio.TaskGroup() as group:
        for ledger in (*due, *beside):
            data = price_account(ledger.market, marks[ledger.market.number].index, publish_s)
            group.create_task(price_set(parts.rpc, price_address(ledger.market.feed), owner, data))
    return due, beside


def _updates(view: View, ledgers: list[Ledger]) -> tuple[Instruction, ...]:
    return tuple(index_bring(view.addresses, ledger.address, ledger.market) for ledger in ledgers)


async def _landed(parts: Parts, made: tuple[Instruction, ...], units: int, seen: Seen) -> None:
    outcome = await sent(parts, (units_limit(units_of(units)), *made), seen)
    if outcome.error is not None:
        raise SettlementImpossible(f"mark round: expected it taken, found {outcome.error}")
    if outcome.state != "landed":
        raise SettlementImpossible(f"mark round: expected it landed, found {outcome.state}")


async def _brought(parts: Parts, ledgers: list[Ledger], ts_us: int) -> bool:
    read = await parts.rpc.accounts([ledger.address for ledger in ledgers], NEAR)
    publish_s = ts_us // MICROSECONDS
    return all(found is not None and not index_due(Market.read(found.data), publish_s) for found in read.accounts)
