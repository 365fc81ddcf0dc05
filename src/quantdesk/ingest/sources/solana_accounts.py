"""Pyth's price accounts on Solana by accountSubscribe. Protocol: solana.com/docs/rpc/websocket/accountsubscribe.

Invariant: what is given on was verified in full by the receiver program; it votes, no index is made of it [PYTH-8].
"""

import binascii
from base64 import b64decode
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from quantdesk.ingest.received import ChainPrice, Received
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import FeedInvalid
from quantdesk.model.pyth_account import price_account_read
from quantdesk.model.pyth_update import UpdateRefused
from quantdesk.runtime.settings import PYTH_RECEIVER

NAME: Final = "solana"
RECEIVER: Final = PYTH_RECEIVER
SILENCE_S: Final = 150.0
"""Sponsored accounts are written at least once a minute."""
US_PER_S: Final = 1_000_000


class _Value(msgspec.Struct):
    data: tuple[str, str]
    owner: str


class _Context(msgspec.Struct):
    slot: int


class _Result(msgspec.Struct):
    context: _Context
    value: _Value


class _Params(msgspec.Struct):
    result: _Result
    subscription: int


class _Message(msgspec.Struct):
    id: int | None = None
    result: int | None = None
    method: str = ""
    params: _Params | None = None


_decode = msgspec.json.Decoder(_Message).decode


async def solana_accounts(accounts: Mapping[str, str], url: str, owner: str = RECEIVER) -> AsyncIterator[Received]:
    """Prices of accounts; accounts: address in base58 → our market; owner: the receiver program. Errors: SourceLost."""
    listed = list(accounts)
    hello = tuple(
        msgspec.json.encode(
            {
                "jsonrpc": "2.0",
                "id": number,
                "method": "accountSubscribe",
                "params": [address, {"encoding": "base64", "commitment": "confirmed"}],
            }
        )
        for number, address in enumerate(listed)
    )
    reader = AccountReader([accounts[address] for address in listed], owner)
    async for received in venue_events(Venue(NAME, url, hello, silence_s=SILENCE_S), reader.read):
        yield received


class AccountReader:
    """Reads notifications of one connection; it knows which subscription is of which market."""

    def __init__(self, symbols: list[str], owner: str) -> None:
        self._symbols = symbols
        self._owner = owner
        self._subscriptions: dict[int, str] = {}

    def read(self, message: bytes, recv_us: int) -> Iterable[Received]:
        """Events of one message. Errors: FeedInvalid, msgspec.DecodeError."""
        told = _decode(message)
        if told.id is not None:
            if told.result is None or not 0 <= told.id < len(self._symbols):
                raise FeedInvalid(f"expected a subscription, found {message[:120]!r}")
            self._subscriptions[told.result] = self._symbols[told.id]
            return
        if told.method != "accountNotification" or told.params is None:
            raise FeedInvalid(f"expected accountNotification, found {told.method[:32]!r}")
        symbol = self._subscriptions.get(told.params.subscription)
        if symbol is None:
            raise FeedInvalid(f"subscription {told.params.subscription} is none of ours")
        value = told.params.result.value
        try:
            found = price_account_read(b64decode(value.data[0], validate=True), value.owner, self._owner).price
        except (UpdateRefused, binascii.Error) as error:
            raise FeedInvalid(str(error)) from None
        event = ChainPrice(found.publish_time * US_PER_S, found.feed_id, found.price, found.conf, found.expo)
        yield Received(NAME, symbol, recv_us, event, told.params.result.context.slot)
