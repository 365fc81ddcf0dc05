"""`./desk sim`: the seeded simulation, in a process of its own.

The simulator and its judge stand among the tests and import nothing that is served; this verb only starts them.
"""

import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parents[3]


def run(  # the verb's options are its arguments
    *,
    events: int = 100_000,
    seed: int = 1,
    judge: bool = False,
    json: bool = False,
    shrink: bool = False,
    shape: str = "mixed",
) -> int:
    """Drives random accounts, markets and orders through the core and checks every event.

    Parameters
    ----------
    events
        Number of events to see.
    seed
        The same seed gives the same commands.
    judge
        Compare every event and state with the second exchange in plain Python.
    json
        Print one JSON object.
    shrink
        Take up to twenty minutes, instead of one, to shrink a failure.
    shape
        World: small, tight, wide, huge, broke, or mixed.
    """
    if not (CLONE / "tests" / "sim" / "__main__.py").is_file():
        print("the simulator stands in tests/sim of the clone, and this is no clone")
        return 1
    arguments = ["--events", str(events), "--seed", str(seed), "--shape", shape]
    flags = {"--judge": judge, "--json": json, "--shrink": shrink}
    arguments += [flag for flag, wanted in flags.items() if wanted]
    finished = subprocess.run([sys.executable, "-m", "tests.sim", *arguments], cwd=CLONE, check=False)
    return finished.returncode
