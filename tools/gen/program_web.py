"""Instructions of the Solana program for the page: those that a wallet signs, with their accounts and bytes.

Invariant: a function of the committed IDL alone; accounts of a fixed address are filled in, roles are the IDL's.
"""

import json
from typing import Any

PATH = "web/src/core/program_gen.ts"
# What an owner's wallet signs in the page.
INSTRUCTIONS = (
    "create_user_account",
    "deposit_tokens",
    "deposit_native_sol",
    "update_user_account",
    "request_withdraw",
    "request_exit",
)
_SETTERS = {
    "u8": ("Uint8", 1),
    "u16": ("Uint16", 2),
    "u32": ("Uint32", 4),
    "u64": ("BigUint64", 8),
    "i64": ("BigInt64", 8),
}
_KEY_BYTES = 32
_HEAD = """/* oxlint-disable max-lines */
/** Instructions of the Solana program that a wallet signs, as in crates/program/artifacts. Written by `./desk gen`; do not edit. */

/** An account of an instruction. role: 0 read, 1 written, 2 signs, 3 signs and is written. */
export interface AccountMeta {
  readonly address: string;
  readonly role: 0 | 1 | 2 | 3;
}

/** A call of a program. */
export interface ProgramCall {
  readonly programAddress: string;
  readonly accounts: readonly AccountMeta[];
  readonly data: Uint8Array<ArrayBuffer>;
}
"""
Json = dict[str, Any]


def write(text: str) -> str:
    """The file for the IDL in `text`."""
    idl: Json = json.loads(text)
    by_name = {each["name"]: each for each in idl["instructions"]}
    parts = [_HEAD, f'\nexport const PROGRAM = "{idl["address"]}";\n']
    parts += [_instruction(by_name[name]) for name in INSTRUCTIONS]
    return "".join(parts)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _instruction(each: Json) -> str:
    named = [account["name"] for account in each["accounts"] if "address" not in account]
    fields = [f"{name}: string" for name in named] + [f"{arg['name']}: {_type(arg['type'])}" for arg in each["args"]]
    lines = [f"\nexport function {_camel(each['name'])}(of: {{ {'; '.join(fields)} }}): ProgramCall {{"]
    size = len(each["discriminator"]) + sum(_size(arg["type"]) for arg in each["args"])
    lines.append(f"  const data = new Uint8Array({size});")
    lines.append(f"  data.set({json.dumps(each['discriminator'])});")
    at = len(each["discriminator"])
    if any(arg["type"] != "pubkey" for arg in each["args"]):
        lines.append("  const view = new DataView(data.buffer);")
    for arg in each["args"]:
        lines.append(_put(arg["name"], arg["type"], at))
        at += _size(arg["type"])
    lines += ["  return {", "    programAddress: PROGRAM,", "    accounts: ["]
    for account in each["accounts"]:
        address = f'"{account["address"]}"' if "address" in account else f"of.{account['name']}"
        role = 2 * bool(account.get("signer")) + bool(account.get("writable"))
        lines.append(f"      {{ address: {address}, role: {role} }},")
    return "\n".join([*lines, "    ],", "    data,", "  };", "}", ""])


def _type(kind: str) -> str:
    if kind == "pubkey":
        return "Uint8Array"
    return "bigint" if kind in ("u64", "i64") else "number"


def _size(kind: str) -> int:
    return _KEY_BYTES if kind == "pubkey" else _SETTERS[kind][1]


def _put(name: str, kind: str, at: int) -> str:
    if kind == "pubkey":
        return f"  data.set(of.{name}, {at});"
    setter, size = _SETTERS[kind]
    return f"  view.set{setter}({at}, of.{name}{', true' if size > 1 else ''});"
