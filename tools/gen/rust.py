"""The Rust reader and writer: plain structs, no index, no cast, no arithmetic, so that it passes the lints of money."""

import hashlib

from tools.gen.schema import Enumeration, Field, Record, Schema

PATH = "crates/core/src/schema_gen.rs"
_LIST_WIDTH = 58
_HEAD = """//! Records of commands, events, queries and views, as in `schema.txt`. Written by `./desk gen`; do not edit.
//!
//! `read` takes the record at the start of the bytes and checks kind, size and the zero byte; `write` appends one.

use alloc::vec::Vec;

/// Takes `N` bytes off the front.
#[inline(always)]
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (chunk, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*chunk)
}

/// Writes `N` bytes and gives the rest; the sizes are made to fit, what did not would be left out.
#[inline(always)]
fn put<const N: usize>(rest: &mut [u8], bytes: [u8; N]) -> &mut [u8] {
    match rest.split_first_chunk_mut::<N>() {
        Some((chunk, behind)) => {
            *chunk = bytes;
            behind
        }
        None => &mut [],
    }
}

/// The record's bytes behind its kind, zero byte and size, when those three are right.
#[inline(always)]
fn body<const SIZE: usize>(bytes: &[u8], kind: u8) -> Option<&[u8]> {
    let record = bytes.first_chunk::<SIZE>()?;
    let mut rest = record.as_slice();
    let [kind_found, zero] = take::<2>(&mut rest)?;
    let size_found = u16::from_le_bytes(take::<2>(&mut rest)?);
    (kind_found == kind && zero == 0 && usize::from(size_found) == SIZE).then_some(rest)
}

/// The same of an event: its header's item, index and seq, and the bytes behind the header.
#[inline(always)]
fn event_body<const SIZE: usize>(bytes: &[u8], kind: u8) -> Option<(EventHead, &[u8])> {
    let record = bytes.first_chunk::<SIZE>()?;
    let mut rest = record.as_slice();
    let [kind_found, item] = take::<2>(&mut rest)?;
    let size_found = u16::from_le_bytes(take::<2>(&mut rest)?);
    let index = u32::from_le_bytes(take::<4>(&mut rest)?);
    let seq = u64::from_le_bytes(take::<8>(&mut rest)?);
    let right = kind_found == kind && usize::from(size_found) == SIZE;
    right.then_some((EventHead { item, index, seq }, rest))
}

/// What the header of an event says beside its kind and size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventHead {
    /// Place in a Batch, else 0.
    pub item: u8,
    /// Number of the event within its command.
    pub index: u32,
    /// Number of the command in the journal.
    pub seq: u64,
}
"""


def write(schema: Schema, text: str) -> str:
    """The file for `schema`, parsed from `text`."""
    digest = hashlib.sha256(text.encode()).digest()
    rows = ["    " + ", ".join(f"0x{byte:02x}" for byte in digest[at : at + 16]) + "," for at in (0, 16)]
    parts = [_HEAD]
    parts.append(f"/// Version of the schema.\npub const VERSION: u16 = {schema.version};\n")
    parts.append(
        "\n".join(
            ["/// SHA-256 of `schema.txt`.", "#[rustfmt::skip]", "pub const SCHEMA_HASH: [u8; 32] = [", *rows, "];", ""]
        )
    )
    parts.extend(_enum(each) for each in schema.enums.values())
    parts.extend(_record(each) for each in schema.records.values())
    parts.append(_lists(schema))
    return "\n".join(parts)


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _sentence(text: str) -> str:
    return (text[:1].upper() + text[1:]).rstrip(".") + "."


