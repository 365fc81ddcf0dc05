"""Upgrades of guardian sets as rows of trust: added as the next version, or refused by name."""

from typing import Any

import msgspec
import pytest

from quantdesk.model.pyth_guardians import successor_trust
from quantdesk.model.pyth_update import UpdateReason, UpdateRefused, vaa_read
from quantdesk.model.pyth_verify import Trust
from tests.unit.model.pyth_rows import EMITTERS, GENESIS, ROUTERS, VECTORS, guardian_set

UPGRADES = VECTORS["guardian_set_upgrades"]
AT = 1_790_000_000


def row(index: int, version: int, valid_to: int = 0, genesis: bytes = b"") -> Trust:
    known = guardian_set(index)
    return Trust(version, f"guardians-{index}", index, known.signers, known.quorum, EMITTERS, 0, valid_to, genesis)


def reason(data: bytes, rows: list[Trust]) -> UpdateReason:
    with pytest.raises(UpdateRefused) as refused:
        successor_trust(data, rows, AT)
    return refused.value.reason


@pytest.mark.parametrize("upgrade", UPGRADES, ids=lambda upgrade: upgrade["name"])
def test_published_upgrade_becomes_the_next_version_and_is_taken_once(upgrade: dict[str, Any]) -> None:
    """PYTH-10: beside a row of another kind of signers, and one of a network, of higher versions."""
    data, signed_by, new_index = bytes.fromhex(upgrade["hex"]), upgrade["signed_by_set"], upgrade["new_index"]
    rows = [row(signed_by, 5), msgspec.structs.replace(ROUTERS, set_index=signed_by), row(signed_by, 1_000, 0, GENESIS)]
    new, ended = successor_trust(data, rows, AT)
    known = guardian_set(new_index)
    assert (new.version, new.name, new.set_index) == (1_001, f"guardians-{new_index}", new_index)
    assert (new.signers, new.quorum) == (known.signers, known.quorum)
    assert (new.emitters, new.valid_from, new.valid_to) == (EMITTERS, vaa_read(data).timestamp, 0)
    assert new.genesis == b""
    signed = vaa_read(data).timestamp
    assert (ended.version, ended.set_index, ended.signers) == (1_002, signed_by, guardian_set(signed_by).signers)
    assert (ended.valid_from, ended.valid_to) == (signed, signed + 86_400)
    assert reason(data, [*rows, ended]) == UpdateReason.SET_EXPIRED
    assert reason(data, [*rows, new]) == UpdateReason.SET_KNOWN
    forged = data[:-1] + bytes([data[-1] ^ 1])
    assert reason(forged, rows) == UpdateReason.SIGNATURE


@pytest.mark.parametrize("upgrade", UPGRADES, ids=lambda upgrade: upgrade["name"])
def test_set_that_is_unknown_expired_or_of_one_network_names_nobody(upgrade: dict[str, Any]) -> None:
    """PYTH-10: the newest row of a set counts, even when an older one holds."""
    data, signed_by = bytes.fromhex(upgrade["hex"]), upgrade["signed_by_set"]
    assert reason(data, []) == UpdateReason.SET_UNKNOWN
    assert reason(data, [row(signed_by, 5, 0, GENESIS)]) == UpdateReason.SET_UNKNOWN
    assert reason(data, [msgspec.structs.replace(ROUTERS, set_index=signed_by)]) == UpdateReason.SET_UNKNOWN
    assert reason(data, [row(signed_by, 5, AT)]) == UpdateReason.SET_EXPIRED
    assert reason(data, [row(signed_by, 5), row(signed_by, 6, AT)]) == UpdateReason.SET_EXPIRED
    assert successor_trust(data, [row(signed_by, 5, AT + 1)], AT)[0].version == 6
