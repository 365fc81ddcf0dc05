"""Metrics of the chain's keepers, made once."""

from prometheus_client import Counter, Gauge

from quantdesk.runtime.metrics import Metrics


class Gauges:
    """What operators watch."""

    def __init__(self, metrics: Metrics) -> None:
        self.oldest: Gauge = metrics.gauge("keepers_settlement_oldest_seconds", "Age of the oldest item not settled")
        self.pending: Gauge = metrics.gauge("keepers_settlement_items_count", "Items not settled")
        self.halted: Gauge = metrics.gauge("keepers_settlement_halts_count", "Accounts whose log stands still: page")
        self.slot: Gauge = metrics.gauge("keepers_chain_slot_count", "Finalised slot that was read last")
        self.waiting: Gauge = metrics.gauge("keepers_payouts_waiting_count", "Pockets that cannot be paid now")
        self.changes: Gauge = metrics.gauge("keepers_changes_count", "Changes that wait on the chain")
        self.changes_refused: Gauge = metrics.gauge("keepers_changes_refused_count", "Those that it refuses: look")
        self.change_due: Gauge = metrics.gauge("keepers_change_due_seconds", "Until the next one is due; 0: none waits")
        self.transactions: Counter = metrics.counter(
            "keepers_transactions_total", "Transactions by keeper and end", ("keeper", "state")
        )
