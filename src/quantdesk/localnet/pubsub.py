"""Subscriptions: who wants to hear of what, at which commitment, and what has not been told yet.

Invariant: a notification is sent when its commitment shows it, not before; what was so already when somebody subscribed to a
signature is told at once. A notification shows the state of its own slot.
"""

from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any, Final, Literal, Protocol

import msgspec
from solders.pubkey import Pubkey

from quantdesk.localnet.account_json import account_json, filters_check, filters_pass
from quantdesk.localnet.chain import Chain, Commitment
from quantdesk.localnet.errors import METHOD_UNKNOWN, REQUEST_INVALID, RpcError, params_invalid
from quantdesk.localnet.parameters import Config, Parameters, commitment_of, key_of, signature_of
from quantdesk.localnet.records import Entry
from quantdesk.localnet.rpc import encode, error_json
from quantdesk.model.base58 import encode_base58

SUBSCRIPTIONS_MAX: Final = 4_096
LATER: Final[tuple[Commitment, ...]] = ("confirmed", "finalized")
Kind = Literal["account", "program", "logs", "signature", "slot", "root"]
KINDS: Final[tuple[Kind, ...]] = ("account", "program", "logs", "signature", "slot", "root")


class Reader(Protocol):
    """One socket."""

    def tell(self, message: bytes) -> None:
        """Sends a text message; never waits."""


class Subscription(msgspec.Struct, eq=False, kw_only=True):
    """What one reader wants to hear of."""

    number: int
    kind: Kind
    reader: Reader
    commitment: Commitment = "finalized"
    key: bytes = b""
    config: Config = {}
    filters: list[Config] = []


