"""Parameters of a call, read one by one; what does not fit is Solana's error -32602, never an exception of ours."""

from base64 import b64decode
from binascii import Error as Base64Invalid
from typing import Any, Final, cast

from solders.pubkey import Pubkey

from quantdesk.localnet.chain import Chain, Commitment
from quantdesk.localnet.errors import CONTEXT_SLOT, RpcError, params_invalid
from quantdesk.model.base58 import decode_base58, decode_base58_any
from quantdesk.model.errors import Invalid

COMMITMENTS: Final[dict[str, Commitment]] = {
    "processed": "processed",
    "recent": "processed",
    "confirmed": "confirmed",
    "single": "confirmed",
    "singleGossip": "confirmed",
    "finalized": "finalized",
    "root": "finalized",
    "max": "finalized",
}
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
Config = dict[str, Any]


class Parameters:
    """The list that a caller sent."""

    def __init__(self, raw: object) -> None:
        if raw is None:
            raw = []
        if not isinstance(raw, list):
            raise params_invalid(f"expected a list, found {type(raw).__name__}")
        self._list: list[Any] = raw

    def at(self, index: int) -> Any:
        """The parameter at a place; None when there is none."""
        return self._list[index] if index < len(self._list) else None

    def text(self, index: int) -> str:
        """A text that must be there."""
        value = self.at(index)
        if not isinstance(value, str):
            raise params_invalid(f"expected a string as parameter {index + 1}, found {type(value).__name__}")
        return value

    def key(self, index: int) -> Pubkey:
        """An address that must be there."""
        return key_of(self.text(index))

    def keys(self, index: int, at_most: int) -> list[Pubkey]:
        """A list of addresses."""
        return [key_of(text) for text in self.texts(index, at_most)]

    def texts(self, index: int, at_most: int) -> list[str]:
        """A list of texts."""
        value = self.at(index)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise params_invalid(f"expected a list of strings as parameter {index + 1}")
        if len(value) > at_most:
            raise params_invalid(f"Too many inputs provided; max {at_most}")
        return value

    def number(self, index: int) -> int:
        """A whole number that must be there."""
        return number_of(self.at(index), f"parameter {index + 1}")

    def config(self, index: int) -> Config:
        """The configuration object; empty when absent."""
        value = self.at(index)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise params_invalid(f"expected an object as parameter {index + 1}, found {type(value).__name__}")
        return cast(Config, value)


def number_of(value: object, what: str) -> int:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise params_invalid(f"expected a whole number as {what}, found {value!r}")
    return value


def key_of(text: str) -> Pubkey:
    """An address. Errors: RpcError."""
    try:
        return Pubkey(decode_base58(text, KEY_BYTES))
    except Invalid as error:
        raise params_invalid(f"address: {error}") from None


def signature_of(text: str) -> bytes:
    """A signature's 64 bytes. Errors: RpcError."""
    try:
        return decode_base58(text, SIGNATURE_BYTES)
    except Invalid as error:
        raise params_invalid(f"signature: {error}") from None


def bytes_of(text: object, encoding: object) -> bytes:
    """Bytes in base58 (the network's default) or base64. Errors: RpcError."""
    if not isinstance(text, str):
        raise params_invalid(f"expected a string of bytes, found {type(text).__name__}")
    if encoding == "base64":
        try:
            return b64decode(text, validate=True)
        except (Base64Invalid, ValueError):
            raise params_invalid("invalid base64 encoding") from None
    if encoding in (None, "base58"):
        try:
            return decode_base58_any(text)
        except Invalid as error:
            raise params_invalid(f"invalid base58 encoding: {error}") from None
    raise params_invalid(f"unsupported encoding: {encoding}. Supported encodings: base58, base64")


def commitment_of(config: Config, default: Commitment = "finalized") -> Commitment:
    """The commitment that a caller asks for. Errors: RpcError."""
    word = config.get("commitment")
    if word is None:
        return default
    if not isinstance(word, str) or word not in COMMITMENTS:
        raise params_invalid(f"unknown variant `{word}`, expected one of processed, confirmed, finalized")
    return COMMITMENTS[word]


def view_of(chain: Chain, config: Config, default: Commitment = "finalized") -> int:
    """The slot that a caller's commitment shows. Errors: RpcError -32016 when he has seen a later one."""
    slot = chain.view(commitment_of(config, default))
    least = config.get("minContextSlot")
    if least is not None and number_of(least, "minContextSlot") > slot:
        raise RpcError(CONTEXT_SLOT, "Minimum context slot has not been reached", {"contextSlot": slot})
    return slot


def with_context(slot: int, value: object) -> dict[str, object]:
    """A value with the slot that it is of."""
    return {"context": {"apiVersion": API_VERSION, "slot": slot}, "value": value}


API_VERSION: Final = "4.1.0"
