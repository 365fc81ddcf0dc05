"""wasm.lock: which sources gave the committed module, and by which compiler.

Invariant: only a build writes it. The hash covers everything that the bytes depend on: core, crate and the builder.
"""

import gzip
from pathlib import Path

from tools.artifact_lock import file_hash, lock_fields, sources_digest

ROOT = Path(__file__).parents[2]
CRATE = ROOT / "crates/wasm"
MODULE = ROOT / "web/src/core/quantdesk_core.wasm"
LOCK = CRATE / "wasm.lock"
SOURCES = ("crates/core/src/**/*.rs", "crates/wasm/src/**/*.rs", "tools/wasm/build.py")
GZIP_BYTES_MAX = 120_000


def sources_hash(root: Path = ROOT) -> str:
    """SHA-256 over paths and contents of the sources."""
    digest = sources_digest(root, SOURCES)
    return digest.hexdigest()


def lock_write(compiler: str) -> None:
    """Binds the sources as they are to the committed module. compiler: the line that the build printed."""
    LOCK.write_text(
        "# Written by `./desk wasm build` alone.\n"
        f'sources_sha256 = "{sources_hash()}"\n'
        f'module_sha256 = "{file_hash(MODULE)}"\n'
        f'compiler = "{compiler}"\n'
    )


def lock_read() -> dict[str, str]:
    """The lock's fields; empty when there is none."""
    return lock_fields(LOCK)


def complaints() -> list[str]:
    """What of sources and module is not what the lock says, and a module that is too large to load."""
    lock = lock_read()
    if not lock:
        return [f"{LOCK.relative_to(ROOT)} is missing: ./desk wasm build"]
    found = []
    if lock["sources_sha256"] != sources_hash():
        found.append("the sources are not those of the committed module: ./desk wasm build")
    if lock["module_sha256"] != file_hash(MODULE):
        found.append(f"{MODULE.relative_to(ROOT)} is not the file that wasm.lock names: ./desk wasm build")
    elif (packed := len(gzip.compress(MODULE.read_bytes(), 9))) > GZIP_BYTES_MAX:
        found.append(f"{MODULE.relative_to(ROOT)}: expected at most {GZIP_BYTES_MAX:,} bytes of gzip, found {packed:,}")
    return found
