"""What can go wrong for a caller of the exchange.

ClientError
├── Refused         the exchange said no; code is its reason (margin_initial, post_only_crosses, rate_limited …)
├── Unavailable     nobody answered; outcome_known says whether a command can have been taken
└── ProtocolBroken  an answer that this client does not understand
"""

from quantdesk.model.errors import QuantDeskError


class ClientError(QuantDeskError):
    """Everything this package raises by itself."""


class Refused(ClientError):
    """The exchange refused; nothing was changed."""

    def __init__(self, code: str, detail: str, status: int = 0, *, field: str = "", retry_after_s: float = 0.0) -> None:
        """status: of HTTP, 0 from a socket; field: the one that was wrong; retry_after_s: when it makes sense to try again."""
        super().__init__(f"{code}: {detail}" + (f" (field {field})" if field else ""))
        self.code = code
        self.detail = detail
        self.status = status
        self.field = field
        self.retry_after_s = retry_after_s


class Unavailable(ClientError):
    """No answer. With outcome_known false a command may have been taken: the same message again returns its first result."""

    def __init__(self, detail: str, *, outcome_known: bool) -> None:
        super().__init__(detail)
        self.outcome_known = outcome_known


class ProtocolBroken(ClientError):
    """The answer is not what the interface says."""
