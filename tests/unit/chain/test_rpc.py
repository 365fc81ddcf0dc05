"""Nodes: the next one where one is away, behind or of another chain; what comes back is read or refused."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest

from quantdesk.chain.errors import ChainRefused, ChainUnavailable, NetworkMismatch, TransactionFailed
from quantdesk.chain.network import GENESIS
from quantdesk.chain.rpc import Rpc, error_code
from quantdesk.model.base58 import encode_base58

KEY = bytes([5]) * 32


class Nodes(httpx.AsyncBaseTransport):
    """Nodes by host: each answers by method, or raises."""

    def __init__(self, **answers: Callable[[str], Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = msgspec.json.decode(await request.aread())
        self.asked.append((request.url.host, body["method"]))
        made = self.answers[request.url.host](body["method"])
        if isinstance(made, httpx.Response):
            return made
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": body["id"]} | made)


def node(slot: int, genesis: bytes = GENESIS["localnet"], **more: Any) -> Callable[[str], Any]:
    def made(method: str) -> Any:
        if method in more:
            return more[method]
        if method == "getGenesisHash":
            return {"result": encode_base58(genesis)}
        account = {"lamports": slot, "owner": encode_base58(bytes(32)), "data": ["", "base64"]}
        return {"result": {"context": {"slot": slot}, "value": [account]}}

    return made


def away(_: str) -> Any:
    raise httpx.ConnectError("nobody listens")


async def read(nodes: Nodes, *hosts: str) -> int:
    rpc = Rpc(tuple(f"http://{host}" for host in hosts), GENESIS["localnet"], httpx.AsyncClient(transport=nodes))
    try:
        return await rpc.balance(KEY)
    finally:
        await rpc.close()


@pytest.mark.parametrize(
    "broken",
    [
        away,
        lambda _: httpx.Response(429),
        lambda _: httpx.Response(503),
        lambda _: httpx.Response(200, content=b"<html>"),
        lambda _: {"error": {"code": -32005, "message": "Node is behind by 42 slots"}},
        node(8, getMultipleAccounts={"result": {"context": {"slot": 1}, "value": "?"}}),
    ],
)
async def test_next_node_is_asked_where_one_does_not_answer(broken) -> None:
    assert await read(Nodes(one=broken, two=node(8)), "one", "two") == 8


async def test_node_that_answered_is_asked_first_from_then_on() -> None:
    nodes = Nodes(one=away, two=node(8))
    rpc = Rpc(("http://one", "http://two"), GENESIS["localnet"], httpx.AsyncClient(transport=nodes))
    await rpc.balance(KEY)
    nodes.asked.clear()
    await rpc.balance(KEY)
    assert nodes.asked == [("two", "getMultipleAccounts")]
    await rpc.close()


async def test_older_slot_than_one_seen_is_no_answer() -> None:
    """CUST-12: what was final stays final, whichever node tells it."""
    slots = iter([9, 7, 7, 7, 7])
    nodes = Nodes(one=lambda method: node(0)(method) if method == "getGenesisHash" else node(next(slots))(method))
    rpc = Rpc(("http://one",), GENESIS["localnet"], httpx.AsyncClient(transport=nodes))
    assert await rpc.balance(KEY) == 9
    with pytest.raises(ChainUnavailable, match="expected slot 9 or later, found 7"):
        await rpc.balance(KEY)
    await rpc.close()


async def test_node_of_another_chain_is_never_believed() -> None:
    with pytest.raises(NetworkMismatch, match="expected genesis hash"):
        await read(Nodes(one=node(8, genesis=bytes([1]) * 32)), "one")


async def test_nobody_answers_is_said_after_every_node_was_asked() -> None:
    nodes = Nodes(one=away, two=away)
    with pytest.raises(ChainUnavailable, match="expected an answer of 2 nodes, found none"):
        await read(nodes, "one", "two")
    assert {host for host, _ in nodes.asked} == {"one", "two"}


async def test_refusal_of_a_node_is_told_with_its_code() -> None:
    refused = {"error": {"code": -32602, "message": "Invalid params"}}
    with pytest.raises(ChainRefused, match="-32602 Invalid params"):
        await read(Nodes(one=node(8, getMultipleAccounts=refused)), "one")


async def test_preflight_that_fails_names_the_programs_error() -> None:
    error = {"code": -32002, "message": "failed", "data": {"err": {"InstructionError": [1, {"Custom": 6903}]}}}
    nodes = Nodes(one=node(8, sendTransaction={"error": error}))
    rpc = Rpc(("http://one",), GENESIS["localnet"], httpx.AsyncClient(transport=nodes))
    with pytest.raises(TransactionFailed) as failed:
        await rpc.send(b"raw")
    assert failed.value.code == 6903
    await rpc.close()


def test_error_code_is_the_programs_or_none() -> None:
    assert error_code('failed {"InstructionError":[0,{"Custom":6001}]}') == 6001
    assert error_code('failed "BlockhashNotFound"') is None
