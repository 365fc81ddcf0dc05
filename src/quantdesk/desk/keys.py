"""Secrets of a desk, made once, each in a file of mode 0600 in the desk's folder; nothing of them is ever printed."""

import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from quantdesk.desk.paths import private_write
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import Secret
from quantdesk.runtime.tokens import seed_bytes, seed_text

DEMO_OWNERS = 8
TRADERS = ("alice", "bob")
# Who acts on the chain for the desk: upgrade authority (pays too), guardian, operator of the settlement log, admins, the mint and
# who mints.
CHAIN_KEYS = ("authority", "guardian", "operator", "admin-0", "admin-1", "admin-2", "usdc-mint", "usdc-authority")


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """service: what service tokens are made of; signing: the gateway's seed; demo, traders, backstop: seeds of funded owners; chain: of
    those who act on the chain, by name; price: secp256k1 key that signs recorded and made-up prices, hex.
    """

    service: Secret
    signing: Secret
    price: Secret
    demo: tuple[Secret, ...]
    backstop: Secret
    traders: dict[str, Secret]
    chain: dict[str, Secret]


def keys(home: Path) -> Keys:
    """The secrets of the desk in this folder; those that are missing are made."""
    folder = home / "secrets"
    folder.mkdir(exist_ok=True, mode=0o700)
    return Keys(
        service=Secret(_kept(folder / "service", lambda: secrets.token_hex(32))),
        signing=Secret(_kept(folder / "signing", _seed)),
        price=Secret(_kept(folder / "price", lambda: secrets.token_hex(32))),
        demo=tuple(Secret(_kept(folder / f"demo-{number}", _seed)) for number in range(DEMO_OWNERS)),
        backstop=Secret(_kept(folder / "backstop", _seed)),
        traders={name: Secret(_wallet(folder / f"{name}.json")) for name in TRADERS},
        chain={name: Secret(_wallet(folder / f"chain-{name}.json")) for name in CHAIN_KEYS},
    )


def public_key(seed: Secret) -> bytes:
    """The 32-byte Ed25519 public key of a seed."""
    private = Ed25519PrivateKey.from_private_bytes(seed_bytes(seed.reveal()))
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_read(path: Path) -> bytes:
    """The seed of a Solana key file of somebody's own. Errors: Told when it is none, or others can read it."""
    try:
        mode, body = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise Told(f"key file {path}: expected one, found {error.strerror}") from None
    if mode & 0o077:
        raise Told(
            f"key file {path}: expected one that only its owner reads, found mode {mode & 0o777:o}: chmod 600 {path}"
        )
    try:
        raw = bytes(msgspec.json.decode(body, type=list[int]))
    except (msgspec.MsgspecError, ValueError):
        raw = b""
    if len(raw) != 64 or public_key(Secret(seed_text(raw[:32]))) != raw[32:]:
        raise Told(f"key file {path}: expected a JSON list of 64 bytes, seed and its public key, found none")
    return raw[:32]


def _seed() -> str:
    return seed_text(secrets.token_bytes(32))


def _wallet(path: Path) -> str:
    """The seed of a Solana key file (a JSON list of the 64 bytes seed and public key), which every wallet reads."""

    def make() -> str:
        seed = _seed()
        return msgspec.json.encode(list(seed_bytes(seed) + public_key(Secret(seed)))).decode()

    raw = msgspec.json.decode(_kept(path, make), type=list[int])
    return seed_text(bytes(raw[:32]))


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        private_write(path, make() + "\n")
    return path.read_text().strip()
