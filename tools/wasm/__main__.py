"""`python -m tools.wasm`: build writes the module and its lock; check compares; rebuild builds from nothing and compares."""

import gzip
import sys
import tempfile
from pathlib import Path

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
    if built.compiler != locked.get("compiler"):
        print(f"wasm.lock was written with {locked.get('compiler')}, here is {built.compiler}: not comparable")
        return 2
    if built.module != lock.MODULE.read_bytes():
        print("the bytes built from nothing are not the committed ones")
        return 1
    print(f"the same {len(built.module):,} bytes from nothing, {built.compiler}")
    return 0


def check() -> int:
    """Compares sources, module and its size with the lock; builds nothing."""
    found = lock.complaints()
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def main(words: list[str]) -> int:
    """Runs one verb."""
    verbs = {"build": build_all, "check": check, "rebuild": rebuild}
    if len(words) != 1 or words[0] not in verbs:
        print(f"usage: python -m tools.wasm {'|'.join(verbs)}")
        return 2
    return verbs[words[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
