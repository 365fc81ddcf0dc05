"""Health, readiness, metrics: the same three answers everywhere."""

import asyncio
import json

import pytest

from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops, listen


def ops_make(missing, facts=None):
    return Ops("engine", Metrics("engine"), lambda: missing, lambda: facts or {})


async def ask(ops, request):
    sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    sock.close()
    await ops.start("127.0.0.1", port)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
    finally:
        await ops.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode(), body


async def test_ready_process_says_so_with_its_facts():
    head, body = await ask(ops_make([], {"seq": 5}), b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK")
    assert (json.loads(body)["ready"], json.loads(body)["seq"]) == (True, 5)


async def test_unready_process_names_what_is_missing():
    head, body = await ask(ops_make(["journal"]), b"GET /ready HTTP/1.1\r\n\r\n")
    assert head.startswith("HTTP/1.1 503")
    assert json.loads(body)["missing"] == ["journal"]


async def test_health_is_alive_also_when_unready():
    head, _ = await ask(ops_make(["journal"]), b"GET /health HTTP/1.1\r\n\r\n")
    assert head.startswith("HTTP/1.1 200")


async def test_metrics_are_the_exposition():
    head, body = await ask(ops_make([]), b"GET /metrics?x=1 HTTP/1.1\r\n\r\n")
    assert "text/plain; version=0.0.4" in head
    assert b"process_cpu_seconds_total" in body


@pytest.mark.parametrize(("request_line", "status"), [(b"GET /x HTTP/1.1", "404"), (b"POST /ready HTTP/1.1", "405")])
async def test_other_paths_and_methods_are_refused(request_line, status):
    head, _ = await ask(ops_make([]), request_line + b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}")


async def test_head_too_long_is_dropped_and_the_server_goes_on():
    ops = ops_make([])
    head, _ = await ask(ops, b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n")
    assert head == ""
    assert ops.answer("/health")[0] == 200


def test_copies_of_a_door_share_one_port():
    first = listen("127.0.0.1", 0)
    second = listen("127.0.0.1", first.getsockname()[1])
    assert first.getsockname() == second.getsockname()
    first.close()
    second.close()
