"""The settlement log in SQL: what an account had after its last item of an asset, and when a halt has ended."""

from collections.abc import AsyncIterator

import pytest

from quantdesk.store.pool import Pool, open_pool
from quantdesk.store.settlement import Halt, collateral_of, halt_end, halt_put, halts_list

ITEM = """
insert into settlement_items (account, item_seq, kind, asset, amount, seq, index, ts_us, collateral_atoms)
values ($1, $2, $3::text::settlement_kind, $4, 1, $2, 0, $2, $5)
"""


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    made = await open_pool(database_url, size=2, statement_timeout_ms=3_000)
    yield made
    await made.close()


async def test_collateral_is_what_the_last_item_of_the_asset_before_a_sequence_left(pool: Pool) -> None:
    """CUST-10: an acknowledgement leaves nothing, and an item that does not say what it left says so."""
    rows = [
        (7, 0, "credit", 0, 500), (7, 1, "credit", 1, 90), (7, 2, "fill", 0, 450), (7, 3, "ack", 0, None),
        (7, 4, "fill", 0, 400), (8, 0, "credit", 0, 60), (8, 1, "fill", 0, None),
    ]  # fmt: skip
    await pool.executemany(ITEM, rows)
    assert await collateral_of(pool, {7: 4, 8: 1}, (0, 1, 2)) == {(7, 0): 450, (7, 1): 90, (8, 0): 60}
    assert await collateral_of(pool, {7: 5, 8: 2}, (0,)) == {(7, 0): 400, (8, 0): None}
    assert await collateral_of(pool, {7: 0}, (0, 1)) == {}


async def test_collateral_of_an_asset_that_is_not_used_is_found_without_a_look_at_every_item(pool: Pool) -> None:
    """An account of 20,000 fills has no item of another asset; asked at every run of keeper settle."""
    await pool.executemany(ITEM, [(9, number, "fill", 0, number) for number in range(20_000)])
    await pool.execute("analyze settlement_items")
    plan = "\n".join(
        row[0]
        for row in await pool.fetch(
            "explain (analyze, buffers, costs off, timing off, summary off) select i.collateral_atoms from settlement_items i"
            " where i.account = 9 and i.asset = 5 and i.kind <> 'ack' and i.item_seq < 20000 order by i.item_seq desc limit 1"
        )
    )
    assert "settlement_items_collateral" in plan, plan


@pytest.mark.parametrize(("cause", "landed", "ends"), [
    ("refused", 5, True), ("unknown", 5, False), ("unknown", 6, True), ("claimed", 9, False),
])  # fmt: skip
async def test_a_halt_ends_when_its_item_has_gone_through(pool: Pool, cause: str, landed: int, ends: bool) -> None:
    """CUST-9, CUST-11: items before one that the program did not know may land while it stands; what a claim went past stays."""
    halt = Halt(account=7, item_seq=5, cause=cause, reason="why", since_us=1)
    assert await halt_put(pool, halt)
    await halt_end(pool, 7, landed)
    assert await halts_list(pool) == ([] if ends else [halt])


@pytest.mark.parametrize(("first", "then", "left"), [
    ("claimed", "unknown", "claimed"), ("claimed", "refused", "claimed"), ("refused", "unknown", "refused"),
    ("unknown", "refused", "refused"), ("unknown", "claimed", "claimed"), ("refused", "claimed", "claimed"),
    ("refused", "refused", "refused"),
])  # fmt: skip
async def test_a_halt_is_not_hidden_by_a_lesser_one_behind_it(pool: Pool, first: str, then: str, left: str) -> None:
    """CUST-9, CUST-11: an item of an unknown kind behind a refused one, or behind a claim, let the markets go, or the account."""
    assert await halt_put(pool, Halt(account=7, item_seq=5, cause=first, reason="why", since_us=1))
    assert not await halt_put(pool, Halt(account=7, item_seq=6, cause=then, reason="why", since_us=2))
    (halt,) = await halts_list(pool)
    assert (halt.cause, halt.item_seq, halt.since_us) == (left, 6 if then == left else 5, 1)
