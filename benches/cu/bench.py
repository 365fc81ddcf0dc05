"""cu: compute units of the program's instructions in LiteSVM, the dearest kind of account each; the local chain's rate."""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from localnet import OWNERS, localnet_rates

from harness import ROOT, arguments_read, figure, median, report

MIX = (
    "ten markets with size tiers, three positions on either side of what trades and ten where only money moves, tables of 160 orders "
    "four fifths full, worst bump of 64 addresses, committed program"
)


def main() -> None:
    """Measures and prints. Compute units repeat exactly: there are no rounds to compare."""
    arguments = arguments_read(__doc__, rounds=3)
    if arguments.smoke:
        with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
            localnet_rates(Path(folder), 1, OWNERS)
        return
    sys.path.append(str(ROOT))
    units = import_module("tests.program.units").money_units()
    results = [
        figure(metric, max(value for name, value in units.items() if name.startswith(metric)), "compute units")
        for metric in ("place", "funding", "liquidate", "register_per_order", "settle_per_fill", "deposit", "withdraw")
    ]
    fills, _ = import_module("tests.program.told").filled_transaction()
    results.append(figure("fills_per_tx", fills, "fills among 16 accounts in a transaction"))
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        rates = localnet_rates(Path(folder), arguments.rounds)
    results.append(figure("localnet_tx_per_s", median([rate for rate, _ in rates]), "signed deposits a second"))
    cpu = median([rate for _, rate in rates])
    beside = [f"{name}: {value:,}" for name, value in units.items()]
    beside.append(f"localnet: {cpu:,.0f} transactions a second of processor time, {1e6 / cpu:.0f} us each")
    report("cu", MIX, results, as_json=arguments.json, beside=beside)


if __name__ == "__main__":
    main()
