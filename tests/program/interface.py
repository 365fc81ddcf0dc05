"""The program's IDL, read: instructions from names, accounts and events from bytes.

Invariant: nothing here knows an offset or a discriminator; all of it comes from the committed IDL.
"""

import base64
import json
import struct
from pathlib import Path
from typing import Any

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "crates/program/artifacts"
NUMBERS = {"u8": "<B", "i8": "<b", "u16": "<H", "i16": "<h", "u32": "<I", "i32": "<i", "u64": "<Q", "i64": "<q"}


class Interface:
    """One IDL."""

    def __init__(self, path: Path = ARTIFACTS / "quantdesk_program.json") -> None:
        idl = json.loads(path.read_text())
        self.program = Pubkey.from_string(idl["address"])
        self.instructions = {entry["name"]: entry for entry in idl["instructions"]}
        self.types = {entry["name"]: entry["type"] for entry in idl["types"]}
        self.accounts = {entry["name"]: bytes(entry["discriminator"]) for entry in idl["accounts"]}
        self.events = {bytes(entry["discriminator"]): entry["name"] for entry in idl["events"]}
        self.errors = {entry["code"]: entry["name"] for entry in idl["errors"]}

    def instruction(self, name: str, accounts: dict[str, Pubkey | None], args: dict[str, Any], more=()) -> Instruction:
        """An instruction; an optional account that is None is the program itself. more: further (key, signer, writable)."""
        entry = self.instructions[name]
        metas = []
        for slot in entry["accounts"]:
            key = accounts[slot["name"]]
            absent = key is None
            metas.append(
                AccountMeta(
                    self.program if absent else key,
                    slot.get("signer", False) and not absent,
                    slot.get("writable", False) and not absent,
                )
            )
        metas += [AccountMeta(key, signer, writable) for key, signer, writable in more]
        data = bytes(entry["discriminator"]) + b"".join(
            self.encode(arg["type"], args[arg["name"]]) for arg in entry["args"]
        )
        return Instruction(self.program, data, metas)

    def encode(self, kind: Any, value: Any) -> bytes:
        """Bytes of a value of an IDL type."""
        if isinstance(kind, str) and kind in NUMBERS:
            return struct.pack(NUMBERS[kind], value)
        if kind == "pubkey":
            return bytes(value)
        if kind == "bytes":
            return struct.pack("<I", len(value)) + value
        if "vec" in kind:
            items = [bytes([x]) for x in value] if kind["vec"] == "u8" else [self.encode(kind["vec"], x) for x in value]
            return struct.pack("<I", len(items)) + b"".join(items)
        if "array" in kind:
            inner, count = kind["array"]
            if len(value) != count:
                raise ValueError(f"expected {count} items, found {len(value)}")
            return bytes(value) if inner == "u8" else b"".join(self.encode(inner, x) for x in value)
        fields = self.types[kind["defined"]["name"]]["fields"]
        return b"".join(self.encode(field["type"], value[field["name"]]) for field in fields)

    def decode(self, kind: Any, data: bytes, offset: int) -> tuple[Any, int]:
        """A value of an IDL type and the offset behind it."""
        if isinstance(kind, str) and kind in NUMBERS:
            return struct.unpack_from(NUMBERS[kind], data, offset)[0], offset + struct.calcsize(NUMBERS[kind])
        if kind == "pubkey":
            return Pubkey(data[offset : offset + 32]), offset + 32
        if "array" in kind:
            inner, count = kind["array"]
            if inner == "u8":
                return bytes(data[offset : offset + count]), offset + count
            values = []
            for _ in range(count):
                value, offset = self.decode(inner, data, offset)
                values.append(value)
            return values, offset
        record = {}
        for field in self.types[kind["defined"]["name"]]["fields"]:
            record[field["name"]], offset = self.decode(field["type"], data, offset)
        return record, offset

    def account_read(self, name: str, data: bytes) -> dict[str, Any]:
        """An account's fields. The discriminator must be its own and no byte may be left."""
        assert data[:8] == self.accounts[name], f"expected {name}"
        record, end = self.decode({"defined": {"name": name}}, data, 8)
        assert end == len(data), f"{name}: {len(data) - end} bytes left"
        return record

    def account_write(self, name: str, record: dict[str, Any]) -> bytes:
        """The bytes of an account."""
        return self.accounts[name] + self.encode({"defined": {"name": name}}, record)

    def events_read(self, logs: list[str]) -> list[tuple[str, dict[str, Any]]]:
        """Events of a transaction's logs."""
        found = []
        for line in logs:
            if line.startswith("Program data: "):
                data = base64.b64decode(line[14:])
                name = self.events[data[:8]]
                found.append((name, self.decode({"defined": {"name": name}}, data, 8)[0]))
        return found
