"""A lock of a shared folder: the second waits for the first, and an error lets go of it."""

import threading

import pytest

from tools.folder_lock import held


def test_second_holder_waits_until_the_first_is_done(tmp_path):
    order, inside = [], threading.Event()

    def second() -> None:
        inside.set()
        with held(tmp_path / "there/lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    with held(tmp_path / "there/lock"):
        thread.start()
        inside.wait(10)
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_lock_is_free_after_an_error(tmp_path):
    def failing() -> None:
        with held(tmp_path / "lock"):
            raise ValueError

    with pytest.raises(ValueError):
        failing()
    with held(tmp_path / "lock"):
        pass
