"""What the stream does with what comes from its connections: subscriptions, tickets, heartbeats, order entry.

Invariant: a private channel is read and a command is sent only for accounts of the session behind the connection; every
message that is not taken is answered with a code and a text.
"""

import asyncio
from collections.abc import Coroutine
from typing import Final

import msgspec
from picows import WSCloseCode

from quantdesk.bus.commands import EngineRefused, Unavailable
from quantdesk.bus.limits import Limiter
from quantdesk.gateway.problems import Refusal
from quantdesk.gateway.stream_accounts import PRIVATE_KINDS, account_number
from quantdesk.gateway.stream_candles import CandlesNotReady
from quantdesk.gateway.stream_channels import Channel, ChannelUnknown
from quantdesk.gateway.stream_entry import Entry, Item
from quantdesk.gateway.stream_guards import Guards
from quantdesk.gateway.stream_hub import Hub
from quantdesk.gateway.stream_limits import Gate
from quantdesk.gateway.stream_ops import (
    Auth,
    Guard,
    Ping,
    Pong,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Welcome,
)
from quantdesk.gateway.stream_records import RecordsInvalid, records_walk
from quantdesk.gateway.stream_sessions import Session, TicketRefused, Tickets
from quantdesk.gateway.stream_socket import CHANNELS_MAX, Connection, Error
from quantdesk.gateway.stream_words import EntryOp, Words, error_of
from quantdesk.runtime.clock import now_ms

CORRELATION_BYTES: Final = 8
WAITING_MAX: Final = 4_096
"""Messages of one connection without an answer."""

ControlOp = Subscribe | Unsubscribe | Ping | Auth | Guard


