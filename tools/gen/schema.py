"""The schema of records, parsed.

Invariant: every name, kind and number is unique and every type is known; what is not so is named with its line.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

RAW_SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i32": 4, "i64": 8}
CLASSES = ("command", "event", "query", "view")
HEAD_SIZES = {"command": 4, "event": 16, "query": 4, "view": 4}
RECORD_SIZE_MAX = 65_535
_TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
_WORD = re.compile(r"[a-z][a-z0-9_]*\Z")


class SchemaInvalid(ValueError):
    """The schema's text breaks a rule; the message starts with the line number."""


@dataclass(frozen=True)
class Unit:
    """A named type: `raw` is an integer type, or empty when it is `size` bytes."""

    name: str
    raw: str
    size: int
    text: str


@dataclass(frozen=True)
class Member:
    """One value of an enumeration."""

    name: str
    number: int
    text: str


@dataclass(frozen=True)
class Enumeration:
    """Numbered words; `raw` is u8 or u16."""

    name: str
    raw: str
    members: list[Member] = field(default_factory=list)


@dataclass(frozen=True)
class Field:
    """One field of a record, with its unit resolved."""

    name: str
    unit: Unit
    text: str


@dataclass(frozen=True)
class Record:
    """One fixed layout of bytes; `services` are the senders of a command."""

    name: str
    group: str
    kind: int
    services: tuple[str, ...]
    text: str
    fields: list[Field] = field(default_factory=list)

    def size(self) -> int:
        """Bytes of the whole record, header included."""
        return HEAD_SIZES[self.group] + sum(each.unit.size for each in self.fields)


@dataclass
class Schema:
    """The whole contract, in the order of the text."""

    version: int = 0
    units: dict[str, Unit] = field(default_factory=dict)
    enums: dict[str, Enumeration] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    def of(self, group: str) -> list[Record]:
        """The records of one class, in the order of the text."""
        return [record for record in self.records.values() if record.group == group]

    def services(self) -> dict[str, int]:
        """Number of each service by name."""
        return {member.name: member.number for member in self.enums["Service"].members}


def parse(text: str) -> Schema:
    """The schema of `text`. Raises SchemaInvalid with the number of the first line that breaks a rule."""
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        reader.line = number
        if not line.strip() or line.startswith("#"):
            continue
        if "\t" in line or not line.isascii():
            reader.refuse("only ASCII and spaces are allowed")
        if line.startswith(" "):
            reader.inner(line)
        else:
            reader.outer(line)
    reader.finish()
    return reader.schema


def _split(line: str, words: int) -> tuple[list[str], str]:
    """The first `words` words of a line and the text behind them, each "" where there is none."""
    parts = line.split(maxsplit=words)
    return (parts + [""] * words)[:words], parts[words].strip() if len(parts) > words else ""


class _Reader:
    """Reads one line after another; remembers which block is open."""

    def __init__(self) -> None:
        self.schema = Schema()
        self.line = 0
        self.block: Enumeration | Record | None = None

    def refuse(self, what: str) -> NoReturn:
        raise SchemaInvalid(f"line {self.line}: {what}")

    def number(self, word: str, lowest: int, highest: int) -> int:
        if not (word.isdigit() and lowest <= int(word) <= highest):
            self.refuse(f"expected a number from {lowest} to {highest}, found {word!r}")
        return int(word)

    def name(self, word: str, pattern: re.Pattern[str]) -> str:
        if not pattern.match(word):
            self.refuse(f"expected a name like {pattern.pattern[:-2]}, found {word!r}")
        return word

    def outer(self, line: str) -> None:
        self.block = None
        word = line.split(maxsplit=1)[0]
        if word == "version":
            self.schema.version = self.number(_split(line, 2)[0][1], 1, 65_535)
        elif word in ("unit", "bytes"):
            self.unit(line)
        elif word == "enum":
            self.enum(line)
        elif word in CLASSES:
            self.record(line)
        else:
            self.refuse(f"expected version, unit, bytes, enum or one of {', '.join(CLASSES)}, found {word!r}")

    def unit(self, line: str) -> None:
        (word, name, kind), text = _split(line, 3)
        self.name(name, _WORD)
        if name in self.schema.units or name in RAW_SIZES:
            self.refuse(f"type {name} exists already")
        if word == "bytes":
            unit = Unit(name, "", self.number(kind, 1, 1_024), text)
        elif kind in RAW_SIZES:
            unit = Unit(name, kind, RAW_SIZES[kind], text)
        else:
            self.refuse(f"expected one of {', '.join(RAW_SIZES)}, found {kind!r}")
        self.schema.units[name] = unit

    def enum(self, line: str) -> None:
        (_, name, raw), _ = _split(line, 3)
        self.name(name, _TYPE_NAME)
        if name in self.schema.enums or name in self.schema.records:
            self.refuse(f"name {name} exists already")
        if raw not in ("u8", "u16"):
            self.refuse(f"an enum is u8 or u16, found {raw!r}")
        self.block = self.schema.enums[name] = Enumeration(name, raw)

    def record(self, line: str) -> None:
        (group, name, kind), rest = _split(line, 3)
        self.name(name, _TYPE_NAME)
        if name in self.schema.records or name in self.schema.enums:
            self.refuse(f"name {name} exists already")
        code = self.number(kind, 1, 255)
        if any(record.kind == code for record in self.schema.of(group)):
            self.refuse(f"{group} {code} exists already")
        services: list[str] = []
        known = self.schema.services() if "Service" in self.schema.enums else {}
        words = rest.split()
        while group == "command" and words and words[0] in known:
            services.append(words.pop(0))
        if group == "command" and not services:
            self.refuse(f"command {name} names no service that may send it")
        self.block = self.schema.records[name] = Record(name, group, code, tuple(services), " ".join(words))

    def inner(self, line: str) -> None:
        if isinstance(self.block, Enumeration):
            self.member(self.block, line)
        elif isinstance(self.block, Record):
            self.field(self.block, line)
        else:
            self.refuse("an indented line stands under an enum or a record")

    def member(self, block: Enumeration, line: str) -> None:
        (name, number), text = _split(line, 2)
        self.name(name, _WORD)
        code = self.number(number, 0, 256 ** RAW_SIZES[block.raw] - 1)
        if any(member.name == name or member.number == code for member in block.members):
            self.refuse(f"{block.name} has {name} or {code} already")
        block.members.append(Member(name, code, text))

    def field(self, block: Record, line: str) -> None:
        (name, kind), text = _split(line, 2)
        self.name(name, _WORD)
        if (name in ("item", "seq") and block.group == "event") or any(each.name == name for each in block.fields):
            self.refuse(f"{block.name} has a field {name} already")
        unit = self.schema.units.get(kind)
        if unit is None and kind in RAW_SIZES:
            unit = Unit(kind, kind, RAW_SIZES[kind], "")
        if unit is None:
            self.refuse(f"type {kind!r} is not known")
        block.fields.append(Field(name, unit, text))
        if block.size() > RECORD_SIZE_MAX:
            self.refuse(f"{block.name} is {block.size()} bytes, more than {RECORD_SIZE_MAX}")

    def finish(self) -> None:
        if self.schema.version == 0:
            self.refuse("there is no version line")
        for block in self.schema.enums.values():
            if not block.members:
                self.refuse(f"enum {block.name} has no member")
        for group in CLASSES:
            if not self.schema.of(group):
                self.refuse(f"there is no {group}")
