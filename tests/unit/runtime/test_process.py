"""A process ends with what serve returns, with 1 when it fails, and when it is told to."""

import asyncio
import os
import signal

from quantdesk.runtime.log import configure
from quantdesk.runtime.process import run


def test_exit_status_is_what_serve_returns():
    async def serve(_stop):
        return 3

    assert run("x", serve) == 3


def test_failure_is_logged_and_gives_one(capfd):
    async def serve(_stop):
        raise ValueError("broken")

    configure("x")
    assert run("x", serve) == 1
    assert "process_failed" in capfd.readouterr().out


def test_termination_sets_stop():
    async def serve(stop):
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(5):
            await stop.wait()
        return 0

    assert run("x", serve) == 0
