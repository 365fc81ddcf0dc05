"""An HTTP server of a process that speaks ASGI: uvicorn, the same way everywhere.

Invariant: no header of a proxy is believed, nothing is logged twice, and signals stay with the process.
"""

import asyncio
from typing import Any, Final, Literal

import uvicorn

from quantdesk.runtime.ops import listen

BACKLOG: Final = 2_048
STOP_WAITS_S: Final = 2


def server_make(
    application: Any,
    *,
    http: type[asyncio.Protocol] | Literal["auto"] = "auto",
    lifespan: Literal["on", "off"] = "off",
    stop_waits_s: int = STOP_WAITS_S,
) -> uvicorn.Server:
    """The server of an ASGI application. http: a protocol of its own; stop_waits_s: how long requests may go on when it ends."""
    config = uvicorn.Config(
        application,
        http=http,
        ws="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=stop_waits_s,
    )
    return uvicorn.Server(config)


async def server_run(server: uvicorn.Server, host: str, port: int) -> None:
    """Serves until should_exit is set."""
    # serve() would take the process's signals.
    await server._serve([listen(host, port)])  # noqa: SLF001
