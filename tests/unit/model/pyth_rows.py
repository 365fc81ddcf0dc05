"""Published updates and rows of trust made of the published sets of signers (tests/vectors/pyth.json names its sources)."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

from coincurve import PrivateKey

from quantdesk.model.pyth_guardians import GuardianSet
from quantdesk.model.pyth_sign import address_of
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Judge, Trust

VECTORS: dict[str, Any] = json.loads(Path("tests/vectors/pyth.json").read_text(encoding="utf-8"))
GENESIS = b"\7" * 32
TEST_KEY = bytes.fromhex(VECTORS["test_guardian"]["private_key"])
ROUTER_EMITTER = (
    26,
    bytes.fromhex(VECTORS["signer_sets_after_core_upgrade_2026_08_18"]["production"]["emitter_address"]),
)
ROUTER_KEYS = [bytes([number + 1]) * 32 for number in range(5)]


def address(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def guardian_set(index: int) -> GuardianSet:
    members = sorted(VECTORS["guardian_sets"][str(index)], key=lambda member: member["index"])
    return GuardianSet(index, tuple(address(member["address"]) for member in members))


EMITTERS = tuple((row["chain"], address(row["address"])) for row in VECTORS["data_sources_legacy"]["emitters"])
MAINNET = [
    Trust(index, f"guardians-{index}", index, guardian_set(index).signers, guardian_set(index).quorum, EMITTERS, 0)
    for index in range(1, 8)
]
# Index 0 with the public test key: a row that only tests have.
TEST_ROW = Trust(
    90,
    "test-guardian",
    0,
    (address(VECTORS["test_guardian"]["address"]),),
    1,
    ((1, address("71f8dcb863d176e2c420ad6610cf687359612b6fb392e0642b0ca6b1f186aa3b")), *EMITTERS),
    0,
)
ROUTERS = Trust(20, "routers", 1, tuple(address_of(key) for key in ROUTER_KEYS), 3, (ROUTER_EMITTER,), 1_787_000_000)
NOW = Judge(1_790_000_000, GENESIS)


def data_of(vector: dict[str, Any]) -> bytes:
    return b64decode(vector["base64"])


def judge_of(vector: dict[str, Any]) -> Judge:
    """The moment at which a published update was signed."""
    return Judge(vector["expect"]["timestamp"], GENESIS)


def price(number: int = 0, publish_time: int = 1_790_000_000) -> PriceMessage:
    return PriceMessage(bytes([number]) * 32, 6_180_020_000_000, 1_000_000, -8, publish_time, publish_time - 1, 618, 1)


def low_s(key: bytes, digest: bytes) -> bytes:
    return PrivateKey(key).sign_recoverable(digest, hasher=None)
