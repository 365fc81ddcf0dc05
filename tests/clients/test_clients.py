"""Unmodified clients against the local chain: each opens an account, deposits, subscribes, reads through the committed IDL."""

import json
from collections.abc import Iterator

import pytest

from tests.clients.installed import IDL, LAMPORTS, USDC_ATOMS, check_account, node_flow, python_flow
from tests.integration.localnet.chains import Deployed


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with Deployed(tmp_path_factory.mktemp("clients")) as chain:
        yield chain


def test_web3_js(chain: Deployed) -> None:
    seen = node_flow(chain, "web3", "web3.mjs")
    check_account(chain, seen)
    assert seen["told"] == seen["data"]
    assert (seen["status"], seen["fee"], seen["tokens"]) == ("finalized", 5_000, "100000000")
    assert seen["logged"]
    assert seen["slots"] > 0
    assert seen["simulated"] is None
    assert seen["refused"]["send"]
    assert "custom program error: 0x0" in seen["refused"]["message"]
    assert seen["refused"]["logs"] > 0


def test_anchors_typescript_client(chain: Deployed) -> None:
    seen = node_flow(chain, "web3", "anchor.mjs")
    check_account(chain, seen)
    assert seen["arriving"] == [str(USDC_ATOMS), str(LAMPORTS)]
    assert seen["event"]["signature"] == seen["signature"]
    assert seen["changed"] == seen["owner"]
    assert chain.file is not None
    assert seen["mint"] == chain.file.usdc.mint
    codes = {entry["code"] for entry in json.loads(IDL.read_text())["errors"]}
    code = int(seen["refused"]["text"].partition("custom program error: ")[2].split(".")[0], 16)
    assert code in codes


def test_anchorpy(chain: Deployed) -> None:
    seen = python_flow(chain, "anchorpy", "flow.py")
    check_account(chain, seen)
    assert seen["arriving"] == [USDC_ATOMS, LAMPORTS]
    assert seen["told"] == "AccountNotification"
    assert seen["refused"] is True