class Door:
    """Takes messages of all connections of this process."""

    def __init__(self, hub: Hub, entry: Entry, tickets: Tickets, limiter: Limiter, words: Words) -> None:
        self._hub = hub
        self._entry = entry
        self._guards = Guards(entry.add)
        self._tickets = tickets
        self._limiter = limiter
        self._words = words
        self._decode = msgspec.json.Decoder(ControlOp | EntryOp).decode
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gates: dict[Connection, Gate] = {}
        self._dirty: list[Connection] = []
        self.connections: set[Connection] = set()

    def opened(self, connection: Connection) -> None:
        """The socket is open: its ticket, if it has one, is spent."""
        self.connections.add(connection)
        if connection.ticket is not None:
            self._start(self._enter(connection, connection.ticket, None))

    def closed(self, connection: Connection) -> None:
        """The socket is closed; commands on their way go on."""
        self.connections.discard(connection)
        self._guards.closed(connection)
        self._gates.pop(connection, None)

    def flush_soon(self, connection: Connection) -> None:
        """Writes the connection's frames at the end of this loop turn."""
        if not self._dirty:
            self._loop.call_soon(self._flush)
        self._dirty.append(connection)

    def sessions_check(self, moment_us: int) -> None:
        """Closes connections whose session has ended; those that go on keep what they guard."""
        for connection in list(self.connections):
            session = connection.session
            if session is not None and self._tickets.ended(session, moment_us):
                connection.reply(Error("session_ended", "the session has ended or needed a new ticket"))
                connection.close(WSCloseCode.POLICY_VIOLATION, "session ended")
        self._guards.renew(moment_us)

    def binary(self, connection: Connection, message: bytes) -> None:
        """Order entry in records: correlation, then command records."""
        tag = message[:CORRELATION_BYTES]
        session = connection.session
        try:
            if len(message) <= CORRELATION_BYTES:
                raise RecordsInvalid("record_malformed", "expected a correlation of 8 bytes and command records")
            accounts = self._trading(session, connection).accounts
            walk = records_walk(message, CORRELATION_BYTES, accounts)
        except RecordsInvalid as error:
            connection.error(Error(error.code, str(error), int.from_bytes(tag, "little")))
            return
        item = Item(connection, tag, message[CORRELATION_BYTES:], walk.commands, walk.signed)
        self._admit(connection, item, walk.orders, walk.cancels)

    def text(self, connection: Connection, message: bytes) -> None:
        """A message in JSON."""
        try:
            op = self._decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            connection.error(Error("message_malformed", str(error)[:256]))
            return
        if isinstance(op, Ping):
            connection.reply(Pong(now_ms(), op.id))
        elif isinstance(op, Subscribe):
            self._start(self._subscribe(connection, op))
        elif isinstance(op, Unsubscribe):
            self._unsubscribe(connection, op)
        elif isinstance(op, Auth):
            self._start(self._enter(connection, op.ticket, op.id))
        elif isinstance(op, Guard):
            self._guard(connection, op)
        else:
            self._enter_order(connection, op)

    def _guard(self, connection: Connection, op: Guard) -> None:
        try:
            if op.account not in self._trading(connection.session, connection).accounts:
                raise RecordsInvalid("account_forbidden", "expected an account of the ticket's owner")
        except RecordsInvalid as error:
            connection.error(Error(error.code, str(error), op.id))
        else:
            self._admit(connection, self._guards.change(connection, op), 0, 1)

    def _enter_order(self, connection: Connection, op: EntryOp) -> None:
        try:
            accounts = self._trading(connection.session, connection).accounts
            records, ask = self._words.read(connection, op)
            walk = records_walk(records, 0, accounts)
        except RecordsInvalid as error:
            connection.error(Error(error.code, str(error), op.id))
        except Refusal as refusal:
            connection.error(error_of(refusal, op.id))
        else:
            self._admit(connection, Item(ask, b"", records, walk.commands, walk.signed), walk.orders, walk.cancels)

    def _trading(self, session: Session | None, connection: Connection) -> Session:
        """The session, when it may trade. Errors: RecordsInvalid."""
        if session is None:
            raise RecordsInvalid("unauthenticated", "expected a connection opened with a ticket, or op auth")
        if not session.may_trade:
            raise RecordsInvalid("scope_missing", "this session may not trade")
        if connection.waiting >= WAITING_MAX:
            raise RecordsInvalid("busy", f"expected at most {WAITING_MAX} messages without an answer; nothing was done")
        return session

    def _admit(self, connection: Connection, item: Item, orders: int, cancels: int) -> None:
        gate = self._gates.get(connection)
        if gate is None or connection.session is None:
            raise AssertionError("a connection that trades has a session and a gate")
        connection.waiting += 1
        gate.admit(item, orders, cancels)

    def _unsubscribe(self, connection: Connection, op: Unsubscribe) -> None:
        for name in op.channels:
            channel = connection.channels.pop(name, None)
            if channel is not None:
                channel.readers.pop(connection, None)
        connection.reply(Unsubscribed(op.channels, op.id))

    async def _subscribe(self, connection: Connection, op: Subscribe) -> None:
        try:
            if len(connection.channels.keys() | set(op.channels)) > CHANNELS_MAX:
                raise ChannelUnknown(f"expected at most {CHANNELS_MAX} channels on a connection")
            for name in op.channels:
                self._may_read(connection.session, name)
            found = [await self._hub.channel(name) for name in op.channels]
        except ChannelUnknown as error:
            connection.error(Error("channel_unknown", str(error), op.id))
        except RecordsInvalid as error:
            connection.error(Error(error.code, str(error), op.id))
        except CandlesNotReady as error:
            connection.error(Error("candles_not_ready", str(error), op.id), counts=False)
        except (Unavailable, EngineRefused):
            connection.error(
                Error("engine_unavailable", "the exchange does not answer now; subscribe again later", op.id),
                counts=False,
            )
        else:
            if connection.transport is not None:
                self._join(connection, op, found)

    def _join(self, connection: Connection, op: Subscribe, channels: list[Channel]) -> None:
        """Everything between the answer and the last first message happens in one turn: no event comes in between."""
        self._hub.books_publish()
        self._hub.candles.publish()
        connection.reply(Subscribed(op.channels, op.id))
        for channel in channels:
            channel.readers[connection] = None
            connection.channels[channel.name] = channel
            seen = op.resume.get(channel.name)
            missed = None if seen is None else channel.missed(seen)
            if missed is None:
                connection.send(channel.first(reset=seen is not None))
            else:
                for message in missed:
                    connection.send(message)

    @staticmethod
    def _may_read(session: Session | None, name: str) -> None:
        """Errors: RecordsInvalid when the channel is private and not the session's; ChannelUnknown."""
        kind, _, subject = name.partition(":")
        if kind not in PRIVATE_KINDS:
            return
        if session is None:
            raise RecordsInvalid("unauthenticated", "expected a connection opened with a ticket, or op auth")
        if not session.may_read or account_number(subject) not in session.accounts:
            raise RecordsInvalid("account_forbidden", "expected an account of the ticket's owner")

    async def _enter(self, connection: Connection, ticket: str, number: int | None) -> None:
        try:
            session = await self._tickets.spend(ticket)
        except TicketRefused as error:
            connection.error(Error(error.code, str(error), number))
            if number is None:
                connection.close(WSCloseCode.POLICY_VIOLATION, error.code)
            return
        if connection.transport is None:
            return
        if connection.session is not None and connection.session.owner_text != session.owner_text:
            connection.error(
                Error("owner_differs", "expected a ticket of the owner that opened this connection", number)
            )
            return
        connection.session = session
        if connection not in self._gates:
            self._gates[connection] = Gate(self._limiter, session.owner_text, session.tier, self._entry.add)
        scopes = tuple(name for name, allowed in (("read", session.may_read), ("trade", session.may_trade)) if allowed)
        connection.reply(
            Welcome(session.owner_text, tuple(sorted(session.accounts)), scopes, session.expiry_us // 1_000, number)
        )
        if connection.early is not None:
            connection.begin()

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for connection in dirty:
            connection.flush()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
