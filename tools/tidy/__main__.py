"""`python -m tools.tidy` prints every complaint; 0 when there is none."""

import sys
from pathlib import Path

from tools.tidy import locks, names, screens, shape, spec, texts
from tools.tidy.tree import Tree

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Runs every rule over the repository that this file stands in."""
    tree = Tree(ROOT)
    found = [line for rule in (shape, names, texts, spec, locks, screens) for line in rule.complaints(tree)]
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
