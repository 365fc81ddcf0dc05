"""Values of the examples in the OpenAPI document. A test runs them with the account, keys and times of a live desk."""

from typing import Final

EXAMPLE_ACCOUNT: Final = 7
EXAMPLE_KEY: Final = "9KPDuamkUxmM4jm424pher6HofCx9NowzsJ4CckNjtib"
EXAMPLE_SIGNATURE: Final = "4" + "9" * 86
EXAMPLE_ORDER_ID: Final = "0123456789abcdef0123456789abcdef"
EXAMPLE_UUID: Final = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
EXAMPLE_MARKET: Final = "BTC-PERP"
EXAMPLE_TIME_MS: Final = 1_795_000_000_000
EXAMPLE_ORDER: Final = {"order_id": EXAMPLE_ORDER_ID}
EXAMPLE_QUERY: Final = {"account": EXAMPLE_ACCOUNT}

PREVIEW_EXAMPLE: Final = {
    "account": EXAMPLE_ACCOUNT,
    "market": EXAMPLE_MARKET,
    "side": "buy",
    "type": "limit",
    "price": "60000",
    "size": "0.01",
    "time_in_force": "gtc",
}
ORDER_EXAMPLE: Final = {
    **PREVIEW_EXAMPLE,
    "post_only": False,
    "reduce_only": False,
    "self_trade": "cancel_maker",
    "client_order_id": "1001",
    "nonce": 7_352_320_000_004_096,
    "expiry_slot": 4_487_600_000,
    "max_fee": "0.00045",
    "signer": EXAMPLE_KEY,
    "signature": EXAMPLE_SIGNATURE,
}
WAITING_EXAMPLE: Final = {
    **ORDER_EXAMPLE,
    "side": "sell",
    "type": "trailing_stop",
    "time_in_force": "ioc",
    "price": "50000",
    "source": "mark",
    "distance_ppm": 10_000,
}
