"""The generated records: every one round-trips, and nothing else is read as one."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.core import schema_hash
from quantdesk.model import records_gen as records
from quantdesk.model.errors import RecordInvalid

ROOT = Path(__file__).parents[3]
EVERY = [*records.COMMANDS.values(), *records.EVENTS.values(), *records.QUERIES.values(), *records.VIEWS.values()]


def filled(record, number):
    """A record whose fields are all `number` modulo what a byte holds."""
    values = []
    for name in record.__struct_fields__:
        width = {
            "order_id": 16,
            "maker_order_id": 16,
            "taker_order_id": 16,
            "old_order_id": 16,
            "linked": 16,
            "symbol": 16,
            "domain": 8,
        }.get(name, 32)
        width = {"message": 64, "signature": 64}.get(name, width)
        values.append(bytes([number % 128]) * width if record.__annotations__[name] is bytes else number % 128)
    return record(*values)


def test_all_readers_are_made_of_the_present_schema():
    digest = hashlib.sha256((ROOT / "crates" / "core" / "schema.txt").read_bytes()).digest()
    assert digest == records.SCHEMA_HASH == schema_hash()


@pytest.mark.parametrize("record", EVERY, ids=lambda record: record.__name__)
def test_record_survives_encoding(record):
    value = filled(record, 77)
    data = value.encode()
    assert len(data) == record.SIZE == int.from_bytes(data[2:4], "little")
    assert data[0] == record.KIND
    assert record.decode(data) == value
    assert record.decode(b"xyz" + data + b"behind", 3) == value


@pytest.mark.parametrize("record", EVERY, ids=lambda record: record.__name__)
def test_record_with_another_head_or_length_is_refused(record):
    data = filled(record, 1).encode()
    spoilt = [data[:-1], bytes([data[0] ^ 1]) + data[1:], data[:2] + bytes([data[2] ^ 1]) + data[3:], b""]
    if record.KIND not in records.EVENTS or record is not records.EVENTS[record.KIND]:
        spoilt.append(data[:1] + b"\1" + data[2:])
    for each in spoilt:
        with pytest.raises(RecordInvalid):
            record.decode(each)


def test_field_outside_its_type_is_refused():
    with pytest.raises(RecordInvalid, match="Credit"):
        records.Credit(account=-1, asset=0, credited=1).encode()
    with pytest.raises(RecordInvalid, match="expected 32 bytes, found 31"):
        records.OpenAccount(account=1, owner=bytes(31), index=0).encode()


@given(st.lists(st.tuples(st.sampled_from(list(records.EVENTS.values())), st.integers(0, 2**31)), max_size=20))
def test_events_survive_in_their_order(pairs):
    events = [filled(record, number) for record, number in pairs]
    assert records.events_decode(b"".join([event.encode() for event in events])) == events


def test_views_and_commands_survive_in_their_order():
    views = [filled(record, 3) for record in records.VIEWS.values()]
    assert records.views_decode(memoryview(b"".join([view.encode() for view in views]))) == views
    commands = [filled(record, 4) for record in records.COMMANDS.values()]
    assert records.commands_decode(bytearray(b"".join([command.encode() for command in commands]))) == commands


@pytest.mark.parametrize("read", [records.events_decode, records.views_decode, records.commands_decode])
def test_what_is_no_list_of_records_is_refused(read):
    first = {records.events_decode: records.Credited, records.views_decode: records.LevelView}.get(read, records.Credit)
    data = filled(first, 5).encode()
    assert len(read(data)) == 1
    for spoilt in (data[:-1], data + b"\0", data + b"\xff", data + data[:3]):
        with pytest.raises(RecordInvalid):
            read(spoilt)


def test_each_command_names_who_may_send_it():
    assert records.SERVICES.keys() == records.COMMANDS.keys()
    assert records.SERVICES[records.Credit.KIND] == {records.Service.KEEPERS}
    assert records.Service.GATEWAY not in records.SERVICES[records.Credit.KIND]


def test_words_are_those_of_the_schema():
    assert records.Reason.POST_ONLY_CROSSES.label == "post_only_crosses"
    assert records.TimeInForce(3).label == "gtd"
