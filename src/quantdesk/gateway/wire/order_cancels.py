"""Bodies of cancels of many orders, and of the switch that sends one when nobody does."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.wire.fields import OPEN_ORDERS_MAX, AccountNumber, Seq, SideName, Symbol, TimeMs, Wire
from quantdesk.gateway.wire.orders import Group


class CancelAllAnswer(Wire, frozen=True, kw_only=True):
    """What a cancel-all gave up."""

    cancelled: Annotated[int, Meta(ge=0, le=OPEN_ORDERS_MAX)]
    seq: Seq


class CancelAllQuery(Wire, frozen=True, kw_only=True):
    """Whose open orders to give up: all, or those of one market, side or group."""

    account: AccountNumber
    market: Symbol | UnsetType = UNSET
    side: SideName | UnsetType = UNSET
    group: Group | UnsetType = UNSET


class DeadManRequest(Wire, frozen=True, kw_only=True):
    """When all open orders of an account are given up unless this is sent again before; 0: never."""

    account: AccountNumber
    timeout_s: Annotated[int, Meta(ge=0, le=86_400)]


class DeadManAnswer(Wire, frozen=True, kw_only=True):
    """When it is so far; null: the switch is off."""

    deadline_ms: TimeMs | None
    seq: Seq
