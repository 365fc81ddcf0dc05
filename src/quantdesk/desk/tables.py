"""Tables that verbs print: as wide as the terminal, and for programs that read them a row is one line."""

import sys
from typing import Final

from rich.console import Console
from rich.table import Table

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
