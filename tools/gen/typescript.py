"""The TypeScript reader and writer: an interface, its size and two functions a record; 64-bit numbers are bigint."""

import hashlib

from tools.gen.python import field_name
from tools.gen.schema import Enumeration, Field, Record, Schema

PATH = "web/src/core/records_gen.ts"
_ACCESS = {"u8": "Uint8", "u16": "Uint16", "u32": "Uint32", "i32": "Int32", "u64": "BigUint64", "i64": "BigInt64"}
_BIG = ("u64", "i64")
_HEAD = """/* oxlint-disable max-lines */
/**
 * Records of commands, events, queries and views, as in crates/core/schema.txt. Written by `./desk gen`; do not edit.
 *
 * Fields hold the numbers and bytes of the record: u64 and i64 are bigint, symbols stay padded bytes.
 */

/** A record does not fit: what was expected and what was found. */
export class RecordInvalid extends Error {{}}

export const VERSION = {version};
export const SCHEMA_HASH = "{digest}";

function head(view: DataView, at: number, kind: number, size: number, event: boolean): void {{
  if (at < 0 || view.byteLength - at < size) {{
    throw new RecordInvalid(`expected a record of ${{size}} bytes at ${{at}}, found ${{view.byteLength}} bytes in all`);
  }}
  const found = [view.getUint8(at), view.getUint16(at + 2, true)];
  if (found[0] !== kind || found[1] !== size || (!event && view.getUint8(at + 1) !== 0)) {{
    throw new RecordInvalid(`expected kind ${{kind}} and ${{size}} bytes at ${{at}}, found ${{found.join(" and ")}}`);
  }}
}}

function bytesAt(view: DataView, at: number, size: number): Uint8Array {{
  return new Uint8Array(view.buffer.slice(view.byteOffset + at, view.byteOffset + at + size));
}}

function put(view: DataView, at: number, size: number, name: string, bytes: Uint8Array): void {{
  if (bytes.length !== size) throw new RecordInvalid(`${{name}}: expected ${{size}} bytes, found ${{bytes.length}}`);
  new Uint8Array(view.buffer).set(bytes, at);
}}

function fit(name: string, value: number, least: number, most: number): number {{
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RecordInvalid(`${{name}}: expected a whole number from ${{least}} to ${{most}}, found ${{value}}`);
}}

function fitBig(name: string, value: bigint, least: bigint, most: bigint): bigint {{
  if (value >= least && value <= most) return value;
  throw new RecordInvalid(`${{name}}: expected a whole number from ${{least}} to ${{most}}, found ${{value}}`);
}}
"""


