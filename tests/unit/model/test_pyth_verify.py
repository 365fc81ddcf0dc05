"""Updates published by Pyth and forgeries of our own before the verification."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantdesk.model.pyth_guardians import upgrade_verify
from quantdesk.model.pyth_sign import LOCAL_EMITTER, local_trust, update_sign
from quantdesk.model.pyth_update import (
    PriceMessage,
    TwapMessage,
    UpdateReason,
    UpdateRefused,
    message_read,
    update_read,
)
from quantdesk.model.pyth_verify import CURVE_ORDER, HALF_ORDER, Judge, Trust, twap_price, update_verify
from tests.unit.model.pyth_rows import (
    EMITTERS,
    GENESIS,
    MAINNET,
    NOW,
    ROUTER_KEYS,
    ROUTERS,
    TEST_KEY,
    TEST_ROW,
    VECTORS,
    address,
    data_of,
    guardian_set,
    judge_of,
    price,
)

VALID = VECTORS["valid"]
AT = (1_790_000_000, 7, 100)


def refused(data: bytes, trusts: list[Trust], judge: Judge = NOW) -> UpdateReason:
    with pytest.raises(UpdateRefused) as caught:
        update_verify(data, trusts, judge)
    return caught.value.reason


def routers_signed(signers: tuple[int, ...] = (0, 2, 4), prices: int = 3) -> bytes:
    keys = {number: ROUTER_KEYS[number] for number in signers}
    return update_sign([price(number) for number in range(prices)], keys, AT, ROUTERS)


@pytest.mark.parametrize("vector", VALID, ids=range(len(VALID)))
def test_published_updates_are_taken_with_every_field(vector: dict[str, Any]) -> None:
    """PYTH-1, PYTH-2, PYTH-3."""
    expect = vector["expect"]
    found = update_verify(data_of(vector), MAINNET, judge_of(vector))
    assert found.set_index == expect["guardian_set_index"]
    assert list(found.signers) == expect["signers"]
    assert found.digest.hex() == expect["digest"]
    assert (found.timestamp, found.sequence) == (expect["timestamp"], int(expect["sequence"]))
    assert (found.emitter_chain, found.emitter.hex()) == (expect["emitter_chain"], expect["emitter_address"])
    assert (found.slot, found.ring_size, found.root.hex()) == (
        expect["slot"],
        expect["ring_size"],
        expect["merkle_root"],
    )
    vaa = update_read(data_of(vector)).vaa
    assert (vaa.nonce, vaa.consistency) == (expect["nonce"], expect["consistency_level"])
    assert len(found.messages) == len(expect["updates"])
    for message, told in zip(found.messages, expect["updates"], strict=True):
        assert isinstance(message, PriceMessage)
        assert message.feed_id.hex() == told["feed_id"]
        for name in ("price", "conf", "expo", "publish_time", "prev_publish_time", "ema_price", "ema_conf"):
            assert getattr(message, name) == int(told[name]), name


def reason_wanted(vector: dict[str, Any]) -> UpdateReason:
    """What our order of looks finds first in a published negative."""
    if data_of(vector)[4:6] != b"\1\0":  # two of them name another version than 1.0 as well
        return UpdateReason.VERSION
    if vector["expect"]["guardian_set_index"] == 0:
        return UpdateReason.SET_UNKNOWN
    return UpdateReason.MERKLE


def at_version_1(data: bytes) -> bytes:
    """The same update under the version that it has the layout of."""
    return data[:4] + b"\1\0" + data[6:]


@pytest.mark.parametrize("vector", VECTORS["negative"], ids=range(len(VECTORS["negative"])))
def test_published_negatives_are_refused_for_their_reason(vector: dict[str, Any]) -> None:
    """PYTH-2, PYTH-3: seven are not of a mainnet set, three have a bad path; the test key's row moves on to the path."""
    data, judge = data_of(vector), judge_of(vector)
    assert refused(data, MAINNET, judge) == reason_wanted(vector)
    data = at_version_1(data)
    if "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf" not in vector["reason"]:
        if vector["expect"]["guardian_set_index"] == 0:
            assert refused(data, [TEST_ROW], judge) == UpdateReason.SIGNATURE
        return
    if "bad merkle" in vector["reason"]:
        assert refused(data, [TEST_ROW], judge) == UpdateReason.MERKLE
    else:
        assert len(update_verify(data, [TEST_ROW], judge).prices) == len(vector["expect"]["updates"])


