"""`python -m tools.openapi` writes docs/reference/openapi.json of the gateway's operations; with `--check` only compares."""

import sys
from pathlib import Path

from quantdesk.gateway.app import openapi_document

PATH = Path("docs/reference/openapi.json")


def main(arguments: list[str]) -> int:
    """Runs from the top of the repository. 0: current; 1: it differs."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tools.openapi [--check]", file=sys.stderr)
        return 2
    document = openapi_document()
    if PATH.exists() and PATH.read_bytes() == document:
        return 0
    if arguments:
        print(f"{PATH} is not current: run ./desk gen", file=sys.stderr)
        return 1
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_bytes(document)
    print(f"written {PATH}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
