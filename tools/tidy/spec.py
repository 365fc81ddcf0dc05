"""The law and its keepers: every rule of docs/spec is named by code and cited by a test; no other rule is cited."""

import re

from tools.tidy.tree import Tree

# A rule is defined where its id opens a line or a list entry of docs/spec, bold or in brackets or not.
DEFINED = re.compile(r"^(?:[-*] +|#+ +|\| *)?[*\[`]*([A-Z]{3,5}-\d+)\b", re.MULTILINE)
CITED = re.compile(r"\b([A-Z]{3,5})-(\d+)\b(?:\s*(?:to|–|-|\.\.)\s*(?:([A-Z]{3,5})-)?(\d+)\b)?")
CODE = ("src/", "crates/", "db/")
RUST_TESTS = re.compile(r"#\[cfg\(test\)\].*", re.DOTALL)


def complaints(tree: Tree) -> list[str]:
    """Rules without code, rules without a test, citations of rules that do not exist."""
    defined = {rule for path in tree.under("docs/spec/", suffix=".md") for rule in DEFINED.findall(tree.text(path))}
    families = {rule.split("-")[0] for rule in defined}
    code: set[str] = set()
    tests: set[str] = set()
    found = []
    for path in tree.paths:
        if not path.endswith((".py", ".rs", ".sql", ".txt")) or path.startswith("requirements/"):
            continue
        cited = _cited(tree.text(path), families)
        found += [f"{path}: cites {rule}, which docs/spec does not have" for rule in sorted(cited - defined)]
        if _is_test(path):
            tests |= cited
        elif path.startswith(CODE):
            code |= cited
            if path.endswith(".rs"):
                tests |= _cited("".join(RUST_TESTS.findall(tree.text(path))), families)
    found += [f"docs/spec: {rule} is named by no code" for rule in sorted(defined - code, key=_order)]
    found += [f"docs/spec: {rule} is cited by no test" for rule in sorted(defined - tests, key=_order)]
    return found


def _is_test(path: str) -> bool:
    return path.startswith("tests/") or "/tests/" in path


def _cited(text: str, families: set[str]) -> set[str]:
    cited = set()
    for family, first, other, last in CITED.findall(text):
        if family not in families:
            continue
        end = int(last) if last and (not other or other == family) else int(first)
        # A range names all of its rules; a number behind a dash that is smaller is no range.
        numbers = range(int(first), end + 1) if int(first) <= end <= int(first) + 20 else (int(first),)
        cited |= {f"{family}-{number}" for number in numbers}
    return cited


def _order(rule: str) -> tuple[str, int]:
    family, _, number = rule.partition("-")
    return family, int(number)
