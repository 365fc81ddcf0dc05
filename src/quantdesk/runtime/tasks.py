"""The end of background tasks."""

import asyncio
from collections.abc import Iterable

CANCEL_AGAIN_S = 0.2


async def tasks_end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels tasks until all have ended.

    Once is not enough: before Python 3.12 a library may swallow a cancellation that meets the result it waited for.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)
