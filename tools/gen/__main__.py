"""`python -m tools.gen` writes every generated file; with `--check` it writes none and fails when one differs."""

import sys
from pathlib import Path

from tools.gen import files


def main(arguments: list[str]) -> int:
    """Runs from the top of the repository. 0: all current; 1: a file differs or the schema is invalid."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tools.gen [--check]", file=sys.stderr)
        return 2
    return files.run(Path.cwd(), check=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
