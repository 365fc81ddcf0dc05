"""The headers of answers: what every answer carries, what pages of a configured origin get beside it.

Invariant: whichever way an answer leaves, ASGI or the short way of orders, its headers are made here.
"""

from collections.abc import Iterable
from typing import Final

from quantdesk.gateway.problems import PROBLEM_TYPE, Refusal
from quantdesk.gateway.visits import Header

SECURITY_HEADERS: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-site"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)
POLICY_HEADER: Final = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
)
# Only where all pages are served over TLS: RFC 6797 forbids the header on any other answer.
TRANSPORT_HEADER: Final = (b"strict-transport-security", b"max-age=31536000")
NO_STORE_HEADER: Final = (b"cache-control", b"no-store")
JSON_HEADER: Final = (b"content-type", b"application/json")
VARY_HEADERS: Final[tuple[Header, ...]] = ((b"vary", b"origin"),)
PROGRAM_HEADERS: Final[tuple[Header, ...]] = (NO_STORE_HEADER, SECURITY_HEADERS[0], POLICY_HEADER)
EXPOSED: Final = b"RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"


class Cors:
    """Headers by the origin of the page that asks; no_page: those of every other request."""

    __slots__ = ("no_page", "pages")

    def __init__(self, origins: tuple[str, ...]) -> None:
        secure = bool(origins) and all(origin.startswith("https://") for origin in origins)
        always = (TRANSPORT_HEADER,) if secure else ()
        self.pages: dict[bytes, tuple[Header, ...]] = {
            origin.encode(): (*cors_headers(origin), *always) for origin in origins
        }
        self.no_page: tuple[Header, ...] = (*VARY_HEADERS, *always)

    def of(self, origin: bytes) -> tuple[Header, ...]:
        """Returns the headers of an answer to a page of this origin, b"" for none."""
        return self.pages.get(origin, self.no_page)


def cors_headers(origin: str) -> tuple[Header, ...]:
    """Returns the headers that let a page of this origin read an answer."""
    return (
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", EXPOSED),
        (b"vary", b"origin"),
    )


def json_headers(length: int, request_id: str, cors: Iterable[Header], more: Iterable[Header]) -> list[Header]:
    """Returns those of a JSON answer of 200: no more than programs need, since each costs as much as reading a field."""
    return [
        JSON_HEADER,
        (b"content-length", b"%d" % length),
        (b"x-request-id", request_id.encode()),
        *PROGRAM_HEADERS,
        *cors,
        *more,
    ]


def answer_headers(
    own: Iterable[Header], request_id: str, cors: Iterable[Header], more: Iterable[Header]
) -> list[Header]:
    """Returns those of any other answer; `own` are the answer's, which keep their policy and caching."""
    headers = [*own, *SECURITY_HEADERS, (b"x-request-id", request_id.encode()), *cors, *more]
    names = {name.lower() for name, _ in headers}
    headers += [header for header in (POLICY_HEADER, NO_STORE_HEADER) if header[0] not in names]
    return headers


def problem_headers(refusal: Refusal, length: int) -> list[Header]:
    """Returns a refusal's own headers, for a problem of so many bytes."""
    return [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-length", str(length).encode()),
        *refusal.headers,
    ]


def header_lines(headers: Iterable[Header]) -> bytes:
    """Returns headers as they stand on the wire."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
