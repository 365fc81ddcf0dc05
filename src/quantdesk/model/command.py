"""Commands that are made of others: a batch and its items.

Invariant: the items of a Batch stand behind it in the order of the request; the core decides in which order they run [BOOK-2].
"""

from collections.abc import Sequence
from typing import Final

from quantdesk.model.errors import Invalid
from quantdesk.model.records_gen import Batch

BATCH_ITEMS_MAX: Final = 50


def batch_encode(account: int, items: Sequence[bytes], *, whole: bool = False) -> bytes:
    """Bytes of a Batch with its items: 1 to 50 encoded records, all of one account; whole: all or none of them.

    Raises Invalid: another number of items. Source: [BOOK-10].
    """
    if not 1 <= len(items) <= BATCH_ITEMS_MAX:
        raise Invalid(f"expected 1 to {BATCH_ITEMS_MAX} items, found {len(items)}", "items")
    return b"".join((Batch(account, len(items), int(whole)).encode(), *items))
