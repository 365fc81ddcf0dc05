"""The Anchor IDL (spec 0.1.0) of a program crate, with the ordinary host compiler alone.

Invariant: the macros' feature `idl-build` emits tests that print pieces of the IDL; this joins the pieces and adds nothing.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def idl_make(crate: Path) -> str:
    """The IDL as JSON text. Errors: SystemExit with the compiler's output."""
    command = [
        "cargo",
        "test",
        "--quiet",
        "--manifest-path",
        str(crate / "Cargo.toml"),
        "--lib",
        "--features",
        "idl-build",
    ]
    command += ["--locked", "__anchor_private_print_idl", "--", "--show-output", "--test-threads=1"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout)
    return json.dumps(assemble(done.stdout), indent=2) + "\n"


def assemble(output: str) -> dict[str, Any]:
    """Joins the pieces that the tests printed."""
    programs = list(_sections(output, "program"))
    if len(programs) != 1:
        sys.exit(f"idl: expected one program in the output of the tests, found {len(programs)}")
    idl: dict[str, Any] = programs[0]
    idl["address"] = next(_sections(output, "address"))
    types = {one["name"]: one for one in idl.get("types", [])}
    idl["events"] = []
    for piece in _sections(output, "event"):
        idl["events"].append(piece["event"])
        for extra in piece["types"]:
            types.setdefault(extra["name"], extra)
    # Alias entries that nothing refers to make some clients fail.
    kept = json.dumps([idl, list(types.values())])
    idl["types"] = [one for one in types.values() if one["type"]["kind"] != "type" or _refers(kept, one["name"])]
    for instruction in idl["instructions"]:
        for account in instruction["accounts"]:
            # "vault.tokens" is a field of another account, no address: clients that resolve addresses would fail on it.
            if "." in account.get("address", ""):
                del account["address"]
    idl["events"].sort(key=lambda event: str(event["name"]))
    idl["types"].sort(key=lambda one: str(one["name"]))
    idl["errors"] = [error for piece in _sections(output, "errors") for error in piece]
    constants = list(_sections(output, "const"))
    if constants:
        idl["constants"] = constants
    return idl


def _refers(text: str, name: str) -> bool:
    return f'{{"name": "{name}"}}' in text


def _sections(output: str, title: str) -> Iterator[Any]:
    for text in re.findall(
        rf"^--- IDL begin {title} ---\n(.*?)\n--- IDL end {title} ---$", output, re.DOTALL | re.MULTILINE
    ):
        yield json.loads(text) if text.lstrip()[:1] in ("{", "[") else text.strip()
