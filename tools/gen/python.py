"""The Python reader and writer: one frozen struct a record over one compiled struct.Struct, enumerations as IntEnum."""

import hashlib

from tools.gen.schema import Enumeration, Field, Record, Schema

PATH = "src/quantdesk/model/records_gen.py"
_CODES = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i32": "i", "i64": "q"}
_HEADER = ("item", "index", "seq")
_HEAD = '''"""Records of commands, events, queries and views, as in crates/core/schema.txt. Written by `./desk gen`; do not edit.

Fields hold the integers and bytes of the record: numbers of enumerations stay integers, symbols stay padded bytes.
"""

import struct
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import ClassVar, Final, Protocol, Self, TypeVar

import msgspec

from quantdesk.model.errors import RecordInvalid

Buffer = bytes | bytearray | memoryview
_HEAD: Final = struct.Struct("<BBH")


class _Record(Protocol):
    """What every record's class can do."""

    SIZE: ClassVar[int]

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self: ...


_R = TypeVar("_R", bound=_Record)
'''
_DECODERS = '''

def _head_check(data: Buffer, offset: int, kind: int, size: int, zero: bool) -> None:
    """Refuses a record whose kind, size or zero byte differ."""
    if len(data) - offset < size or offset < 0:
        raise RecordInvalid(f"expected a record of {size} bytes at {offset}, found {len(data)} bytes in all")
    kind_found, zero_found, size_found = _HEAD.unpack_from(data, offset)
    if (kind_found, size_found) != (kind, size) or (zero and zero_found):
        raise RecordInvalid(f"expected kind {kind} and {size} bytes at {offset}, found kind {kind_found} and {size_found} bytes")


def events_decode(data: Buffer) -> list[Event]:
    """All events of `data`, in order. Sizes follow from kinds: both ends hold the same schema. Raises RecordInvalid."""
    events: list[Event] = []
    append = events.append
    readers = _EVENT_READERS
    at, end = 0, len(data)
    try:
        while at < end:
            unpack, make, size = readers[data[at]]
            append(make(*unpack(data, at)))
            at += size
    except KeyError as error:
        raise RecordInvalid(f"expected the kind of an event at {at}, found {error}") from None
    except struct.error:
        raise RecordInvalid(f"expected an event of {size} bytes at {at}, found {end - at} bytes") from None
    return events


def views_decode(data: Buffer) -> list[View]:
    """All views of `data`, in order. Raises RecordInvalid."""
    return _records_decode(data, VIEWS, "view")


def commands_decode(data: Buffer) -> list[Command]:
    """All commands of `data`, in order; the items of a Batch follow it. Raises RecordInvalid."""
    return _records_decode(data, COMMANDS, "command")


def _records_decode(data: Buffer, kinds: Mapping[int, type[_R]], noun: str) -> list[_R]:
    records: list[_R] = []
    at = 0
    while at < len(data):
        kind = kinds.get(data[at])
        if kind is None:
            raise RecordInvalid(f"expected the kind of a {noun} at {at}, found {data[at]}")
        records.append(kind.decode(data, at))
        at += kind.SIZE
    return records
'''


def write(schema: Schema, text: str) -> str:
    """The file for `schema`, parsed from `text`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    parts = [_HEAD + f'\nVERSION: Final = {schema.version}\nSCHEMA_HASH: Final = bytes.fromhex(\n    "{digest}"\n)\n']
    parts.extend(_enum(each) for each in schema.enums.values())
    parts.extend(_record(each) for each in schema.records.values())
    parts.append(_tables(schema))
    return "".join(parts)


def _enum(enum: Enumeration) -> str:
    lines = ["", "", f"class {enum.name}(IntEnum):", f'    """Numbers of {enum.name}."""', ""]
    for member in enum.members:
        note = f"  # {member.text}" if member.text else ""
        lines.append(f"    {member.name.upper()} = {member.number}{note}")
    lines += ["", "    @property", "    def label(self) -> str:"]
    lines += ['        """The word of the schema, snake_case."""', "        return self.name.lower()", ""]
    return "\n".join(lines)


def field_name(record: Record, field: Field) -> str:
    """Name of a field in a flat struct: one that an event's header has too gets an underscore."""
    return field.name + "_" if record.group == "event" and field.name in _HEADER else field.name


