"""The command line: its verbs, each in a file of its own, imported when it is typed."""

import os
import sys

from cyclopts import App
from rich.console import Console

from quantdesk import __doc__ as what
from quantdesk.desk.control import DeskDown
from quantdesk.desk.state import DeskBusy
from quantdesk.desk.told import Told
from quantdesk.runtime.launch import EmbeddedFailed
from quantdesk.runtime.settings import SettingsInvalid

# Verb and what it does, in the order of a day.
VERBS = {
    "up": "start the desk: --profile demo makes the book live, --detach returns when all is ready",
    "down": "stop everything",
    "status": "processes, ports, health, sequence; --json for programs",
    "logs": "what a process says, one JSON line an event; -f follows",
    "test": "run the suites; long ones only by name",
    "check": "format, lint, types, import rules, house rules, generated files",
    "bench": "measure against the least program that does the job",
    "sim": "random exchange with invariants; --judge compares a second implementation",
    "backtest": "run a strategy on a recorded or made-up tape, with the exchange's own core",
    "replay": "replay the journal, compare every event and hash",
    "sources": "market data: what should run, how it is, what was refused, who changed it",
    "db": "migrate, reset, psql",
    "backup": "write journal and tables to a file",
    "restore": "read a backup into an empty desk",
    "gen": "write every generated file",
    "python": "Python with the client importable: a shell, or a script",
    "program": "build, test or deploy the Solana program",
    "changes": "changes of the exchange that wait: list, propose, take back; pause at once",
    "faucet": "give a wallet SOL and USDC of the local chain",
    "wasm": "build the core for the browser",
    "score": "the security score: not there yet",
    "claims": "claims of the documents with their tests: not there yet",
}

# Verbs whose function has another name than their file.
FUNCTIONS = {"bench": "run", "sim": "run", "test": "run"}


def app_make() -> App:
    """The command line with all verbs."""
    app = App(name="./desk", help=what, version="0.1.0", version_flags=["--version"])
    for verb, text in VERBS.items():
        app.command(
            f"quantdesk.desk.{verb}:{FUNCTIONS.get(verb, verb)}", name=verb, help=text, sort_key=list(VERBS).index(verb)
        )
    return app


def main(arguments: list[str]) -> int:
    """Runs one verb; returns the exit status."""
    if arguments[:1] == ["help"]:
        arguments = ["--help", *arguments[1:]]
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        return int(app_make()(arguments or ["--help"], result_action="return_value") or 0)
    except (Told, DeskDown, DeskBusy, EmbeddedFailed, SettingsInvalid) as error:
        console.print(f"desk: {error}", markup=False)
        return 1
    except BrokenPipeError:
        # Who read us has seen enough (`./desk status --json | head`); nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
