"""What the inbox takes, refuses and calls busy, without sockets."""

import pytest

from quantdesk.engine.inbox import BATCH_COMMANDS_MAX, Inbox, cancels_only
from quantdesk.model.records_gen import CancelAll, CancelOrder, OpenAccount, Service, ShrinkOrder, Tick, TotalsQuery


class Connection:
    """Stands for a connected service and keeps what it is told."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.told: list[tuple[str, int]] = []
        self.held = False

    def busy(self, correlation: int) -> None:
        self.told.append(("busy", correlation))

    def refuse(self, correlation: int, text: str) -> None:
        self.told.append((text, correlation))

    def hold(self, reason: str) -> None:
        self.held = True

    def release(self, reason: str) -> None:
        self.held = False


CANCEL = CancelOrder(account=1, order_id=bytes(16), client_order_id=1).encode()
SHRINK = ShrinkOrder(account=1, order_id=bytes(16), client_order_id=1, left=1).encode()


async def test_frames_come_out_in_the_order_in_which_they_came() -> None:
    inbox, connection = Inbox(), Connection(Service.STREAM)
    for correlation in range(5):
        inbox.take_commands(connection, correlation, CANCEL * (correlation + 1))
    inbox.take_query(connection, 9, TotalsQuery().encode())
    work = inbox.take()
    assert [(frame[1], frame[2]) for frame in work.frames] == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert [query[1] for query in work.queries] == [9]
    assert work.count == 15
    assert not inbox.arrived.is_set()


async def test_a_frame_of_a_service_that_may_not_send_it_gets_no_place() -> None:
    inbox, connection = Inbox(), Connection(Service.STREAM)
    inbox.take_commands(connection, 1, Tick().encode())
    inbox.take_commands(connection, 2, OpenAccount(account=1, owner=bytes(32), index=0).encode())
    inbox.take_commands(connection, 3, b"")
    assert [correlation for _, correlation in connection.told] == [1, 2, 3]
    assert inbox.take().frames == []
    assert inbox.unanswered_bytes == 0
    assert inbox.frames_refused == 3


async def test_above_the_bound_a_frame_is_busy_and_a_cancel_passes() -> None:
    """JRN-8, BOOK-8: cancels are not refused for backpressure."""
    inbox, connection = Inbox(unanswered_bytes_max=4 * len(SHRINK)), Connection(Service.STREAM)
    for correlation in range(6):
        inbox.take_commands(connection, correlation, SHRINK)
    assert connection.told == [("busy", 4), ("busy", 5)]
    inbox.take_commands(connection, 7, CANCEL)
    inbox.take_commands(connection, 8, CANCEL + SHRINK)
    assert connection.told[2:] == [("busy", 8)]
    work = inbox.take()
    assert [frame[1] for frame in work.frames] == [0, 1, 2, 3, 7]
    inbox.answered(work)
    assert inbox.unanswered_bytes == 0
    inbox.take_commands(connection, 9, SHRINK)
    assert len(inbox.take().frames) == 1


async def test_at_twice_the_bound_nothing_more_is_read_until_answers_have_left() -> None:
    inbox, connection = Inbox(unanswered_bytes_max=100), Connection(Service.STREAM)
    for correlation in range(10):
        inbox.take_commands(connection, correlation, CANCEL)
    assert connection.held
    assert connection.told == []
    inbox.answered(inbox.take())
    assert not connection.held


async def test_a_batch_is_bounded_and_never_cuts_a_frame() -> None:
    inbox, connection = Inbox(), Connection(Service.STREAM)
    size = BATCH_COMMANDS_MAX // 2 + 1
    for correlation in range(3):
        inbox.take_commands(connection, correlation, CANCEL * size)
    inbox.take_query(connection, 9, TotalsQuery().encode())
    first = inbox.take()
    assert (len(first.frames), first.count, first.queries) == (1, size, [])
    assert inbox.arrived.is_set()
    inbox.take()
    last = inbox.take()
    assert (len(last.frames), len(last.queries)) == (1, 1)


@pytest.mark.parametrize(
    ("records", "only"),
    [
        (CANCEL, True),
        (CANCEL + CancelAll(account=1, market=1, side=2).encode(), True),
        (CANCEL + SHRINK, False),
        (b"", True),
    ],
)
def test_a_frame_of_nothing_but_cancels_is_told_from_others(records: bytes, only: bool) -> None:
    assert cancels_only(records) is only
