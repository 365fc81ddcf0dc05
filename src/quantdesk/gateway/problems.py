"""Every refusal that leaves this process, as an RFC 9457 problem.

Invariant: an answer outside 2xx and 304 carries a problem with a stable `code`; nothing of an exception's own text
reaches the wire unless it was written for it.
"""

import re
from http import HTTPStatus
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from quantdesk.bus.valkey_link import VALKEY_ERRORS
from quantdesk.gateway.patterns import END, whole
from quantdesk.model.errors import Busy, EngineUnavailable, Unavailable
from quantdesk.store.pool import STORE_ERRORS, StoreUnavailable

PROBLEM_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:quantdesk:problem:"
TEXT_MAX: Final = 512
RETRY_MS_DEFAULT: Final = 1_000

CodeText = Annotated[str, Meta(pattern=whole("[a-z][a-z0-9_]{1,63}"), max_length=64)]
ProblemText = Annotated[str, Meta(max_length=TEXT_MAX)]


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """RFC 9457 problem: what was refused and what would have been right."""

    type: Annotated[str, Meta(max_length=96, pattern=whole("urn:quantdesk:problem:[a-z0-9_]+"))]
    title: Annotated[str, Meta(max_length=64)]
    status: Annotated[int, Meta(ge=400, le=599)]
    code: CodeText
    detail: ProblemText
    request_id: Annotated[str, Meta(max_length=64)]
    field: Annotated[str, Meta(max_length=128)] | None = None
    expected: ProblemText | None = None
    found: ProblemText | None = None


