"""One request on its way through the door: what the wire said, before and beside what the operation makes of it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from quantdesk.gateway.callers import Caller

VISIT_KEY: Final = "quantdesk.visit"

Header = tuple[bytes, bytes]
Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Visit(msgspec.Struct):
    """A request: its id, its headers (last of a name wins), the network address it came from, its whole body."""

    request_id: str
    headers: dict[bytes, bytes]
    address: str
    method: str
    target: bytes
    body: bytes = b""
    caller: Caller | None = None
    answer_headers: list[Header] = msgspec.field(default_factory=list)
