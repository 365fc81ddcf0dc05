"""Pictures of the terminal and the page that reviews them: each has its line with the picture's bytes and what was found.

So a picture that was made anew is not silently the new truth: the line has to be written again, by whoever has looked at it.
"""

import hashlib
import re

from tools.tidy.tree import Tree

PAGE = "docs/screens.md"
FOLDER = "docs/screens/"
KIND = ".webp"
LINE = re.compile(r"^\| \[([\w-]+)\]\(screens/([\w-]+)\.webp\) \| `([0-9a-f]{8})` \| *(.*?) *\|$", re.MULTILINE)
DIGITS = 8


def complaints(tree: Tree) -> list[str]:
    """Pictures without a line, lines without a picture or of other bytes, lines that say nothing."""
    pictures = {path.removeprefix(FOLDER).removesuffix(KIND): path for path in tree.under(FOLDER, suffix=KIND)}
    lines = LINE.findall(tree.text(PAGE))
    found = []
    for name, linked, digest, said in lines:
        if linked != name or linked not in pictures:
            found.append(f"{PAGE}: the line of {name} leads to no picture of that name")
            continue
        real = hashlib.sha256((tree.root / pictures[name]).read_bytes()).hexdigest()[:DIGITS]
        if digest != real:
            found.append(f"{PAGE}: {name} was looked at as {digest}, the picture is {real}: look again and write")
        if not said:
            found.append(f"{PAGE}: the line of {name} does not say what was found")
    named = [name for name, *_ in lines]
    found += [f"{PAGE}: {name} has no line" for name in sorted(set(pictures) - set(named))]
    found += [f"{PAGE}: {name} has more than one line" for name in sorted(set(named)) if named.count(name) > 1]
    return found
