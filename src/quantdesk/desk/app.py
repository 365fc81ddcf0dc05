"""The command line: its verbs, each in a file of its own, imported when it is typed."""

from cyclopts import App
from rich.console import Console

from quantdesk import __doc__ as what
from quantdesk.desk.control import DeskDown
from quantdesk.desk.state import DeskBusy
from quantdesk.desk.told import Told
from quantdesk.runtime.launch import EmbeddedFailed
from quantdesk.runtime.settings import SettingsInvalid

VERBS = (
    "up",
    "down",
    "status",
    "logs",
    "test",
    "check",
    "bench",
    "sim",
    "replay",
    "db",
    "backup",
    "restore",
    "gen",
    "python",
    "program",
    "score",
    "claims",
)

# Verbs whose function has another name than their file.
FUNCTIONS = {"bench": "run", "sim": "run", "test": "run"}


def app_make() -> App:
    """The command line with all verbs."""
    app = App(name="./desk", help=what, version="0.1.0", version_flags=["--version"])
    for verb in VERBS:
        app.command(f"quantdesk.desk.{verb}:{FUNCTIONS.get(verb, verb)}", name=verb)
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
    except KeyboardInterrupt:
        return 130
