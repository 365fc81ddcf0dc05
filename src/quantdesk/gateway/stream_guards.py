"""Cancel on disconnect: accounts whose open orders end with a connection (BOOK-8).

Invariant: while a connection guards an account the exchange holds a timer that runs out unless it is set again, so the orders
end also when this process does; a connection that closes gives them up at once.
"""

from collections.abc import Callable
from typing import Final

from msgspec import UNSET

from quantdesk.gateway.order_records import cancel_many_record
from quantdesk.gateway.stream_entry import Item
from quantdesk.gateway.stream_ops import Guard, Guarded
from quantdesk.gateway.stream_socket import Connection, Error
from quantdesk.model.records_gen import DeadManSet, Refused, SetDeadMan, Timer, events_decode

LEASE_US: Final = 15_000_000
"""How long the orders of a guarded account outlive the last word of this process."""
RENEW_US: Final = 5_000_000


class _Nobody:
    """Renewals and last cancels have no reader; one that fails is followed by the timer itself."""

    def answered(self, tag: bytes, events: bytes) -> None:
        """stream_entry.Asker: nobody waits."""

    def failed(self, tag: bytes, code: str, detail: str) -> None:
        """stream_entry.Asker: nobody waits."""


class _Answer:
    """Tells a connection that the exchange has its wish."""

    __slots__ = ("_connection", "_op")

    def __init__(self, connection: Connection, op: Guard) -> None:
        self._connection, self._op = connection, op

    def answered(self, tag: bytes, events: bytes) -> None:  # noqa: ARG002 - one answer needs no tag
        """stream_entry.Asker: the timer is set, or the account is not known."""
        self._connection.waiting -= 1
        for event in events_decode(events):
            if isinstance(event, DeadManSet):
                self._connection.reply(Guarded(self._op.id, self._op.account, self._op.on, LEASE_US // 1_000))
            elif isinstance(event, Refused):
                self._connection.error(Error("account_unknown", "the exchange does not know the account", self._op.id))

    def failed(self, tag: bytes, code: str, detail: str) -> None:  # noqa: ARG002 - as above
        """stream_entry.Asker: no answer will come."""
        self._connection.waiting -= 1
        self._connection.error(Error(code, detail, self._op.id), counts=False)


class Guards:
    """Which connections guard which accounts. add: takes commands to the engine."""

    def __init__(self, add: Callable[[Item], None]) -> None:
        self._add = add
        self._guarded: dict[Connection, set[int]] = {}
        self._renewed_us = 0
        self._nobody = _Nobody()

    def change(self, connection: Connection, op: Guard) -> Item:
        """The command of a wish, and who gets its answer. Another connection that guards the account keeps the timer."""
        accounts = self._guarded.setdefault(connection, set())
        if op.on:
            accounts.add(op.account)
        else:
            accounts.discard(op.account)
        keeps = any(op.account in each for each in self._guarded.values())
        record = SetDeadMan(op.account, Timer.CONNECTION, LEASE_US if keeps else 0).encode()
        return Item(_Answer(connection, op), b"", record, 1, 0)

    def closed(self, connection: Connection) -> None:
        """The connection is gone: so are the orders that it guarded."""
        for account in sorted(self._guarded.pop(connection, ())):
            self._send(cancel_many_record(account, None, UNSET, UNSET, disconnected=True))

    def renew(self, moment_us: int) -> None:
        """Sets the timers again when it is time to."""
        if moment_us - self._renewed_us < RENEW_US:
            return
        self._renewed_us = moment_us
        for account in sorted({account for accounts in self._guarded.values() for account in accounts}):
            self._send(SetDeadMan(account, Timer.CONNECTION, LEASE_US).encode())

    def _send(self, record: bytes) -> None:
        self._add(Item(self._nobody, b"", record, 1, 0))
