"""Builds crates/wasm with Debian's compiler: core and alloc once into a cache, then the two crates, linked by LLVM's linker.

Invariant: the module depends on sources and compiler alone, not on a path of the machine or a setting of the caller. The
two crates have no dependency, so no package manager takes part.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools.folder_lock import held

TARGET = "wasm32-unknown-unknown"
PACKAGES = ("rustc-web", "cargo-web", "rust-web-src", "lld-19")
LINKER = "wasm-ld-19"
FLAGS = (
    "--edition=2021", f"--target={TARGET}", "-Copt-level=s", "-Cpanic=abort", "-Ccodegen-units=1", "-Coverflow-checks=yes",
    "-Cdebuginfo=0", "-Cembed-bitcode=yes",
)  # fmt: skip
# An empty crate: building it builds core and alloc.
EMPTY = """[package]
name = "empty"
version = "0.0.0"
edition = "2021"
[profile.release]
codegen-units = 1
lto = "off"
panic = "abort"
opt-level = "s"
[workspace]
"""


class Built(NamedTuple):
    """A module: its bytes and the line that names compiler and linker."""

    module: bytes
    compiler: str


def build(root: Path, folder: Path | None = None) -> Built:
    """Builds the module of a tree. folder: where to build; the cache unless told. Errors: SystemExit with what failed."""
    tools = installed()
    place = folder or _cache()
    sysroot = _sysroot(place, tools)
    # A folder of its own: two trees that build at once would link one with the core of the other.
    with tempfile.TemporaryDirectory(prefix="out-", dir=place) as out:
        return Built(_linked(root, Path(out), sysroot, tools), tools["compiler"])


def _linked(root: Path, out: Path, sysroot: Path, tools: dict[str, str]) -> bytes:
    """Compiles core and module of a tree into a folder; the module's bytes."""
    core, module = out / "libquantdesk_core.rlib", out / "quantdesk_core.wasm"
    common = (*FLAGS, f"--sysroot={sysroot}", f"--remap-path-prefix={root}=/workspace")
    rustc = tools["rustc"]
    sources = root / "crates"
    _run(
        rustc,
        *common,
        "--crate-name=quantdesk_core",
        "--crate-type=rlib",
        str(sources / "core/src/lib.rs"),
        f"-o{core}",
    )
    linking = ("-Clto=fat", "-Cstrip=symbols", f"-Clinker={tools[LINKER]}", "-Clinker-flavor=wasm-ld")
    crate = ("--crate-name=quantdesk_wasm", "--crate-type=cdylib", f"--extern=quantdesk_core={core}")
    _run(rustc, *common, *linking, *crate, str(sources / "wasm/src/lib.rs"), f"-o{module}")
    return module.read_bytes()


def installed() -> dict[str, str]:
    """Programs by name, the vendored sources, and the compiler's line; installs what is missing with apt."""
    if not _versions():
        if os.environ.get("QUANTDESK_SBPF_APT") == "0":
            sys.exit(f"wasm: packages missing: {' '.join(PACKAGES)}")
        sudo = () if os.geteuid() == 0 else ("sudo",)
        _run(*sudo, "apt-get", "update", "-qq")
        _run(*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES)
    versions = _versions() or sys.exit(f"wasm: packages still missing: {' '.join(PACKAGES)}")
    rustc, cargo = (_file(f"{name}-web", f"/bin/{name}") for name in ("rustc", "cargo"))
    linker = shutil.which(LINKER) or sys.exit(f"wasm: expected {LINKER} on PATH")
    told = dict(line.split(": ", 1) for line in _told(rustc, "-vV").splitlines()[1:])
    linked = _told(linker, "--version").split("LLD ")[-1].split()[0]
    compiler = f"rustc {told['release']}, LLVM {told['LLVM version']}, wasm-ld {linked}"
    vendor = _file("rust-web-src", "/library/vendor")
    return {"rustc": rustc, "cargo": cargo, LINKER: linker, "vendor": vendor, "compiler": compiler, "stamp": versions}


def _versions() -> str:
    """Versions of the packages; empty when one is missing."""
    form = "${Package} ${Version} ${db:Status-Abbrev}\n"
    done = subprocess.run(("dpkg-query", "-W", "-f", form, *PACKAGES), capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    return done.stdout if len(lines) == len(PACKAGES) and all(line.rstrip().endswith("ii") for line in lines) else ""


def _file(package: str, ending: str) -> str:
    """The file of a package that ends so."""
    for line in _told("dpkg", "-L", package).splitlines():
        if line.endswith(ending):
            return line
    sys.exit(f"wasm: package {package} has no file that ends in {ending}")


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("QUANTDESK_WASM_CACHE") or f"{base}/quantdesk-wasm")


def _sysroot(place: Path, tools: dict[str, str]) -> Path:
    """Core and alloc for the target, built once a compiler (half a minute), by one process at a time."""
    with held(place / "lock"):
        return _sysroot_held(place, tools)


def _sysroot_held(place: Path, tools: dict[str, str]) -> Path:
    sysroot = place / "sysroot"
    stamp = place / "stamp"
    if stamp.exists() and stamp.read_text() == tools["stamp"]:
        return sysroot
    shutil.rmtree(sysroot, ignore_errors=True)
    work = place / "std"
    shutil.rmtree(work, ignore_errors=True)
    (work / "src").mkdir(parents=True)
    (work / "src/lib.rs").write_text("#![no_std]\n")
    (work / "Cargo.toml").write_text(EMPTY)
    environment = {"RUSTC": tools["rustc"], "CARGO_ENCODED_RUSTFLAGS": "-Cembed-bitcode=yes", "RUSTC_WRAPPER": ""}
    config = ('source.crates-io.replace-with="std-vendor"', f'source.std-vendor.directory="{tools["vendor"]}"')
    words = ("build", "--quiet", "--release", "--offline", f"--target={TARGET}", "-Zbuild-std=core,alloc")
    target = ("--target-dir", str(work / "target"))
    _run(tools["cargo"], *words, *target, "--config", config[0], "--config", config[1], cwd=work, more=environment)
    library = sysroot / "lib/rustlib" / TARGET / "lib"
    library.mkdir(parents=True)
    for archive in (work / "target" / TARGET / "release/deps").glob("*.rlib"):
        if not archive.name.startswith("libempty"):
            shutil.copy(archive, library)
    shutil.rmtree(work)
    stamp.write_text(tools["stamp"])
    return sysroot


def _environment() -> dict[str, str]:
    """The caller's, without what would change the bytes; the compiler may use what is not stable yet."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("CARGO_", "RUST"))} | {
        "RUSTC_BOOTSTRAP": "1"
    }


def _run(*argv: str, cwd: Path | None = None, more: dict[str, str] | None = None) -> None:
    done = subprocess.run(argv, cwd=cwd, env=_environment() | (more or {}), check=False)
    if done.returncode:
        sys.exit(f"wasm: {Path(argv[0]).name} failed: the lines above say why")


def _told(*argv: str) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True, env=_environment()).stdout
