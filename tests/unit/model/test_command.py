"""Batches."""

import pytest

from quantdesk.model.command import batch_encode
from quantdesk.model.errors import Invalid
from quantdesk.model.records_gen import Batch, CancelOrder, commands_decode


def test_batch_is_followed_by_its_items_in_order():
    """BOOK-10."""
    items = [CancelOrder(account=7, order_id=bytes(16), client_order_id=number) for number in range(50)]
    assert commands_decode(batch_encode(7, [item.encode() for item in items])) == [
        Batch(account=7, count=50, whole=0),
        *items,
    ]


@pytest.mark.parametrize("count", [0, 51])
def test_batch_takes_1_to_50_items(count):
    """BOOK-10."""
    with pytest.raises(Invalid, match=f"expected 1 to 50 items, found {count}"):
        batch_encode(7, [b""] * count)
