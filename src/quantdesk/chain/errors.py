"""What can go wrong with a chain.

ChainUnavailable   no node answers, or all are behind what was seen already: ask later
ChainRefused       a node refused a request; code and text are its own
TransactionFailed  a transaction would fail or has failed; code is the program's number when the program refused it
NetworkMismatch    a node speaks for another chain than the settings name
"""

from quantdesk.chain.program_gen import ERRORS
from quantdesk.model.errors import QuantDeskError, Unavailable


class ChainUnavailable(Unavailable):
    """No node answers."""


class ChainRefused(QuantDeskError):
    """A node refused a request."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(f"node refused: {code} {detail}")
        self.code = code
        self.detail = detail


class TransactionFailed(QuantDeskError):
    """A transaction that the chain does not take. code: the program's error number, None when the runtime refused it."""

    def __init__(self, code: int | None, detail: str) -> None:
        name, text = ERRORS.get(code or 0, ("", ""))
        super().__init__(f"transaction failed: {code} {name} ({text})" if name else f"transaction failed: {detail}")
        self.code = code
        self.name = name
        self.detail = detail


class NetworkMismatch(QuantDeskError):
    """A node of another chain."""
