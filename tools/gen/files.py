"""The list of generated files; each is a function of the schema, the IDL or the API's document alone."""

import sys
from collections.abc import Callable
from pathlib import Path

from tools.gen import api, program, program_web, python, reference, rust, typescript
from tools.gen.schema import Schema, SchemaInvalid, parse

SCHEMA_PATH = "crates/core/schema.txt"
WRITERS: tuple[tuple[str, Callable[[Schema, str], str]], ...] = (
    (rust.PATH, rust.write),
    (python.PATH, python.write),
    (reference.PATH, reference.write),
    (typescript.PATH, typescript.write),
)


def generate(text: str) -> dict[str, str]:
    """Content of every generated file by path, for the schema in `text`. Raises SchemaInvalid."""
    schema = parse(text)
    return {path: write(schema, text) for path, write in WRITERS}


def run(root: Path, check: bool) -> int:
    """Writes what differs below `root`; with `check` only names it. 0 when nothing differed or all was written, else 1."""
    try:
        contents = generate((root / SCHEMA_PATH).read_text(encoding="utf-8"))
        idl = (root / program.IDL_PATH).read_text(encoding="utf-8")
        contents |= {program.PATH: program.write(idl), program_web.PATH: program_web.write(idl)}
        contents[api.PATH] = api.write((root / api.OPENAPI_PATH).read_text(encoding="utf-8"))
    except SchemaInvalid as invalid:
        print(f"{SCHEMA_PATH}: {invalid}", file=sys.stderr)
        return 1
    stale = [path for path, content in contents.items() if _differs(root / path, content)]
    for path in stale:
        if check:
            print(f"{path} is not current: run ./desk gen", file=sys.stderr)
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(contents[path], encoding="utf-8")
        print(f"written {path}")
    return 1 if check and stale else 0


def _differs(path: Path, content: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != content
