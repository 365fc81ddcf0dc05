"""The Solana program's accounts and instructions for Python, of its IDL: one frozen struct a type, one function an instruction.

Every account of the program is fixed-size, so that a type is one compiled struct.Struct; instructions alone hold lists.
"""

import json
from typing import Any

IDL_PATH = "crates/program/artifacts/quantdesk_program.json"
PATH = "src/quantdesk/chain/program_gen.py"
_CODES = {"u8": "B", "i8": "b", "u16": "H", "i16": "h", "u32": "I", "i32": "i", "u64": "Q", "i64": "q"}
_SIZES = {"B": 1, "b": 1, "H": 2, "h": 2, "I": 4, "i": 4, "Q": 8, "q": 8}
# Names that Python or our lints keep for themselves.
_RENAMED = {"index": "index_", "type": "type_", "id": "id_"}
_HEAD = '''"""Accounts and instructions of the Solana program, as in crates/program/artifacts. Written by `./desk gen`; do not edit.

Keys are 32 bytes. An account's bytes open with its discriminator; a read checks it and the size.
"""

import struct
from typing import ClassVar, Final, Self

import msgspec

from quantdesk.chain.instruction import Instruction, Meta, account_check, list_of

'''


def write(text: str) -> str:
    """The whole module of an IDL."""
    idl = json.loads(text)
    types = {entry["name"]: entry["type"] for entry in idl["types"]}
    accounts = {entry["name"]: bytes(entry["discriminator"]) for entry in idl["accounts"]}
    names: list[str] = []
    for name in accounts:
        _needed(name, types, names)
    parts = [_HEAD, f"PROGRAM_TEXT: Final = {json.dumps(idl['address'])}\n"]
    parts += [_struct(name, types, accounts.get(name)) for name in names]
    parts += [_instruction(entry) for entry in sorted(idl["instructions"], key=lambda entry: str(entry["name"]))]
    parts.append(_errors(idl["errors"]))
    return "".join(parts)


def _needed(name: str, types: dict[str, Any], names: list[str]) -> None:
    """Appends a type behind the types of its fields."""
    for field in types[name]["fields"]:
        inner = _inner(field["type"])
        if isinstance(inner, dict) and "defined" in inner:
            _needed(inner["defined"]["name"], types, names)
    if name not in names:
        names.append(name)


def _inner(kind: Any) -> Any:
    return kind["array"][0] if isinstance(kind, dict) and "array" in kind else kind


def _size(kind: Any, types: dict[str, Any]) -> int:
    if kind == "pubkey":
        return 32
    if isinstance(kind, str):
        return _SIZES[_CODES[kind]]
    if "array" in kind:
        return _size(kind["array"][0], types) * int(kind["array"][1])
    return sum(_size(field["type"], types) for field in types[kind["defined"]["name"]]["fields"])


class _Part:
    """How one field lies in its struct: codes, values that they give, its Python type, how it is read and written."""

    def __init__(self, name: str, kind: Any, at: int, types: dict[str, Any]) -> None:
        self.name = _RENAMED.get(name, name)
        value = f"self.{self.name}"
        count = int(kind["array"][1]) if isinstance(kind, dict) and "array" in kind else 0
        inner = _inner(kind)
        self.values, self.written = 1, value
        if isinstance(inner, dict):
            made, size = inner["defined"]["name"], _size(inner, types)
            self.codes = f"{size * (count or 1)}s"
            if count:
                self.type = f"tuple[{made}, ...]"
                self.read = f"tuple({made}.read(values[{at}], place) for place in range(0, {size * count}, {size}))"
                self.written = f'b"".join(one.write() for one in {value})'
            else:
                self.type, self.read, self.written = made, f"{made}.read(values[{at}])", f"{value}.write()"
        elif inner == "u8" and count:
            self.codes, self.type, self.read = f"{count}s", "bytes", f"values[{at}]"
        elif count:
            code = "32s" if inner == "pubkey" else _CODES[inner]
            self.codes = code * count if inner == "pubkey" else f"{count}{code}"
            self.values = count
            self.type = f"tuple[{'bytes' if inner == 'pubkey' else 'int'}, ...]"
            self.read, self.written = f"values[{at}:{at + count}]", f"*{value}"
        else:
            self.codes = "32s" if inner == "pubkey" else _CODES[inner]
            self.type, self.read = "bytes" if inner == "pubkey" else "int", f"values[{at}]"


