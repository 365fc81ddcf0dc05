"""JSON-RPC of Solana nodes: several endpoints of one chain, the next where one does not answer.

Invariant: an answer comes from the chain that the settings name, and never from an earlier slot than one already seen at the same
commitment. Requests repeat nothing that must not be repeated: reads, and transactions, which the chain takes once.
"""

import asyncio
import random
from base64 import b64decode, b64encode
from typing import Any, Final, Generic, Literal, TypeVar

import httpx
import msgspec

from quantdesk.chain.errors import ChainRefused, ChainUnavailable, NetworkMismatch, TransactionFailed
from quantdesk.chain.transaction import Blockhash
from quantdesk.model.base58 import decode_base58, encode_base58

TIMEOUT_S: Final = 10.0
ROUNDS: Final = 4
PAUSE_FIRST_S: Final = 0.1
PAUSE_LAST_S: Final = 2.0
KEYS_MAX: Final = 100
# Codes of a node that may answer later, or whose neighbour may: behind, unhealthy, a slot it does not have.
LATER: Final = frozenset({-32004, -32005, -32007, -32009, -32014, -32016, 429})
PREFLIGHT_FAILED: Final = -32002

Commitment = Literal["processed", "confirmed", "finalized"]
T = TypeVar("T")


class _Error(msgspec.Struct):
    code: int = 0
    message: str = ""
    data: Any = None