def _note(field: Field) -> str:
    unit = "" if field.unit.raw and field.unit.name == field.unit.raw else field.unit.name
    bound = f"{field.unit.size} bytes" if not field.unit.raw else field.unit.raw
    words = [word for word in (f"{unit} {bound}".strip(), field.text) if word]
    return ": ".join(words)


def _record(record: Record) -> str:
    event = record.group == "event"
    names = [field_name(record, field) for field in record.fields]
    codes = "".join(_CODES.get(field.unit.raw, f"{field.unit.size}s") for field in record.fields)
    text = record.text or f"{record.group.capitalize()} {record.kind}."
    lines = [
        "",
        "",
        f"class {record.name}(msgspec.Struct, frozen=True, gc=False):",
        f'    """{text.rstrip(".")}."""',
        "",
    ]
    lines += [f"    KIND: ClassVar[int] = {record.kind}", f"    SIZE: ClassVar[int] = {record.size()}"]
    packed = ("BBHIQ" if event else "BBH") + codes
    lines.append(f'    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<{packed}")')
    lines.append(f'    READER: ClassVar[struct.Struct] = struct.Struct("<{"xBxxIQ" if event else "4x"}{codes}")')
    if event:
        lines += [
            "    item: int  # u8: place in a Batch, else 0",
            "    index: int  # u32: of the event within its command",
        ]
        lines += ["    seq: int  # u64: number of the command in the journal"]
    for name, field in zip(names, record.fields, strict=True):
        lines.append(f"    {name}: {'int' if field.unit.raw else 'bytes'}  # {_note(field)}")
    lines += _encode(record, names) + _decode(record)
    return "\n".join([*lines, ""])


def _encode(record: Record, names: list[str]) -> list[str]:
    lines = ["", "    def encode(self) -> bytes:"]
    lines.append('        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""')
    sized = [(name, field.unit.size) for name, field in zip(names, record.fields, strict=True) if not field.unit.raw]
    for name, size in sized:
        lines.append(f"        if len(self.{name}) != {size}:")
        lines.append(f'            raise RecordInvalid(f"{name}: expected {size} bytes, found {{len(self.{name})}}")')
    if record.group == "event":
        values = [str(record.kind), "self.item", str(record.size()), "self.index", "self.seq"]
    else:
        values = [str(record.kind), "0", str(record.size())]
    values += [f"self.{name}" for name in names]
    lines += ["        try:", "            return self.LAYOUT.pack("]
    lines += [f"                {value}," for value in values]
    lines += ["            )", "        except struct.error as error:"]
    return [*lines, f'            raise RecordInvalid(f"{record.name}: {{error}}") from None']


def _decode(record: Record) -> list[str]:
    lines = ["", "    @classmethod", "    def decode(cls, data: Buffer, offset: int = 0) -> Self:"]
    lines.append('        """The record at `offset`; header checked. Raises RecordInvalid."""')
    lines.append(f"        _head_check(data, offset, {record.kind}, {record.size()}, zero={record.group != 'event'})")
    return [*lines, "        return cls(*cls.READER.unpack_from(data, offset))"]


def _tables(schema: Schema) -> str:
    lines: list[str] = []
    for group, alias, table in (
        ("command", "Command", "COMMANDS"),
        ("event", "Event", "EVENTS"),
        ("query", "Query", "QUERIES"),
        ("view", "View", "VIEWS"),
    ):
        records = schema.of(group)
        lines += ["", f"{alias} = (", f"    {records[0].name}"]
        lines += [f"    | {record.name}" for record in records[1:]]
        lines += [")", f"{table}: Final[dict[int, type[{alias}]]] = {{"]
        lines += [f"    {record.kind}: {record.name}," for record in records] + ["}"]
    lines += ["", "# Who may send a command, by its kind.", "SERVICES: Final[dict[int, frozenset[Service]]] = {"]
    for record in schema.of("command"):
        members = ", ".join(f"Service.{name.upper()}" for name in record.services)
        lines.append(f"    {record.kind}: frozenset(({members},)),")
    lines += ["}", "", "_Reader = tuple[Callable[..., tuple[int | bytes, ...]], Callable[..., Event], int]"]
    lines += ["_EVENT_READERS: Final[dict[int, _Reader]] = {"]
    lines += ["    kind: (event.READER.unpack_from, event, event.SIZE) for kind, event in EVENTS.items()", "}"]
    return "\n".join(["", *lines]) + "\n" + _DECODERS
