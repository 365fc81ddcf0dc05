"""Ids as types of their own, so that a type checker tells one from another.

Invariant: account, market and seq are numbers given by the exchange; an order id is a function of the signed message.
"""

import re
from typing import Final, NewType

from quantdesk.model.errors import Invalid

AccountId = NewType("AccountId", int)
MarketId = NewType("MarketId", int)
ClientOrderId = NewType("ClientOrderId", int)
Seq = NewType("Seq", int)
OrderId = NewType("OrderId", bytes)
Owner = NewType("Owner", bytes)

U64_MAX: Final = 2**64 - 1
ORDER_ID_BYTES: Final = 16
ORDER_ID_NONE: Final = OrderId(bytes(ORDER_ID_BYTES))
MARKET_ALL: Final = MarketId(65_535)
MARKETS_ALL: Final = U64_MAX
"""As a bit for each market: every one [SIG-4]."""
ENTRIES_ANY: Final = 65_535
"""As a limit of entries: nothing settles on a chain, none are counted [BOOK-6]."""
REFERRED: Final = 4
"""Added to the fee tier of an owner whom somebody referred [FEE-5]."""
_ORDER_ID_TEXT: Final = re.compile(r"[0-9a-f]{32}\Z")
_NUMBER_TEXT: Final = re.compile(r"(0|[1-9][0-9]{0,19})\Z")


def order_id_parse(text: str) -> OrderId:
    """The id of 32 lower-case hexadecimal digits. Raises Invalid."""
    if not _ORDER_ID_TEXT.match(text):
        raise Invalid("expected an order id of 32 lower-case hexadecimal digits", "order_id")
    return OrderId(bytes.fromhex(text))


def client_order_id_parse(text: str) -> ClientOrderId:
    """The caller's number, from 0 to 2^64 - 1, without leading zeros. Raises Invalid."""
    if not _NUMBER_TEXT.match(text) or int(text) > U64_MAX:
        raise Invalid(f"expected a whole number from 0 to {U64_MAX}", "client_order_id")
    return ClientOrderId(int(text))
