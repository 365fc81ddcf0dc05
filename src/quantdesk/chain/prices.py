"""Price accounts of Pyth on the chain: the bytes that a fully verified update leaves there (docs/spec/pyth.md).

Invariant: an account holds a price that was proven, and nothing else; on the local chain, which runs no receiver, it is set by the
node's own method, which takes price accounts alone.
"""

import struct
from base64 import b64encode
from typing import Final

from quantdesk.chain.rpc import Rpc
from quantdesk.model.base58 import encode_base58
from quantdesk.model.pyth_update import PriceMessage

_HEAD: Final = bytes.fromhex("22f123639d7ef4cd")
_FULL: Final = 1
_ACCOUNT: Final = struct.Struct("<8s32sB32sqQiqqqQQ")


def price_account(price: PriceMessage, authority: bytes, slot: int) -> bytes:
    """PriceUpdateV2 of a fully verified price, as the receiver writes it; authority: who brought it; slot: when."""
    return _ACCOUNT.pack(
        _HEAD,
        authority,
        _FULL,
        price.feed_id,
        price.price,
        price.conf,
        price.expo,
        price.publish_time,
        price.prev_publish_time,
        price.ema_price,
        price.ema_conf,
        slot,
    )


async def price_set(rpc: Rpc, at: bytes, owner: bytes, data: bytes) -> None:
    """Writes a price account at an address of the local chain.

    Errors: ChainRefused elsewhere, or for what is no price account; ChainUnavailable.
    """
    account = {"lamports": 0, "owner": encode_base58(owner), "data": [b64encode(data).decode(), "base64"]}
    await rpc.ask("setAccount", [encode_base58(at), account | {"executable": False}], type(None))
