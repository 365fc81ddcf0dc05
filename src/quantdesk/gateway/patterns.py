"""Patterns of text fields that mean the same to Python and to the JSON Schema they are published in.

Python's `$` also matches before a last line feed, JSON Schema's does not; `whole` closes the gap.
"""

from typing import Final

END: Final = r"$(?!\n)"


def whole(pattern: str) -> str:
    """Returns the pattern that matches the whole text."""
    return f"^{pattern}{END}"


def published(pattern: str) -> str:
    """Returns a pattern of `whole` as JSON Schema needs it."""
    return pattern.removesuffix(END) + "$" if pattern.endswith(END) else pattern