@pytest.mark.parametrize("upgrade", VECTORS["guardian_set_upgrades"], ids=lambda upgrade: upgrade["name"])
def test_guardian_sets_name_their_successors(upgrade: dict[str, Any]) -> None:
    """PYTH-6."""
    data, old = bytes.fromhex(upgrade["hex"]), guardian_set(upgrade["signed_by_set"])
    assert upgrade_verify(data, old) == guardian_set(upgrade["new_index"])
    for wrong in (guardian_set(old.index + 1), guardian_set(7 if old.index != 7 else 6)):
        with pytest.raises(UpdateRefused):
            upgrade_verify(data, wrong)
    for at in range(len(data)):
        with pytest.raises(UpdateRefused):
            upgrade_verify(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], old)


def test_the_genesis_key_leads_to_the_second_set() -> None:
    """PYTH-6: a chain of trust from one key."""
    upgrades = {each["new_index"]: bytes.fromhex(each["hex"]) for each in VECTORS["guardian_set_upgrades"]}
    assert upgrade_verify(upgrades[2], upgrade_verify(upgrades[1], guardian_set(0))) == guardian_set(2)


def test_three_of_five_routers_are_a_quorum_and_two_are_not() -> None:
    """PYTH-3."""
    assert update_verify(routers_signed(), [*MAINNET, ROUTERS], NOW).signers == (0, 2, 4)
    assert len(update_verify(routers_signed((0, 1, 2, 3, 4), prices=1), [ROUTERS], NOW).messages) == 1
    assert refused(routers_signed((0, 2)), [ROUTERS]) == UpdateReason.QUORUM
    thirteen = data_of(VALID[0])
    assert refused(without_signature(thirteen), MAINNET, judge_of(VALID[0])) == UpdateReason.QUORUM


def vaa_span(data: bytes) -> tuple[int, int]:
    """Where the VAA lies in an update without a header."""
    assert data[6] == 0
    return 10, 10 + int.from_bytes(data[8:10], "big")


def with_vaa(data: bytes, vaa: bytes) -> bytes:
    _, end = vaa_span(data)
    return data[:8] + len(vaa).to_bytes(2, "big") + vaa + data[end:]


def without_signature(data: bytes) -> bytes:
    begin, end = vaa_span(data)
    vaa = data[begin:end]
    return with_vaa(data, vaa[:5] + bytes([vaa[5] - 1]) + vaa[6 + 66 :])


def signatures_changed(data: bytes, change: Any) -> bytes:
    """The update with its list of 66-byte signatures changed."""
    begin, end = vaa_span(data)
    vaa = data[begin:end]
    count = vaa[5]
    listed = [vaa[6 + 66 * n : 72 + 66 * n] for n in range(count)]
    changed = change(listed)
    return with_vaa(data, vaa[:5] + bytes([len(changed)]) + b"".join(changed) + vaa[6 + 66 * count :])


def test_signers_must_be_distinct_known_and_in_order() -> None:
    """PYTH-3."""
    data = routers_signed()
    for change in (lambda s: [s[0], s[0], s[1]], lambda s: s[::-1], lambda s: [s[1], s[0], s[2]]):
        assert refused(signatures_changed(data, change), [ROUTERS]) == UpdateReason.SIGNERS_ORDER
    beyond = signatures_changed(data, lambda s: [*s[:2], b"\5" + s[2][1:]])
    assert refused(beyond, [ROUTERS]) == UpdateReason.SIGNER_INDEX
    swapped = signatures_changed(data, lambda s: [s[0], b"\3" + s[1][1:], s[2]])
    assert refused(swapped, [ROUTERS]) == UpdateReason.SIGNATURE


def test_a_signature_has_one_form() -> None:
    """PYTH-3: n - s with the other parity recovers the same key, and is refused."""

    def high(listed: list[bytes]) -> list[bytes]:
        s = int.from_bytes(listed[0][33:65], "big")
        assert s <= HALF_ORDER
        other = (CURVE_ORDER - s).to_bytes(32, "big")
        return [listed[0][:33] + other + bytes([listed[0][65] ^ 1]), *listed[1:]]

    assert refused(signatures_changed(routers_signed(), high), [ROUTERS]) == UpdateReason.SIGNATURE


@pytest.mark.parametrize(("data", "trusts", "judge"), [
    (routers_signed(), [ROUTERS], NOW),
    (data_of(VALID[7]), MAINNET, judge_of(VALID[7])),
], ids=["ours", "published"])  # fmt: skip
def test_no_flipped_bit_and_no_cut_or_longer_update_is_taken(data: bytes, trusts: list[Trust], judge: Judge) -> None:
    """PYTH-1, PYTH-2, PYTH-3."""
    update_verify(data, trusts, judge)
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << (at % 8)
        with pytest.raises(UpdateRefused):
            update_verify(bytes(flipped), trusts, judge)
        with pytest.raises(UpdateRefused):
            update_verify(data[:at], trusts, judge)
    assert refused(data + b"\0", trusts, judge) == UpdateReason.TRAILING


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_refused_by_name(data: bytes) -> None:
    """PYTH-1."""
    for hostile in (data, b"PNAU\1\0\0\0" + data):
        with pytest.raises(UpdateRefused):
            update_verify(hostile, MAINNET, NOW)


