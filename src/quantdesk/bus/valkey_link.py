"""The connection to Valkey. Every call has a timeout, and the pool is bounded."""

from valkey.asyncio import BlockingConnectionPool, Valkey
from valkey.exceptions import ValkeyError

ValkeyClient = Valkey

__all__ = ["VALKEY_ERRORS", "ValkeyClient", "open_valkey"]

CALL_TIMEOUT_S = 0.25
CONNECTIONS_MAX = 32

# What a call may raise when Valkey is away, slow or restarting.
VALKEY_ERRORS = (ValkeyError, OSError, TimeoutError)


def open_valkey(
    url: str, *, timeout_s: float | None = CALL_TIMEOUT_S, connections: int = CONNECTIONS_MAX
) -> ValkeyClient:
    """A client; it connects with the first call. timeout_s None: for subscriptions, which wait. Close it with aclose()."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=timeout_s or CALL_TIMEOUT_S,
        socket_timeout=timeout_s,
        socket_connect_timeout=CALL_TIMEOUT_S,
        health_check_interval=0,
    )
    return Valkey.from_pool(pool)
