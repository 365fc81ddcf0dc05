"""Load client of the ack bench: the floor's client (floors/load.py) with the exchange's own requests.

    python client.py ws|http --pids PID,PID --connections N --window N --seconds S [--rate R] < target.json

target.json: {"gateway", "stream", "network", "market", "price_ticks", "traders": [{"account", "seed", "token"}]}; token is the
access token of one trader; each connection has a trader of its own. Orders are signed before the clock starts and every one is
another order, since the exchange looks for repeats. Buys and sells of one lot at one price take turns, so that about half of
them match.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import uvloop
from load import Channel, HttpChannel, Meter, clock, masked_frame, pace
from picows import WSListener, WSMsgType, ws_connect

from quantdesk.client.answers import Market, Network
from quantdesk.client.keys import Keypair
from quantdesk.client.signing import OrderSigner, SignedOrder
from quantdesk.model.records_gen import OrderAccepted, Side

POOL_RATE = {"ws": 20_000, "http": 8_000}  # orders a second that may be needed at most
KIND_AT, ANSWER_AT = 8, 8


class WsChannel(Channel, WSListener):
    """A connection of the stream: binary messages of one order each, answers in their order."""

    def __init__(self, pool, meter, open_loop):
        super().__init__(pool, meter, open_loop)
        self.welcome = asyncio.Event()

    def on_ws_connected(self, transport):
        self.transport = transport
        self.write = transport.underlying_transport.write

    def on_ws_frame(self, transport, frame):  # noqa: ARG002 - picows's signature
        if frame.msg_type != WSMsgType.BINARY:
            text = frame.get_payload_as_utf8_text()
            if '"welcome"' in text:
                self.welcome.set()
            else:
                self.meter.error(text[:300])
            return
        answer = frame.get_payload_as_bytes()
        moment, index = self.sent.popleft()
        if int.from_bytes(answer[:8], "little") != index + 1 or answer[KIND_AT] != OrderAccepted.KIND:
            self.meter.error(f"order {index + 1} got {answer.hex()}")
        self.answered([moment])

    def on_ws_disconnected(self, transport):  # noqa: ARG002 - picows's signature
        self.meter.error("disconnected")


class DeskHttpChannel(HttpChannel):
    """A keep-alive connection of the gateway; each has a trader of its own, so requests come from its own pool."""


def signers(target):
    """One signer a trader."""
    network = msgspec.convert(target["network"], Network)
    for trader in target["traders"]:
        yield OrderSigner(Keypair.from_seed(bytes.fromhex(trader["seed"])), trader["account"], network)


def order_of(signer: OrderSigner, index: int, target) -> SignedOrder:
    side = Side.BUY if index % 2 == 0 else Side.SELL
    return signer.lots_order(target["market"]["market_id"], side, target["price_ticks"], 1)


def ws_pool(signer, count, first, target):
    """(index, frame) of one connection; the index is one less than the correlation."""
    for index in range(count):
        payload = (index + 1).to_bytes(8, "little") + order_of(signer, first + index, target).place()
        yield index, masked_frame(payload)


def http_pool(signer, count, first, target, market, token):
    """(index, request) of one connection."""
    for index in range(count):
        body = json.dumps(order_of(signer, first + index, target).fields(market), separators=(",", ":")).encode()
        head = (
            f"POST /api/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
            f"authorization: Bearer {token}\r\n\r\n"
        )
        yield index, head.encode() + body


def cpu_seconds_of(pids):
    """User and system time of processes, all threads."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


async def measure(meter: Meter, arguments) -> dict:
    """As the floor's meter, with the CPU time of each process."""
    await asyncio.sleep(arguments.warmup)
    meter.latencies.clear()
    start, before = clock(), [cpu_seconds_of([pid]) for pid in arguments.pids]
    await asyncio.sleep(arguments.seconds)
    seconds = (clock() - start) / 1e9
    spent = [cpu_seconds_of([pid]) - cpu for pid, cpu in zip(arguments.pids, before, strict=True)]
    latencies = sorted(meter.latencies)
    count = max(1, len(latencies))
    report = {"messages": len(latencies), "rate": round(len(latencies) / seconds), "errors": meter.errors}
    if latencies:
        report |= {
            "p50_ms": round(latencies[count // 2] / 1e6, 3),
            "p99_ms": round(latencies[count * 99 // 100] / 1e6, 3),
            "server_cpu_us": round(sum(spent) / count * 1e6, 2),
            "process_cpu_us": [round(cpu / count * 1e6, 2) for cpu in spent],
        }
    if meter.errors:
        report["first_error"] = meter.first_error
    return report


async def ticket(gateway, token):
    """A ticket for one connection; it lives for seconds, so it is fetched when everything is signed."""
    async with httpx.AsyncClient(base_url=gateway, headers={"authorization": f"Bearer {token}"}) as http:
        return (await http.post("/api/stream/ticket")).raise_for_status().json()["ticket"]


async def channels_ws(target, meter, arguments):
    channels = []
    for trader, pool in zip(target["traders"], target["pools"], strict=True):
        url = f"{target['stream']}?ticket={await ticket(target['gateway'], trader['token'])}"
        _, channel = await ws_connect(lambda pool=pool: WsChannel(pool, meter, bool(arguments.rate)), url)
        await asyncio.wait_for(channel.welcome.wait(), 10)
        channels.append(channel)
    return channels


async def channels_http(target, meter, arguments):
    loop, channels = asyncio.get_running_loop(), []
    address = urlsplit(target["gateway"])
    for pool in target["pools"]:
        _, channel = await loop.create_connection(
            lambda pool=pool: DeskHttpChannel(pool, meter, bool(arguments.rate)), address.hostname, address.port
        )
        channels.append(channel)
    return channels


def pools_make(target, arguments):
    """Signs everything that will be sent: a bounded pool for each connection; one that runs dry ends the run with an error."""
    rate = arguments.rate or POOL_RATE[arguments.kind]
    count = int(rate * (arguments.seconds + arguments.warmup + 2) / len(target["traders"])) + arguments.window
    market = msgspec.convert(target["market"], Market)
    for number, (trader, signer) in enumerate(zip(target["traders"], signers(target), strict=True)):
        if arguments.kind == "ws":
            yield iter(list(ws_pool(signer, count, number, target)))
        else:
            yield iter(list(http_pool(signer, count, number, target, market, trader["token"])))


async def run(arguments, target):
    meter = Meter()
    channels = await (channels_ws if arguments.kind == "ws" else channels_http)(target, meter, arguments)
    if arguments.rate:
        pacer = asyncio.create_task(pace(channels, arguments.rate))
    else:
        pacer = None
        for channel in channels:
            channel.send([clock()] * arguments.window)
    report = await measure(meter, arguments)
    if pacer is not None:
        pacer.cancel()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("ws", "http"))
    parser.add_argument("--pids", type=lambda text: [int(pid) for pid in text.split(",")], required=True)
    parser.add_argument("--window", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--warmup", type=float, default=1)
    parser.add_argument("--rate", type=float)
    arguments = parser.parse_args()
    target = json.load(sys.stdin)
    target["pools"] = list(pools_make(target, arguments))
    gc.disable()
    report = uvloop.run(run(arguments, target))
    print(json.dumps(report))
    sys.exit(1 if report["errors"] or not report["messages"] else 0)


if __name__ == "__main__":
    main()
