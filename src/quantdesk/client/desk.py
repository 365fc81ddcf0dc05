"""QuantDesk: one object for a trader. Signs in, knows the markets, signs orders, opens streams.

Invariant: decimals go in and come out as texts; an order whose outcome is unknown is sent again, unchanged, until it is known.
"""

from collections.abc import AsyncIterator
from typing import Any, Final, Self
from urllib.parse import urlsplit

import msgspec

from quantdesk.client.account_find import Accounts, account_find
from quantdesk.client.answers import (
    Account,
    AccountFill,
    Balances,
    BatchResult,
    Book,
    CancelResult,
    Candle,
    Market,
    Network,
    Order,
    OrderResult,
    Position,
    Preview,
    ShrinkResult,
    Trade,
)
from quantdesk.client.envelopes import (
    ApiKey,
    Cancelled,
    Candles,
    DeadMan,
    Markets,
    Orders,
    Positions,
    Results,
    Ticket,
    Trades,
)
from quantdesk.client.http import Http, Query
from quantdesk.client.keys import Keypair
from quantdesk.client.money import Money
from quantdesk.client.own_fills import FillPage, fills_followed
from quantdesk.client.signing import OrderSigner, OrderTerms, SideName, SignedOrder
from quantdesk.client.stream import Stream
from quantdesk.core import ladder
from quantdesk.model.command import BATCH_ITEMS_MAX
from quantdesk.model.errors import Invalid
from quantdesk.runtime.clock import now_ms

STREAM_PORT: Final = 3006


