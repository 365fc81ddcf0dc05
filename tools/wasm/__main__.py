"""`python -m tools.wasm`: build writes the module and its lock; check compares; rebuild builds from nothing and compares."""

import gzip
import sys
import tempfile
from pathlib import Path

from tools.artifact_lock import complaints_told, rebuilt_told, verb_run
from tools.wasm import lock
from tools.wasm.build import build


def build_all() -> int:
    """Builds the module and writes the lock."""
    built = build(lock.ROOT)
    lock.MODULE.parent.mkdir(parents=True, exist_ok=True)
    lock.MODULE.write_bytes(built.module)
    lock.lock_write(built.compiler)
    packed = len(gzip.compress(built.module, 9))
    print(f"{lock.MODULE.relative_to(lock.ROOT)}: {len(built.module):,} bytes, {packed:,} gzip, {built.compiler}")
    return 0


def rebuild() -> int:
    """Builds in an empty folder, std too; the bytes must be the committed ones, from the compiler that the lock names."""
    locked = lock.lock_read()
    with tempfile.TemporaryDirectory(prefix="quantdesk-wasm-") as folder:
        built = build(lock.ROOT, Path(folder))
    return rebuilt_told(lock.LOCK.name, locked, built.compiler, built.module, lock.MODULE.read_bytes())


def check() -> int:
    """Compares sources, module and its size with the lock; builds nothing."""
    return complaints_told(lock.complaints())


def main(words: list[str]) -> int:
    """Runs one verb."""
    verbs = {"build": build_all, "check": check, "rebuild": rebuild}
    return verb_run("tools.wasm", verbs, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
