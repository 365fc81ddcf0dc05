"""Updates of other guardian sets and of the other kind, out of public repositories: accepted with the fields that are said of them there.

tests/vectors/pyth_more.json names where each comes from; no reader or writer of ours has made any of it.
"""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from quantdesk.model.pyth_update import PriceMessage, TwapMessage, UpdateRefused
from quantdesk.model.pyth_verify import Judge, Verified, update_verify
from tests.unit.model.pyth_rows import GENESIS, MAINNET

UPDATES: list[dict[str, Any]] = json.loads(Path("tests/vectors/pyth_more.json").read_text(encoding="utf-8"))["updates"]


def verified(data: bytes, told: dict[str, Any]) -> Verified:
    return update_verify(data, MAINNET, Judge(told["timestamp"], GENESIS))


@pytest.mark.parametrize("told", UPDATES, ids=lambda told: told["name"])
def test_update_from_elsewhere_is_accepted_with_what_is_said_of_it(told: dict[str, Any]) -> None:
    """PYTH-1 to PYTH-4."""
    found = verified(b64decode(told["base64"]), told)
    assert (found.set_index, found.timestamp, len(found.signers)) == (told["set_index"], told["timestamp"], 13)
    assert found.slot == told.get("slot", found.slot)
    prices = [message for message in found.messages if isinstance(message, PriceMessage)]
    assert len(prices) == len(told["prices"])
    for price, expected in zip(prices, told["prices"], strict=True):
        assert price.feed_id.hex() == expected["feed_id"]
        for field, value in expected.items():
            assert field == "feed_id" or getattr(price, field) == value, field
    twaps = [message for message in found.messages if isinstance(message, TwapMessage)]
    assert [twap.feed_id.hex() for twap in twaps] == told.get("twaps", [])


def test_sums_of_a_real_twap_are_read_at_their_places() -> None:
    """PYTH-1: a sum over all slots so far, its width below it, and no more slots down than there were."""
    told = UPDATES[2]
    for twap in verified(b64decode(told["base64"]), told).messages:
        assert isinstance(twap, TwapMessage)
        slots = twap.publish_slot - twap.num_down_slots
        assert (twap.publish_time, twap.prev_publish_time, twap.publish_slot) == (1733155135, 1733155134, told["slot"])
        assert 0 < slots <= twap.publish_slot
        assert 0 < twap.cumulative_conf < twap.cumulative_price
        assert twap.expo in {-5, -8}


@pytest.mark.parametrize("told", UPDATES, ids=lambda told: told["name"])
def test_each_of_its_bytes_counts(told: dict[str, Any]) -> None:
    """PYTH-3: one bit of any eleventh byte changed, and the update is refused."""
    data = b64decode(told["base64"])
    for at in range(0, len(data), 11):
        with pytest.raises(UpdateRefused):
            verified(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], told)
