"""Locks: they agree with each other and with pyproject.toml, and they hold no address."""

import re
import tomllib
from itertools import pairwise

from tools.tidy.tree import Tree

LOCKS = ("requirements/base.lock", "requirements/local.lock", "requirements/all.lock")
BESIDE = "requirements/ccxt.lock"
PIN = re.compile(r"^([a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
ADDRESS = ":" + "//"


def complaints(tree: Tree) -> list[str]:
    """Locks that disagree, hold an address, or lack what pyproject.toml names."""
    found = []
    pins: dict[str, dict[tuple[str, str], str]] = {}
    for path in (*LOCKS, BESIDE):
        text = tree.text(path)
        if not text:
            found.append(f"{path} is missing: uv pip compile makes it (CONTRIBUTING.md)")
        if ADDRESS in text:
            found.append(f"{path}: holds an address; compile it with --no-header and without --emit-index-url")
        pins[path] = {(name.lower(), marker): version for name, version, marker in PIN.findall(text)}
    for smaller, larger in (*pairwise(LOCKS), (LOCKS[0], BESIDE)):
        found += _disagreements(smaller, pins[smaller], larger, pins[larger])
    return found + _named(tree, pins[BESIDE] | pins[LOCKS[-1]])


def _disagreements(
    one: str, pins: dict[tuple[str, str], str], other: str, others: dict[tuple[str, str], str]
) -> list[str]:
    """Each package of the smaller lock has the same versions in the larger."""
    found = []
    versions: dict[str, set[str]] = {}
    for (name, _), version in others.items():
        versions.setdefault(name, set()).add(version)
    for (name, _), version in pins.items():
        if version not in versions.get(name, set()):
            there = ", ".join(sorted(versions.get(name, {"nothing"})))
            found.append(f"{one} pins {name}=={version}, {other} pins {there}: make all locks in one go")
    return found


def _named(tree: Tree, pins: dict[tuple[str, str], str]) -> list[str]:
    project = tomllib.loads(tree.text("pyproject.toml"))["project"]
    extras = [name for names in project.get("optional-dependencies", {}).values() for name in names]
    locked = {(name, version) for (name, _), version in pins.items()}
    found = []
    for requirement in (*project["dependencies"], *extras):
        match = PIN.match(requirement)
        if match is None:
            found.append(f"pyproject.toml: {requirement}: expected an exact version")
        elif (match[1].lower(), match[2]) not in locked:
            found.append(f"pyproject.toml names {match[1]}=={match[2]}, {LOCKS[-1]} does not: make all locks again")
    return found