class _Answer(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Error | None = None


class _Context(msgspec.Struct):
    slot: int


class _WithContext(msgspec.Struct, Generic[T]):
    context: _Context
    value: T


class _Account(msgspec.Struct):
    lamports: int
    owner: str
    data: tuple[str, str]


class _Listed(msgspec.Struct):
    pubkey: str
    account: _Account


class _Status(msgspec.Struct):
    slot: int
    err: Any = None
    confirmationStatus: str | None = None  # noqa: N815 - the node's own word


class _Latest(msgspec.Struct):
    blockhash: str
    lastValidBlockHeight: int  # noqa: N815 - the node's own word


class _Simulated(msgspec.Struct):
    err: Any = None
    logs: list[str] | None = None


class AccountData(msgspec.Struct, frozen=True):
    """An account's lamports, owner and bytes."""

    lamports: int
    owner: bytes
    data: bytes


class Read(msgspec.Struct, frozen=True):
    """Accounts as they were after a slot; None: there is none."""

    slot: int
    accounts: tuple[AccountData | None, ...]


class SignatureStatus(msgspec.Struct, frozen=True):
    """What a node says of a transaction: a hint. failed: the runtime's word, empty when it went through."""

    slot: int
    failed: str
    code: int | None
    finalized: bool


class Rpc:
    """Requests to the nodes of one chain."""

    def __init__(self, urls: tuple[str, ...], genesis: bytes, client: httpx.AsyncClient | None = None) -> None:
        """urls: nodes in order of preference; genesis: of the chain that they must speak for."""
        self._urls = urls
        self._genesis = encode_base58(genesis)
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT_S)
        self._first = 0
        self._proven: set[str] = set()
        self._slots: dict[str, int] = {}
        self._number = 0

    @property
    def genesis(self) -> bytes:
        """Genesis hash of the chain that the nodes must speak for."""
        return decode_base58(self._genesis, 32)

    @property
    def url(self) -> str:
        """The node that answered last."""
        return self._urls[self._first]

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.aclose()

    async def ask(self, method: str, parameters: list[Any], kind: type[T]) -> T:
        """One request, to the next node where one does not answer.

        Errors: ChainUnavailable when none does; ChainRefused; NetworkMismatch.
        """
        reason = "no node is named"
        for turn in range(ROUNDS):
            for place in range(len(self._urls)):
                at = (self._first + place) % len(self._urls)
                try:
                    result = await self._once(self._urls[at], method, parameters)
                    answer = msgspec.json.decode(result, type=kind)
                    self._slot_check(method, parameters, answer)
                except (ChainUnavailable, httpx.TransportError, msgspec.MsgspecError) as error:
                    reason = f"{type(error).__name__}: {error}"
                    continue
                self._first = at
                return answer
            pause_s = min(PAUSE_LAST_S, PAUSE_FIRST_S * 2**turn)
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
        raise ChainUnavailable(f"{method}: expected an answer of {len(self._urls)} nodes, found none; last: {reason}")

    # ---------------------------------------------------------------- accounts

    async def accounts(self, keys: list[bytes], commitment: Commitment = "finalized") -> Read:
        """Accounts of these keys, all of one slot. At most KEYS_MAX."""
        texts = [encode_base58(key) for key in keys]
        found = await self.ask(
            "getMultipleAccounts", [texts, self._terms(commitment)], _WithContext[list[_Account | None]]
        )
        return Read(found.context.slot, tuple(None if row is None else _account(row) for row in found.value))

    async def owned(
        self, program: bytes, size: int | None, holding: bytes, cut: tuple[int, int] | None = None,
        commitment: Commitment = "finalized", *, at: int = 0,
    ) -> tuple[int, dict[bytes, bytes]]:  # fmt: skip
        """Accounts of a program by key, of this size (None: of any) and holding these bytes at an offset; cut: offset and length of what
        is wanted. Returns the slot too.
        """
        sized = [] if size is None else [{"dataSize": size}]
        terms = self._terms(commitment) | {
            "withContext": True,
            "filters": [*sized, {"memcmp": {"offset": at, "bytes": encode_base58(holding)}}],
        }
        if cut is not None:
            terms["dataSlice"] = {"offset": cut[0], "length": cut[1]}
        found = await self.ask("getProgramAccounts", [encode_base58(program), terms], _WithContext[list[_Listed]])
        return found.context.slot, {decode_base58(row.pubkey, 32): _account(row.account).data for row in found.value}

    async def balance(self, key: bytes) -> int:
        """Finalised lamports of an account; 0 when there is none."""
        account = (await self.accounts([key])).accounts[0]
        return 0 if account is None else account.lamports

    # ---------------------------------------------------------------- transactions

    async def blockhash(self) -> Blockhash:
        """The newest blockhash that will not be forked away."""
        found = await self.ask("getLatestBlockhash", [{"commitment": "confirmed"}], _WithContext[_Latest])
        return Blockhash(decode_base58(found.value.blockhash, 32), found.value.lastValidBlockHeight)

    async def slot(self, commitment: Commitment) -> int:
        """The newest slot of a commitment."""
        return await self.ask("getSlot", [{"commitment": commitment}], int)

    async def height(self) -> int:
        """Finalised block height."""
        return await self.ask("getBlockHeight", [{"commitment": "finalized"}], int)

    async def send(self, raw: bytes, commitment: Commitment = "confirmed") -> str:
        """Hands a transaction to the chain, tried before on the state of a commitment; returns what the node calls it. It may still
        be dropped. Errors: TransactionFailed.
        """
        terms = {"encoding": "base64", "preflightCommitment": commitment, "maxRetries": 0}
        try:
            return await self.ask("sendTransaction", [b64encode(raw).decode(), terms], str)
        except ChainRefused as error:
            if error.code != PREFLIGHT_FAILED:
                raise
            raise TransactionFailed(error_code(error.detail), error.detail) from error

    async def simulate(self, raw: bytes) -> None:
        """Runs a transaction without keeping what it does. Errors: TransactionFailed."""
        terms = {"encoding": "base64", "commitment": "confirmed", "sigVerify": True}
        found = await self.ask("simulateTransaction", [b64encode(raw).decode(), terms], _WithContext[_Simulated])
        outcome = found.value
        if outcome.err is not None:
            text = " / ".join([str(outcome.err), *(outcome.logs or [])[-3:]])
            raise TransactionFailed(_custom(outcome.err), text)

    async def status(self, signature: str) -> SignatureStatus | None:
        """What the node says of a transaction, None when it knows nothing: a hint, never the truth."""
        terms = [[signature], {"searchTransactionHistory": True}]
        found = await self.ask("getSignatureStatuses", terms, _WithContext[list[_Status | None]])
        row = found.value[0]
        if row is None:
            return None
        failed = "" if row.err is None else str(row.err)
        return SignatureStatus(row.slot, failed, _custom(row.err), row.confirmationStatus == "finalized")

    async def airdrop(self, key: bytes, lamports: int) -> str:
        """Lamports out of a test network's faucet, asked for once; returns the transaction's name. Errors: ChainUnavailable."""
        try:
            result = await self._once(self._urls[self._first], "requestAirdrop", [encode_base58(key), lamports])
        except httpx.TransportError as error:
            raise ChainUnavailable(f"requestAirdrop: {type(error).__name__}; ask for the balance") from error
        return msgspec.json.decode(result, type=str)

    # ---------------------------------------------------------------- inside

    def _terms(self, commitment: Commitment) -> dict[str, Any]:
        terms: dict[str, Any] = {"encoding": "base64", "commitment": commitment}
        if self._slots.get(commitment):
            terms["minContextSlot"] = self._slots[commitment]
        return terms

    def _slot_check(self, method: str, parameters: list[Any], answer: object) -> None:
        """Errors: ChainUnavailable, when a read of accounts is older than an earlier one."""
        if not isinstance(answer, _WithContext) or method not in ("getMultipleAccounts", "getProgramAccounts"):
            return
        commitment = parameters[1]["commitment"]
        seen = self._slots.get(commitment, 0)
        if answer.context.slot < seen:
            raise ChainUnavailable(f"{method}: expected slot {seen} or later, found {answer.context.slot}")
        self._slots[commitment] = answer.context.slot

    async def _once(self, url: str, method: str, parameters: list[Any]) -> msgspec.Raw:
        if url not in self._proven:
            found = msgspec.json.decode(await self._post(url, "getGenesisHash", []), type=str)
            if found != self._genesis:
                raise NetworkMismatch(f"node {url}: expected genesis hash {self._genesis}, found {found}")
            self._proven.add(url)
        return await self._post(url, method, parameters)

    async def _post(self, url: str, method: str, parameters: list[Any]) -> msgspec.Raw:
        self._number += 1
        body = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": parameters}
        response = await self._client.post(
            url, content=msgspec.json.encode(body), headers={"content-type": "application/json"}
        )
        if response.status_code == 429 or response.status_code >= 500:
            raise ChainUnavailable(f"{method}: expected an answer, found HTTP {response.status_code}")
        answer = msgspec.json.decode(response.content, type=_Answer)
        if answer.error is not None:
            if answer.error.code in LATER:
                raise ChainUnavailable(f"{method}: {answer.error.code} {answer.error.message}")
            detail = answer.error.message
            if isinstance(answer.error.data, dict) and answer.error.data.get("err") is not None:
                detail = f"{detail} {msgspec.json.encode(answer.error.data['err']).decode()}"
            raise ChainRefused(answer.error.code, detail)
        return answer.result


def error_code(text: str) -> int | None:
    """The program's error number in a refusal's text, None when the runtime refused."""
    _, found, rest = text.partition('"Custom":')
    digits = rest.split("}")[0].split("]")[0].strip()
    return int(digits) if found and digits.isdigit() else None


def _custom(err: object) -> int | None:
    return None if err is None else error_code(msgspec.json.encode(err).decode())


def _account(row: _Account) -> AccountData:
    return AccountData(row.lamports, decode_base58(row.owner, 32), b64decode(row.data[0]))
