"""Which methods an address takes, for OPTIONS and for the Allow of a 405."""

import re
from collections.abc import Iterable
from typing import Final

from quantdesk.gateway.operations import Operation

PART: Final = re.compile(r"\\\{\w+\\\}")


class Methods:
    """Addresses of operations and their methods."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        found: dict[str, set[str]] = {}
        for operation in operations:
            found.setdefault(operation.path, set()).add(operation.method)
        # Addresses without a part in braces first: /api/accounts/api-keys is not an account.
        ordered = sorted(found.items(), key=lambda item: item[0].count("{"))
        self._patterns = [(re.compile(PART.sub("[^/]+", re.escape(path))), methods) for path, methods in ordered]

    def allowed(self, path: str) -> str:
        """Returns the Allow of an address; empty when there is no such address."""
        for pattern, methods in self._patterns:
            if pattern.fullmatch(path):
                return ", ".join(sorted({*methods, "OPTIONS"}))
        return ""
