"""The doors of localnet: who may knock, what the faucet gives, health and metrics."""

import json
import struct
from collections.abc import Iterator

import httpx
import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.system_program import CreateAccountParams, create_account
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from quantdesk.localnet.faucet import token_account
from quantdesk.localnet.tokens import TOKEN
from tests.integration.localnet.nodes import AUTHORITY, MINT, Node
from tests.integration.localnet.test_crash import wait

PAGE = "http://localhost:3001"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with Node(tmp_path_factory.mktemp("localnet")) as node:
        yield node


def slot_call(node: Node, **headers: str) -> httpx.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": "getSlot"}
    return httpx.post(node.url, content=json.dumps(body), headers={"content-type": "application/json"} | headers)


def test_health_readiness_and_metrics_are_where_they_are_everywhere(node: Node) -> None:
    assert httpx.get(f"{node.url}/health").json()["process"] == "localnet"
    ready = httpx.get(f"{node.url}/ready").json()
    assert ready["ready"] is True
    assert ready["slot"] > ready["finalized"]
    assert "localnet_slot" in httpx.get(f"{node.url}/metrics").text


def test_a_page_of_the_desk_may_ask_and_another_may_not(node: Node) -> None:
    assert slot_call(node).status_code == 200
    allowed = slot_call(node, origin=PAGE)
    assert allowed.headers["access-control-allow-origin"] == PAGE
    assert httpx.options(node.url, headers={"origin": PAGE}).status_code == 204
    refused = slot_call(node, origin="http://evil.example")
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


def test_a_form_of_another_page_cannot_post_blindly(node: Node) -> None:
    body = '{"jsonrpc":"2.0","id":1,"method":"timeTravel","params":[{"seconds":5}]}'
    assert httpx.post(node.url, content=body, headers={"content-type": "text/plain"}).status_code == 415


def test_a_socket_of_another_page_is_not_opened(node: Node) -> None:
    with connect(node.ws_url, origin=PAGE) as socket:
        socket.send('{"jsonrpc":"2.0","id":5,"method":"slotSubscribe"}')
        assert json.loads(socket.recv(10))["id"] == 5
        assert json.loads(socket.recv(10))["method"] == "slotNotification"
    with pytest.raises(InvalidStatus):
        connect(node.ws_url, origin="http://evil.example")


def test_a_body_that_is_too_large_is_refused(node: Node) -> None:
    answer = httpx.post(node.url, content=b"[" + b" " * 300_000, headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_the_faucet_gives_sol_and_usdc_up_to_a_limit(node: Node) -> None:
    owner = str(Keypair().pubkey())

    def give(**amounts: int) -> httpx.Response:
        return httpx.post(f"{node.url}/faucet", json={"address": owner} | amounts)

    assert give(usdc=5).json()["code"] == "mint_missing"
    mint_make(node)
    assert len(give(sol=3, usdc=5).json()["signatures"]) == 2
    held = str(token_account(Keypair().pubkey().__class__.from_string(owner), MINT.pubkey()))
    wait(lambda: node.ask("getBalance", owner)["value"] == 3 * 10**9)
    assert node.ask("getTokenAccountBalance", held)["value"]["amount"] == "5000000"
    assert give(usdc=100_001).json()["code"] == "amount_invalid"
    assert give().json()["code"] == "amount_invalid"
    for _ in range(9):
        assert give(usdc=100_000).status_code == 200
    answer = give(usdc=100_000)
    assert (answer.status_code, answer.json()["code"]) == (429, "faucet_limit")
    assert httpx.post(f"{node.url}/faucet", json={"address": "x", "sol": 1}).json()["code"] == "address_malformed"


def mint_make(node: Node) -> None:
    """The desk's mint, of the authority that the process was given."""
    import base64

    from solders.hash import Hash
    from solders.message import Message
    from solders.transaction import Transaction

    payer = Keypair()
    node.ask("requestAirdrop", str(payer.pubkey()), 10**10)
    lamports = node.ask("getMinimumBalanceForRentExemption", 82)
    params = CreateAccountParams(
        from_pubkey=payer.pubkey(), to_pubkey=MINT.pubkey(), lamports=lamports, space=82, owner=TOKEN
    )
    data = struct.pack("<BB32sB", 20, 6, bytes(AUTHORITY.pubkey()), 0)
    begin = Instruction(TOKEN, data, [AccountMeta(MINT.pubkey(), is_signer=False, is_writable=True)])
    recent = Hash.from_string(node.ask("getLatestBlockhash")["value"]["blockhash"])
    message = Message.new_with_blockhash([create_account(params), begin], payer.pubkey(), recent)
    wire = base64.b64encode(bytes(Transaction([payer, MINT], message, recent))).decode()
    node.ask("sendTransaction", wire, {"encoding": "base64"})
