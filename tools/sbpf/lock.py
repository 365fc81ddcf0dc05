"""program.lock: which sources gave which committed bytes, and by which compiler.

Invariant: only a build writes it. The hash of the sources covers everything that the bytes depend on: program and core, the
packages that they need, the toolchain's own files.
"""

import tomllib
from pathlib import Path

from tools.artifact_lock import file_hash, lock_fields, sources_digest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "crates/program"
ARTIFACTS = PROGRAM / "artifacts"
ELF = ARTIFACTS / "quantdesk_program.so"
IDL = ARTIFACTS / "quantdesk_program.json"
LOCK = PROGRAM / "program.lock"
PACKAGE = "quantdesk-program"
SOURCES = (
    "crates/core/Cargo.toml",
    "crates/core/src/**/*.rs",
    "crates/program/Cargo.toml",
    "crates/program/src/**/*.rs",
    "tools/sbpf/install.sh",
    "tools/sbpf/build.py",
    "tools/sbpf/idl.py",
    "tools/sbpf/linker/*",
)


def sources_hash(root: Path = ROOT) -> str:
    """SHA-256 over paths and contents of the sources, and over the locked packages that the program needs."""
    digest = sources_digest(root, SOURCES)
    for line in packages_locked((root / "Cargo.lock").read_text()):
        digest.update(line.encode())
    return digest.hexdigest()


def packages_locked(text: str) -> list[str]:
    """Name, version and checksum of every package that the program reaches in a Cargo.lock, sorted."""
    packages = tomllib.loads(text)["package"]
    by_name: dict[str, list[dict[str, object]]] = {}
    for package in packages:
        by_name.setdefault(str(package["name"]), []).append(package)
    reached: dict[tuple[str, str], dict[str, object]] = {}
    waiting = [PACKAGE]
    while waiting:
        # A dependency is "name" or, where several versions are locked, "name version".
        name, _, version = waiting.pop().partition(" ")
        for package in by_name.get(name, []):
            key = (name, str(package["version"]))
            if key in reached or (version and version.split()[0] != key[1]):
                continue
            reached[key] = package
            needed = package.get("dependencies", [])
            waiting += [str(one) for one in needed] if isinstance(needed, list) else []
    return [f"{name} {version} {package.get('checksum', '')}\n" for (name, version), package in sorted(reached.items())]


def lock_write(compiler: str) -> None:
    """Binds the sources as they are to the committed program and IDL. compiler: the line that the build printed."""
    LOCK.write_text(
        "# Written by `./desk program build` alone.\n"
        f'sources_sha256 = "{sources_hash()}"\n'
        f'program_sha256 = "{file_hash(ELF)}"\n'
        f'idl_sha256 = "{file_hash(IDL)}"\n'
        f'compiler = "{compiler}"\n'
    )


def lock_read() -> dict[str, str]:
    """The lock's fields; empty when there is none."""
    return lock_fields(LOCK)


def complaints() -> list[str]:
    """What of sources, program and IDL is not what the lock says."""
    lock = lock_read()
    if not lock:
        return [f"{LOCK.relative_to(ROOT)} is missing: ./desk program build"]
    found = []
    if lock["sources_sha256"] != sources_hash():
        found.append("the sources are not those of the committed program: ./desk program build")
    for path, field in ((ELF, "program_sha256"), (IDL, "idl_sha256")):
        if lock[field] != file_hash(path):
            found.append(f"{path.relative_to(ROOT)} is not the file that program.lock names: ./desk program build")
    return found