class Refusal(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        field: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.field, self.expected, self.found = field, expected, found
        self.headers: list[tuple[bytes, bytes]] = []

    def with_header(self, name: str, value: str) -> "Refusal":
        """Adds a header to the answer; returns the refusal itself."""
        self.headers.append((name.lower().encode(), value.encode()))
        return self


def invalid(
    code: str, detail: str, field: str | None = None, expected: str | None = None, found: str | None = None
) -> Refusal:
    """400: the request itself is not of the form."""
    return Refusal(HTTPStatus.BAD_REQUEST, code, detail, field, expected, found)


def unauthenticated(code: str, detail: str) -> Refusal:
    """401: nobody is proven to ask."""
    return Refusal(HTTPStatus.UNAUTHORIZED, code, detail).with_header("www-authenticate", "Bearer")


def forbidden(code: str, detail: str, expected: str | None = None, found: str | None = None) -> Refusal:
    """403: whoever asks may not do this."""
    return Refusal(HTTPStatus.FORBIDDEN, code, detail, None, expected, found)


def not_found(code: str, detail: str, field: str | None = None, found: str | None = None) -> Refusal:
    """404: no such thing, or none that the asker may know of."""
    return Refusal(HTTPStatus.NOT_FOUND, code, detail, field, None, found)


def conflict(code: str, detail: str, field: str | None = None) -> Refusal:
    """409: it exists already."""
    return Refusal(HTTPStatus.CONFLICT, code, detail, field)


def rejected(
    code: str, detail: str, field: str | None = None, expected: str | None = None, found: str | None = None
) -> Refusal:
    """422: well-formed, understood, refused by a rule."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail, field, expected, found)


def unavailable(code: str, detail: str, retry_ms: int = RETRY_MS_DEFAULT) -> Refusal:
    """503: an outside part is missing; the text says whether the outcome is known."""
    seconds = max(1, -(-retry_ms // 1_000))
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code, detail).with_header("retry-after", str(seconds))


def engine_unavailable() -> Refusal:
    """503 after a command was sent: nobody knows yet whether it was taken."""
    return unavailable(
        "engine_unavailable",
        "The exchange did not answer; the outcome is unknown. Send the same request again: client_order_id and nonce make "
        "a repeated order return its first result.",
    )


_encode: Final = msgspec.json.Encoder().encode


def problem_body(refusal: Refusal, request_id: str) -> bytes:
    """Returns the JSON of a refusal."""
    return _encode(
        Problem(
            type=TYPE_PREFIX + refusal.code,
            title=HTTPStatus(refusal.status).phrase,
            status=refusal.status,
            code=refusal.code,
            detail=refusal.detail[:TEXT_MAX],
            request_id=request_id,
            field=refusal.field[:128] if refusal.field else None,
            expected=refusal.expected[:TEXT_MAX] if refusal.expected is not None else None,
            found=refusal.found[:TEXT_MAX] if refusal.found is not None else None,
        )
    )


_PLACE: Final = re.compile(r" - at (?:the key of )?`\$\.?(?P<path>[^`]*)`$")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>.*)`$", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>.*)`$", re.DOTALL)
_TYPES: Final = re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<found>[^`]*)`$")
_EXPECTED: Final = re.compile(r"Expected (?P<expected>.*)$", re.DOTALL)


# The library shows a pattern as the source of a Python text.
_END_SHOWN: Final = END.replace("\\", "\\\\")


def _shown(expected: str) -> str:
    """Returns an expectation with its pattern as it is published."""
    return expected.replace(_END_SHOWN, "$")


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def body_refusal(error: Exception) -> Refusal:
    """Returns the problem of a body that msgspec refused: which field, what was expected, what was found."""
    if not isinstance(error, msgspec.ValidationError):
        return invalid("body_malformed", "The body is not JSON text in UTF-8.", None, "application/json", None)
    return _validation(str(error))


def _validation(message: str) -> Refusal:
    path = ""
    if place := _PLACE.search(message):
        path, message = place["path"], message[: place.start()]
    if unknown := _UNKNOWN.match(message):
        name = _joined(path, unknown["name"])
        return invalid(
            "field_unknown", "The body has a field that this operation does not know.", name, "no such field", None
        )
    if missing := _MISSING.match(message):
        name = _joined(path, missing["name"])
        return invalid("field_missing", "The body lacks a field.", name, "a value", "nothing")
    if types := _TYPES.match(message):
        return invalid("field_invalid", "A field has the wrong type.", path or None, types["expected"], types["found"])
    expected = _EXPECTED.match(message)
    return invalid(
        "field_invalid",
        "A field is outside its bounds.",
        path or None,
        _shown(expected["expected"] if expected else message),
        None,
    )


def outside_refusal(error: Exception) -> Refusal | None:
    """Returns the problem of an outside part that failed; None when the error is not of that kind."""
    if isinstance(error, Busy):
        return unavailable(
            "engine_busy", "Too much waits for the exchange; nothing was done, send the request again later."
        )
    if isinstance(error, EngineUnavailable):
        return engine_unavailable()
    if isinstance(error, (StoreUnavailable, *STORE_ERRORS)):
        return unavailable("database_unavailable", "The records do not answer; send the request again later.")
    if isinstance(error, (Unavailable, *VALKEY_ERRORS)):
        return unavailable(
            "unavailable", "A part that this needs does not answer; nothing was done, send the request again later."
        )
    return None


def framework_refusal(status: int) -> Refusal:
    """Returns the problem of an answer that the framework gave by itself: no route, wrong method, and the like."""
    texts = {
        400: ("request_malformed", "The request is not of the form that this operation takes."),
        401: ("unauthenticated", "This operation needs proof of who asks."),
        403: ("forbidden", "This operation is not open to whoever asks."),
        404: ("route_unknown", "There is no such address here."),
        405: ("method_not_allowed", "This address does not take this method."),
        406: ("not_acceptable", "This operation answers application/json."),
        413: ("body_too_large", "The body is larger than this operation takes."),
        415: ("media_type_unsupported", "This operation takes application/json."),
    }
    if status >= 500 or status not in texts:
        return Refusal(500, "internal_error", "Something failed here; nothing is known of the outcome.")
    return Refusal(status, *texts[status])
