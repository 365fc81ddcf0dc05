"""What a client signs is what the exchange reads."""

from typing import Any

import pytest

from quantdesk.client import Keypair, OrderSigner, OrderTerms
from quantdesk.client.answers import Market, Network
from quantdesk.core import ladder, orders_prepare
from quantdesk.model.errors import Invalid, OffGrid
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, TransferMessage, order_id_of
from quantdesk.model.records_gen import (
    OrderKind,
    PlaceAlgo,
    PlaceOrder,
    ReplaceOrder,
    SelfTrade,
    Side,
    TimeInForce,
    Transfer,
)

NETWORK = Network("localnet", "p", "g", DOMAIN_LOCALNET.hex(), 1_000, 400, 0)
MARKET = Market("BTC-PERP", 3, "open", "0.1", "0.0001", mark_price="61800.05")
PAIR = Keypair.from_seed(bytes(range(32)))


def signer() -> OrderSigner:
    return OrderSigner(PAIR, 7, NETWORK)


def test_order_becomes_a_message_on_the_grid_that_verifies() -> None:
    """SIG-1, SIG-2, UNIT-5."""
    terms = OrderTerms(
        side="sell",
        size="0.25",
        price="61800.1",
        post_only=True,
        self_trade="cancel_taker",
        max_fee="0.00045",
        client_order_id=9,
    )
    signed = signer().order(MARKET, terms)
    order = OrderMessage.decode(signed.message)
    assert (order.domain, order.account, order.market, order.client_order_id) == (DOMAIN_LOCALNET, 7, 3, 9)
    assert (order.price, order.size, order.side, order.fee_max) == (618_001, 2_500, Side.SELL, 45)
    assert (order.post_only, order.self_trade, order.time_in_force) == (True, SelfTrade.CANCEL_TAKER, TimeInForce.GTC)
    records, verdicts = orders_prepare(signed.place() + signed.replace(b"o" * 16))
    assert verdicts == b"\x01\x01"
    assert PlaceOrder.decode(records).order_id == order_id_of(signed.message)
    assert ReplaceOrder.decode(records, PlaceOrder.SIZE).old_order_id == b"o" * 16


def test_fields_of_the_body_say_the_same_as_the_message() -> None:
    fields = signer().order(MARKET, OrderTerms(side="buy", size="1", price="61800", max_fee="0.001")).fields(MARKET)
    assert (fields["price"], fields["size"], fields["max_fee"], fields["time_in_force"]) == (
        "61800.0",
        "1.0000",
        "0.00100",
        "gtc",
    )


def test_market_order_is_protected_by_the_mark_and_takes_only() -> None:
    buy = signer().order(MARKET, OrderTerms(side="buy", size="1", type="market"))
    sell = signer().order(MARKET, OrderTerms(side="sell", size="1", type="market"))
    assert (buy.kind, buy.order.time_in_force) == (OrderKind.MARKET, TimeInForce.IOC)
    assert buy.order.price == 624_180
    assert sell.order.price == 611_821
    # BOOK-6: what takes at once is signed for a minute, what rests or waits for a week.
    assert 1_150 <= buy.order.expiry_slot <= 1_151
    stop = signer().order(MARKET, OrderTerms(side="buy", size="1", type="stop_market", trigger="62000"))
    assert stop.order.expiry_slot >= 1_000 + 7 * 86_400 * 1_000 // 400
    assert 1_150 <= signer().lots_order(3, Side.BUY, 1, 1, ioc=True).order.expiry_slot <= 1_151
    soon = signer()
    soon.rests_s = 10
    assert 1_025 <= soon.lots_order(3, Side.BUY, 1, 1).order.expiry_slot <= 1_026


def test_market_order_is_protected_by_a_mark_with_more_digits_than_money_has() -> None:
    bonk = Market("BONK-PERP", 6, "open", "0.000000001", "10000", mark_price="0.000020341007")
    buy = signer().order(bonk, OrderTerms(side="buy", size="20000", type="market"))
    sell = signer().order(bonk, OrderTerms(side="sell", size="20000", type="market"))
    assert (buy.order.price, sell.order.price, buy.order.size) == (20_544, 20_138, 2)


@pytest.mark.parametrize(("price", "size"), [("61800.05", "1"), ("61800", "0.00005"), ("61800", "0.00011")])
def test_value_off_the_grid_is_refused_with_its_neighbours(price: str, size: str) -> None:
    """UNIT-5."""
    with pytest.raises(OffGrid):
        signer().order(MARKET, OrderTerms(side="buy", size=size, price=price))


@pytest.mark.parametrize("text", ["", "-1", "1e3", "NaN", "1,5", "0"])
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        signer().order(MARKET, OrderTerms(side="buy", size=text, price="61800"))


def test_limit_order_without_a_price_is_refused() -> None:
    with pytest.raises(Invalid):
        signer().order(MARKET, OrderTerms(side="buy", size="1"))


def test_nonces_grow_and_never_repeat() -> None:
    """SIG-5."""
    one = signer()
    nonces = [one.lots_order(3, Side.BUY, 1, 1).order.nonce for _ in range(5_000)]
    assert nonces == sorted(set(nonces))


def test_signature_expires_when_it_was_asked_to() -> None:
    """SIG-6."""
    order = signer().order(MARKET, OrderTerms(side="buy", size="1", price="61800", expiry_s=60)).order
    assert 1_150 <= order.expiry_slot <= 1_151


def test_transfer_is_signed_like_an_order() -> None:
    records, verdicts = orders_prepare(signer().transfer(8, 5_000_000))
    assert verdicts == b"\x01"
    assert TransferMessage.decode(Transfer.decode(records).message).amount == 5_000_000


@pytest.mark.parametrize(
    ("terms", "ticks", "fields"),
    [
        ({"type": "iceberg", "display": "0.1"}, (1_000, 0, 0), {"display": "0.1000"}),
        ({"type": "pegged", "offset": "-2.5", "source": "index"}, (0, -25, 0), {"offset": "-2.5"}),
        ({"type": "pegged", "offset": "0"}, (0, 0, 0), {"post_only": True}),
        ({"type": "twap", "slices": 20}, (0, 0, 20), {"slices": 20, "time_in_force": "ioc"}),
    ],
)
def test_terms_ride_beside_the_message(
    terms: dict[str, Any], ticks: tuple[int, int, int], fields: dict[str, object]
) -> None:
    """BOOK-13 to BOOK-15: in the record and in the body alike."""
    signed = signer().order(MARKET, OrderTerms(side="buy", size="1", price="61800", **terms))
    placed = PlaceAlgo.decode(orders_prepare(signed.place())[0])
    assert (placed.display, placed.offset, placed.slices) == ticks
    assert placed.kind == OrderKind[terms["type"].upper()]
    body = signed.fields(MARKET)
    assert {name: body[name] for name in fields} == fields


def test_ladder_is_even_and_sums_to_the_whole() -> None:
    """BOOK-16"""
    assert ladder(100, 110, 11, 3) == [(100, 4), (105, 4), (110, 3)]
    assert ladder(110, 100, 2, 2) == [(110, 1), (100, 1)]
