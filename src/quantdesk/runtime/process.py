"""The life of a process: one event loop, stopped by a signal or by the end of whoever started it.

An exception that reaches this module is logged and ends the process with 1; the supervisor starts it again.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine

import uvloop

from quantdesk.runtime.log import get

PARENT_CHECK_S = 0.5

Serve = Callable[[asyncio.Event], Coroutine[object, object, int | None]]


def run(name: str, serve: Serve, *, detached: bool = False) -> int:
    """Runs serve(stop) until it returns; its number, or 0, is the exit status; an exception gives 1.

    SIGTERM and SIGINT set stop. So does the end of the parent process, so that nothing is left behind after it,
    unless the process is detached.
    """
    log = get()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_guarded(serve, detached=detached)) or 0
    except Exception:
        # The process loop: whatever failed is logged, and the process ends.
        log.exception("process_failed", name=name)
        return 1


async def _guarded(serve: Serve, *, detached: bool) -> int | None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = None if detached else asyncio.create_task(_parent_watch(stop), name="parent-watch")
    try:
        return await serve(stop)
    finally:
        if watch is not None:
            watch.cancel()


async def _parent_watch(stop: asyncio.Event) -> None:
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells of a parent's end
        await asyncio.sleep(PARENT_CHECK_S)
    stop.set()