class QuantDesk:
    """A signed-in trader with one margin account. Made by QuantDesk.connect()."""

    def __init__(self, http: Http, stream_url: str, network: Network, account: Account, signer: OrderSigner) -> None:
        self._http = http
        self._stream_url = stream_url
        self._markets: dict[str, Market] = {}
        self.network = network
        self.account = account.account
        self.signer = signer
        self.money = Money(http, account.account)

    @classmethod
    async def connect(
        cls,
        url: str,
        keypair: Keypair,
        *,
        api_key: Keypair | None = None,
        session: Keypair | None = None,
        index: int = 0,
        stream_url: str | None = None,
    ) -> Self:
        """Signs in, finds the account of this index, and learns the network.

        keypair signs orders: the owner's, or with api_key (which then signs the requests) a delegate's. session: a delegate that
        signs them instead; the account that was opened with it is waited for. stream_url: of the socket; the gateway's host and
        port 3006 by default. Errors: Refused, Unavailable.
        """
        http = Http(url, api_key or keypair, is_api_key=api_key is not None)
        try:
            network = await http.get(Network, "/api/network")
            account = await account_find(http, index, session)
        except BaseException:
            await http.close()
            raise
        stream = stream_url or f"ws://{urlsplit(url).hostname}:{STREAM_PORT}/ws"
        return cls(http, stream, network, account, OrderSigner(session or keypair, account.account, network))

    async def close(self) -> None:
        """Ends the connections."""
        await self._http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # ------------------------------------------------------------------ reading

    async def accounts(self) -> tuple[Account, ...]:
        """All margin accounts of the owner."""
        return (await self._http.get(Accounts, "/api/accounts")).accounts

    async def markets(self) -> tuple[Market, ...]:
        """Every market, as it is now."""
        markets = (await self._http.get(Markets, "/api/markets")).markets
        self._markets = {market.market: market for market in markets}
        return markets

    async def market(self, symbol: str, *, fresh: bool = False) -> Market:
        """One market; fresh: with its prices of now, else its grid as it was learnt. Errors: Refused."""
        if fresh or symbol not in self._markets:
            self._markets[symbol] = await self._http.get(Market, f"/api/markets/{symbol}")
        return self._markets[symbol]

    async def book(self, symbol: str, depth: int = 50) -> Book:
        """The book of a market, best prices first."""
        return await self._http.get(Book, f"/api/markets/{symbol}/book", {"depth": depth})

    async def trades(self, symbol: str, limit: int = 100) -> tuple[Trade, ...]:
        """The newest trades of a market."""
        return (await self._http.get(Trades, f"/api/markets/{symbol}/trades", {"limit": limit})).trades

    async def candles(
        self, symbol: str, interval_s: int, kind: str = "trade", limit: int = 500, before_ms: int | None = None
    ) -> tuple[Candle, ...]:
        """Candles without a gap, oldest first: the newest, or those that begin before a moment. kind: trade, mark, index."""
        query: Query = {"interval": interval_s, "kind": kind, "limit": limit}
        if before_ms is not None:
            query["before"] = before_ms
        return (await self._http.get(Candles, f"/api/markets/{symbol}/candles", query)).candles

    async def balances(self) -> Balances:
        """Money of the account."""
        return await self._http.get(Balances, f"/api/accounts/{self.account}/balances")

    async def positions(self) -> tuple[Position, ...]:
        """Positions of the account."""
        return (await self._http.get(Positions, "/api/positions", {"account": self.account})).positions

    async def isolate(self, market: str | None) -> None:
        """Binds the account, a sub-account, to one market [MGN-8]; None frees it. Errors: Refused."""
        body = {"account": self.account, "market": market}
        await self._http.ask(dict[str, Any], "POST", "/api/positions/isolation", body=body, repeatable=True)

    async def orders(self, status: str = "open") -> tuple[Order, ...]:
        """Orders of the account: open ones, or "history"."""
        return (await self._http.get(Orders, "/api/orders", {"account": self.account, "status": status})).orders

    async def fills(self, limit: int = 100) -> tuple[AccountFill, ...]:
        """The newest fills of the account."""
        return (await self.fill_page(limit=limit)).fills

    async def fill_page(self, before: str | None = None, limit: int = 100) -> FillPage:
        """A page of fills: the newest, or those before a page's cursor."""
        query: Query = {"account": self.account, "limit": limit}
        if before is not None:
            query["before"] = before
        return await self._http.get(FillPage, "/api/fills", query)

    # ------------------------------------------------------------------ trading

    async def place(
        self, market: str, side: SideName, size: str, price: str | None = None, **terms: Any
    ) -> OrderResult:
        """Places an order and returns what became of it after the commit; without a price it takes at market.

        terms: fields of OrderTerms (time_in_force, post_only, reduce_only, client_order_id …). Errors: Refused with the
        exchange's reason; Invalid for a text off the grid; Unavailable when the outcome stays unknown.
        """
        if price is None:
            terms.setdefault("type", "market")
        signed = await self.sign(market, OrderTerms(side=side, size=size, price=price, **terms))
        return await self.send(market, signed)

    async def sign(self, market: str, terms: OrderTerms) -> SignedOrder:
        """Signs an order without sending it."""
        return self.signer.order(await self.market(market, fresh=terms.price is None), terms)

    async def send(self, market: str, signed: SignedOrder) -> OrderResult:
        """Sends a signed order; repeating it returns the first result, so it is repeated until the outcome is known."""
        body = signed.fields(await self.market(market))
        path = "/api/orders" if signed.waits is None else "/api/orders/waiting"
        return await self._http.ask(OrderResult, "POST", path, body=body, repeatable=True)

    async def bracket(
        self, market: str, entry: OrderTerms, take_profit: OrderTerms, stop: OrderTerms
    ) -> tuple[BatchResult, ...]:
        """Places an entry with a take-profit and a stop in one command; both are tied to it and only reduce."""
        signed = await self.sign(market, entry)
        tie = {"link": "child", "linked": signed.order_id, "reduce_only": True}
        children = [msgspec.structs.replace(terms, **tie) for terms in (take_profit, stop)]
        items: list[dict[str, Any]] = [
            {"place" if signed.waits is None else "wait": signed.fields(await self.market(market))}
        ]
        return await self.batch(items + [await self.place_item(market, child) for child in children])

    async def replace(self, order_id: str, market: str, terms: OrderTerms) -> OrderResult:
        """Gives up an open order for a new one in one step; the old one stays when the new one is refused."""
        signed = await self.sign(market, terms)
        body = signed.fields(await self.market(market))
        return await self._http.ask(OrderResult, "POST", f"/api/orders/{order_id}/replace", body=body, repeatable=True)

    async def shrink(self, order_id: str, left: str) -> ShrinkResult:
        """Lowers what is left of an open order; its place in the queue is kept."""
        return await self._http.ask(
            ShrinkResult, "PATCH", f"/api/orders/{order_id}", query={"account": self.account}, body={"left": left}
        )

    async def cancel(self, order_id: str) -> CancelResult:
        """Gives up an open order; order_id: its id, or client:NUMBER."""
        return await self._http.ask(CancelResult, "DELETE", f"/api/orders/{order_id}", query={"account": self.account})

    async def cancel_all(
        self, market: str | None = None, side: SideName | None = None, group: int | None = None
    ) -> int:
        """Gives up all open orders, or those of one market, side or group. Returns how many."""
        query: Query = {"account": self.account}
        if market is not None:
            query["market"] = market
        if side is not None:
            query["side"] = side
        if group is not None:
            query["group"] = group
        answer = await self._http.ask(Cancelled, "DELETE", "/api/orders", query=query, repeatable=True)
        return answer.cancelled

    async def dead_man(self, timeout_s: int) -> int | None:
        """All open orders are cancelled timeout_s seconds from now, unless this is called again before; 0: off. Returns the
        deadline, unix milliseconds. Errors: Refused for less than 1 second or more than a day.
        """
        body = {"account": self.account, "timeout_s": timeout_s}
        return (await self._http.ask(DeadMan, "POST", "/api/orders/dead-man", body=body, repeatable=True)).deadline_ms

    async def scale(
        self, market: str, side: SideName, size: str, prices: tuple[str, str], count: int, **terms: Any
    ) -> tuple[BatchResult, ...]:
        """Places a size as count post-only orders from the first price to the last, all of them or none [BOOK-16]; terms: fields of
        OrderTerms. Errors: Invalid for a text off the grid, or more orders than lots or than 50.
        """
        listed = await self.market(market)
        lots, (first, last) = listed.lots(size), (listed.ticks(price) for price in prices)
        if not 1 <= count <= min(lots, BATCH_ITEMS_MAX):
            raise Invalid(f"expected 1 to {min(lots, BATCH_ITEMS_MAX)} orders, found {count}", "count")
        rungs = [
            OrderTerms(side=side, size=listed.size(each), price=listed.price(price), post_only=True, **terms)
            for price, each in ladder(first, last, lots, count)
        ]
        return await self.batch([await self.place_item(market, rung) for rung in rungs], whole=True)

    async def batch(self, items: list[dict[str, Any]], *, whole: bool = False) -> tuple[BatchResult, ...]:
        """Up to 50 items {"place"|"cancel"|"replace"|"shrink"|"wait": …} in one command; make places with place_item(). whole: all
        of them or none.
        """
        body: dict[str, Any] = {"account": self.account, "items": items, "whole": whole}
        return (await self._http.ask(Results, "POST", "/api/orders/batch", body=body)).results

    async def place_item(self, market: str, terms: OrderTerms) -> dict[str, Any]:
        """A signed order as an item of a batch."""
        signed = await self.sign(market, terms)
        return {"place" if signed.waits is None else "wait": signed.fields(await self.market(market))}

    async def preview(self, market: str, side: SideName, size: str, price: str, **terms: Any) -> Preview:
        """What an order would do now, without signature."""
        body = {"account": self.account, "market": market, "side": side, "size": size, "price": price} | terms
        return await self._http.ask(Preview, "POST", "/api/orders/preview", body=body, repeatable=True)

    # ------------------------------------------------------------------ keys

    async def add_api_key(self, key: Keypair, scopes: tuple[str, ...], label: str, lives_s: int) -> str:
        """Lets a key sign requests for lives_s seconds; scopes: read, trade. Returns the key's id. Errors: Refused."""
        body = {"public_key": key.text, "scopes": scopes, "label": label, "expires_ms": now_ms() + lives_s * 1_000}
        return (await self._http.ask(ApiKey, "POST", "/api/accounts/api-keys", body=body)).key_id

    # ------------------------------------------------------------------ streams

    async def ticket(self) -> str:
        """A one-use ticket for a socket, good for 30 seconds."""
        return (await self._http.ask(Ticket, "POST", "/api/stream/ticket")).ticket

    async def stream(self) -> Stream:
        """A connected stream of this trader: public and private channels, order entry."""
        return await Stream.open(self._stream_url, self.ticket)

    def follow_fills(self, stream: Stream) -> AsyncIterator[AccountFill]:
        """Every fill of the account from now on, once and in order: what a gap of the stream swallows is read from the records.

        Errors while iterating: Refused, Unavailable, ProtocolBroken.
        """
        return fills_followed(stream.subscribe(f"fills:{self.account}"), self.fill_page)
