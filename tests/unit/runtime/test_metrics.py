"""Metrics: a registry a process, the same object for the same name."""

import pytest

from quantdesk.runtime.metrics import Metrics


def test_counted_events_are_in_the_exposition():
    metrics = Metrics("engine")
    metrics.counter("engine_commands_total", "commands", ("kind",)).labels("place").inc(3)
    assert 'engine_commands_total{kind="place"} 3.0' in metrics.render().decode()


def test_same_name_gives_the_same_object_and_another_kind_is_refused():
    metrics = Metrics("engine")
    assert metrics.gauge("engine_seq", "seq") is metrics.gauge("engine_seq", "seq")
    with pytest.raises(TypeError, match="expected a Counter"):
        metrics.counter("engine_seq", "seq")


def test_two_processes_do_not_share_metrics():
    Metrics("engine").gauge("a_seq", "seq").set(1)
    assert b"a_seq" not in Metrics("gateway").render()
