"""Ceilings of files and functions, with the named exceptions."""

import ast
import re

from tools.tidy.exceptions import LONG_FILES, LONG_FUNCTIONS
from tools.tidy.tree import Tree

LINES_MAX = {".py": 300, ".rs": 600, ".ts": 250, ".tsx": 250}
# Tests are lists of cases.
TEST_LINES_MAX = {".py": 500, ".rs": 900}
FUNCTION_LINES_MAX = 70
README_LINES_MAX = 15
README_FOLDERS = ("crates", "src/quantdesk", "db", "tests", "benches", "docs", "tools", "requirements")


def complaints(tree: Tree) -> list[str]:
    """Files and functions that are too long, READMEs that are missing or too long."""
    found = []
    for path in tree.paths:
        suffix = path[path.rfind(".") :]
        if suffix in LINES_MAX and not tree.generated(path):
            found += _file(tree, path, LINES_MAX[suffix])
            if suffix == ".py":
                found += _functions(tree, path)
    for folder in README_FOLDERS:
        found += _readme(tree, folder)
    return found + _unused(tree)


def _file(tree: Tree, path: str, ceiling: int) -> list[str]:
    lines = tree.text(path).count("\n")
    if path.startswith("tests/") or "/tests/" in path:
        ceiling = TEST_LINES_MAX.get(path[path.rfind(".") :], ceiling)
    allowed, _ = LONG_FILES.get(path, (ceiling, ""))
    if lines > allowed:
        return [
            f"{path}: {lines} lines, at most {allowed}: split it by noun, or name it in tools/tidy/exceptions.py with a reason"
        ]
    return []


def _functions(tree: Tree, path: str) -> list[str]:
    module = tree.module(path)
    if module is None:
        return [f"{path}: does not parse"]
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            allowed, _ = LONG_FUNCTIONS.get(f"{path}::{node.name}", (FUNCTION_LINES_MAX, ""))
            if lines > allowed:
                found.append(
                    f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {allowed}: split it into decide and do"
                )
    return found


def _readme(tree: Tree, folder: str) -> list[str]:
    path = f"{folder}/README.md"
    if path not in tree.paths:
        return [f"{path} is missing: what is here, who may import it, how to test it, what never belongs here"]
    lines = tree.text(path).count("\n")
    # The figures of benches/README.md are measured, not written.
    if lines > README_LINES_MAX and folder != "benches":
        return [f"{path}: {lines} lines, at most {README_LINES_MAX}: move the rest to docs"]
    return []


def _unused(tree: Tree) -> list[str]:
    known = set(tree.paths)
    gone = [path for path in LONG_FILES if path not in known]
    gone += [name for name in LONG_FUNCTIONS if not _defined(tree, name)]
    return [f"tools/tidy/exceptions.py names {name}, which does not exist: remove the entry" for name in gone]


def _defined(tree: Tree, name: str) -> bool:
    path, _, function = name.partition("::")
    return re.search(rf"def {re.escape(function)}\(", tree.text(path)) is not None
