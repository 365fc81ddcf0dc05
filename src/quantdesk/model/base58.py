"""Base58 text of keys, signatures and hashes, as Solana writes them.

Invariant: decoding takes exactly what encoding gives; whitespace, other alphabets and longer texts are refused.
"""

from typing import Final

from quantdesk.model.errors import Invalid

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TEXT_MAX: Final = 128
# 255 marks what is no letter: translate() turns a text into its digits, one byte each.
_NO_DIGIT: Final = 255
_DIGITS: Final = bytes(ALPHABET.index(chr(code)) if chr(code) in ALPHABET else _NO_DIGIT for code in range(256))
_PAIRS: Final = [high + low for high in ALPHABET for low in ALPHABET]
_PAIR: Final = 58**2
_GROUP_PAIRS: Final = 5
_GROUP: Final = _PAIR**_GROUP_PAIRS


def _folds() -> tuple[tuple[int, int, int], ...]:
    """(bits of a lane, mask of every second lane, value of one step between lanes) of each fold of TEXT_MAX digits to one."""
    folds = []
    bits, digits = 8, 1
    while digits < TEXT_MAX:
        mask = sum(((1 << bits) - 1) << (2 * bits * lane) for lane in range(TEXT_MAX // (2 * digits)))
        folds.append((bits, mask, 58**digits))
        bits, digits = 2 * bits, 2 * digits
    return tuple(folds)


_FOLDS: Final = _folds()


def encode_base58(data: bytes) -> str:
    """Text of bytes; each leading zero byte is a "1"."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        number, group = divmod(number, _GROUP)
        for _ in range(_GROUP_PAIRS):
            group, pair = divmod(group, _PAIR)
            pairs.append(_PAIRS[pair])
    text = "".join(reversed(pairs)).lstrip("1")
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def decode_base58(text: str, size: int) -> bytes:
    """The `size` bytes of a text. Raises Invalid: a letter outside the alphabet, or another number of bytes."""
    if len(text) > TEXT_MAX or not text.isascii():
        raise Invalid(f"expected base58 of {size} bytes, found {len(text)} characters")
    digits = text.encode().translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise Invalid(f"expected base58 of {size} bytes, found a letter that is not in its alphabet")
    # Neighbours are folded pairwise in wide integers: a step a digit would cost four times as much, on every order.
    number = int.from_bytes(digits, "big")
    for bits, mask, step in _FOLDS:
        number = ((number >> bits) & mask) * step + (number & mask)
    zeros = len(digits) - len(digits.lstrip(b"\0"))
    found = zeros + (number.bit_length() + 7) // 8
    if found != size:
        raise Invalid(f"expected base58 of {size} bytes, found {found} bytes")
    return number.to_bytes(size, "big")


def decode_base58_any(text: str) -> bytes:
    """The bytes of a text of any length, a step a letter: for whole transactions, not for keys. Raises Invalid."""
    digits = text.encode().translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise Invalid("expected base58, found a letter that is not in its alphabet")
    number = 0
    for digit in digits:
        number = number * 58 + digit
    return bytes(len(digits) - len(digits.lstrip(b"\0"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
