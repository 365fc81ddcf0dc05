"""What texts may not hold: package hosts, paths of one machine, promises without an issue, commands that do not exist."""

import re

from quantdesk.desk.app import VERBS
from quantdesk.runtime.settings import DeskSettings
from tools.tidy.tree import Tree

# Written in parts, so that this file does not hold what it looks for.
HOSTS = tuple(
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("static.", "crates.io"),
        ("index.", "crates.io"),
        ("registry.", "npmjs"),
        ("artifact", "ory"),
        ("proxy.", "golang"),
    )
)
MACHINE = re.compile(r"(?<![\w.])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me)/[\w.]")
PROMISE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!.*#\d)")
COMMAND = re.compile(r"\./desk +([a-z]+)")
PORT_ROW = re.compile(r"^\| *`?(web|gateway|stream|engine|ingest|keepers)`? *\| *(\d+) *\|", re.MULTILINE)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(")
TOKENS = "web/src/styles/tokens.css"
DOCUMENTS = (".md",)
# The rule's own test plants what it looks for.
OWN = ("tests/unit/tools/test_tidy.py",)


def complaints(tree: Tree) -> list[str]:
    """Every line of a tracked text that breaks a rule."""
    found = []
    for path in tree.paths:
        if path.startswith(OWN):
            continue
        text = tree.text(path)
        if _suspicious(path, text):
            for number, line in enumerate(text.split("\n"), 1):
                found += [f"{path}:{number}: {complaint}" for complaint in _line(path, line)]
        if path.endswith(DOCUMENTS):
            found += _ports(path, text)
        if path.startswith("web/src/") and path != TOKENS and COLOUR.search(text):
            found.append(f"{path}: holds a colour: name a token of {TOKENS}")
    return found


def _suspicious(path: str, text: str) -> bool:
    """Something in the whole text may break a rule: most files are done with one look."""
    if path.endswith(DOCUMENTS) or any(host in text for host in HOSTS):
        return True
    return MACHINE.search(text) is not None or PROMISE.search(text) is not None


def _line(path: str, line: str) -> list[str]:
    found = [f"names the package host {host}: locks and texts hold none" for host in HOSTS if host in line]
    if MACHINE.search(line):
        found.append("holds a path of one machine: name it by its place in the repository")
    if PROMISE.search(line) and not path.endswith(".lock"):
        found.append("a promise without an issue: do it, or name the issue as #N")
    if path.endswith(DOCUMENTS):
        unknown = [verb for verb in COMMAND.findall(line) if verb not in (*VERBS, "help")]
        found += [f"./desk {verb} does not exist: expected one of {', '.join(VERBS)}" for verb in unknown]
    return found


def _ports(path: str, text: str) -> list[str]:
    settings = DeskSettings()
    found = []
    for name, port in PORT_ROW.findall(text):
        expected = getattr(settings, f"{name}_port")
        if int(port) != expected:
            found.append(f"{path}: the table of ports says {port} for {name}, the settings say {expected}")
    return found
