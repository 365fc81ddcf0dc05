"""JSON-RPC: the table of methods, errors with Solana's numbers, batches, hostile bytes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solders.keypair import Keypair

from quantdesk.localnet.rpc import METHODS, METHODS_EXTRA, answer
from tests.unit.localnet.chains import Lab, Refused, payment

# The public network's own methods (solana.com/docs/rpc), those that a chain without votes and stakes can answer.
NETWORK = {
    "getAccountInfo", "getBalance", "getBlock", "getBlockHeight", "getBlockTime", "getBlocks", "getBlocksWithLimit",
    "getEpochInfo", "getEpochSchedule", "getFeeForMessage", "getFirstAvailableBlock", "getGenesisHash", "getHealth",
    "getIdentity", "getLatestBlockhash", "getMinimumBalanceForRentExemption", "getMultipleAccounts", "getProgramAccounts",
    "getRecentPerformanceSamples", "getRecentPrioritizationFees", "getSignatureStatuses", "getSignaturesForAddress",
    "getSlot", "getSupply", "getTokenAccountBalance", "getTokenAccountsByDelegate", "getTokenAccountsByOwner",
    "getTokenLargestAccounts", "getTokenSupply", "getTransaction", "getTransactionCount", "getVersion",
    "isBlockhashValid", "minimumLedgerSlot", "requestAirdrop", "sendTransaction", "simulateTransaction",
}  # fmt: skip


def test_there_is_no_method_beside_the_networks_own_and_two_more() -> None:
    assert set(METHODS) == NETWORK | set(METHODS_EXTRA)
    assert set(METHODS_EXTRA) == {"timeTravel", "setAccount"}


@pytest.mark.parametrize(
    "method",
    [
        "writeProgram",
        "setBalance",
        "surfnet_setAccount",
        "setClock",
        "rollback",
        "expireBlockhash",
        "getVoteAccounts",
        "",
    ],
)
def test_every_other_method_is_refused(method: str) -> None:
    with pytest.raises(Refused) as refused:
        Lab().ask(method, str(Keypair().pubkey()), {})
    assert refused.value.code == -32601


def test_a_batch_is_answered_in_its_order() -> None:
    calls = [{"jsonrpc": "2.0", "id": number, "method": method} for number, method in enumerate(("getSlot", "nope"))]
    found = json.loads(answer(Lab().chain, json.dumps(calls).encode()))
    assert [each["id"] for each in found] == [0, 1]
    assert found[1]["error"]["code"] == -32601


def test_a_notification_gets_no_answer() -> None:
    assert answer(Lab().chain, b'{"jsonrpc":"2.0","method":"getSlot"}') == b""


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=8).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_hostile_bytes_get_an_error_and_nothing_else(body: bytes) -> None:
    found = json.loads(answer(LAB.chain, body) or b"[]")
    for each in found if isinstance(found, list) else [found]:
        assert each["error"]["code"] in (-32700, -32600)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(METHODS)),
    st.lists(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.sampled_from([str(Keypair().pubkey()), "processed", "AQAB", "1" * 64, "finalized"])
        | st.text(max_size=8)
        | st.dictionaries(
            st.sampled_from(
                [
                    "commitment",
                    "encoding",
                    "minContextSlot",
                    "dataSlice",
                    "filters",
                    "limit",
                    "mint",
                    "seconds",
                    "before",
                ]
            ),
            st.none() | st.integers(-5, 2**65) | st.text(max_size=5) | st.lists(st.integers(), max_size=3),
            max_size=3,
        ),
        max_size=4,
    ),
)
def test_no_parameter_makes_a_method_fail_inside(method: str, params: list[object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    found = json.loads(answer(LAB.chain, body))
    assert found.get("error", {}).get("code") != -32603, found


LAB = Lab()


@pytest.mark.parametrize("word", [[], {}, 1, [["a"]]])
def test_a_commitment_that_is_no_text_is_refused(word: object) -> None:
    for method, params in (("isBlockhashValid", [None]), ("getAccountInfo", ["11111111111111111111111111111111"])):
        body = json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": [*params, {"commitment": word}]}
        ).encode()
        assert json.loads(answer(LAB.chain, body))["error"]["code"] == -32602


def test_a_preflight_failure_says_what_the_network_says() -> None:
    lab = Lab()
    key = lab.funded()
    with pytest.raises(Refused) as refused:
        lab.send([key], payment(key, Keypair().pubkey(), 10**15))
    assert refused.value.code == -32002
    assert refused.value.message == (
        "Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1"
    )
    assert refused.value.data["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert any("insufficient lamports" in line for line in refused.value.data["logs"])
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "processed"})["value"] == 10**10


def test_a_false_signature_is_refused_with_its_number() -> None:
    lab = Lab()
    key = lab.funded()
    wire = bytearray(__import__("base64").b64decode(lab.signed([key], payment(key, Keypair().pubkey(), 10**7))))
    wire[5] ^= 1
    with pytest.raises(Refused) as refused:
        text = __import__("base64").b64encode(bytes(wire)).decode()
        lab.ask("sendTransaction", text, {"encoding": "base64", "skipPreflight": True})
    assert refused.value.code == -32003


def test_a_slot_that_is_not_there_yet_is_refused_with_the_slot_that_is() -> None:
    lab = Lab()
    with pytest.raises(Refused) as refused:
        lab.ask("getSlot", {"minContextSlot": lab.chain.slot + 1})
    assert (refused.value.code, refused.value.data) == (-32016, {"contextSlot": lab.chain.view("finalized")})
