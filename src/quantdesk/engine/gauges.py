"""What an operator sees of the engine."""

from quantdesk.runtime.clock import now_us
from quantdesk.runtime.metrics import Metrics

COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192)


class EngineGauges:
    """Metrics of the loop, updated once a turn."""

    def __init__(self, metrics: Metrics) -> None:
        self.commands = metrics.counter("engine_commands_total", "Commands that are durable")
        self.batch = metrics.histogram("engine_batch_commands", "Commands in a batch", buckets=COUNTS)
        self.apply = metrics.histogram("engine_apply_seconds", "Time in the core for a batch")
        self.commit = metrics.histogram("engine_commit_seconds", "From the end of apply to the commit of a batch")
        self.last = metrics.gauge("engine_commit_last_seconds", "Unix time of the newest commit")
        self.seq = metrics.gauge("engine_seq_count", "Number of the last durable command")
        self.epoch = metrics.gauge("engine_epoch_count", "Epoch of the lease")
        self.unanswered = metrics.gauge("engine_unanswered_bytes", "Bytes of frames without an answer yet")
        self.busy = metrics.gauge("engine_busy_frames", "Frames that were told busy")
        self.refused = metrics.gauge("engine_refused_frames", "Frames that were refused")
        self.dropped = metrics.gauge("engine_publish_dropped_batches", "Batches that Valkey did not get")
        self.snapshot = metrics.gauge("engine_snapshot_seq_count", "Last command of the newest snapshot")
        self.snapshot_failures = metrics.counter("engine_snapshot_failures_total", "Snapshots that could not be kept")

    def turn(self, commands: int, started_ns: int, applied_ns: int, committed_ns: int) -> None:
        """One batch: its size and the three moments of it, monotonic nanoseconds."""
        self.commands.inc(commands)
        self.batch.observe(commands)
        self.apply.observe((applied_ns - started_ns) / 1e9)
        self.commit.observe((committed_ns - applied_ns) / 1e9)
        self.last.set(now_us() / 1_000_000)
