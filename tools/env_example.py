"""`python -m tools.env_example` writes .env.example from the settings; with `--check` it fails when the file is not current."""

import sys
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
from msgspec.structs import fields

from quantdesk.runtime.settings import KINDS, PREFIX, ProcessSettings, Secret, environment_of, names_known

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / ".env.example"
HEAD = """\
# Every setting, with its default. Written by `./desk gen` from src/quantdesk/runtime/settings.py; do not edit.
# A line without a value is required by the processes named beside it; `./desk up` gives it to them.
"""


def text() -> str:
    """The whole file."""
    lines = [HEAD]
    for name, description in names_known().items():
        field = name.removeprefix(PREFIX).lower()
        users = [kind for kind in KINDS if any(one.name == field for one in fields(kind))]
        required = [kind for kind in users if any(one.name == field and one.required for one in fields(kind))]
        lines.append(f"# {description} ({', '.join(_title(kind) for kind in users)})")
        lines.append(f"# {name}=" if required else f"# {name}={_default(users[-1], field)}")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def main(arguments: list[str]) -> int:
    """0: written or current; 1: not current."""
    found = TARGET.read_text() if TARGET.exists() else ""
    if found == text():
        return 0
    if arguments == ["--check"]:
        print(".env.example is not current: ./desk gen", file=sys.stderr)
        return 1
    TARGET.write_text(text())
    print("wrote .env.example")
    return 0


def _title(kind: type[ProcessSettings]) -> str:
    return kind.__name__.removesuffix("Settings").lower()


def _default(kind: type[ProcessSettings], field: str) -> str:
    """The text of a default, as the environment would give it."""
    hints = get_type_hints(kind)
    filled = {
        one.name: (Secret("x") if Secret in (hints[one.name], *get_args(hints[one.name])) else "x" * 32)
        for one in fields(kind)
        if one.required
    }
    made: object = msgspec.convert(filled, kind, dec_hook=lambda _, value: value) if filled else kind()
    return environment_of(made)[PREFIX + field.upper()] if isinstance(made, msgspec.Struct) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
