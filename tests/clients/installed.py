"""Environments of foreign clients, installed from their locks into the cache, and how a flow is run in one.

Invariant: nothing is installed into the clone or into our own environment; the same lock is installed once.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from quantdesk.desk.paths import ROOT, Places, cache_folder
from quantdesk.desk.web import node_environment
from tests.integration.localnet.chains import Deployed

HERE = Path(__file__).parent
IDL = ROOT / "crates/program/artifacts/quantdesk_program.json"
INSTALL_TIMEOUT_S = 600
FLOW_TIMEOUT_S = 240
USDC_ATOMS = 5_000_000
LAMPORTS = 1_000_000_000


def cache() -> Path:
    """The cache of built things: the desk's when it runs the suite."""
    beside = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    if beside:
        return Path(beside).parent
    return Path(os.environ["QUANTDESK_CACHE"]) if "QUANTDESK_CACHE" in os.environ else cache_folder()


def run(argv: list[str], folder: Path, timeout_s: int, environment: dict[str, str] | None = None) -> str:
    """Runs a program to its end; returns what it wrote. Errors: AssertionError with its last lines."""
    done = subprocess.run(
        argv,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
        env=os.environ | (environment or {}),
    )
    assert done.returncode == 0, f"{' '.join(argv)[:200]}: {done.stderr[-3_000:]}{done.stdout[-1_000:]}"
    return done.stdout


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """One process installs, the others wait."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def node_packages(name: str) -> tuple[Path, dict[str, str]]:
    """A folder with the packages of tests/clients/NAME and its flows, and the environment that has our Node."""
    source = HERE / name
    digest = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = cache() / f"clients-{name}-{digest}"
    environment = node_environment(Places(home=folder, run=folder, cache=cache()))
    with held(folder):
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for file in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(source / file, folder / file)
            run(["npm", "ci"], folder, INSTALL_TIMEOUT_S, environment)
            (folder / ".complete").touch()
        for file in source.glob("*.mjs"):
            shutil.copy(file, folder / file.name)
    return folder, environment


def python_packages(name: str) -> Path:
    """The interpreter of a virtual environment with the packages of tests/clients/NAME."""
    return python_locked(name, HERE / name / "requirements.lock")


def python_locked(name: str, lock: Path) -> Path:
    """The interpreter of a virtual environment with the packages of a lock."""
    folder = cache() / f"clients-{name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    python = folder / "bin" / "python"
    with held(folder):
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(folder)], HERE, INSTALL_TIMEOUT_S)
            install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
            run([str(python), *install, "-r", str(lock)], HERE, INSTALL_TIMEOUT_S)
            (folder / ".complete").touch()
    return python


def given(chain: Deployed) -> str:
    """What a flow is told: where the chain is, what chain.json says, how much to deposit."""
    assert chain.file is not None
    terms: dict[str, Any] = {
        "url": chain.node.url,
        "wsUrl": chain.node.ws_url,
        "idlPath": str(IDL),
        "program": chain.file.program_id,
        "chain": msgspec.to_builtins(chain.file),
        "usdc": USDC_ATOMS,
        "sol": LAMPORTS,
    }
    return json.dumps(terms)


def node_flow(chain: Deployed, name: str, script: str) -> dict[str, Any]:
    """What a flow in Node saw."""
    folder, environment = node_packages(name)
    found: dict[str, Any] = json.loads(run(["node", script, given(chain)], folder, FLOW_TIMEOUT_S, environment))
    return found


def python_flow(chain: Deployed, name: str, script: str) -> dict[str, Any]:
    """What a flow in Python saw."""
    python = python_packages(name)
    found: dict[str, Any] = json.loads(
        run([str(python), str(HERE / name / script), given(chain)], HERE, FLOW_TIMEOUT_S, {"PYTHONPATH": ""})
    )
    return found


def check_account(chain: Deployed, seen: dict[str, Any]) -> None:
    """The account that a client read is the one that stands on the chain, with what it deposited."""
    import base64

    from quantdesk.chain.program_gen import UserAccount
    from quantdesk.model.base58 import decode_base58

    config = {"encoding": "base64", "commitment": "processed"}
    value = chain.node.ask("getAccountInfo", seen["user"], config)["value"]
    assert value["data"][0] == seen["data"]
    account = UserAccount.read(base64.b64decode(seen["data"]))
    assert account.owner == decode_base58(seen["owner"], 32)
    assert [pocket.arriving_atoms for pocket in account.pockets[:2]] == [USDC_ATOMS, LAMPORTS]