def _enum(enum: Enumeration) -> str:
    lines = [f"/// Numbers of {enum.name}; what is not listed does not exist."]
    lines += ["#[derive(Clone, Copy, Debug, PartialEq, Eq)]", f"#[repr({enum.raw})]", f"pub enum {enum.name} {{"]
    for member in enum.members:
        text = member.text or member.name.replace("_", " ")
        lines += [f"    /// {_sentence(text)}", f"    {_camel(member.name)} = {member.number},"]
    lines += ["}", "", f"impl {enum.name} {{", "    /// Every member, by number."]
    paths = [f"{enum.name}::{_camel(member.name)}" for member in enum.members]
    lines += _list(f"    pub const ALL: &'static [{enum.name}] = &", paths)
    lines += ["", "    /// The member with this number."]
    lines += [f"    pub const fn from_{enum.raw}(code: {enum.raw}) -> Option<Self> {{", "        match code {"]
    lines += [f"            {member.number} => Some({enum.name}::{_camel(member.name)})," for member in enum.members]
    lines += ["            _ => None,", "        }", "    }", "", "    /// The number of the member."]
    lines += [f"    pub const fn code(self) -> {enum.raw} {{", "        match self {"]
    lines += [f"            {enum.name}::{_camel(member.name)} => {member.number}," for member in enum.members]
    lines += ["        }", "    }", "", "    /// The word of the schema."]
    lines += ["    pub const fn name(self) -> &'static str {", "        match self {"]
    lines += [f'            {enum.name}::{_camel(member.name)} => "{member.name}",' for member in enum.members]
    return "\n".join([*lines, "        }", "    }", "}", ""])


def _list(opening: str, items: list[str]) -> list[str]:
    """A constant list as rustfmt lays it out: on one line when it is short."""
    line = ", ".join(items)
    if len(line) <= _LIST_WIDTH:
        return [f"{opening}[{line}];"]
    return [f"{opening}[", *(f"        {item}," for item in items), "    ];"]


def _rust_type(field: Field) -> str:
    return field.unit.raw or f"[u8; {field.unit.size}]"


def _field_text(field: Field) -> str:
    unit = "" if field.unit.name in ("u8", "u16", "u32", "u64", "i32", "i64") else field.unit.name.replace("_", " ")
    text = field.text or field.unit.text or field.name.replace("_", " ")
    return _sentence(f"{text} ({unit})" if field.text and unit else text)


def _derives(record: Record) -> str:
    plain = all(field.unit.raw or field.unit.size <= 32 for field in record.fields)
    return "Clone, Copy, Debug, Default, PartialEq, Eq" if plain else "Clone, Copy, Debug, PartialEq, Eq"


def _record(record: Record) -> str:
    note = f" {record.text.rstrip('.')}." if record.text else ""
    lines = [f"/// {record.group.capitalize()} {record.kind}.{note}", f"#[derive({_derives(record)})]"]
    if record.fields:
        lines.append(f"pub struct {record.name} {{")
        for field in record.fields:
            lines += [f"    /// {_field_text(field)}", f"    pub {field.name}: {_rust_type(field)},"]
        lines.append("}")
    else:
        lines.append(f"pub struct {record.name} {{}}")
    lines += ["", f"impl {record.name} {{"]
    lines += ["    /// Number of the record in its class.", f"    pub const KIND: u8 = {record.kind};"]
    lines += ["    /// Bytes of the record, header included.", f"    pub const SIZE: usize = {record.size()};", ""]
    lines += [*_read(record), "", *_write(record)]
    return "\n".join([*lines, "}", ""])


