"""The compiled verifier against published and made cases, and against a slow one of plain whole numbers."""

import hashlib
import json
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantdesk.core import order_id, orders_prepare, public_key, sign, signatures_verify
from quantdesk.model.records_gen import (
    Batch,
    CancelAll,
    CancelOrder,
    PlaceOrder,
    ReplaceOrder,
    Transfer,
    commands_decode,
)
from tests.vectors import strict_ed25519

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "signed_messages.json").read_text(encoding="utf-8"))
SEED = bytes(range(32))
KEY = public_key(SEED)


def place(message, signature, signer=KEY, found_id=bytes(16)):
    return PlaceOrder(order_id=found_id, message=message, signature=signature, signer=signer, kind=0).encode()


@pytest.mark.parametrize("case", VECTORS["signatures"], ids=lambda case: case["name"])
def test_signature_has_the_verdict_of_its_vector(case):
    """SIG-3: strict rules; published edge cases, small-order keys, non-canonical encodings, mixed orders."""
    claim = tuple(bytes.fromhex(case[name]) for name in ("signer", "message", "signature"))
    assert signatures_verify([claim]) == bytes([case["holds"]])


def test_vector_file_holds_at_least_forty_cases_of_each_half():
    assert len(VECTORS["messages"]) + len(VECTORS["refused"]) >= 40
    assert len(VECTORS["signatures"]) >= 40
    assert sum(case["holds"] for case in VECTORS["signatures"]) >= 6


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 95), st.integers(0, 255))
def test_verdict_equals_the_slow_verifier_after_any_spoilt_byte(message, at, value):
    """SIG-3."""
    body = bytearray(KEY + sign(SEED, message))
    body[at] = value
    key, signature = bytes(body[:32]), bytes(body[32:])
    assert signatures_verify([(key, message, signature)]) == bytes([strict_ed25519.verify(key, message, signature)])


def test_verdicts_keep_their_places_however_many_there_are():
    """SIG-3: shares of threads do not mix."""
    claims = []
    for number in range(203):
        message = number.to_bytes(64, "little")
        claims.append((KEY, message, sign(SEED, message) if number % 3 else bytes(64)))
    assert signatures_verify(claims) == bytes([int(number % 3 != 0) for number in range(203)])
    assert signatures_verify([]) == b""


def test_verdict_is_the_same_for_remembered_keys_and_new_ones():
    message = b"m" * 64
    for number in range(300):
        seed = number.to_bytes(32, "little")
        claim = (public_key(seed), message, sign(seed, message))
        assert signatures_verify([claim, claim, (KEY, *claim[1:])]) == b"\1\1\0"


def test_wrong_lengths_do_not_hold():
    message, signature = b"m" * 64, sign(SEED, b"m" * 64)
    claims = [
        (KEY[:31], message, signature),
        (KEY + b"\0", message, signature),
        (KEY, message, signature[:63]),
        (b"", b"", b""),
    ]
    assert signatures_verify(claims) == bytes(4)


def test_other_threads_run_while_signatures_are_checked():
    """SIG-3: without the interpreter lock."""
    claims = [(KEY, b"m" * 64, sign(SEED, b"m" * 64))] * 2_000
    turns = 0
    thread = threading.Thread(target=signatures_verify, args=(claims,))
    thread.start()
    while thread.is_alive():
        turns += 1
    thread.join()
    assert turns > 1_000


def test_order_id_is_a_function_of_the_message_alone():
    """SIG-7."""
    for case in VECTORS["messages"]:
        assert order_id(bytes.fromhex(case["message"])).hex() == case["order_id"]


def test_prepared_records_carry_their_ids_and_one_verdict_a_signature():
    """SIG-3, SIG-7: alone and behind a Batch; whatever id came is replaced."""
    first, second, third, fourth = (bytes([number]) * 64 for number in range(4))
    cancel = CancelOrder(account=1, order_id=bytes(16), client_order_id=3).encode()
    every = CancelAll(account=1, market=65_535, side=2).encode()
    transfer = Transfer(order_id=bytes(16), message=second, signature=sign(SEED, second), signer=KEY).encode()
    replace = ReplaceOrder(
        old_order_id=b"o" * 16, order_id=b"x" * 16, message=third, signature=sign(SEED, first), signer=KEY, kind=0
    ).encode()
    body = [
        place(first, sign(SEED, first), found_id=b"x" * 16),
        cancel,
        transfer,
        Batch(account=1, count=3, whole=0).encode(),
        replace,
        every,
    ]
    records, verdicts = orders_prepare(b"".join([*body, place(fourth, sign(SEED, fourth))]))
    assert verdicts == b"\1\1\0\1"
    found = commands_decode(records)
    ids = [command.order_id for command in found if isinstance(command, PlaceOrder | ReplaceOrder | Transfer)]
    assert ids == [hashlib.sha256(message).digest()[:16] for message in (first, second, third, fourth)]
    assert found[1].encode() == cancel
    assert found[4].old_order_id == b"o" * 16
    assert found[5].encode() == every


@pytest.mark.parametrize(
    ("spoil", "at"),
    [
        (lambda record: record[:-1], 0),
        (lambda record: b"\xff" + record[1:], 0),
        (lambda record: record[:1] + b"\1" + record[2:], 0),
        (lambda record: record[:2] + b"\0" + record[3:], 0),
        (lambda record: record + b"\x0e", PlaceOrder.SIZE),
        (lambda record: record + record[:100], PlaceOrder.SIZE),
    ],
)
def test_what_is_no_record_is_named_by_its_place(spoil, at):
    with pytest.raises(ValueError, match=f"expected a command record at {at}, found none"):
        orders_prepare(spoil(place(bytes(64), bytes(64))))


def test_empty_records_give_nothing():
    assert orders_prepare(b"") == (b"", b"")


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_seed_of_another_length_is_refused(size):
    with pytest.raises(ValueError, match=f"expected a seed of 32 bytes, found {size}"):
        sign(bytes(size), b"")
    with pytest.raises(ValueError, match=f"found {size}"):
        public_key(bytes(size))
