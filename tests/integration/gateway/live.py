"""Requests of declared operations against a live desk: their examples with the account, keys and times of a person."""

import secrets
from typing import Any

import httpx

from quantdesk.client.keys import Keypair
from quantdesk.gateway.app import router_of
from quantdesk.gateway.entry import ENTRY
from quantdesk.gateway.operations import Operation, Scope
from quantdesk.runtime.clock import now_ms
from tests.integration.gateway.people import Person

DAY_MS = 86_400_000
ORDER_FIELDS = {"signature", "signer", "nonce"}
ORDER_TERMS = {"price", "size", "side", "type", "time_in_force", "source", "distance_ppm"}


def operations() -> list[Operation]:
    """Every operation of the gateway, order entry too."""
    return [*router_of(None)[1], ENTRY]


def private() -> list[Operation]:
    """Operations that need proof of who asks."""
    return [each for each in operations() if each.scope in {Scope.READ, Scope.TRADE, Scope.SESSION}]


class Request:
    """An operation's example as it can be sent."""

    def __init__(self, operation: Operation, person: Person, order_id: str = "") -> None:
        example = operation.example
        self.operation = operation
        self.query = live(dict(example.query), person, order_id)
        path = live(dict(example.path), person, order_id)
        self.path = operation.path
        for name, value in path.items():
            self.path = self.path.replace("{" + name + "}", str(value))
        self.body = live(example.body, person, order_id) if operation.body_form is not None else None

    async def send(self, http: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
        content = {} if self.body is None else {"json": self.body}
        return await http.request(self.operation.method, self.path, params=self.query, headers=headers, **content)


def live(value: Any, person: Person, order_id: str) -> Any:
    """A value of an example with what a live desk needs in its place."""
    if isinstance(value, list):
        return [live(each, person, order_id) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) >= ORDER_FIELDS:
        return person.order(**{name: each for name, each in value.items() if name in ORDER_TERMS})
    return {name: live_field(name, each, person, order_id) for name, each in value.items()}


def live_field(name: str, value: Any, person: Person, order_id: str) -> Any:
    if name == "account":
        return person.account
    if name == "index":
        return 1 + secrets.randbelow(60_000)
    if name == "expires_ms":
        return now_ms() + DAY_MS
    if name in {"delegate", "public_key"}:
        return Keypair.generate().text
    if name in {"order_id", "order"} and order_id:
        return order_id
    return live(value, person, order_id)
