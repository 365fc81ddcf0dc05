"""The supervisor as a process: `./desk up` starts it, `./desk down` ends it."""

from quantdesk.desk.keys import keys
from quantdesk.desk.paths import places
from quantdesk.desk.plan import plan_make, processes_of
from quantdesk.desk.state import DeskBusy
from quantdesk.desk.supervisor import Supervisor
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import DeskSettings, load


def main() -> int:
    """Runs the desk that the settings describe until it is stopped."""
    settings = load(DeskSettings)
    configure("desk", settings.log_level)
    where = places(settings)
    plan = plan_make(settings, where, keys(where.home), processes_of(settings), settings.workers)
    try:
        return run("desk", Supervisor(plan).run, detached=not settings.attached)
    except DeskBusy as error:
        get().error("desk_busy", text=str(error))
        return 1