def _read(record: Record) -> list[str]:
    event = record.group == "event"
    lines = ["    /// The record at the start of `bytes`; None when kind, size or zero byte differ."]
    lines += ["    #[inline]", "    pub fn read(bytes: &[u8]) -> Option<Self> {"]
    if event:
        lines += [
            "        Self::read_head(bytes).map(|(_, record)| record)",
            "    }",
            "",
            "    /// The same with its header.",
        ]
        lines += ["    #[inline]", "    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {"]
        source = f"let (head, {_rest(record)}) = event_body::<{{ Self::SIZE }}>(bytes, Self::KIND)?;"
    elif record.fields:
        source = f"let {_rest(record)} = body::<{{ Self::SIZE }}>(bytes, Self::KIND)?;"
    else:
        source = "body::<{ Self::SIZE }>(bytes, Self::KIND)?;"
    lines.append(f"        {source}")
    opening, closing = ("Some((", "))") if event else ("Some(", ")")
    if not record.fields:
        return [*lines, f"        {opening}Self {{}}{closing}", "    }"]
    before = "            head,\n" if event else ""
    pad = "            " if event else "        "
    lines.append(f"        {opening}\n{before}{pad}Self {{" if event else f"        {opening}Self {{")
    for field in record.fields:
        chunk = "take(&mut rest)?"
        value = f"{field.unit.raw}::from_le_bytes({chunk})" if field.unit.raw else chunk
        lines.append(f"{pad}    {field.name}: {value},")
    lines += [f"{pad}}},", f"        {closing}", "    }"] if event else [f"        }}{closing}", "    }"]
    return lines


def _rest(record: Record) -> str:
    return "mut rest" if record.fields else "_"


def _write(record: Record) -> list[str]:
    low, high = record.size() % 256, record.size() // 256
    event = record.group == "event"
    arguments = "item: u8, index: u32, seq: u64, out: &mut Vec<u8>" if event else "out: &mut Vec<u8>"
    lines = ["    /// Appends the record to `out`.", "    #[inline]"]
    lines += [f"    pub fn write(&self, {arguments}) {{", "        let mut record = [0u8; Self::SIZE];"]
    lines.append(f"        let rest = put(&mut record, [Self::KIND, {'item' if event else '0'}, {low}, {high}]);")
    values = ["index.to_le_bytes()", "seq.to_le_bytes()"] if event else []
    values += [
        f"self.{field.name}.to_le_bytes()" if field.unit.raw else f"self.{field.name}" for field in record.fields
    ]
    if values:
        lines += [f"        let rest = put(rest, {value});" for value in values[:-1]]
        lines.append(f"        put(rest, {values[-1]});")
    else:
        lines[-1] = lines[-1].replace("let rest = ", "")
    return [*lines, "        out.extend_from_slice(&record);", "    }"]


def _mask(schema: Schema, record: Record) -> int:
    return sum(1 << schema.services()[name] for name in record.services)


def _lists(schema: Schema) -> str:
    lines = ["/// Kind, size and senders (bit n: service n) of every command."]
    rows = [f"    ({record.kind}, {record.size()}, 0b{_mask(schema, record):06b})," for record in schema.of("command")]
    lines += ["pub const COMMANDS: &[(u8, usize, u8)] = &[", *rows, "];"]
    for group in ("event", "query", "view"):
        name = {"event": "EVENTS", "query": "QUERIES", "view": "VIEWS"}[group]
        lines += ["", f"/// Kind and size of every {group}.", f"pub const {name}: &[(u8, usize)] = &["]
        lines += [f"    ({record.kind}, {record.size()})," for record in schema.of(group)]
        lines.append("];")
    lines += ["", "/// Size and senders of a command by its kind.", "#[inline]"]
    lines += ["pub const fn command_of(kind: u8) -> Option<(usize, u8)> {", "    match kind {"]
    for record in schema.of("command"):
        lines.append(f"        {record.name}::KIND => Some(({record.name}::SIZE, 0b{_mask(schema, record):06b})),")
    lines += ["        _ => None,", "    }", "}"]
    for group in ("event", "query", "view"):
        lines += ["", f"/// Size of a record of class {group} by its kind.", "#[inline]"]
        lines += [f"pub const fn {group}_size(kind: u8) -> Option<usize> {{", "    match kind {"]
        lines += [f"        {record.name}::KIND => Some({record.name}::SIZE)," for record in schema.of(group)]
        lines += ["        _ => None,", "    }", "}"]
    return "\n".join(lines) + "\n"
