"""People of the gateway's tests: a wallet, its session, its signed orders; everything over real HTTP."""

import hashlib
import secrets
from base64 import b64encode
from typing import Any

import httpx
import msgspec

from quantdesk.client.keys import Keypair
from quantdesk.desk.world import World
from quantdesk.gateway.siws import SignInMessage, text
from quantdesk.model.base58 import encode_base58 as encode
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, slot_of
from quantdesk.model.records_gen import SelfTrade, Side, TimeInForce
from quantdesk.runtime.clock import now_ms, now_us

Json = dict[str, Any]
EXPIRY_SLOTS = 10_000


class Person:
    """One wallet at the door."""

    def __init__(self, http: httpx.AsyncClient, key: Keypair | None = None) -> None:
        self.http = http
        self.key = key or Keypair.generate()
        self.token = ""
        self.cookie = ""
        self.account = 0
        self.counter = secrets.randbelow(4_096)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    async def nonce(self) -> Json:
        answer = await self.http.post("/api/auth/nonce", json={"public_key": self.key.text})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def signed(self, offer: Json, **changes: Any) -> Json:
        """The body of a sign-in for an offer, with fields of the message changed before it is signed."""
        fields = {
            name: offer[name]
            for name in ("domain", "uri", "chain_id", "nonce", "statement", "issued_at", "expiration_time")
        }
        message = text(SignInMessage(address=self.key.text, **(fields | changes)))
        return {"message": message, "signature": encode(self.key.sign(message.encode())), "public_key": self.key.text}

    async def sign_in(self) -> "Person":
        answer = await self.http.post("/api/auth/sign-in", json=self.signed(await self.nonce()))
        assert answer.status_code == 200, answer.text
        self.take(answer)
        return self

    def take(self, answer: httpx.Response) -> None:
        self.token = answer.json()["access_token"]
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.http.cookies.clear()

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path, params=query, headers=self.headers)

    async def post(self, path: str, body: Json | None = None) -> httpx.Response:
        return await self.http.request("POST", path, json=body, headers=self.headers)

    async def delete(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.delete(path, params=query, headers=self.headers)

    async def patch(self, path: str, body: Json, **query: Any) -> httpx.Response:
        return await self.http.patch(path, json=body, params=query, headers=self.headers)

    def order(self, signer: Keypair | None = None, **changes: Any) -> Json:
        """A signed order of 0.01 BTC; changes are made before the signature."""
        self.counter += 1
        body: Json = {
            "account": self.account,
            "market": "BTC-PERP",
            "side": "buy",
            "type": "limit",
            "price": "60000",
            "size": "0.01",
            "time_in_force": "gtc",
            "post_only": False,
            "reduce_only": False,
            "self_trade": "cancel_maker",
            "client_order_id": str(secrets.randbits(63)),
            "nonce": now_ms() << 12 | self.counter & 4_095,
            "expiry_slot": slot_of(now_us()) + EXPIRY_SLOTS,
            "max_fee": "0.001",
        } | changes
        key = signer or self.key
        message = message_of(body)
        return body | {"signer": key.text, "signature": encode(key.sign(message))}

    def key_headers(self, key: Keypair, method: str, target: str, body: bytes = b"", **changes: str) -> dict[str, str]:
        """Headers of a request that an API key signs; changes replace what was signed over."""
        timestamp, nonce = changes.get("timestamp", str(now_ms())), changes.get("nonce", secrets.token_hex(12))
        signed = "\n".join((method, target, timestamp, nonce, hashlib.sha256(body).hexdigest()))
        return {
            "x-quantdesk-key": key.text,
            "x-quantdesk-timestamp": timestamp,
            "x-quantdesk-nonce": nonce,
            "x-quantdesk-signature": b64encode(key.sign(signed.encode())).decode(),
        }


GRIDS: dict[str, tuple[int, int, int]] = {}


async def grids_learn(http: httpx.AsyncClient) -> None:
    """Learns numbers and grids of the desk's markets: (market, tick e9, lot e9)."""
    for market in (await http.get("/api/markets")).json()["markets"]:
        GRIDS[market["market"]] = (market["market_id"], e9(market["tick_size"]), e9(market["lot_size"]))


def e9(text_: str) -> int:
    whole, _, rest = text_.partition(".")
    return int(whole) * 10**9 + int(rest.ljust(9, "0"))


def message_of(body: Json) -> bytes:
    """The 64 bytes of an order's fields, by the independent encoder."""
    market, tick, lot = GRIDS.get(body["market"], (0, 1, 1))
    return OrderMessage(
        domain=DOMAIN_LOCALNET,
        account=body["account"],
        nonce=body["nonce"],
        expiry_slot=body["expiry_slot"],
        client_order_id=int(body["client_order_id"]),
        price=e9(body["price"]) // tick,
        size=e9(body["size"]) // lot,
        market=market,
        side=Side[body["side"].upper()],
        time_in_force=TimeInForce[body["time_in_force"].upper()],
        self_trade=SelfTrade[body["self_trade"].upper()],
        reduce_only=body["reduce_only"],
        post_only=body["post_only"],
        fee_max=e9(body["max_fee"]) // 10_000,
        group=body.get("group", 0),
        trigger=e9(body.get("trigger", "0")) // tick,
        trigger_falls="trigger" in body and (body["side"] == "sell") == body["type"].startswith("stop"),
    ).encode()


async def trader(desk: World, http: httpx.AsyncClient, usdc: int = 100_000, tier: str = "user") -> Person:
    """A person with a funded account and a session."""
    person = Person(http)
    person.account = await desk.fund(person.key.public, usdc, tier)
    return await person.sign_in()


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """The problem of an answer that must be one."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    body: Json = msgspec.json.decode(answer.content)
    assert body["code"] == code, body
    assert body["status"] == status
    assert body["request_id"] == answer.headers["x-request-id"]
    return body
