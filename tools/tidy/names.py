"""Names that say nothing are not taken; tests stand where their sources stand."""

import ast
import re

from tools.tidy.exceptions import NAMES, UNMIRRORED
from tools.tidy.tree import Tree

# Banned wherever they stand in a name.
BANNED = {"utils", "util", "helpers", "helper", "misc", "manager", "processor"}
# Banned when they are the whole name: behind a verb or before a noun they say something.
BANNED_ALONE = {"common", "info", "v2", "new", "old", "legacy", "temp", "handler", "service"}
# Banned as the first word of a class.
BANNED_FIRST = {"Base", "Common", "New", "Old", "Legacy"}


def complaints(tree: Tree) -> list[str]:
    """Banned names of folders, files, classes and functions; tests without a source."""
    found = []
    for path in tree.paths:
        if path in NAMES or tree.generated(path):
            continue
        for part in path.split("/"):
            word = _banned(part.split(".")[0])
            if word:
                found.append(f"{path}: the name {word} says nothing: name the noun that it holds")
        if path.endswith(".py"):
            found += _python(tree, path)
        if path.endswith(".rs"):
            found += _rust(tree, path)
    return found + _unmirrored(tree)


def _banned(name: str) -> str:
    """The banned word in a snake_case or CamelCase name, if any."""
    words: list[str] = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)
    lowered = [word.lower() for word in words]
    for word in lowered:
        if word in BANNED:
            return word
    return name.lower() if name.lower() in BANNED_ALONE else ""


def _python(tree: Tree, path: str) -> list[str]:
    module = tree.module(path)
    if module is None:
        return []
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
            "test_"
        ):
            word = _banned(node.name)
            if isinstance(node, ast.ClassDef) and not word:
                word = next((first for first in BANNED_FIRST if re.match(f"{first}(?![a-z])", node.name)), "")
            if word:
                found.append(
                    f"{path}:{node.lineno}: {node.name}: the word {word} says nothing: name what it is or does"
                )
    return found


def _rust(tree: Tree, path: str) -> list[str]:
    found = []
    for number, line in enumerate(tree.text(path).split("\n"), 1):
        match = re.search(r"\b(?:struct|enum|trait|mod|fn)\s+([A-Za-z_0-9]+)", line)
        # `new` is the language's own word for a constructor.
        if match and match[1] != "new" and _banned(match[1]):
            found.append(f"{path}:{number}: {match[1]}: the word {_banned(match[1])} says nothing")
    return found


def _tops(folder: str) -> tuple[str, ...]:
    """Where the sources of a folder of unit tests are; the compiled half of quantdesk.core is written in Rust."""
    if folder == "tools" or folder.startswith("tools/"):
        return (f"{folder}/",)
    home = f"src/quantdesk/{folder}/" if folder else "src/quantdesk/"
    return (home, "crates/py/src/") if folder == "core" else (home,)


def _unmirrored(tree: Tree) -> list[str]:
    found = []
    sources = set(tree.under("src/quantdesk/", "tools/", "crates/py/src/"))
    for path in tree.under("tests/unit/", suffix=".py"):
        folder, _, name = path.removeprefix("tests/unit/").rpartition("/")
        if not name.startswith("test_") or path in UNMIRRORED:
            continue
        stem = name.removeprefix("test_").removesuffix(".py")
        wanted = [f"{top}{stem}{end}" for top in _tops(folder) for end in (".py", "/__init__.py", "_gen.py", ".rs")]
        if stem in (folder, "main"):
            wanted += [f"src/quantdesk/{folder}/__init__.py", "src/quantdesk/__main__.py"]
        if not sources.intersection(wanted):
            found.append(f"{path}: no source src/quantdesk/{folder}/{stem}.py behind it: unit tests mirror the tree")
    return found
