"""Clock: whole numbers in the unit of the name; elapsed time never goes back."""

from quantdesk.runtime.clock import monotonic_ns, monotonic_s, now_ms, now_us


def test_wall_time_is_whole_microseconds_and_milliseconds_of_one_clock():
    before, middle, after = now_us(), now_ms(), now_us()
    assert before // 1_000 <= middle <= after // 1_000
    assert isinstance(before, int)


def test_elapsed_time_never_goes_back():
    times = [monotonic_ns() for _ in range(1_000)]
    assert times == sorted(times)
    assert monotonic_s() >= times[-1] / 1e9
