"""The reference page: every record with its bytes, so that a client in another language can be written from it."""

from tools.gen.schema import HEAD_SIZES, Enumeration, Record, Schema

PATH = "docs/reference/records.md"
_HEAD = """# Records

Written by `./desk gen` from `crates/core/schema.txt`; do not edit. Version {version}.

Packed little-endian bytes without padding. A command, query or view opens with 4 bytes: kind u8, zero u8, size u16 (of the
whole record). An event opens with 16: kind u8, item u8 (place in a batch, else 0), size u16, index u32 (of the event within
its command), seq u64 (number of the command in the journal).

## Types

| type | bytes | what it is |
|---|---|---|
"""
_TITLES = {"command": "Commands", "event": "Events", "query": "Queries", "view": "Views"}


def write(schema: Schema, text: str) -> str:
    """The page for `schema`; `text` is not needed, the parsed form says all."""
    del text
    units = [f"| {unit.name} | {unit.raw or unit.size} | {unit.text} |\n" for unit in schema.units.values()]
    parts = [_HEAD.format(version=schema.version), *units, "\n## Enumerations\n"]
    parts.extend(_enum(each) for each in schema.enums.values())
    for group, title in _TITLES.items():
        parts.append(f"\n## {title}\n")
        parts.extend(_record(each) for each in schema.of(group))
    return "".join(parts)


def _enum(enum: Enumeration) -> str:
    rows = "".join(f"| {member.number} | `{member.name}` | {member.text} |\n" for member in enum.members)
    return f"\n### {enum.name} ({enum.raw})\n\n| number | word | what it is |\n|---|---|---|\n{rows}"


def _record(record: Record) -> str:
    sent = f"Sent by: {', '.join(record.services)}.\n" if record.services else ""
    words = f"{record.text}\n" if record.text else ""
    lines = [f"\n### {record.name} — {record.group} {record.kind}, {record.size()} bytes\n\n{words}{sent}"]
    if not record.fields:
        return "".join([*lines, "No fields.\n"])
    lines.append("\n| at | type | field | what it is |\n|---|---|---|---|\n")
    at = HEAD_SIZES[record.group]
    for field in record.fields:
        lines.append(f"| {at} | {field.unit.name} | `{field.name}` | {field.text or field.unit.text} |\n")
        at += field.unit.size
    return "".join(lines)
