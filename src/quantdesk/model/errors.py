"""The one tree of exceptions. A refusal of the core is an event, not an exception, until it reaches an edge.

    QuantDeskError
    ├── Invalid            the input breaks a rule that its sender could know
    │   ├── RecordInvalid      bytes that are no record of the schema
    │   ├── MessageInvalid     a signed message that cannot be built or read
    │   └── OffGrid            a decimal between two valid values; carries both
    ├── Unauthenticated    nobody, or not who he says
    ├── Forbidden          somebody, but not his to do
    ├── NotFound           there is no such thing
    ├── Conflict           there is one already, or it has changed
    ├── Rejected           the core refused: reason, bound and what was found
    └── Unavailable        something outside does not answer
        ├── Busy               too much is unanswered; nothing was done
        └── EngineUnavailable  the outcome is unknown: ask by client order id

Invariant: every text says what was expected and what was found; only the gateway turns these into HTTP.
"""


class QuantDeskError(Exception):
    """Root of the tree; never raised itself."""


class Invalid(QuantDeskError, ValueError):
    """The input breaks a rule. `field` names the place in the request when there is one."""

    def __init__(self, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class RecordInvalid(Invalid):
    """Bytes that are no record of the schema, or a field outside its type."""


class MessageInvalid(Invalid):
    """A signed message with a reserved bit set or a field outside its range [SIG-1]."""


class OffGrid(Invalid):
    """A decimal that is no multiple of the grid [UNIT-5]; `below` and `above` are the nearest valid texts, "" for none."""

    def __init__(self, detail: str, below: str, above: str, field: str = "") -> None:
        super().__init__(detail, field)
        self.below = below
        self.above = above


class Unauthenticated(QuantDeskError):
    """No valid sign-in, token, key or signature."""


class Forbidden(QuantDeskError):
    """Known, but this is not theirs."""


class NotFound(QuantDeskError):
    """There is no such thing."""


class Conflict(QuantDeskError):
    """There is one already, or it changed in between."""


class Rejected(QuantDeskError):
    """The core refused. `reason` is the number of a Reason; `expected` and `found` are the integers of the event."""

    def __init__(self, reason: int, expected: int, found: int, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.expected = expected
        self.found = found
        self.detail = detail


class Unavailable(QuantDeskError):
    """Something outside does not answer; trying later may help."""


class Busy(Unavailable):
    """Too much is unanswered; nothing was done, nothing got a seq."""


class EngineUnavailable(Unavailable):
    """The connection was lost before the answer: the outcome is unknown until asked for."""
