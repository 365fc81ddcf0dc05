"""Orders, listings and events for unit tests of the gateway."""

from typing import Any

from quantdesk.client.keys import Keypair
from quantdesk.gateway.listings import Listing
from quantdesk.model.base58 import encode_base58 as encode
from quantdesk.model.market import Market
from quantdesk.model.records_gen import OrderAccepted, OrderCancelled, OrderDuplicate, OrderFilled, Refused

KEY = Keypair.from_seed(bytes(range(32)))
DOMAIN = b"\xffdomain!"


def listing() -> Listing:
    """BTC-PERP with ticks of 0.1 USD and lots of 0.0001 BTC."""
    return Listing(
        Market(
            market=0,
            symbol="BTC-PERP",
            tick_size_e9=100_000_000,
            lot_size_e9=100_000,
            tick_value=10,
            price_max_ticks=10_000_000,
            order_max_lots=1_000_000,
            position_max_lots=10_000_000,
            open_interest_max_lots=100_000_000,
            imf_ppm=20_000,
            mmf_ppm=10_000,
            requirement_min_atoms=1,
            profit_cap_atoms=1,
            band_ppm=50_000,
            paused=False,
            price_digits=1,
            size_digits=4,
        )
    )


def order_body(**changes: Any) -> dict[str, Any]:
    """A well-formed body; its signature is over nothing."""
    return {
        "account": 7,
        "market": "BTC-PERP",
        "side": "buy",
        "type": "limit",
        "price": "60000.5",
        "size": "0.01",
        "time_in_force": "gtc",
        "post_only": False,
        "reduce_only": False,
        "self_trade": "cancel_maker",
        "client_order_id": "1001",
        "nonce": 7_352_320_000_004_096,
        "expiry_slot": 4_487_600_000,
        "max_fee": "0.00045",
        "signer": KEY.text,
        "signature": encode(KEY.sign(b"x")),
    } | changes


def accepted(**changes: Any) -> OrderAccepted:
    fields: dict[str, Any] = {
        "item": 0,
        "index": 0,
        "seq": 55,
        "order_id": b"\1" * 16,
        "account": 7,
        "client_order_id": 1001,
        "nonce": 1,
        "expiry": 9,
        "market": 0,
        "side": 0,
        "kind": 0,
        "time_in_force": 0,
        "post_only": 0,
        "reduce_only": 0,
        "price": 600_005,
        "size": 100,
        "filled": 0,
        "left": 100,
    }
    return OrderAccepted(**(fields | changes))


def filled(price: int, size: int, taker: bytes = b"\1" * 16) -> OrderFilled:
    numbers = dict.fromkeys(OrderFilled.__struct_fields__, 0)
    return OrderFilled(
        **(
            numbers
            | {
                "index": 1,
                "seq": 55,
                "price": price,
                "size": size,
                "taker_order_id": taker,
                "maker_order_id": b"\2" * 16,
                "taker_fee": 450,
            }
        )
    )


def cancelled(order_id: bytes = b"\1" * 16, reason: int = 4) -> OrderCancelled:
    numbers = dict.fromkeys(OrderCancelled.__struct_fields__, 0)
    return OrderCancelled(**(numbers | {"seq": 55, "order_id": order_id, "reason": reason, "left": 40, "filled": 60}))


def refused(reason: int, expected: int = 0, found: int = 0, seq: int = 55) -> Refused:
    numbers = dict.fromkeys(Refused.__struct_fields__, 0)
    return Refused(
        **(numbers | {"seq": seq, "order_id": b"\1" * 16, "reason": reason, "expected": expected, "found": found})
    )


def duplicate(**changes: Any) -> OrderDuplicate:
    numbers = dict.fromkeys(OrderDuplicate.__struct_fields__, 0)
    fields = numbers | {"seq": 99, "order_id": b"\1" * 16, "account": 7, "client_order_id": 5, "first_seq": 55}
    return OrderDuplicate(**(fields | changes))
