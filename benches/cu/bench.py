"""cu: compute units of the program's money instructions in LiteSVM, the dearest kind of account each."""

import sys
from importlib import import_module

from harness import ROOT, arguments_read, figure, report

MIX = "accounts with 10 open positions, worst bump of 64 owners, committed program"


def main() -> None:
    """Measures and prints. Compute units repeat exactly: there are no rounds to compare."""
    arguments = arguments_read(__doc__, rounds=3)
    sys.path.append(str(ROOT))
    units = import_module("tests.program.units").money_units()
    results = [
        figure(metric, max(value for name, value in units.items() if name.startswith(metric)), "compute units")
        for metric in ("deposit", "withdraw")
    ]
    report("cu", MIX, results, as_json=arguments.json, beside=[f"{name}: {value:,}" for name, value in units.items()])


if __name__ == "__main__":
    main()
