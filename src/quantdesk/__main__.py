"""`python -m quantdesk NAME`: one process by its name, or a verb of the command line."""

import sys
from importlib import import_module

# The only list of processes.
PROCESSES = {
    "engine": "quantdesk.engine.main",
    "gateway": "quantdesk.gateway.main",
    "stream": "quantdesk.gateway.stream_main",
    "keepers": "quantdesk.keepers.main",
    "ingest": "quantdesk.ingest.main",
    "web": "quantdesk.webserver",
    "localnet": "quantdesk.localnet.main",
    "demo": "quantdesk.demo.main",
    "supervisor": "quantdesk.desk.supervise",
}


def main() -> int:
    """Runs what the first argument names; returns the exit status."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name in PROCESSES:
        return int(import_module(PROCESSES[name]).main() or 0)
    return int(import_module("quantdesk.desk.app").main(sys.argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