def test_a_row_holds_from_its_beginning_to_its_end() -> None:
    """PYTH-4."""
    data = routers_signed()
    ended = Trust(21, "routers", 1, ROUTERS.signers, 3, ROUTERS.emitters, NOW.at - 100, NOW.at)
    assert refused(data, [ended]) == UpdateReason.SET_EXPIRED
    assert update_verify(data, [ended], Judge(NOW.at - 1, GENESIS)).trust_version == 21
    assert refused(data, [ended], Judge(NOW.at - 101, GENESIS)) == UpdateReason.SET_EXPIRED
    assert refused(data, [ended, ROUTERS]) == UpdateReason.SET_EXPIRED, (
        "an older row does not outlive the end of a newer one"
    )
    assert update_verify(data, [ended, ROUTERS], Judge(NOW.at - 101, GENESIS)).trust_version == ROUTERS.version
    again = Trust(22, "routers", 1, ROUTERS.signers, 3, ROUTERS.emitters, NOW.at)
    assert update_verify(data, [again, ended], NOW).trust_version == 22


def test_one_generation_does_not_verify_as_the_other() -> None:
    """PYTH-4: the row is of index and emitter; routers of index 4 are not the guardians of index 4."""
    other = Trust(30, "other", 4, ROUTERS.signers, 3, ROUTERS.emitters, 0)
    keys = {number: ROUTER_KEYS[number] for number in (0, 1, 2)}
    assert update_verify(update_sign([price()], keys, AT, other), [*MAINNET, other], NOW).trust_version == 30
    legacy = Trust(31, "legacy", 4, ROUTERS.signers, 3, EMITTERS[1:2], 0)
    forged = update_sign([price()], keys, AT, legacy)
    assert refused(forged, [*MAINNET, other]) == UpdateReason.QUORUM
    stranger = Trust(32, "x", 4, ROUTERS.signers, 3, ((26, b"e" * 32),), 0)
    assert refused(update_sign([price()], keys, AT, stranger), [*MAINNET, other]) == UpdateReason.EMITTER


def test_a_local_row_holds_on_its_own_network_alone() -> None:
    """PYTH-5."""
    trust = local_trust(TEST_KEY, GENESIS, 50)
    data = update_sign([price()], {0: TEST_KEY}, AT, trust)
    assert update_verify(data, [*MAINNET, trust], NOW).prices == (price(),)
    assert refused(data, [*MAINNET, trust], Judge(NOW.at, b"\1" * 32)) == UpdateReason.NETWORK
    assert refused(data, MAINNET) == UpdateReason.SET_UNKNOWN
    assert len(LOCAL_EMITTER[1]) == 32


def twap(feed: int, cumulative: int, slot: int) -> TwapMessage:
    return TwapMessage(bytes([feed]) * 32, cumulative, 5, 0, -8, 1, 0, slot)


def test_twap_messages_are_read_and_give_a_mean() -> None:
    """PYTH-1: 128-bit sums, signed for the price."""
    layout = b"\1" + b"\2" * 32 + (-(2**100)).to_bytes(16, "big", signed=True) + (2**127).to_bytes(16, "big")
    layout += (
        (3).to_bytes(8, "big")
        + (-8).to_bytes(4, "big", signed=True)
        + (9).to_bytes(8, "big") * 2
        + (77).to_bytes(8, "big")
    )
    found = message_read(layout + b"later versions append")
    assert found == TwapMessage(b"\2" * 32, -(2**100), 2**127, 3, -8, 9, 9, 77)
    assert twap_price(twap(1, 1_000, 10), twap(1, 1_031, 13)) == 10
    assert twap_price(twap(1, 0, 10), twap(1, -31, 13)) == -11
    for start, end in ((twap(1, 0, 10), twap(2, 9, 13)), (twap(1, 0, 13), twap(1, 9, 13))):
        with pytest.raises(UpdateRefused):
            twap_price(start, end)


def test_messages_of_unknown_kind_or_cut_short_are_refused() -> None:
    """PYTH-1."""
    for message in (b"", b"\2" + bytes(200), b"\0" + bytes(83), b"\1" + bytes(90)):
        with pytest.raises(UpdateRefused) as caught:
            message_read(message)
        assert caught.value.reason == UpdateReason.MESSAGE


def test_published_addresses_are_of_twenty_bytes() -> None:
    for trust in MAINNET:
        assert {len(signer) for signer in trust.signers} == {20}
    assert len(address("0x" + "00" * 20)) == 20
