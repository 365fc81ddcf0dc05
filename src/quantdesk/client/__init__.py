"""The Python client of the exchange: `desk = await QuantDesk.connect(url, keypair)`, then place, cancel, stream.

Without an event loop of one's own: `with asyncio.Runner() as runner: desk = runner.run(QuantDesk.connect(url, keypair))`.

Invariant: it uses the public doors alone; what it can do, everybody can.
"""

from quantdesk.client.answers import AccountFill, Candle, Message, OrderResult
from quantdesk.client.book import LiveBook
from quantdesk.client.desk import QuantDesk
from quantdesk.client.errors import ClientError, ProtocolBroken, Refused, Unavailable
from quantdesk.client.keys import Keypair
from quantdesk.client.signing import OrderSigner, OrderTerms, SignedOrder
from quantdesk.client.stream import Stream
from quantdesk.client.subscription import Subscription
from quantdesk.client.wallet import Allowed, Wallet

__all__ = [
    "AccountFill",
    "Allowed",
    "Candle",
    "ClientError",
    "Keypair",
    "LiveBook",
    "Message",
    "OrderResult",
    "OrderSigner",
    "OrderTerms",
    "ProtocolBroken",
    "QuantDesk",
    "Refused",
    "SignedOrder",
    "Stream",
    "Subscription",
    "Unavailable",
    "Wallet",
]