class PubSub:
    """All subscriptions of a chain."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.by_reader: dict[Reader, dict[int, Subscription]] = {}
        self.by_kind: dict[Kind, dict[int, Subscription]] = {kind: {} for kind in KINDS}
        self._numbers = count(1)
        self._told: dict[Commitment, int] = {each: chain.view(each) for each in LATER}
        self._slot = chain.slot
        self._entries: dict[Commitment, deque[Entry]] = {each: deque() for each in LATER}
        self._changed: dict[Commitment, deque[tuple[int, frozenset[Pubkey]]]] = {each: deque() for each in LATER}
        self._makers: dict[str, Callable[[Subscription, Parameters], None]] = {
            "accountSubscribe": self._account,
            "programSubscribe": self._program,
            "logsSubscribe": self._logs,
            "signatureSubscribe": self._signature,
            "slotSubscribe": lambda _, __: None,
            "rootSubscribe": lambda _, __: None,
        }
        chain.listeners.append(self.transacted)
        chain.closers.append(self.closed)

    # ---- calls of a reader

    def message(self, reader: Reader, body: bytes) -> bytes | None:
        """The answer to a reader's message; None when it needs none."""
        try:
            asked = msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return encode(error_json(None, RpcError(-32700, "Parse error")))
        number = asked.get("id") if isinstance(asked, dict) else None
        if isinstance(asked, dict) and number is None:
            # Clients keep their sockets open with notifications such as "ping".
            return None
        try:
            result, later = self._dispatch(reader, asked)
        except RpcError as error:
            return encode(error_json(number, error))
        reader.tell(encode({"jsonrpc": "2.0", "result": result, "id": number}))
        if later is not None:
            self._already(later)
        return None

    def gone(self, reader: Reader) -> None:
        """A reader has closed."""
        for subscription in self.by_reader.pop(reader, {}).values():
            self.by_kind[subscription.kind].pop(subscription.number, None)

    def _dispatch(self, reader: Reader, asked: object) -> tuple[Any, Subscription | None]:
        if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
            raise RpcError(REQUEST_INVALID, "Invalid request")
        method, parameters = asked["method"], Parameters(asked.get("params"))
        if method in self._makers:
            subscription = self._subscribe(reader, method, parameters)
            return subscription.number, subscription
        if method.endswith("Unsubscribe") and method.removesuffix("Unsubscribe") in KINDS:
            number = parameters.number(0)
            mine = self.by_reader.get(reader, {})
            found = mine.get(number)
            if found is None or found.kind != method.removesuffix("Unsubscribe"):
                raise params_invalid("Invalid subscription id.")
            self._drop(found)
            return True, None
        raise RpcError(METHOD_UNKNOWN, "Method not found")

    def _subscribe(self, reader: Reader, method: str, parameters: Parameters) -> Subscription:
        mine = self.by_reader.setdefault(reader, {})
        if len(mine) >= SUBSCRIPTIONS_MAX:
            raise params_invalid(f"expected at most {SUBSCRIPTIONS_MAX} subscriptions a connection")
        kind = next(kind for kind in KINDS if method == f"{kind}Subscribe")
        subscription = Subscription(number=next(self._numbers), kind=kind, reader=reader)
        self._makers[method](subscription, parameters)
        mine[subscription.number] = self.by_kind[kind][subscription.number] = subscription
        return subscription

    @staticmethod
    def _account(subscription: Subscription, p: Parameters) -> None:
        subscription.key, subscription.config = bytes(p.key(0)), p.config(1)
        subscription.commitment = commitment_of(subscription.config)

    @staticmethod
    def _program(subscription: Subscription, p: Parameters) -> None:
        subscription.key, subscription.config = bytes(p.key(0)), p.config(1)
        subscription.commitment = commitment_of(subscription.config)
        subscription.filters = filters_check(subscription.config.get("filters"))

    @staticmethod
    def _logs(subscription: Subscription, p: Parameters) -> None:
        wanted = p.at(0)
        if isinstance(wanted, dict) and isinstance(wanted.get("mentions"), list):
            if len(wanted["mentions"]) != 1:
                raise params_invalid("Only 1 address supported")
            subscription.key = bytes(key_of(str(wanted["mentions"][0])))
        elif wanted not in ("all", "allWithVotes"):
            raise params_invalid('expected "all", "allWithVotes" or {"mentions": [address]}')
        subscription.commitment = commitment_of(p.config(1))

    @staticmethod
    def _signature(subscription: Subscription, p: Parameters) -> None:
        subscription.key, subscription.config = signature_of(p.text(0)), p.config(1)
        subscription.commitment = commitment_of(subscription.config)

    def _already(self, subscription: Subscription) -> None:
        """Tells what a signature's subscriber came too late for."""
        if subscription.kind != "signature":
            return
        entry = self.chain.status(subscription.key)
        if entry is not None and entry.slot <= self.chain.view(subscription.commitment):
            self._signature_told(subscription, entry)

    def _drop(self, subscription: Subscription) -> None:
        self.by_reader.get(subscription.reader, {}).pop(subscription.number, None)
        self.by_kind[subscription.kind].pop(subscription.number, None)

    # ---- what happens on the chain

    def transacted(self, entry: Entry) -> None:
        """A transaction was processed."""
        for queue in self._entries.values():
            queue.append(entry)
        for subscription in list(self.by_kind["signature"].values()):
            if subscription.key == entry.signature and subscription.config.get("enableReceivedNotification"):
                self._tell(subscription, entry.slot, "receivedSignature")
        self._entry_told("processed", entry)
        self._accounts_told("processed", entry.slot, [Pubkey(key) for key in entry.writable])

    def closed(self, slot: int, keys: frozenset[Pubkey]) -> None:
        """A slot has ended in which these accounts were touched."""
        for queue in self._changed.values():
            queue.append((slot, keys))

    def settle(self) -> None:
        """Tells everything that commitments show now and did not before."""
        if self.chain.slot != self._slot:
            self._slot = self.chain.slot
            root = self.chain.view("finalized")
            value = {"parent": self._slot - 1, "root": root, "slot": self._slot}
            for subscription in self.by_kind["slot"].values():
                self._send(subscription, value)
        for commitment in LATER:
            view = self.chain.view(commitment)
            if view == self._told[commitment]:
                continue
            self._told[commitment] = view
            entries, changed = self._entries[commitment], self._changed[commitment]
            while entries and entries[0].slot <= view:
                self._entry_told(commitment, entries.popleft())
            while changed and changed[0][0] <= view:
                slot, keys = changed.popleft()
                self._accounts_told(commitment, slot, sorted(keys, key=bytes))
            if commitment == "finalized":
                for subscription in self.by_kind["root"].values():
                    self._send(subscription, view)

    def _entry_told(self, commitment: Commitment, entry: Entry) -> None:
        for subscription in list(self.by_kind["signature"].values()):
            if subscription.commitment == commitment and subscription.key == entry.signature:
                self._signature_told(subscription, entry)
        for subscription in self.by_kind["logs"].values():
            if subscription.commitment == commitment and (not subscription.key or entry.names(subscription.key)):
                value = {"signature": encode_base58(entry.signature), "err": entry.err, "logs": entry.logs}
                self._tell(subscription, entry.slot, value)

    def _signature_told(self, subscription: Subscription, entry: Entry) -> None:
        self._drop(subscription)
        self._tell(subscription, entry.slot, {"err": entry.err})

    def _accounts_told(self, commitment: Commitment, slot: int, keys: list[Pubkey]) -> None:
        accounts = [each for each in self.by_kind["account"].values() if each.commitment == commitment]
        programs = [each for each in self.by_kind["program"].values() if each.commitment == commitment]
        if not accounts and not programs:
            return
        for key in keys:
            account = self.chain.account(key, slot)
            for subscription in accounts:
                if subscription.key == bytes(key):
                    self._tell(subscription, slot, _told_json(self.chain, account, subscription.config))
            if account is None:
                continue
            for subscription in programs:
                if subscription.key == bytes(account.owner) and filters_pass(subscription.filters, account):
                    shown = account_json(self.chain, account, subscription.config)
                    self._tell(subscription, slot, {"pubkey": str(key), "account": shown})

    def _tell(self, subscription: Subscription, slot: int, value: object) -> None:
        self._send(subscription, {"context": {"slot": slot}, "value": value})

    @staticmethod
    def _send(subscription: Subscription, result: object) -> None:
        params = {"result": result, "subscription": subscription.number}
        body = {"jsonrpc": "2.0", "method": f"{subscription.kind}Notification", "params": params}
        subscription.reader.tell(encode(body))


def _told_json(chain: Chain, account: Any, config: Config) -> Any:
    """An account for its subscriber; one that is gone is shown empty, as the network does."""
    if account is None:
        gone = {"executable": False, "lamports": 0, "owner": str(Pubkey.default()), "rentEpoch": 0, "space": 0}
        return gone | {"data": ["", config.get("encoding") or "base64"]}
    return account_json(chain, account, config)
