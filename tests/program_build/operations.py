"""What each operation of tools/sbpf/selftest must answer, by Python's integers; and operands that find edges."""

import math
import random

MASK, OPERATIONS = 2**128 - 1, 35


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value


def fits(value, bits, sign=True):
    """`value` as 128 bits if it fits, else None."""
    low = -(1 << bits - 1) if sign else 0
    return value & MASK if low <= value < low + (1 << bits) else None


def quotient(a, b):
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def divided(a, b, bits, sign=True):
    return fits(quotient(a, b), bits, sign) if b else None


def remainder(a, b, bits):
    return None if not b or fits(quotient(a, b), bits) is None else (a - b * quotient(a, b)) & MASK


def digest(data):
    value = 0
    for byte in data:
        value = value * 257 + byte + 1 & MASK
    return value


def text(a, b):
    total = signed(a, 64) + signed(b, 64)
    inner = f"Some({total})" if -(2**63) <= total < 2**63 else "None"
    return digest(f"{signed(a, 128)} {b:#x} {a % 2**64:>20} {inner}".encode())


def memory(a, b):
    data = bytearray(((a.to_bytes(16, "little") + b.to_bytes(16, "little")) * 7)[:200])
    x, y = a % 2**64, b % 2**64
    start, size, to = x % 90, y % 100, x // 90 % 90
    data[to : to + size] = bytes(data[start : start + size])
    data[y % 50 : y % 50 + x % 120] = b"\x07" * (x % 120)
    return digest(data) ^ (data[:100] < data[100:])


def collections(a, b):
    def rotate(n):
        return (a << n | a >> 128 - n) & MASK

    words = sorted((rotate(n * 5) ^ b) % 2**32 for n in range(24))
    keys = sorted({w % 8 for w in words})
    counts = [sum(w % 8 == k for w in words) for k in keys]
    return digest(b"".join(w.to_bytes(4, "little") for w in words + keys + counts))


def shape(x, y):
    values = [x, y, x ^ y, ~x % 2**64, ~y % 2**64, x & y]
    return (x + sum(values) if x % 2 == 0 else x * math.prod(values)) & MASK


def expected(operation, a, b):
    x, y = a % 2**64, b % 2**64
    sx, sy, sa, sb, n = signed(x, 64), signed(y, 64), signed(a, 128), signed(b, 128), b & 127

    def clamp(v, low, high):
        return max(low, min(high, v)) & MASK

    return (
        lambda: a * b & MASK,
        lambda: divided(a, b, 128, False),
        lambda: a % b if b else None,
        lambda: divided(sa, sb, 128),
        lambda: remainder(sa, sb, 128),
        lambda: fits(x * y, 64, False),
        lambda: fits(sx * sy, 64),
        lambda: fits(a * b, 128, False),
        lambda: fits(sa * sb, 128),
        lambda: divided(sx, sy, 64),
        lambda: remainder(sx, sy, 64),
        lambda: x * y,
        lambda: sx * sy & MASK,
        lambda: divided(signed(a, 32), signed(b, 32), 32),
        lambda: remainder(signed(a, 8), signed(b, 8), 8),
        lambda: a << n & MASK,
        lambda: a >> n,
        lambda: sa >> n & MASK,
        lambda: (a << n | a >> 128 - n) & MASK,
        lambda: (a < b) | (sa < sb) << 1,
        lambda: fits(a + b, 128, False),
        lambda: fits(sa - sb, 128),
        lambda: 128 - a.bit_length() << 8 | ((a & -a).bit_length() - 1 if a else 128),
        lambda: math.isqrt(a),
        lambda: fits(sa * 10**6, 128),
        lambda: a // (10**9 + 7),
        lambda: quotient(sa, -(10**6)) & MASK,
        lambda: fits((sa - sa % abs(sb)) // sb, 128) if sb else None,
        lambda: clamp(a * b, 0, MASK),
        lambda: clamp(sx * sy, -(2**63), 2**63 - 1),
        lambda: x * 3 + b * 5 + x % 10 * 7 + y * 11 + sa * 13 + (x ^ y) * 17 + b % 256 & MASK,
        lambda: shape(x, y),
        lambda: text(a, b),
        lambda: memory(a, b),
        lambda: collections(a, b),
    )[operation]()


def operand():
    edges = [0, 1, 2, 3, 10**6, 10**9, 10**18] + [
        2**n + d & MASK for n in (31, 32, 63, 64, 96, 127, 128) for d in (-2, -1, 0, 1)
    ]
    if random.random() < 0.2:
        return random.choice(edges)
    value = random.getrandbits(random.choice((8, 16, 31, 32, 33, 48, 63, 64, 65, 80, 96, 100, 127, 128)))
    return -value & MASK if random.random() < 0.3 else value
