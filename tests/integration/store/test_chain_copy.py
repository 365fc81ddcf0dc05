"""Payouts as the keeper notes them, on a real server."""

from collections.abc import AsyncIterator

import pytest

from quantdesk.store.chain_copy import Payout, payout_end, payout_put, payouts_of, payouts_sent
from quantdesk.store.pool import Pool, open_pool

PAYOUT = Payout("one", 7, 0, 100, 50, "sent", 1_000)
AGAIN = Payout("one", 7, 0, 100, 50, "sent", 2_000)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool over an empty database."""
    made = await open_pool(database_url, size=2, statement_timeout_ms=3_000)
    yield made
    await made.close()


@pytest.mark.parametrize("end", [None, "lost"])
async def test_a_payment_signed_again_in_one_blockhash_is_noted_again(pool: Pool, end: str | None) -> None:
    """CUST-6: a keeper that was killed after its note signs the same bytes; the chain takes them once."""
    assert await payout_put(pool, PAYOUT)
    if end:
        await payout_end(pool, "one", end)
    assert await payout_put(pool, AGAIN)
    assert await payouts_sent(pool) == [AGAIN]


async def test_a_payment_that_has_landed_is_not_sent_again(pool: Pool) -> None:
    """CUST-6: an equal payment is another one, and needs another blockhash."""
    assert await payout_put(pool, PAYOUT)
    await payout_end(pool, "one", "paid")
    assert not await payout_put(pool, AGAIN)
    assert [payout.state for payout in await payouts_of(pool, 7)] == ["paid"]
