"""`python -m tools.sbpf`: build writes program, IDL and lock; elf the program alone; check compares; rebuild builds from nothing."""

import sys
import tempfile
from pathlib import Path

from tools.artifact_lock import complaints_told, rebuilt_told, verb_run
from tools.sbpf import lock
from tools.sbpf.build import build
from tools.sbpf.idl import idl_make


def build_all() -> int:
    """Builds program and IDL and writes the lock."""
    built = build(lock.PROGRAM)
    lock.ARTIFACTS.mkdir(exist_ok=True)
    lock.ELF.write_bytes(built.elf)
    lock.IDL.write_text(idl_make(lock.PROGRAM))
    lock.lock_write(built.compiler)
    print(f"{lock.ELF.relative_to(lock.ROOT)}: {len(built.elf):,} bytes, {built.compiler}")
    return 0


def build_elf() -> int:
    """Builds the program and leaves IDL and lock as they are: for a copy of the tree with a fault in it."""
    lock.ELF.write_bytes(build(lock.PROGRAM).elf)
    return 0


def rebuild() -> int:
    """Builds in an empty folder; the bytes must be the committed ones, from the compiler that the lock names."""
    locked = lock.lock_read()
    with tempfile.TemporaryDirectory(prefix="quantdesk-sbpf-") as folder:
        built = build(lock.PROGRAM, Path(folder))
    return rebuilt_told(lock.LOCK.name, locked, built.compiler, built.elf, lock.ELF.read_bytes())


def check() -> int:
    """Compares sources, program and IDL with the lock; builds nothing."""
    return complaints_told(lock.complaints())


def main(words: list[str]) -> int:
    """Runs one verb."""
    verbs = {"build": build_all, "elf": build_elf, "check": check, "rebuild": rebuild}
    return verb_run("tools.sbpf", verbs, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
