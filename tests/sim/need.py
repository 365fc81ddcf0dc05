"""What an invariant needs: it holds, or the run ends with its name and the facts."""

from typing import Any

Fields = dict[str, Any]


class Broken(Exception):
    """An invariant does not hold; the text names it."""


def need(holds: bool, invariant: str, *facts: object) -> None:
    """Fails with the invariant's name unless it holds."""
    if not holds:
        raise Broken(f"{invariant}: {facts}")
