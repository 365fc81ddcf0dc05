"""The terminal for ten minutes at 100 messages a second: its heap stays flat, its queue empty, its first load within the budget."""

import json
import os
import subprocess
import sys

from quantdesk.desk.paths import ROOT

WATCHED_S = 600
RUN_TIMEOUT_S = 2_400
BENCHES = ROOT / "benches"


def test_ten_minutes_leave_no_trace_in_the_heap(tmp_path):
    """The bench itself ends with an error when what the book shows grows old at 500 messages a second."""
    paths = (ROOT / "src", ROOT, BENCHES, BENCHES / "ui")
    environment = os.environ | {
        "BENCH_UI_HEAP_S": str(WATCHED_S),
        "BENCH_UI_WARM_S": "60",
        "PYTHONPATH": ":".join(map(str, paths)),
    }
    argv = [sys.executable, str(BENCHES / "ui" / "bench.py"), "--json", "--work", str(tmp_path)]
    done = subprocess.run(argv, env=environment, stdout=subprocess.PIPE, text=True, timeout=RUN_TIMEOUT_S, check=False)
    assert done.returncode == 0
    found = {one["metric"]: one["value"] for one in json.loads(done.stdout.splitlines()[-1])["results"]}
    assert found["heap_growth_mb"] <= 5
    assert found["js_gzip_kb"] <= 350
    assert found["wasm_gzip_kb"] <= 120
