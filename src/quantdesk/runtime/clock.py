"""The only place that reads a clock. Everything else is told the time.

Wall time is whole microseconds UTC; elapsed time comes from the monotonic clock and never goes back.
"""

import time


def now_us() -> int:
    """Wall time, microseconds since 1970 UTC."""
    return time.time_ns() // 1_000


def now_ms() -> int:
    """Wall time, milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def monotonic_ns() -> int:
    """Nanoseconds from an arbitrary start, for elapsed time."""
    return time.monotonic_ns()


def monotonic_us() -> int:
    """Whole microseconds from an arbitrary start, for elapsed time."""
    return time.monotonic_ns() // 1_000


def monotonic_s() -> float:
    """Seconds from an arbitrary start, for elapsed time."""
    return time.monotonic()
