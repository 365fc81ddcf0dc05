"""Sign-In With Solana: the text that a wallet shows and signs.

Invariant: `parse` accepts a text only if `text(parse(t)) == t`, byte for byte; there is one spelling of every message.
`signIn` of a wallet and `signMessage` over the same text give the same bytes, so both are verified here alike.
Source: the phantom/sign-in-with-solana specification (ABNF), Wallet Standard feature `solana:signIn`.
"""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from quantdesk.gateway.base58 import KEY_PATTERN

TEXT_BYTES_MAX: Final = 2_048
RESOURCES_MAX: Final = 8
VERSION: Final = "1"

_HEAD: Final = " wants you to sign in with your Solana account:"
_DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?")
_ADDRESS: Final = re.compile(KEY_PATTERN)
_STATEMENT: Final = re.compile(r"[ -~]{1,256}")
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]{0,15}:[!-~]{1,240}")
_CHAIN: Final = re.compile(r"(?:solana:)?(?:mainnet|devnet|testnet|localnet)")
_NONCE: Final = re.compile(r"[A-Za-z0-9]{8,64}")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_REQUEST: Final = re.compile(r"[!-~]{1,64}")


class SignInMalformed(ValueError):
    """The text is not a Sign-In With Solana message; says which line and what was expected."""


class SignInMessage(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of one message; times are ISO 8601 text in UTC, as signed."""

    domain: str
    address: str
    uri: str
    chain_id: str
    nonce: str
    issued_at: str
    statement: str | None = None
    version: str = VERSION
    expiration_time: str | None = None
    not_before: str | None = None
    request_id: str | None = None
    resources: tuple[str, ...] = ()


def text(message: SignInMessage) -> str:
    """Returns the text that a wallet signs for the fields."""
    lines = [message.domain + _HEAD, message.address, ""]
    if message.statement is not None:
        lines += [message.statement, ""]
    lines += [
        f"URI: {message.uri}",
        f"Version: {message.version}",
        f"Chain ID: {message.chain_id}",
        f"Nonce: {message.nonce}",
    ]
    lines.append(f"Issued At: {message.issued_at}")
    if message.expiration_time is not None:
        lines.append(f"Expiration Time: {message.expiration_time}")
    if message.not_before is not None:
        lines.append(f"Not Before: {message.not_before}")
    if message.request_id is not None:
        lines.append(f"Request ID: {message.request_id}")
    if message.resources:
        lines += ["Resources:", *(f"- {resource}" for resource in message.resources)]
    return "\n".join(lines)


class _Lines:
    """Reads the lines of a text in order."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.place = lines, 0

    def peek(self) -> str | None:
        """Returns the next line without taking it; None at the end."""
        return self.lines[self.place] if self.place < len(self.lines) else None

    def take(self, what: str, pattern: re.Pattern[str], prefix: str = "", suffix: str = "") -> str:
        """Takes the next line, which must be prefix, a match of the pattern, suffix; returns the match."""
        line = self.peek()
        if line is None or not line.startswith(prefix) or not line.endswith(suffix):
            raise SignInMalformed(f"line {self.place + 1}: expected {what}")
        value = line[len(prefix) : len(line) - len(suffix)]
        if not pattern.fullmatch(value):
            raise SignInMalformed(f"line {self.place + 1}: expected {what}")
        self.place += 1
        return value

    def take_if(self, what: str, pattern: re.Pattern[str], prefix: str) -> str | None:
        """Takes the next line if it begins with the prefix."""
        line = self.peek()
        return self.take(what, pattern, prefix) if line is not None and line.startswith(prefix) else None

    def blank(self) -> None:
        """Takes an empty line."""
        self.take("an empty line", re.compile(""))


def parse(message: str) -> SignInMessage:
    """Returns the fields of a signed text; raises SignInMalformed for every text that is not exactly of the form."""
    if len(message) > TEXT_BYTES_MAX or not message.isascii():
        raise SignInMalformed(f"expected at most {TEXT_BYTES_MAX} ASCII characters")
    lines = _Lines(message.split("\n"))
    domain = lines.take("the domain and the fixed words", _DOMAIN, suffix=_HEAD)
    address = lines.take("the account's address", _ADDRESS)
    lines.blank()
    statement = None
    if (following := lines.peek()) is not None and not following.startswith("URI: "):
        statement = lines.take("a statement", _STATEMENT)
        lines.blank()
    fields = SignInMessage(
        domain=domain,
        address=address,
        statement=statement,
        uri=lines.take("URI", _URI, "URI: "),
        version=lines.take("Version: 1", re.compile(VERSION), "Version: "),
        chain_id=lines.take("Chain ID", _CHAIN, "Chain ID: "),
        nonce=lines.take("Nonce", _NONCE, "Nonce: "),
        issued_at=lines.take("Issued At", _TIME, "Issued At: "),
        expiration_time=lines.take_if("Expiration Time", _TIME, "Expiration Time: "),
        not_before=lines.take_if("Not Before", _TIME, "Not Before: "),
        request_id=lines.take_if("Request ID", _REQUEST, "Request ID: "),
        resources=_resources(lines),
    )
    if lines.peek() is not None:
        raise SignInMalformed(f"line {lines.place + 1}: expected the end of the message")
    if text(fields) != message:
        raise SignInMalformed("expected the message in its one spelling")
    return fields


def _resources(lines: _Lines) -> tuple[str, ...]:
    """Takes the list of resources, if there is one."""
    if lines.peek() != "Resources:":
        return ()
    lines.place += 1
    found: list[str] = []
    while lines.peek() is not None:
        found.append(lines.take("a resource", _URI, "- "))
        if len(found) > RESOURCES_MAX:
            raise SignInMalformed(f"expected at most {RESOURCES_MAX} resources")
    return tuple(found)


def time_us(value: str) -> int:
    """Returns microseconds since 1970 UTC of a time in the message; raises SignInMalformed for a day that does not exist."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise SignInMalformed(f"expected a time, found {value}") from error
    return int(moment.astimezone(UTC).timestamp()) * 1_000_000 + moment.microsecond


def time_text(moment_us: int) -> str:
    """Returns microseconds since 1970 UTC as the text that goes into a message, whole milliseconds, floored."""
    seconds, rest = divmod(moment_us, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest // 1_000:03d}Z"
