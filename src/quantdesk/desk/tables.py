"""Tables that verbs print: as wide as the terminal, and for programs that read them a row is one line, or JSON."""

import sys
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec
from rich.console import Console
from rich.table import Table

T = TypeVar("T")

PIPE_COLUMNS: Final = 400
NUMBERS: Final = frozenset({"letter", "action", "events", "points", "bytes", "version", "set"})


def table_of(*names: str) -> Table:
    """A table of these columns; numbers stand right."""
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in NUMBERS else "left")
    return table


def told(text: Table | str) -> None:
    """Prints a table or a line as it is, without marks of its own."""
    Console(highlight=False, soft_wrap=True, markup=False, width=None if sys.stdout.isatty() else PIPE_COLUMNS).print(
        text
    )


def told_json(found: object) -> None:
    """Prints what was found for programs."""
    print(msgspec.json.format(msgspec.json.encode(found)).decode())


def told_rows(
    rows: Sequence[T], names: Sequence[str], cells: Callable[[T], Sequence[str]], none: str, *, json: bool
) -> int:
    """Prints rows as a table of these columns, or the line for none; json: as they are, for programs. Returns the verb's 0."""
    if json:
        told_json(rows)
        return 0
    table = table_of(*names)
    for row in rows:
        table.add_row(*cells(row))
    told(table if rows else none)
    return 0