def _struct(name: str, types: dict[str, Any], discriminator: bytes | None) -> str:
    parts: list[_Part] = []
    at = 0
    for field in types[name]["fields"]:
        parts.append(_Part(field["name"], field["type"], at, types))
        at += parts[-1].values
    codes = "<" + "".join(part.codes for part in parts)
    head = len(discriminator or b"")
    lines = [
        "",
        "",
        f"class {name}(msgspec.Struct, frozen=True, kw_only=True):",
        f'    """{"An account" if discriminator else "A part"} of the program."""',
        "",
        f'    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("{codes}")',
        f"    SIZE: ClassVar[int] = {_size({'defined': {'name': name}}, types) + head}",
    ]
    if discriminator:
        lines.append(f"    DISCRIMINATOR: ClassVar[bytes] = {discriminator!r}")
    lines += [f"    {part.name}: {part.type}" for part in parts]
    lines += ["", "    @classmethod"]
    if discriminator:
        lines += [
            "    def read(cls, data: bytes) -> Self:",
            '        """Fields of an account\'s bytes. Errors: AccountMalformed."""',
            "        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)",
            "        values = cls._LAYOUT.unpack_from(data, 8)",
        ]
    else:
        lines += [
            "    def read(cls, data: bytes, offset: int = 0) -> Self:",
            '        """Fields at an offset."""',
            "        values = cls._LAYOUT.unpack_from(data, offset)",
        ]
    lines.append("        return cls(")
    lines += [f"            {part.name}={part.read}," for part in parts]
    lines += ["        )", "", "    def write(self) -> bytes:", '        """The bytes again."""']
    packed = ", ".join(part.written for part in parts)
    prefix = "self.DISCRIMINATOR + " if discriminator else ""
    lines.append(f"        return {prefix}self._LAYOUT.pack({packed})")
    for part, field in zip(parts, types[name]["fields"], strict=True):
        if discriminator is None or not isinstance(_inner(field["type"]), dict):
            continue
        offset = head + sum(
            _size(other["type"], types)
            for other in types[name]["fields"][: [f["name"] for f in types[name]["fields"]].index(field["name"])]
        )
        lines.insert(7, f"    {part.name.upper()}_AT: ClassVar[int] = {offset}")
    return "\n".join(lines) + "\n"


def _instruction(entry: dict[str, Any]) -> str:
    """A function that makes an instruction; accounts with one address need not be given, optional ones may be None."""
    name = entry["name"]
    lines = ["", "", f"def {name}(", "    program: bytes,", "    *,"]
    metas = []
    for slot in entry["accounts"]:
        key = _RENAMED.get(slot["name"], slot["name"])
        optional, fixed = slot.get("optional", False), slot.get("address")
        if fixed:
            value = f"_{slot['name'].upper()}"
        else:
            lines.append(f"    {key}: bytes{' | None' if optional else ''},")
            value = key
        flags = f"{slot.get('signer', False)}, {slot.get('writable', False)}"
        metas.append(
            f"Meta({value}, {flags}) if {value} is not None else Meta(program, False, False)"
            if optional
            else f"Meta({value}, {flags})"
        )
    lines += [f"    {_RENAMED.get(arg['name'], arg['name'])}: {_argument_type(arg['type'])}," for arg in entry["args"]]
    lines += ["    more: tuple[Meta, ...] = (),", ") -> Instruction:"]
    lines.append(f'    """{" ".join(entry.get("docs", [name]))}"""')
    lines.append("    metas = (")
    lines += [f"        {meta}," for meta in metas]
    lines.append("    )")
    data = [repr(bytes(entry["discriminator"]))]
    data += [_argument(_RENAMED.get(arg["name"], arg["name"]), arg["type"]) for arg in entry["args"]]
    lines.append(f"    return Instruction(program, metas + more, {' + '.join(data)})")
    text = "\n".join(lines) + "\n"
    for slot in entry["accounts"]:
        if slot.get("address"):
            text = text.replace(f"_{slot['name'].upper()},", f"{_decoded(slot['address'])!r},")
    return text


def _decoded(text: str) -> bytes:
    """The 32 bytes of a base58 text."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in text:
        number = number * 58 + alphabet.index(letter)
    return number.to_bytes(32, "big")


def _argument_type(kind: Any) -> str:
    if isinstance(kind, str):
        return "bytes" if kind == "pubkey" else "int"
    inner = kind.get("vec") or kind["array"][0]
    if inner == "u8":
        return "bytes"
    return f"tuple[{'bytes' if inner == 'pubkey' else 'int'}, ...]"


def _argument(name: str, kind: Any) -> str:
    if isinstance(kind, str):
        return name if kind == "pubkey" else f'struct.pack("<{_CODES[kind]}", {name})'
    if "vec" in kind:
        return f"list_of({name})"
    inner, count = kind["array"]
    return name if inner == "u8" else f'struct.pack("<{count}{_CODES[inner]}", *{name})'


def _errors(errors: list[dict[str, Any]]) -> str:
    lines = ["", "", "# What the program refuses, by number.", "ERRORS: Final[dict[int, tuple[str, str]]] = {"]
    lines += [f"    {error['code']}: ({json.dumps(error['name'])}, {json.dumps(error['msg'])})," for error in errors]
    return "\n".join([*lines, "}"]) + "\n"
