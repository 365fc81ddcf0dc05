"""Metrics of a process, in Prometheus' text form. Names are process_noun_unit."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.gc_collector import GCCollector
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.process_collector import ProcessCollector

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# From 50 microseconds, a hop between processes, to 5 seconds, a request that was given up.
SECONDS = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

M = TypeVar("M", bound=MetricWrapperBase)


class Metrics:
    """The registry of one process. Asking twice for a name gives the same object."""

    def __init__(self, process: str) -> None:
        self.process = process
        self.registry = CollectorRegistry(auto_describe=False)
        self._made: dict[str, MetricWrapperBase] = {}
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def counter(self, name: str, text: str, labels: Sequence[str] = ()) -> Counter:
        """A number that only grows."""
        return self._keep(name, Counter, lambda: Counter(name, text, labels, registry=self.registry))

    def gauge(self, name: str, text: str, labels: Sequence[str] = ()) -> Gauge:
        """A number that moves both ways."""
        return self._keep(name, Gauge, lambda: Gauge(name, text, labels, registry=self.registry))

    def histogram(
        self, name: str, text: str, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS
    ) -> Histogram:
        """A distribution; buckets in the unit of the name, seconds unless said."""
        return self._keep(
            name, Histogram, lambda: Histogram(name, text, labels, buckets=buckets, registry=self.registry)
        )

    def render(self) -> bytes:
        """The exposition of every metric, of content type METRICS_TYPE."""
        return generate_latest(self.registry)

    def _keep(self, name: str, kind: type[M], make: Callable[[], M]) -> M:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = make()
        if not isinstance(found, kind):
            raise TypeError(f"metric {name} is a {type(found).__name__}, expected a {kind.__name__}")
        return found
