"""Ed25519 verification by the strict rules, from RFC 8032 alone: whole numbers and SHA-512, nothing compiled, slow.

Strict: S below the group's order, encodings canonical, neither key nor R of small order, and the equation S*B = R + k*A without
the cofactor. It judges what the compiled verifier judges, by other means.
"""

import hashlib
from typing import Final

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
SQRT_M1: Final = pow(2, (P - 1) // 4, P)
# Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z.
Point = tuple[int, int, int, int]
ZERO: Final[Point] = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """Sum of two points; complete, so that it also doubles."""
    low, high = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    cross, depth = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = high - low, depth - cross, depth + cross, high + low
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar: int, point: Point) -> Point:
    """`scalar` times a point, for scalars from 0."""
    total = ZERO
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def equal(a: Point, b: Point) -> bool:
    """Whether two points are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def decode(data: bytes) -> Point | None:
    """The point of 32 bytes; None when there is none or the encoding is not canonical."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode(point: Point) -> bytes:
    """The canonical 32 bytes of a point."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE: Final[Point] = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or ZERO


def small(point: Point) -> bool:
    """Whether the point's order divides 8."""
    return equal(multiply(8, point), ZERO)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds by the strict rules."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = decode(key), decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= ORDER or small(public) or small(commitment):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return equal(multiply(scalar, BASE), add(commitment, multiply(k, public)))
