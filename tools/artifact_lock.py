"""What a lock of a committed artifact is made of: hashes of sources and files, and the verbs that build, check and rebuild.

Invariant: only a build writes a lock; nothing here builds.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path


def sources_digest(root: Path, patterns: Iterable[str]) -> "hashlib._Hash":
    """SHA-256, to go on with, over paths and contents of the files that the patterns name, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(root)} {len(body)}\n".encode())
        digest.update(body)
    return digest


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty when it is missing."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def lock_fields(path: Path) -> dict[str, str]:
    """The lock's fields; empty when there is none."""
    return tomllib.loads(path.read_text()) if path.is_file() else {}


def complaints_told(complaints: list[str]) -> int:
    """Prints what is wrong, a line each; the exit status."""
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


def rebuilt_told(name: str, locked: dict[str, str], compiler: str, built: bytes, committed: bytes) -> int:
    """Says whether bytes built from nothing are the committed ones, from the compiler that the lock names; the exit status."""
    if compiler != locked.get("compiler"):
        print(f"{name} was written with {locked.get('compiler')}, here is {compiler}: not comparable")
        return 2
    if built != committed:
        print("the bytes built from nothing are not the committed ones")
        return 1
    print(f"the same {len(built):,} bytes from nothing, {compiler}")
    return 0


def verb_run(tool: str, verbs: dict[str, Callable[[], int]], words: list[str]) -> int:
    """Runs the one verb that was named; the exit status."""
    if len(words) != 1 or words[0] not in verbs:
        print(f"usage: python -m {tool} {'|'.join(verbs)}")
        return 2
    return verbs[words[0]]()
