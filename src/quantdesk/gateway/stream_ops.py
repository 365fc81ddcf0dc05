"""Text messages of the sockets: what a client may say and what it is told, order entry excepted.

Invariant: every message is closed (an unknown field is refused) and bounded.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

SAFE_INTEGER_MAX: Final = 9_007_199_254_740_991
ChannelName = Annotated[str, Meta(min_length=3, max_length=64)]
Channels = Annotated[tuple[ChannelName, ...], Meta(min_length=1, max_length=64)]
MessageId = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX)]


class Subscribe(msgspec.Struct, frozen=True, tag_field="op", tag="subscribe", forbid_unknown_fields=True):
    """Asks for channels. resume: last seq seen by channel; what came after it follows while it is kept."""

    channels: Channels
    resume: Annotated[dict[ChannelName, MessageId], Meta(max_length=64)] = {}
    id: MessageId | None = None


class Unsubscribe(msgspec.Struct, frozen=True, tag_field="op", tag="unsubscribe", forbid_unknown_fields=True):
    """Ends channels."""

    channels: Channels
    id: MessageId | None = None


class Ping(msgspec.Struct, frozen=True, tag_field="op", tag="ping", forbid_unknown_fields=True):
    """Asks whether the other side is there."""

    id: MessageId | None = None


class Auth(msgspec.Struct, frozen=True, tag_field="op", tag="auth", forbid_unknown_fields=True):
    """Shows a new ticket: on a public connection, or before the session of a private one ends."""

    ticket: Annotated[str, Meta(min_length=1, max_length=4_096)]
    id: MessageId | None = None


class Guard(msgspec.Struct, frozen=True, tag_field="op", tag="cancel_on_disconnect", forbid_unknown_fields=True):
    """Asks that all open orders of an account are given up when this connection ends, or no longer."""

    id: MessageId
    account: Annotated[int, Meta(ge=1, le=SAFE_INTEGER_MAX)]
    on: bool = True


class Guarded(msgspec.Struct, frozen=True, tag_field="op", tag="result"):
    """Answer to cancel_on_disconnect, after the exchange has it; lease_ms: how long orders outlive a stream that died."""

    id: int
    account: int
    on: bool
    lease_ms: int


class Subscribed(msgspec.Struct, frozen=True, tag_field="op", tag="subscribed", omit_defaults=True):
    """Answer to subscribe; the first messages of the channels follow it."""

    channels: tuple[str, ...]
    id: int | None = None


class Unsubscribed(msgspec.Struct, frozen=True, tag_field="op", tag="unsubscribed", omit_defaults=True):
    """Answer to unsubscribe."""

    channels: tuple[str, ...]
    id: int | None = None


class Pong(msgspec.Struct, frozen=True, tag_field="op", tag="pong", omit_defaults=True):
    """Answer to ping."""

    ts_ms: int
    id: int | None = None


class Welcome(msgspec.Struct, frozen=True, tag_field="op", tag="welcome", omit_defaults=True):
    """The ticket holds: whose it is, which accounts it may act for, when a new one is due."""

    owner: str
    accounts: tuple[int, ...]
    scopes: tuple[str, ...]
    expires_ms: int
    id: int | None = None
