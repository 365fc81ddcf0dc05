"""Builds one program crate to an sBPF ELF with the toolchain that install.sh laid out.

Invariant: the ELF depends on the sources, Cargo.lock and the compiler alone, not on any path of the machine: everything goes
to a target folder of its own, and no setting of the caller (flags, wrappers, overrides, profiles) leaks in.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from tools.folder_lock import held

HERE = Path(__file__).resolve().parent
TARGET = "sbpf-solana"
PROFILE = {
    "LTO": "off", "CODEGEN_UNITS": "1", "PANIC": "abort", "OVERFLOW_CHECKS": "true", "DEBUG": "false",
    "DEBUG_ASSERTIONS": "false", "INCREMENTAL": "false", "STRIP": "none", "BUILD_OVERRIDE_OPT_LEVEL": "0", "OPT_LEVEL": "2",
}  # fmt: skip
# Crates of ours that are linked: built again when the linker changed.
LINKED = ("quantdesk-", "sbpf-")
UNSET = (
    "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "CARGO_BUILD_TARGET", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_RUSTC",
    # The linker is a script that imports what lies beside it.
    "PYTHONSAFEPATH",
)  # fmt: skip


class Toolchain(NamedTuple):
    """What install.sh recorded: cache folder, rustc, cargo, and the line that names the compiler."""

    cache: Path
    rustc: str
    cargo: str
    compiler: str


class Built(NamedTuple):
    """A program: its bytes and the compiler's line."""

    elf: bytes
    compiler: str


def toolchain() -> Toolchain:
    """Installs the toolchain where it is missing (seconds when it is there). Errors: SystemExit with what is missing."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    cache = Path(os.environ.get("QUANTDESK_SBPF_CACHE") or f"{base}/quantdesk-sbpf")
    with held(cache.with_name(f"{cache.name}.lock")):
        done = subprocess.run(("bash", str(HERE / "install.sh")), check=False)
    if done.returncode:
        sys.exit("sbpf: the toolchain did not install: the lines above say why")
    rustc, cargo = (cache / "programs").read_text().split()
    return Toolchain(cache, rustc, cargo, (cache / "compiler").read_text().strip())


def build(crate: Path, target: Path | None = None, arch: str = "v0") -> Built:
    """Builds the crate. target: where to build; the workspace's own unless told. arch: v0 or v3."""
    tools = toolchain()
    manifest = str((crate / "Cargo.toml").resolve())
    env = {name: value for name, value in os.environ.items() if name not in UNSET}
    env |= {"RUSTC": tools.rustc, "RUSTC_BOOTSTRAP": "1", "RUSTC_WRAPPER": "", "RUSTC_WORKSPACE_WRAPPER": ""}
    env["CARGO_ENCODED_RUSTFLAGS"] = ""
    common = ["--manifest-path", manifest, "--locked"]
    told = _run([tools.cargo, "metadata", "--quiet", "--format-version=1", *common], env)
    meta = json.loads(told)
    folder = (target or Path(meta["target_directory"])) / "sbpf"
    linker = _prepare(folder, tools.cache)

    flags = [
        "-Zunstable-options",
        f"--sysroot={tools.cache / 'sysroot'}",
        "-Aexplicit_builtin_cfgs_in_flags",
        *_remaps(meta),
    ]
    env |= {f"CARGO_PROFILE_RELEASE_{name}": value for name, value in PROFILE.items()}
    env |= {
        "RUST_TARGET_PATH": str(HERE / "linker"), "SBPF_RUNTIME": str(tools.cache / "sbpf_rt.bc"),
        "CARGO_TARGET_SBPF_SOLANA_LINKER": str(linker), "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
    }  # fmt: skip
    command = [tools.cargo, "rustc", "--release", "--lib", "--crate-type=cdylib", "--target", TARGET]
    command += ["--target-dir", str(folder), "--message-format=json-render-diagnostics", *common]
    told = _run([*command, "--", f"-Clink-arg=--arch={arch}"], env)
    artefacts = [message for message in map(json.loads, told.splitlines()) if message["reason"] == "compiler-artifact"]
    names = [name for message in artefacts if message["manifest_path"] == manifest for name in message["filenames"]]
    elf = Path(next(name for name in names if name.endswith(".so"))).read_bytes()
    if not elf:
        sys.exit("sbpf: the crate defines no entrypoint")
    return Built(elf, tools.compiler)


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"sbpf: {Path(command[0]).name} {command[1]} failed: the lines above say why")
    return done.stdout


def _prepare(folder: Path, cache: Path) -> Path:
    """Starts afresh when the toolchain changed, and links again when the linker did: cargo sees neither. Returns the linker."""
    standing = (cache / "stamp").read_text()
    if not (folder / "stamp").exists() or (folder / "stamp").read_text() != standing:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "stamp").write_text(standing)
    linking = hashlib.sha256(b"".join(part.read_bytes() for part in sorted((HERE / "linker").glob("*.py")))).hexdigest()
    seen = folder / "linker-stamp"
    if not seen.exists() or seen.read_text() != linking:
        for mark in (folder / TARGET / "release" / ".fingerprint").glob("*"):
            if mark.name.startswith(LINKED):
                shutil.rmtree(mark)
        seen.write_text(linking)
    linker = folder / "sbpf-ld"
    linker.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{HERE}/linker/sbpf_ld.py" "$@"\n')
    linker.chmod(0o755)
    return linker


def _remaps(meta: dict[str, Any]) -> list[str]:
    """Flags that keep the paths of this machine out of panic messages and crate hashes."""
    root = Path(meta["workspace_root"])
    pairs = {root: "/workspace"}
    for package in meta["packages"]:
        folder = Path(package["manifest_path"]).parent
        if package["source"]:
            pairs[folder.parent] = "/crates"
        elif root not in folder.parents and folder != root:
            pairs[folder] = f"/path/{package['name']}"
    return [f"--remap-path-prefix={path}={name}" for path, name in sorted(pairs.items())]
