"""Records by schema.txt: the judge's own reader of the one contract.

Invariant: a codec packs and unpacks exactly the fields that the schema names, in its order, little-endian,
without padding, behind the header of its class.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA_PATH = Path(__file__).resolve().parents[3] / "crates" / "core" / "schema.txt"

_LETTERS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i32": "i", "i64": "q"}
_HEADS = {"command": "<BBH", "query": "<BBH", "view": "<BBH", "event": "<BBHIQ"}

# Field values come from the schema at run time: their types are the schema's.
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Codec:
    """One record kind: its names, its packed form."""

    kind: int
    name: str
    fields: tuple[str, ...]
    head: int
    form: struct.Struct

    @property
    def size(self) -> int:
        """Bytes of the whole record, header included."""
        return self.form.size

    def pack(self, *values: int | bytes) -> bytes:
        """A command, query or view of its field values."""
        return self.form.pack(self.kind, 0, self.form.size, *values)

    def pack_event(self, item: int, index: int, seq: int, values: Values) -> bytes:
        """An event of its header numbers and field values."""
        return self.form.pack(self.kind, item, self.form.size, index, seq, *values)

    def unpack(self, data: bytes, offset: int = 0) -> Values:
        """Field values without the header."""
        return self.form.unpack_from(data, offset)[self.head :]

    def named(self, data: bytes, offset: int = 0) -> dict[str, Any]:
        """Field values by name."""
        return dict(zip(self.fields, self.unpack(data, offset), strict=True))


@dataclass(frozen=True)
class Schema:
    """All records and numbers of schema.txt."""

    enums: dict[str, dict[str, int]]
    commands: dict[str, Codec]
    events: dict[str, Codec]
    queries: dict[str, Codec]
    views: dict[str, Codec]

    def by_kind(self, table: str) -> dict[int, Codec]:
        """The codecs of one class by their kind number."""
        codecs: dict[str, Codec] = getattr(self, table)
        return {codec.kind: codec for codec in codecs.values()}


def _letter(kind: str, units: dict[str, str], sizes: dict[str, int]) -> str:
    if kind in sizes:
        return f"{sizes[kind]}s"
    return _LETTERS[units.get(kind, kind)]


def _sections(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each top line with the indented lines below it."""
    head: list[str] | None = None
    below: list[list[str]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            below.append(line.split())
            continue
        if head is not None:
            yield head, below
        head, below = line.split(), []
    if head is not None:
        yield head, below


def schema_read(path: Path = SCHEMA_PATH) -> Schema:
    """Reads the schema file."""
    units: dict[str, str] = {}
    sizes: dict[str, int] = {}
    enums: dict[str, dict[str, int]] = {}
    tables: dict[str, dict[str, Codec]] = {"command": {}, "event": {}, "query": {}, "view": {}}
    for head, below in _sections(path.read_text("utf-8")):
        word, name = head[0], head[1]
        if word == "unit":
            units[name] = head[2]
        elif word == "bytes":
            sizes[name] = int(head[2])
        elif word == "enum":
            enums[name] = {row[0]: int(row[1]) for row in below}
        elif word in tables:
            letters = "".join(_letter(row[1], units, sizes) for row in below)
            form = struct.Struct(_HEADS[word] + letters)
            fields = tuple(row[0] for row in below)
            count = 5 if word == "event" else 3
            tables[word][name] = Codec(int(head[2]), name, fields, count, form)
    return Schema(enums, tables["command"], tables["event"], tables["query"], tables["view"])


SCHEMA = schema_read()
REASON = SCHEMA.enums["Reason"]
CANCEL = SCHEMA.enums["CancelReason"]
EVENTS = SCHEMA.events
COMMANDS = SCHEMA.commands
VIEWS = SCHEMA.views
QUERIES = SCHEMA.queries
COMMAND_KINDS = SCHEMA.by_kind("commands")
EVENT_KINDS = SCHEMA.by_kind("events")
VIEW_KINDS = SCHEMA.by_kind("views")
QUERY_KINDS = SCHEMA.by_kind("queries")


def records_split(data: bytes, kinds: dict[int, Codec]) -> list[tuple[Codec, int]]:
    """Codec and offset of each record that stands in `data`."""
    found = []
    offset = 0
    while offset < len(data):
        size = int.from_bytes(data[offset + 2 : offset + 4], "little")
        found.append((kinds[data[offset]], offset))
        offset += size
    return found
