"""Writes signed_messages.json, and signed_messages.txt with the same messages as plain lines for the core's own test.

Run as `python -m tests.vectors.make_signed_messages` from the top of the repository. It knows the layout and the rules from
docs/spec/signatures.md and imports nothing of the product: what it says can disagree with all encoders.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors import strict_ed25519 as strict

FOLDER = Path(__file__).parent
GENESIS_HASH = hashlib.sha256(b"quantdesk localnet genesis").digest()
U16, U31, U32, U64 = 2**16 - 1, 2**31 - 1, 2**32 - 1, 2**64 - 1
ORDER_FIELDS = (
    "account", "nonce", "expiry_slot", "client_order_id", "price", "size", "market",
    "side", "time_in_force", "self_trade", "reduce_only", "post_only", "fee_max",
    "group", "trigger", "trigger_falls",
)  # fmt: skip
TRANSFER_FIELDS = ("account", "nonce", "expiry_slot", "to_account", "amount")
PLAIN = {
    "account": 7, "nonce": 1_790_000_000_000 << 12 | 1, "expiry_slot": 4_475_000_000, "client_order_id": 42, "price": 65_000_0,
    "size": 1_500, "market": 1, "side": 0, "time_in_force": 0, "self_trade": 0, "reduce_only": 0, "post_only": 0, "fee_max": 45,
    "group": 0, "trigger": 0, "trigger_falls": 0,
}  # fmt: skip
TRANSFER = {
    "account": 7,
    "nonce": 1_790_000_000_000 << 12 | 2,
    "expiry_slot": 4_475_000_000,
    "to_account": 8,
    "amount": 25_000_000,
}


def base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".index(letter)
    return number.to_bytes(32, "big")


PROGRAM_TEXT = "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso"


def domain(program: bytes, genesis: bytes) -> bytes:
    return b"\xff" + hashlib.sha256(b"perp-order-v1" + program + genesis).digest()[:7]


DOMAIN = domain(base58(PROGRAM_TEXT), GENESIS_HASH)


def order_bytes(fields: dict[str, int]) -> bytes:
    flags = (
        fields["side"]
        + 2 * fields["reduce_only"]
        + 4 * fields["time_in_force"]
        + 16 * fields["post_only"]
        + 32 * fields["trigger_falls"]
        + 64 * fields["self_trade"]
        + 512 * fields["group"]
    )
    parts = [(fields[name], 8) for name in ("account", "nonce", "expiry_slot", "client_order_id")]
    parts += [
        (fields["price"], 4),
        (fields["size"], 4),
        (fields["trigger"], 4),
        (fields["market"], 2),
        (flags, 2),
        (fields["fee_max"], 2),
        (0, 6),
    ]
    return DOMAIN + b"".join(value.to_bytes(size, "little") for value, size in parts)


def transfer_bytes(fields: dict[str, int]) -> bytes:
    parts = [(fields[name], 8) for name in TRANSFER_FIELDS] + [(0, 14), (1, 2)]
    return DOMAIN + b"".join(value.to_bytes(size, "little") for value, size in parts)


def orders() -> dict[str, dict[str, int]]:
    changes: dict[str, dict[str, int]] = {
        "plain buy": {},
        "sell": {"side": 1},
        "reduce only": {"reduce_only": 1},
        "ioc": {"time_in_force": 1},
        "fok": {"time_in_force": 2},
        "gtd": {"time_in_force": 3},
        "post only": {"post_only": 1},
        "cancel taker": {"self_trade": 1},
        "cancel both": {"self_trade": 2},
        "decrement": {"self_trade": 3},
        "group 1": {"group": 1},
        "group 3": {"group": 3},
        "trigger": {"trigger": 64_000_0},
        "trigger below": {"trigger": 64_000_0, "trigger_falls": 1},
        "highest trigger": {"trigger": U31},
        "every flag": {
            "side": 1, "reduce_only": 1, "time_in_force": 3, "post_only": 1, "self_trade": 3, "trigger_falls": 1, "group": 3,
        },
        "sell post only gtd": {"side": 1, "post_only": 1, "time_in_force": 3},
        "lowest price": {"price": 1},
        "highest price": {"price": U31},
        "lowest size": {"size": 1},
        "highest size": {"size": U31},
        "account 1": {"account": 1},
        "highest account": {"account": U64},
        "market 0": {"market": 0},
        "highest market": {"market": U16},
        "client order id 0": {"client_order_id": 0},
        "highest client order id": {"client_order_id": U64},
        "nonce 1": {"nonce": 1},
        "highest nonce": {"nonce": U64},
        "highest expiry": {"expiry_slot": U64},
        "no fee": {"fee_max": 0},
        "highest fee": {"fee_max": U16},
        "bytes in order": {
            "account": 0x0807060504030201, "nonce": 0x100F0E0D0C0B0A09, "expiry_slot": 0x1817161514131211,
            "client_order_id": 0x201F1E1D1C1B1A19, "price": 0x24232221, "size": 0x28272625, "market": 0x2A29, "fee_max": 0x2C2B,
            "trigger": 0x2E2D2C2B,
        },
    }  # fmt: skip
    return {name: PLAIN | change for name, change in changes.items()}


def transfers() -> dict[str, dict[str, int]]:
    changes: dict[str, dict[str, int]] = {
        "plain transfer": {},
        "one atom": {"amount": 1},
        "highest amount": {"amount": 2**53},
        "to account 1": {"to_account": 1},
        "to highest account": {"to_account": U64},
    }
    return {name: TRANSFER | change for name, change in changes.items()}


def changed(message: bytes, at: int, value: int) -> bytes:
    return message[:at] + bytes([value]) + message[at + 1 :]


def refused() -> list[dict[str, str]]:
    """Messages that no encoder makes, with the reason that the exchange gives."""
    order, transfer = order_bytes(PLAIN), transfer_bytes(TRANSFER)
    malformed = {
        "isolated": changed(order, 55, 1),
        "flag 11": changed(order, 55, 8),
        "flag 15": changed(order, 55, 0x80),
        "builder": changed(order, 58, 1),
        "builder fee": changed(order, 61, 1),
        "kind 2": changed(order, 62, 2),
        "kind 255": changed(order, 62, 255),
        "last byte": changed(order, 63, 1),
        "transfer with a market": changed(transfer, 52, 1),
        "transfer with a flag": changed(transfer, 54, 1),
        "transfer with a fee": changed(transfer, 56, 1),
        "transfer with byte 48": changed(transfer, 48, 1),
        "transfer with byte 61": changed(transfer, 61, 1),
        "transfer with last byte": changed(transfer, 63, 1),
    }
    other = domain(base58(PROGRAM_TEXT), hashlib.sha256(b"another genesis").digest())
    judged = {
        "price zero": ("order_price", order_bytes(PLAIN | {"price": 0})),
        "price above 2^31 - 1": ("order_price", order_bytes(PLAIN | {"price": U31 + 1})),
        "size zero": ("order_size", order_bytes(PLAIN | {"size": 0})),
        "size above 2^31 - 1": ("order_size", order_bytes(PLAIN | {"size": U32})),
        "amount zero": ("amount", transfer_bytes(TRANSFER | {"amount": 0})),
        "amount above 2^53": ("amount", transfer_bytes(TRANSFER | {"amount": 2**53 + 1})),
        "another network": ("message_domain", other + order[8:]),
        "no domain": ("message_domain", bytes(8) + order[8:]),
        "transfer of another network": ("message_domain", other + transfer[8:]),
    }
    cases = [{"name": name, "reason": "message_malformed", "message": data.hex()} for name, data in malformed.items()]
    return cases + [{"name": name, "reason": reason, "message": data.hex()} for name, (reason, data) in judged.items()]


def signature(name: str, source: str, key: bytes, message: bytes, sign: bytes, holds: bool) -> dict[str, Any]:
    if strict.verify(key, message, sign) != holds:
        raise AssertionError(f"{name}: the reference says {not holds}")
    return {
        "name": name,
        "source": source,
        "signer": key.hex(),
        "message": message.hex(),
        "signature": sign.hex(),
        "holds": holds,
    }


def signed() -> list[dict[str, Any]]:
    """Signatures made here: right ones, and each right one spoilt in one place."""
    cases = []
    for number, message in enumerate((order_bytes(PLAIN), transfer_bytes(TRANSFER), order_bytes(PLAIN | {"side": 1}))):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
        key, sign = private.public_key().public_bytes_raw(), private.sign(message)
        scalar = int.from_bytes(sign[32:], "little")
        cases.append(signature(f"signed {number}", "made", key, message, sign, holds=True))
        for name, one, two, three in (
            ("another message", key, changed(message, 40, message[40] ^ 1), sign),
            ("another domain byte", key, changed(message, 0, 0xFE), sign),
            ("R spoilt", key, message, changed(sign, 0, sign[0] ^ 1)),
            ("S spoilt", key, message, changed(sign, 32, sign[32] ^ 1)),
            ("S + L, the same modulo L", key, message, sign[:32] + (scalar + strict.ORDER).to_bytes(32, "little")),
            ("S with its highest bit", key, message, changed(sign, 63, sign[63] | 0x80)),
            ("signature of zeros", key, message, bytes(64)),
            ("key with its sign flipped", changed(key, 31, key[31] ^ 0x80), message, sign),
        ):
            cases.append(signature(f"signed {number}: {name}", "made", one, two, three, holds=False))
    return cases


def small_order() -> list[dict[str, Any]]:
    """Keys of small order, canonical or not: with R the identity and S zero some of them verify anything by lax rules."""
    order_8 = (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
    keys = {
        "identity": (1).to_bytes(32, "little"),
        "order 2": (strict.P - 1).to_bytes(32, "little"),
        "order 4": bytes(32),
        "order 4, negative": (1 << 255).to_bytes(32, "little"),
        "order 8": bytes.fromhex(order_8[0]),
        "order 8, negative": changed(bytes.fromhex(order_8[0]), 31, 0x85),
        "order 8, second": bytes.fromhex(order_8[1]),
        "order 8, second negative": changed(bytes.fromhex(order_8[1]), 31, 0xFA),
        "identity, negative zero": (1 << 255 | 1).to_bytes(32, "little"),
        "identity, y = p + 1": (strict.P + 1).to_bytes(32, "little"),
        "order 4, y = p": strict.P.to_bytes(32, "little"),
        "order 2, negative zero": (strict.P - 1 | 1 << 255).to_bytes(32, "little"),
        "y of all ones": b"\xff" * 32,
        "y = 2, on no curve": (2).to_bytes(32, "little"),
    }
    message, identity = order_bytes(PLAIN), (1).to_bytes(32, "little")
    return [
        signature(f"key: {name}", "made", key, message, identity + bytes(32), holds=False) for name, key in keys.items()
    ]


def mixed_order() -> list[dict[str, Any]]:
    """A key and an R with a component of order 8 beside the large one: the equation without the cofactor decides."""
    torsion = (
        strict.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")) or strict.ZERO
    )
    secret, message, cases = 123_456_789, order_bytes(PLAIN), []
    key = strict.encode(strict.add(strict.multiply(secret, strict.BASE), torsion))
    wanted, nonce = {True, False}, 0
    while wanted:
        nonce += 1
        commitment = strict.encode(strict.add(strict.multiply(nonce, strict.BASE), torsion))
        k = int.from_bytes(hashlib.sha512(commitment + key + message).digest(), "little") % strict.ORDER
        sign = commitment + ((nonce + k * secret) % strict.ORDER).to_bytes(32, "little")
        holds = strict.verify(key, message, sign)
        if holds in wanted:
            wanted.remove(holds)
            name = "torsion cancels" if holds else "torsion is left, only the cofactor hides it"
            cases.append(signature(f"mixed key and R: {name}", "made", key, message, sign, holds=holds))
    return cases


def published() -> list[dict[str, Any]]:
    """Cases as published, with the verdict of strict verification that was published with them."""
    cases = json.loads((FOLDER / "ed25519_published.json").read_text(encoding="utf-8"))["cases"]
    hexes = ("signer", "message", "signature")
    return [
        signature(each["name"], each["source"], *(bytes.fromhex(each[name]) for name in hexes), holds=each["holds"])
        for each in cases
    ]


def document() -> dict[str, Any]:
    every = [("order", name, fields, order_bytes(fields)) for name, fields in orders().items()]
    every += [("transfer", name, fields, transfer_bytes(fields)) for name, fields in transfers().items()]
    messages = [
        {
            "name": name,
            "kind": kind,
            "fields": fields,
            "message": data.hex(),
            "order_id": hashlib.sha256(data).digest()[:16].hex(),
        }
        for kind, name, fields, data in every
    ]
    network = {"program_id": PROGRAM_TEXT, "genesis_hash": GENESIS_HASH.hex(), "domain": DOMAIN.hex()}
    signatures = [*signed(), *small_order(), *mixed_order(), *published()]
    return {"network": network, "messages": messages, "refused": refused(), "signatures": signatures}


def lines(made: dict[str, Any]) -> str:
    """The messages as words: kind, domain, fields in the order of the message's table, bytes."""
    rows = []
    for case in made["messages"]:
        names = ORDER_FIELDS if case["kind"] == "order" else TRANSFER_FIELDS
        rows.append(
            " ".join(
                [
                    case["kind"],
                    made["network"]["domain"],
                    *(str(case["fields"][name]) for name in names),
                    case["message"],
                ]
            )
        )
    rows += [f"refused {case['reason']} {case['message']}" for case in made["refused"]]
    return "\n".join(rows) + "\n"


def texts() -> dict[str, str]:
    """Content of both files by name."""
    made = document()
    return {"signed_messages.json": json.dumps(made, indent=1) + "\n", "signed_messages.txt": lines(made)}


if __name__ == "__main__":
    for file, content in texts().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
        print(f"written {file}", file=sys.stderr)
