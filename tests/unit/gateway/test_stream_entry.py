"""Commands of many askers travel together and every asker gets the events of its own."""

import asyncio

from quantdesk.bus.commands import Busy, EngineRefused, EngineUnavailable
from quantdesk.core import public_key, sign
from quantdesk.gateway.stream_entry import Entry, Item
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage
from quantdesk.model.records_gen import (
    CancelledAll,
    CancelOrder,
    LevelChanged,
    PlaceOrder,
    Reason,
    Refused,
    Side,
    events_decode,
)

SEED = bytes(range(32))


class Asked:
    """An asker that keeps what it gets."""

    def __init__(self) -> None:
        self.events: list[tuple[bytes, bytes]] = []
        self.failures: list[str] = []

    def answered(self, tag: bytes, events: bytes) -> None:
        self.events.append((tag, events))

    def failed(self, tag: bytes, code: str, detail: str) -> None:
        self.failures.append(code)


class Socket:
    """Stands for the engine's end of the command socket: keeps frames, and answers when it is told to."""

    def __init__(self) -> None:
        self.frames: list[tuple[bytes, asyncio.Future[bytes]]] = []

    def send_nowait(self, records: bytes) -> asyncio.Future[bytes]:
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.frames.append((records, future))
        return future


def cancel(number: int) -> bytes:
    return CancelOrder(account=7, order_id=bytes(16), client_order_id=number).encode()


def place(nonce: int, *, forged: bool = False) -> bytes:
    body = OrderMessage(
        domain=DOMAIN_LOCALNET,
        account=7,
        nonce=nonce,
        expiry_slot=9,
        client_order_id=nonce,
        price=10,
        size=1,
        market=0,
        side=Side.BUY,
    ).encode()
    signature = bytes(64) if forged else sign(SEED, body)
    return PlaceOrder(bytes(16), body, signature, public_key(SEED), 0).encode()


def answer(seq: int, count: int = 1) -> bytes:
    return b"".join(
        CancelledAll(item=0, index=index, seq=seq, account=7, count=index).encode() for index in range(count)
    )


def entry_of(socket: Socket) -> Entry:
    return Entry(socket, asyncio.get_running_loop(), lambda count: None)  # type: ignore[arg-type]


async def turn() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_commands_of_one_turn_share_a_frame_and_answers_are_dealt_out() -> None:
    socket, first, second = Socket(), Asked(), Asked()
    entry = entry_of(socket)
    entry.add(Item(first, b"1", cancel(1) + cancel(2), 2, 0))
    entry.add(Item(second, b"2", cancel(3), 1, 0))
    await turn()
    ((records, future),) = socket.frames
    assert records == cancel(1) + cancel(2) + cancel(3)
    tail = LevelChanged(item=0, index=9, seq=12, market=0, side=0, price=1, total=0).encode()
    future.set_result(answer(10, 3) + answer(11) + answer(12, 2) + tail)
    await turn()
    assert first.events == [(b"1", answer(10, 3) + answer(11))]
    assert second.events == [(b"2", answer(12, 2))]
    assert entry.waiting_bytes == 0


async def test_order_of_one_asker_is_kept_while_signatures_are_checked() -> None:
    """BOOK-2: commands of one account never overtake each other."""
    socket, asked = Socket(), Asked()
    entry = entry_of(socket)
    for nonce in range(1, 6):
        entry.add(Item(asked, b"", place(nonce), 1, 1))
    await asyncio.sleep(0)
    entry.add(Item(asked, b"", cancel(1), 1, 0))
    while sum(len(records) for records, _ in socket.frames) < 5 * PlaceOrder.SIZE + CancelOrder.SIZE:
        await asyncio.sleep(0.001)
    sent = b"".join(records for records, _ in socket.frames)
    assert sent.endswith(cancel(1))
    assert sent[4:20] != bytes(16)
    entry.close()


async def test_wrong_signature_is_refused_here_and_spoils_nobody_elses_order() -> None:
    """SIG-3: a signature that does not verify never reaches the engine."""
    socket, good, forger = Socket(), Asked(), Asked()
    entry = entry_of(socket)
    entry.add(Item(forger, b"f", place(1, forged=True), 1, 1))
    entry.add(Item(good, b"g", place(2), 1, 1))
    await turn()
    ((records, future),) = socket.frames
    assert len(records) == PlaceOrder.SIZE
    ((tag, events),) = forger.events
    (refused,) = events_decode(events)
    assert isinstance(refused, Refused)
    assert (tag, refused.reason, refused.seq) == (b"f", Reason.SIGNER_UNKNOWN, 0)
    future.set_result(answer(5))
    await turn()
    assert good.events == [(b"g", answer(5))]


async def test_failures_say_whether_anything_was_done() -> None:
    socket, asked = Socket(), Asked()
    entry = entry_of(socket)
    for error in (Busy("full"), EngineUnavailable("lost")):
        entry.add(Item(asked, b"", cancel(1), 1, 0))
        await turn()
        socket.frames[-1][1].set_exception(error)
        await turn()
    assert asked.failures == ["busy", "engine_unavailable"]


async def test_frame_that_the_engine_refuses_is_sent_again_item_by_item() -> None:
    socket, first, second = Socket(), Asked(), Asked()
    entry = entry_of(socket)
    entry.add(Item(first, b"1", cancel(1), 1, 0))
    entry.add(Item(second, b"2", cancel(2), 1, 0))
    await turn()
    socket.frames[0][1].set_exception(EngineRefused("no"))
    await turn()
    assert [records for records, _ in socket.frames[1:]] == [cancel(1), cancel(2)]
    socket.frames[1][1].set_exception(EngineRefused("no"))
    socket.frames[2][1].set_result(answer(9))
    await turn()
    assert first.failures == ["refused"]
    assert second.events == [(b"2", answer(9))]