def write(schema: Schema, text: str) -> str:
    """The file for `schema`, parsed from `text`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    parts = [_HEAD.format(version=schema.version, digest=digest)]
    parts.extend(_enum(each) for each in schema.enums.values())
    parts.extend(_record(each) for each in schema.records.values())
    parts.extend(_sizes(schema, group) for group in ("command", "event", "query", "view"))
    return "".join(parts)


def _enum(enum: Enumeration) -> str:
    lines = ["", f"/** Numbers of {enum.name}, and its words by number. */", f"export const {enum.name} = {{"]
    lines += [f"  {member.name}: {member.number}," for member in enum.members]
    lines += ["} as const;", f"export const {enum.name}Name: Readonly<Record<number, string>> = {{"]
    lines += [f'  {member.number}: "{member.name}",' for member in enum.members]
    return "\n".join([*lines, "};", ""])


def _kind(field: Field) -> str:
    if not field.unit.raw:
        return "Uint8Array"
    return "bigint" if field.unit.raw in _BIG else "number"


def _note(field: Field) -> str:
    unit = field.unit.name if field.unit.name != field.unit.raw else ""
    words = ", ".join(word for word in (unit, field.text) if word)
    return f"  /** {words} */\n" if words else ""


def _record(record: Record) -> str:
    event = record.group == "event"
    names = [field_name(record, field) for field in record.fields]
    name, size = record.name, record.size()
    note = record.text.rstrip(".") or f"{record.group.capitalize()} {record.kind}"
    lines = [f"\n/** {note}. */", f"export interface {name} {{"]
    if event:
        lines += ["  item: number;", "  index: number;", "  seq: bigint;"]
    for field_of, field in zip(names, record.fields, strict=True):
        lines.append(f"{_note(field)}  {field_of}: {_kind(field)};")
    lines += [
        "}",
        f"export const {_constant(name)}_KIND = {record.kind};",
        f"export const {_constant(name)}_SIZE = {size};",
    ]
    return "\n".join([*lines, *_reader(record, names), *_writer(record, names), ""])


def _constant(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() and place else letter for place, letter in enumerate(name)).upper()


def _reader(record: Record, names: list[str]) -> list[str]:
    at = 16 if record.group == "event" else 4
    lines = [
        "/** The record at a place. Throws RecordInvalid. */",
        f"export function read{record.name}(view: DataView, at = 0): {record.name} {{",
    ]
    event = "true" if record.group == "event" else "false"
    lines += [f"  head(view, at, {record.kind}, {record.size()}, {event});", "  return {"]
    if record.group == "event":
        lines += ["    item: view.getUint8(at + 1),", "    index: view.getUint32(at + 4, true),"]
        lines += ["    seq: view.getBigUint64(at + 8, true),"]
    for name, field in zip(names, record.fields, strict=True):
        raw = field.unit.raw
        little = "" if raw == "u8" else ", true"
        value = f"view.get{_ACCESS[raw]}(at + {at}{little})" if raw else f"bytesAt(view, at + {at}, {field.unit.size})"
        lines.append(f"    {name}: {value},")
        at += field.unit.size
    return [*lines, "  };", "}"]


def _writer(record: Record, names: list[str]) -> list[str]:
    event = record.group == "event"
    used = "record" if names or event else "_record"
    lines = ["/** The bytes of a record. Throws RecordInvalid for a field outside its type. */"]
    lines += [f"export function write{record.name}({used}: {record.name}): Uint8Array<ArrayBuffer> {{"]
    lines += [f"  const bytes = new Uint8Array({record.size()});", "  const view = new DataView(bytes.buffer);"]
    lines += [f"  view.setUint8(0, {record.kind});", f"  view.setUint16(2, {record.size()}, true);"]
    at = 16 if event else 4
    if event:
        lines += [_set("item", "u8", 1, "item"), _set("index", "u32", 4, "index"), _set("seq", "u64", 8, "seq")]
    for name, field in zip(names, record.fields, strict=True):
        if field.unit.raw:
            lines.append(_set(name, field.unit.raw, at, f"{record.name}.{name}"))
        else:
            lines.append(f'  put(view, {at}, {field.unit.size}, "{record.name}.{name}", record.{name});')
        at += field.unit.size
    return [*lines, "  return bytes;", "}"]


def _set(name: str, raw: str, at: int, label: str) -> str:
    bits = int(raw[1:])
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if raw[0] == "i" else (0, (1 << bits) - 1)
    big = raw in _BIG
    bounds = f"{least}n, {most}n" if big else f"{least}, {most}"
    value = f'{"fitBig" if big else "fit"}("{label}", record.{name}, {bounds})'
    return f"  view.set{_ACCESS[raw]}({at}, {value}{'' if raw == 'u8' else ', true'});"


def _sizes(schema: Schema, group: str) -> str:
    plural = {"query": "QUERY"}.get(group, group.upper())
    rows = [f"  {record.kind}: {record.size()}," for record in schema.of(group)]
    lines = ["", f"/** Bytes of every {group} by its kind. */"]
    return "\n".join([*lines, f"export const {plural}_SIZES: Readonly<Record<number, number>> = {{", *rows, "};", ""])
