"""Keys: an Ed25519 pair that owns accounts, signs in and signs orders.

The file form is Solana's: a JSON list of 64 numbers, seed then public key; a local desk's seed files are read too.
Invariant: the seed shows in no repr and no log.
"""

import json
import os
import secrets
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Final

from quantdesk.core import public_key, sign
from quantdesk.model.base58 import encode_base58

SEED_BYTES: Final = 32
FILE_MODE: Final = 0o600


class KeyInvalid(ValueError):
    """What was given is no key; the text never shows it."""


class Keypair:
    """A seed and its public key."""

    __slots__ = ("_seed", "public", "text")

    def __init__(self, seed: bytes) -> None:
        """seed: 32 bytes. Errors: KeyInvalid."""
        if len(seed) != SEED_BYTES:
            raise KeyInvalid(f"expected a seed of {SEED_BYTES} bytes, found {len(seed)}")
        self._seed = seed
        self.public = public_key(seed)
        self.text = encode_base58(self.public)

    @classmethod
    def generate(cls) -> "Keypair":
        """A new pair from the system's random numbers."""
        return cls(secrets.token_bytes(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> "Keypair":
        """The pair of a 32-byte seed. Errors: KeyInvalid."""
        return cls(seed)

    @classmethod
    def load(cls, path: str | Path) -> "Keypair":
        """The pair in a Solana key file, or in a file with the seed in base64url as a local desk keeps it.

        Errors: OSError; KeyInvalid when it is neither or its halves do not belong together.
        """
        text = Path(path).read_text().strip()
        try:
            if not text.startswith("["):
                return cls(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            raw = bytes(json.loads(text))
        except (ValueError, TypeError):
            raise KeyInvalid(f"expected a JSON list of 64 bytes, or a seed in base64url, in {path}") from None
        if len(raw) != 2 * SEED_BYTES:
            raise KeyInvalid(f"expected 64 bytes in {path}, found {len(raw)}")
        pair = cls(raw[:SEED_BYTES])
        if pair.public != raw[SEED_BYTES:]:
            raise KeyInvalid(f"expected the public key of the seed in {path}, found another")
        return pair

    def save(self, path: str | Path) -> None:
        """Writes the pair as a Solana key file that only its owner can read. Errors: OSError, also when the file exists."""
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(number, "w") as file:
            json.dump(list(self._seed + self.public), file)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over a message."""
        return sign(self._seed, message)

    def __repr__(self) -> str:
        return f"Keypair({self.text})"
