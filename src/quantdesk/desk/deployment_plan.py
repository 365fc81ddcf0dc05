"""What putting the program on a network takes: every transaction and every lamport, before any is sent.

Invariant: the plan is made of the committed program, its lock and its IDL alone; nothing here speaks to a network.
"""

import hashlib
import json
import tomllib
from typing import Any, Final

import msgspec

from quantdesk.chain import loader
from quantdesk.desk.paths import ROOT
from quantdesk.desk.told import Told

PROGRAM: Final = ROOT / "crates" / "program"
ELF_PATH: Final = PROGRAM / "artifacts" / "quantdesk_program.so"
NETWORKS: Final = ("localnet", "devnet", "mainnet")
SIGNATURE_LAMPORTS: Final = 5_000
LAMPORTS_PER_SOL: Final = 1_000_000_000
# Rent exemption: two years at 3,480 lamports a byte and year, 128 bytes of every account's own.
RENT_LAMPORTS_PER_BYTE: Final = 6_960
ACCOUNT_OVERHEAD_BYTES: Final = 128
# Room for later versions, where none is asked for.
GROWTH: Final = 2
TOKEN_ACCOUNT_BYTES: Final = 165
DISCRIMINATOR_BYTES: Final = 8
NUMBERS: Final = {"u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8, "pubkey": 32}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of transaction: how many, signatures of each, lamports that stay in the accounts it makes."""

    what: str
    transactions: int
    signatures: int
    rent: int
    returned: int = 0

    @property
    def fees(self) -> int:
        """Fees of all its transactions, lamports; priority fees come on top where a network asks for them."""
        return self.transactions * self.signatures * SIGNATURE_LAMPORTS


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is deployed and how. room: bytes for this and later versions; opening: what the exchange needs after it."""

    program: str
    sha256: str
    size: int
    room: int
    compiler: str
    steps: list[Step]
    opening: list[Step]

    @property
    def cost(self) -> int:
        """Lamports that the payer needs and ends without: the loader empties the buffer before it makes the program's data."""
        return sum(step.rent + step.fees - step.returned for step in self.steps)


def rent_exempt(size: int) -> int:
    """Lamports that an account of this many bytes must hold."""
    return (ACCOUNT_OVERHEAD_BYTES + size) * RENT_LAMPORTS_PER_BYTE


def bytes_of(kind: Any, types: dict[str, Any]) -> int:
    """Bytes of a value of an IDL type. Errors: Told for a type without a fixed size."""
    if isinstance(kind, str) and kind in NUMBERS:
        return NUMBERS[kind]
    if isinstance(kind, dict) and "array" in kind:
        inner, count = kind["array"]
        return int(count) * bytes_of(inner, types)
    if isinstance(kind, dict) and "defined" in kind:
        return sum(bytes_of(field["type"], types) for field in types[kind["defined"]["name"]]["fields"])
    raise Told(f"program: expected a type of fixed size in the IDL, found {kind}")


def account_bytes(name: str, types: dict[str, Any]) -> int:
    """Bytes of an account of this type, discriminator included."""
    return DISCRIMINATOR_BYTES + bytes_of({"defined": {"name": name}}, types)


def program_locked() -> tuple[bytes, dict[str, Any]]:
    """The committed program and its lock. Errors: Told when they do not belong together."""
    elf = ELF_PATH.read_bytes()
    lock = tomllib.loads((PROGRAM / "program.lock").read_text())
    digest = hashlib.sha256(elf).hexdigest()
    if digest != lock["program_sha256"]:
        raise Told(
            f"program: expected the bytes of program.lock ({lock['program_sha256']}), found {digest}: ./desk program build"
        )
    return elf, lock


def plan_make(room: int = 0) -> Plan:
    """The plan of the committed program. room: bytes for it and later versions; 0: GROWTH times its size.

    Errors: Told when program and lock do not belong together, or the room is too small.
    """
    elf, lock = program_locked()
    room = room or len(elf) * GROWTH
    if room < len(elf):
        raise Told(f"program: expected room for at least its {len(elf)} bytes, found {room}")
    idl = json.loads((PROGRAM / "artifacts" / "quantdesk_program.json").read_text())
    types = {entry["name"]: entry["type"] for entry in idl["types"]}
    buffer = rent_exempt(loader.BUFFER_HEAD_BYTES + len(elf))
    chunks = -(-len(elf) // loader.CHUNK_BYTES)
    opened = sum(rent_exempt(account_bytes(name, types)) for name in ("Exchange", "Risk", "ProtocolSolVault"))
    vault = rent_exempt(account_bytes("TokenVault", types)) + rent_exempt(TOKEN_ACCOUNT_BYTES)
    data = rent_exempt(loader.DATA_HEAD_BYTES + room)
    steps = [
        Step(what="create and open a buffer", transactions=1, signatures=2, rent=buffer),
        Step(what="write the program into it", transactions=chunks, signatures=1, rent=0),
        Step(
            what="deploy the buffer, which is closed",
            transactions=1,
            signatures=2,
            rent=data + rent_exempt(loader.PROGRAM_BYTES),
            returned=buffer,
        ),
    ]
    opening = [
        Step(what="initialize_exchange, by the upgrade authority", transactions=1, signatures=1, rent=opened),
        Step(what="initialize_token_vault of USDC, by the admins", transactions=1, signatures=3, rent=vault),
    ]
    return Plan(
        program=idl["address"],
        sha256=lock["program_sha256"],
        size=len(elf),
        room=room,
        compiler=lock["compiler"],
        steps=steps,
        opening=opening,
    )


def plan_told(plan: Plan, network: str) -> str:
    """The plan as a table for people."""
    lines = [
        f"{network}: program {plan.program}, {plan.size:,} bytes, room for {plan.room:,}",
        f"sha-256 {plan.sha256}",
        f"compiler {plan.compiler}",
        "",
        f"{'step':<48} {'transactions':>12} {'signatures':>10} {'rent, lamports':>16} {'fees, lamports':>14}",
    ]
    returned = sum(step.returned for step in plan.steps)
    lines += [
        *map(_row, plan.steps),
        f"{'given back when the buffer closes':<48} {'':>12} {'':>10} {-returned:>16,}",
        "",
        f"the payer needs {plan.cost / LAMPORTS_PER_SOL:.6f} SOL; an upgrade only while its buffer lives, and its fees",
        "priority fees come on top where the network asks for them (QUANTDESK_UNIT_PRICE)",
        "",
        "afterwards, to open the exchange:",
        *map(_row, plan.opening),
    ]
    return "\n".join(lines)


def _row(step: Step) -> str:
    signatures = step.transactions * step.signatures
    return f"{step.what:<48} {step.transactions:>12,} {signatures:>10,} {step.rent:>16,} {step.fees:>14,}"
