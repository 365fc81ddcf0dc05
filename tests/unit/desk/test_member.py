"""When a process counts as hung: it has answered before, and then long enough and often enough nothing."""

import pytest

from quantdesk.desk import member
from quantdesk.desk.member import HUNG_ASKS, Silence


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(member, "monotonic_s", made)
    return made


def unanswered(silence, count):
    for _ in range(count):
        silence.unanswered()


def test_long_and_often_unanswered_is_hung(clock):
    silence = Silence(30)
    silence.answered()
    unanswered(silence, HUNG_ASKS)
    clock.now_s += 29.9
    assert not silence.hung_s()
    clock.now_s += 0.2
    assert silence.hung_s() == pytest.approx(30.1)


def test_a_process_that_starts_may_take_its_time(clock):
    silence = Silence(30)
    unanswered(silence, 1_000)
    clock.now_s += 3_600
    assert not silence.hung_s()


def test_a_supervisor_that_slept_itself_blames_nobody(clock):
    silence = Silence(30)
    silence.answered()
    clock.now_s += 3_600
    unanswered(silence, HUNG_ASKS - 1)
    assert not silence.hung_s()


def test_any_answer_ends_the_silence_and_a_new_process_begins_without_one(clock):
    silence = Silence(30)
    for forgotten in (silence.answered, silence.begin):
        silence.answered()
        unanswered(silence, HUNG_ASKS)
        clock.now_s += 60
        assert silence.hung_s()
        forgotten()
        unanswered(silence, HUNG_ASKS)
        assert not silence.hung_s()
