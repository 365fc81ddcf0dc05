"""HTTP of the exchange: sign-in, API keys, requests and their problems.

Invariant: a request that may have been taken is only sent again when its repetition does nothing more: reads, and orders,
whose client order id makes the second one return the first one's result [BOOK-7].
"""

import asyncio
import hashlib
import random
import secrets
from base64 import b64encode
from typing import Final, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from quantdesk.client.errors import ProtocolBroken, Refused, Unavailable
from quantdesk.client.keys import Keypair
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.clock import now_ms

TIMEOUT_S: Final = 10.0
TRIES: Final = 8
PAUSE_FIRST_S: Final = 0.1
PAUSE_LAST_S: Final = 2.0
REFRESH_MARGIN_MS: Final = 60_000
UNKNOWN_CODES: Final = frozenset({"engine_unavailable"})

T = TypeVar("T")
Query = dict[str, str | int]


class _Problem(msgspec.Struct):
    code: str = "unknown"
    detail: str = ""
    field: str | None = None


class _Nonce(msgspec.Struct):
    nonce: str
    domain: str
    uri: str
    chain_id: str
    version: str
    statement: str
    issued_at: str
    expiration_time: str


class _Access(msgspec.Struct):
    access_token: str
    expires_ms: int


class Http:
    """One caller's requests: by a session that signs in with its key pair, or signed one by one with an API key."""

    def __init__(
        self, url: str, keypair: Keypair, *, is_api_key: bool, client: httpx.AsyncClient | None = None
    ) -> None:
        """url: of the gateway; is_api_key: the pair is an API key, every request is signed with it."""
        self._keypair = keypair
        self._is_api_key = is_api_key
        self._client = client or httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S)
        self._token = ""
        self._expires_ms = 0
        self._entering = asyncio.Lock()

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.aclose()

    async def get(self, kind: type[T], path: str, query: Query | None = None) -> T:
        """Reads; tried again while nobody answers. Errors: Refused, Unavailable, ProtocolBroken."""
        return await self.ask(kind, "GET", path, query=query, repeatable=True)

    async def ask(
        self,
        kind: type[T],
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: object = None,
        repeatable: bool = False,
    ) -> T:
        """One request. repeatable: sending it twice does no more than once, so it is tried until somebody answers."""
        content = b"" if body is None else msgspec.json.encode(body)
        target = path + ("?" + urlencode(query) if query else "")
        for left in range(TRIES - 1, -1, -1):
            try:
                return self._read(kind, await self._send(method, target, content))
            except Unavailable:
                if not repeatable or not left:
                    raise
            pause_s = min(PAUSE_LAST_S, PAUSE_FIRST_S * 2 ** (TRIES - 1 - left))
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
        raise AssertionError("the last try returns or raises")

    async def _send(self, method: str, target: str, content: bytes) -> httpx.Response:
        headers = {"content-type": "application/json"} if content else {}
        try:
            if self._is_api_key:
                headers |= self._signed(method, target, content)
            else:
                headers["authorization"] = f"Bearer {await self._access()}"
            return await self._client.request(method, target, content=content or None, headers=headers)
        except httpx.ConnectError as error:
            raise Unavailable(f"nobody listens: {error}", outcome_known=True) from error
        except httpx.TransportError as error:
            raise Unavailable(f"no answer: {type(error).__name__}", outcome_known=False) from error

    def _read(self, kind: type[T], response: httpx.Response) -> T:
        if response.is_success:
            try:
                return msgspec.json.decode(response.content or b"null", type=kind)
            except msgspec.DecodeError as error:
                raise ProtocolBroken(f"{response.request.url.path}: {error}") from error
        try:
            problem = msgspec.json.decode(response.content, type=_Problem)
        except msgspec.DecodeError:
            problem = _Problem(detail=response.text[:200])
        if response.status_code >= 500:
            raise Unavailable(f"{problem.code}: {problem.detail}", outcome_known=problem.code not in UNKNOWN_CODES)
        retry_after_s = float(response.headers.get("retry-after", "0"))
        raise Refused(
            problem.code, problem.detail, response.status_code, field=problem.field or "", retry_after_s=retry_after_s
        )

    async def _access(self) -> str:
        async with self._entering:
            if now_ms() > self._expires_ms - REFRESH_MARGIN_MS:
                self._token, self._expires_ms = await self._sign_in()
            return self._token

    async def _sign_in(self) -> tuple[str, int]:
        key = self._keypair.text
        nonce = self._read(_Nonce, await self._client.post("/api/auth/nonce", json={"public_key": key}))
        text = "\n".join(
            (
                f"{nonce.domain} wants you to sign in with your Solana account:",
                key,
                "",
                nonce.statement,
                "",
                f"URI: {nonce.uri}",
                f"Version: {nonce.version}",
                f"Chain ID: {nonce.chain_id}",
                f"Nonce: {nonce.nonce}",
                f"Issued At: {nonce.issued_at}",
                f"Expiration Time: {nonce.expiration_time}",
            )
        )
        signature = encode_base58(self._keypair.sign(text.encode()))
        body = {"message": text, "signature": signature, "public_key": key}
        access = self._read(_Access, await self._client.post("/api/auth/sign-in", json=body))
        return access.access_token, access.expires_ms

    def _signed(self, method: str, target: str, content: bytes) -> dict[str, str]:
        """Headers of a request signed with an API key."""
        timestamp, nonce = str(now_ms()), secrets.token_hex(16)
        text = "\n".join((method, target, timestamp, nonce, hashlib.sha256(content).hexdigest()))
        return {
            "x-quantdesk-key": self._keypair.text,
            "x-quantdesk-timestamp": timestamp,
            "x-quantdesk-nonce": nonce,
            "x-quantdesk-signature": b64encode(self._keypair.sign(text.encode())).decode(),
        }
